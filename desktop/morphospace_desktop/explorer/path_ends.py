"""One end of a path: its picture, and the button that takes the picked one for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from morphospace.atlas.atlas import Atlas
from morphospace_desktop import theme
from morphospace_desktop.explorer.thumbs import paint_edge
from morphospace_desktop.pictures import to_image

PICTURE = 44


@dataclass(frozen=True, eq=False)
class End:
    """A picture that a path can lead from or to. ``arguments``: an end as the job ``path`` takes it."""

    title: str
    picture: np.ndarray
    arguments: Mapping[str, Any]

    def same_as(self, other: End) -> bool:
        """Whether both mean the same picture, so that there is nothing between them."""
        mine, theirs = self.arguments.get("place"), other.arguments.get("place")
        if mine is not None and theirs is not None:
            return np.array_equal(mine, theirs)
        return self is other


def end_of_item(atlas: Atlas, row: int) -> End:
    """An item of the atlas."""
    picture = np.array(atlas.thumbnails[row])
    return End(atlas.names[row], picture, {"place": np.array(atlas.places[row]), "picture": picture})


def end_of_place(place: np.ndarray, picture: np.ndarray, title: str) -> End:
    """A place ``(D,)`` of the atlas with its picture, uint8 ``(H, W, 3)``: the one on the canvas."""
    place = np.array(place, np.float32).reshape(-1)
    return End(title, picture, {"place": place, "picture": picture})


class EndButton(QAbstractButton):
    """Shows an end; a click asks to take the picked picture for it."""

    def __init__(self, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter = letter
        self._image: QImage | None = None
        self._title = ""
        self.setText(f"Set {letter}")
        self.setAccessibleName(f"Set {letter}")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_end(self, end: End | None) -> None:
        """Show an end, or that there is none."""
        self._image = None if end is None else to_image(end.picture)
        self._title = "" if end is None else end.title
        self.setAccessibleDescription(self._title or "not chosen")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(120, PICTURE)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(0, 0, PICTURE, PICTURE)
        clip = QPainterPath()
        clip.addRoundedRect(box, theme.RADIUS_PICTURE, theme.RADIUS_PICTURE)
        if self._image is None:
            painter.fillPath(clip, theme.color("raised"))
            painter.setPen(theme.color("secondary"))
            painter.setFont(theme.font("strong"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._letter)
        else:
            painter.save()
            painter.setClipPath(clip)
            painter.drawImage(box, self._image)
            painter.restore()
            paint_edge(painter, box)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3)
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        left = PICTURE + theme.GAP
        width = self.width() - left
        painter.setFont(theme.font("small"))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(theme.color("text" if self._title else "secondary"))
        name = metrics.elidedText(self._title or "none yet", Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(left, 4, width, 18), Qt.AlignmentFlag.AlignVCenter, name)
        role = "accent" if self.isEnabled() else "faint"
        font = painter.font()
        font.setUnderline(self.underMouse() and self.isEnabled())
        painter.setFont(font)
        painter.setPen(theme.color(role))
        painter.drawText(QRectF(left, 22, width, 18), Qt.AlignmentFlag.AlignVCenter, self.text())
