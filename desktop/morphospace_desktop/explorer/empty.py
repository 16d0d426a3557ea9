"""An empty map teaches: what a map is, and how to make one; while the first is made, how far it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from morphospace_desktop import theme
from morphospace_desktop.canvas.drops import local_files
from morphospace_desktop.explorer.atlas_dialogs import ask_folder
from morphospace_desktop.explorer.atlas_shelf import Building
from morphospace_desktop.explorer.gallery_of_atlases import TEST_FACES
from morphospace_desktop.panels.card_button import as_image
from morphospace_desktop.panels.role_label import RoleLabel

WIDTH, HEIGHT = 560, 320
ART = 96
_BAR = 240
_TEACHES = "A map puts pictures close together that the model finds alike."
_HINT = "Drop a folder anywhere here. You can look around while it is being made."
_DOTS = (
    (0.08, 0.30, "warm"), (0.16, 0.55, "warm"), (0.22, 0.22, "warm"), (0.27, 0.44, "warm"),
    (0.13, 0.76, "warm"), (0.34, 0.68, "accent"), (0.42, 0.36, "accent"), (0.47, 0.80, "accent"),
    (0.53, 0.56, "accent"), (0.60, 0.30, "secondary"), (0.66, 0.70, "secondary"),
    (0.73, 0.46, "secondary"), (0.80, 0.24, "secondary"),
    (0.86, 0.62, "accent"), (0.92, 0.40, "accent"), (0.77, 0.86, "accent"),
)  # fmt: skip


class EmptyMap(QWidget):
    """``build_requested(source)``: a split of the faces, or a folder that was chosen or dropped."""

    build_requested = Signal(str)
    cancel_requested = Signal()
    drop_refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Empty map")
        self.setAcceptDrops(True)
        self._under = False
        self._card = _Card(self)
        self.faces_button = QPushButton("Map the 10,000 test faces")
        self.faces_button.setProperty("kind", "accent")
        self.folder_button = QPushButton("Map a folder of your pictures…")
        self.folder_button.setProperty("kind", "outline")
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setProperty("kind", "link")
        self.faces_button.clicked.connect(lambda: self.build_requested.emit(TEST_FACES))
        self.folder_button.clicked.connect(self.ask_folder)
        self.cancel_button.clicked.connect(self.cancel_requested)
        self._headline = _line("See all of your pictures at once", "title", "text")
        self._words = _line(_TEACHES, "body", "secondary")
        self._hint = _line(_HINT, "small", "secondary")
        self._lay_out()
        self.set_building(None)

    def set_building(self, building: Building | None) -> None:
        """Show how far the building is, or, with None, how to begin."""
        busy = building is not None
        self._headline.setText(
            f"Making the map {building.title}" if building else "See all of your pictures at once"
        )
        self._words.setText(building.text if building else _TEACHES)
        for widget, shown in (
            (self.faces_button, not busy),
            (self.folder_button, not busy),
            (self._hint, not busy),
            (self.cancel_button, busy),
        ):
            widget.setVisible(shown)
        self._card.show_building(building)
        self.setAccessibleDescription(self._words.text())

    def ask_folder(self) -> None:
        """Ask for the folder to map."""
        if folder := ask_folder(self):
            self.build_requested.emit(str(folder))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        buttons.addStretch()
        for button in (self.faces_button, self.folder_button, self.cancel_button):
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self._card)
        column.setContentsMargins(40, 32 + ART + 20, 40, 28)
        column.setSpacing(theme.GAP)
        column.addWidget(self._headline)
        column.addWidget(self._words)
        column.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)
        column.addWidget(self._hint)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        width = min(WIDTH, self.width() - 2 * theme.GAP)
        self._card.setGeometry((self.width() - width) // 2, (self.height() - HEIGHT) // 2, width, HEIGHT)
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surround"))
        if self._under:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if local_files(event.mimeData()):
            event.acceptProposedAction()
            self._under = True
            self.update()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802
        self._under = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._under = False
        self.update()
        event.acceptProposedAction()
        self.take_dropped(local_files(event.mimeData()))

    def take_dropped(self, paths: list[Path]) -> None:
        """Map the folder that was dropped."""
        folders = [path for path in paths if path.is_dir()]
        if folders:
            self.build_requested.emit(str(folders[0]))
        elif paths:
            self.drop_refused.emit(f"{paths[0].name} is not a folder: drop a folder of pictures.")


class _Card(QWidget):
    """The dashed card with its drawing, or the pictures that are being encoded and a line below them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._building: Building | None = None
        self._shown: np.ndarray | None = None
        self._preview: QImage | None = None

    def show_building(self, building: Building | None) -> None:
        self._building = building
        preview = building.preview if building is not None else None
        if preview is not self._shown:
            self._shown = preview
            self._preview = None if preview is None else as_image(preview)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        pen = QPen(theme.color("secondary", 0.45), 1.5)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 14, 14)
        area = QRectF((self.width() - 2 * ART) / 2, 32, 2 * ART, ART)
        if self._building is None:
            _paint_dots(painter, area)
        else:
            self._paint_progress(painter, self._building)

    def _paint_progress(self, painter: QPainter, building: Building) -> None:
        if self._preview is not None:
            side = 48
            count = self._preview.width() // max(1, self._preview.height())
            left = (self.width() - count * (side + 4) + 4) / 2
            height = self._preview.height()
            for place in range(count):
                box = QRectF(left + place * (side + 4), 64, side, side)
                path = QPainterPath()
                path.addRoundedRect(box, theme.RADIUS_PICTURE, theme.RADIUS_PICTURE)
                painter.save()
                painter.setClipPath(path)
                painter.drawImage(box, self._preview, QRectF(place * height, 0, height, height))
                painter.restore()
        else:
            _paint_dots(painter, QRectF((self.width() - 2 * ART) / 2, 32, 2 * ART, ART), 0.4)
        groove = QRectF((self.width() - _BAR) / 2, HEIGHT - 104, _BAR, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("secondary", 0.3))
        painter.drawRoundedRect(groove, 1.5, 1.5)
        groove.setWidth(max(3.0, groove.width() * min(1.0, building.share or 0.0)))
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(groove, 1.5, 1.5)


def _paint_dots(painter: QPainter, area: QRectF, opacity: float = 1.0) -> None:
    """Groups of dots, as a map looks from far."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    for x, y, role in _DOTS:
        painter.setBrush(theme.color(role, opacity))
        painter.drawEllipse(QPointF(area.left() + x * area.width(), area.top() + y * area.height()), 4, 4)
    painter.restore()


def _line(text: str, font: str, role: str) -> RoleLabel:
    label = RoleLabel(text, font, role)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    return label
