"""A strip over the whole width: one picture from two sigmas back along a direction to two ahead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from morphospace_desktop import theme
from morphospace_desktop.pictures import to_image

COUNT = 7
REACH = 2.0
AMOUNTS = tuple(float(amount) for amount in np.linspace(-REACH, REACH, COUNT))
_BETWEEN = 4
_CAPTION = 18
_ENDS = {0: "−2 σ", COUNT // 2: "0", COUNT - 1: "+2 σ"}


class SigmaStrip(QWidget):
    """Pictures at ``AMOUNTS``; those still to come are empty places."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: list[QImage] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("The picture moved by −2 to 2 sigmas")

    @property
    def count(self) -> int:
        """How many pictures are there."""
        return len(self._images)

    def set_pictures(self, pictures: Sequence[np.ndarray]) -> None:
        """Show uint8 ``(H, W, 3)`` each; those of before stay where no new ones are there yet."""
        fresh = [to_image(np.asarray(picture)) for picture in pictures[:COUNT]]
        self._images = fresh + self._images[len(fresh) :]
        self.update()

    def clear(self) -> None:
        """Nothing to show."""
        self._images = []
        self.update()

    def side(self, width: int) -> float:
        """Of one picture."""
        return max(1.0, (width - (COUNT - 1) * _BETWEEN) / COUNT)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return round(self.side(width)) + _CAPTION

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(288, self.heightForWidth(max(self.width(), 240)))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(theme.font("caption"))
        side = self.side(self.width())
        for place in range(COUNT):
            box = QRectF(place * (side + _BETWEEN), 0, side, side)
            path = QPainterPath()
            path.addRoundedRect(box, theme.RADIUS_PICTURE, theme.RADIUS_PICTURE)
            painter.fillPath(path, theme.color("raised"))
            if place < len(self._images):
                painter.save()
                painter.setClipPath(path)
                painter.drawImage(box, self._images[place])
                painter.restore()
            if place in _ENDS:
                painter.setPen(theme.color("secondary"))
                below = QRectF(box.left(), side + 2, side, _CAPTION - 2)
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, _ENDS[place])
