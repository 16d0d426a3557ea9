"""One sentence where the fault is: what is wrong, with the remedy as a button; it never blocks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from morphospace_desktop import theme

WIDEST = 720
_LOOKS = {
    "error": ("warning-circle-fill", "bad"),
    "warning": ("warning-fill", "warm"),
    "hint": ("info-fill", "accent"),
    "done": ("check-circle-fill", "good"),
}


class MessageBar(QWidget):
    """An error, a warning, a hint or good news; Escape or the cross takes it away."""

    remedy_requested = Signal()
    dismissed = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = "error"
        self._action: Callable[[], object] | None = None
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.remedy_button = QPushButton()
        self.remedy_button.clicked.connect(self._remedy)
        self.close_button = QToolButton()
        self.close_button.setIcon(theme.icon("x", "secondary"))
        self.close_button.setIconSize(QSize(14, 14))
        self.close_button.setFixedSize(28, 28)
        self.close_button.setToolTip("Dismiss")
        self.close_button.setAccessibleName("Dismiss message")
        self.close_button.clicked.connect(self.dismiss)
        self._lay_out()
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown, or nothing."""
        return self._label.text() if not self.isHidden() else ""

    def show_message(
        self,
        text: str,
        *,
        kind: str = "error",
        remedy: str = "",
        action: Callable[[], object] | None = None,
    ) -> None:
        """Show one sentence; ``remedy`` is the button's text, ``action`` what it does besides signalling."""
        self._kind = kind if kind in _LOOKS else "error"
        self._action = action
        self._label.setText(text)
        self.setAccessibleName(text)
        self.remedy_button.setText(remedy)
        self.remedy_button.setVisible(bool(remedy))
        self.refit()
        self.show()
        self.raise_()
        self.resized.emit()
        self.update()

    def dismiss(self) -> None:
        """Take the message away."""
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def _remedy(self) -> None:
        action = self._action
        self.dismiss()
        self.remedy_requested.emit()
        if action is not None:
            action()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(42, 6, 6, 6)
        row.setSpacing(theme.GAP)
        row.addWidget(self._label)
        row.addWidget(self.remedy_button)
        row.addStretch(0)
        row.addWidget(self.close_button)
        self.remedy_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def refit(self) -> None:
        """Be as wide as the sentence on one line, within what the parent and good reading allow."""
        parent = self.parentWidget()
        room = min(WIDEST, parent.width() - 2 * theme.PADDING) if parent else WIDEST
        fixed = 42 + 6 + 28 + theme.GAP
        if self.remedy_button.text():
            fixed += self.remedy_button.sizeHint().width() + theme.GAP
        natural = QFontMetrics(self._label.font()).horizontalAdvance(self._label.text()) + 4
        text_width = max(120, min(natural, room - fixed))
        self._label.setFixedWidth(text_width)
        self._label.setFixedHeight(max(self._label.heightForWidth(text_width), theme.BUTTON))
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        name, role = _LOOKS[self._kind]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("line"))
        painter.setBrush(theme.color("panel"))
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(body, theme.RADIUS_CARD, theme.RADIUS_CARD)
        theme.paint_icon(painter, name, QRectF(14, self.height() / 2 - 9, 18, 18), theme.color(role))
