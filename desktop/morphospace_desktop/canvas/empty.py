"""An empty canvas teaches: make a new face, open a picture, paste one, or drop one anywhere."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from morphospace_desktop import theme
from morphospace_desktop.panels.role_label import RoleLabel

ART = 88


class EmptyState(QWidget):
    """Three ways to begin, and the line that a picture can be dropped."""

    new_requested = Signal()
    open_requested = Signal()
    paste_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Empty canvas")
        self.new_button = QPushButton("New face")
        self.new_button.setProperty("kind", "accent")
        self.open_button = QPushButton("Open picture…")
        self.paste_button = QPushButton("Paste")
        self.new_button.clicked.connect(self.new_requested)
        self.open_button.clicked.connect(self.open_requested)
        self.paste_button.clicked.connect(self.paste_requested)
        self.open_button.setProperty("kind", "outline")
        self.paste_button.setProperty("kind", "outline")
        self._headline = _line("Start with a face, or with a picture of yours", "title", "text")
        self._hint = _line("Drop a picture anywhere here to edit it by its meaning.", "body", "secondary")
        self._lay_out()

    def set_new_title(self, title: str) -> None:
        """What the first button makes: "New face" for faces, "New digit" for digits."""
        self.new_button.setText(title)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        buttons.addStretch()
        for button in (self.new_button, self.open_button, self.paste_button):
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 32 + ART + 20, 40, 32)
        column.setSpacing(theme.GAP)
        column.addWidget(self._headline)
        column.addWidget(self._hint)
        column.addSpacing(2 * theme.GAP)
        column.addLayout(buttons)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("secondary", 0.45), 1.5)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 14, 14)
        self._paint_art(painter)

    def _paint_art(self, painter: QPainter) -> None:
        """A small stack of pictures with a face on the first."""
        middle = self.width() / 2
        painter.setPen(QPen(theme.color("secondary", 0.55), 1.5))
        for angle, shade in ((10.0, "surround"), (-7.0, "raised")):
            painter.save()
            painter.translate(middle, 32 + ART / 2)
            painter.rotate(angle)
            painter.setBrush(theme.color(shade))
            painter.drawRoundedRect(QRectF(-34, -34, 68, 68), 8, 8)
            painter.restore()
        painter.save()
        painter.translate(middle, 32 + ART / 2)
        painter.rotate(-7)
        theme.paint_icon(painter, "smiley", QRectF(-22, -22, 44, 44), theme.color("accent"))
        painter.restore()


def _line(text: str, font: str, role: str) -> RoleLabel:
    label = RoleLabel(text, font, role)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
