"""The inspector: the item, or the place, under the pointer, with what is known of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.wording import facts
from morphospace_desktop import theme
from morphospace_desktop.panels.role_label import RoleLabel
from morphospace_desktop.panels.rows import SectionHead
from morphospace_desktop.pictures import to_image

PICTURE = 104
_MOST_LINES = 3


class Inspector(QWidget):
    """Picture, name, attributes and judgement. ``open_requested``: take what is shown to the canvas."""

    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureBox(PICTURE, self)
        self.title = RoleLabel("", "strong", "text")
        self.lines = [_fact() for _ in range(_MOST_LINES)]
        self.judged = _fact()
        self.open = QPushButton("Open on the canvas ↵")
        self.open.setProperty("kind", "link")
        self.open.clicked.connect(self.open_requested)
        self._lay_out()
        self.clear()

    def clear(self) -> None:
        """Nothing was pointed at yet."""
        self.picture.set_image(None)
        self.title.setText("Point at the map")
        self._say(["Every place on it is a picture,", "also where no item lies."])
        self.judged.setText("")
        self.open.setVisible(False)

    def show_item(self, atlas: Atlas, row: int) -> None:
        """An item of the atlas."""
        self.picture.set_image(to_image(np.asarray(atlas.thumbnails[row])))
        self.title.setText(atlas.names[row])
        self._say(facts(atlas, row))
        self.judged.setText("")
        self.open.setVisible(True)

    def show_place(self, picture: np.ndarray | None, distance: str = "") -> None:
        """A place between the items: its decoded picture, uint8 ``(H, W, 3)``, once there is one."""
        if picture is not None:
            self.picture.set_image(to_image(picture))
        self.title.setText("Decoded here")
        self._say([distance or "no item within reach"])
        self.open.setVisible(True)

    def judge(self, text: str) -> None:
        """What a model says of it: how well it is rebuilt, how far it goes on a round trip."""
        self.judged.setText(text)

    def _say(self, lines: list[str]) -> None:
        for label, text in zip(self.lines, [*lines, *[""] * _MOST_LINES], strict=False):
            label.setText(text)
            label.setToolTip(text)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.setContentsMargins(0, 0, 0, 0)
        words.addWidget(self.title)
        for line in (*self.lines, self.judged):
            words.addWidget(line)
        words.addStretch(1)
        words.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(SectionHead("Under the cursor"))
        column.addLayout(row)


class PictureBox(QWidget):
    """A picture of a fixed side with rounded corners, or an empty place for one."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Picture")

    def set_image(self, image: QImage | None) -> None:
        """Show a picture, or none."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(box, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        if self._image is None:
            painter.fillPath(clip, theme.color("raised"))
            theme.paint_icon(painter, "crosshair", box.adjusted(38, 38, -38, -38), theme.color("faint"))
            return
        painter.setClipPath(clip)
        painter.drawImage(box, self._image)


def _fact() -> RoleLabel:
    label = RoleLabel("", "small", "secondary")
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return label
