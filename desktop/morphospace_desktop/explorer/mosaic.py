"""The mosaic under the points: one picture of the plane around the view, into which tiles are painted.

Faintness is in the picture already, so that a frame is one copy of it: moved while one pans, stretched while
one zooms, and made anew from the tiles that are known when the view has come to rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from morphospace.atlas.drawing.tiles import Rect, Tile
from morphospace_desktop import theme

FAINT = 0.30
"""How much of a picture is seen under the points."""
_AROUND = 96.0
"""Logical pixels beyond the view that are made as well, for panning."""


class View(Protocol):
    """The part of the plane's view that is needed here."""

    width: float
    height: float
    x: float
    y: float
    scale: float
    ratio: float

    @property
    def rect(self) -> Rect: ...

    def to_screen(self, points: np.ndarray) -> np.ndarray: ...


@dataclass
class Mosaic:
    """``view``: what the picture was made for, with more around it; None while there is none."""

    view: View | None = None
    image: QImage | None = None

    def clear(self) -> None:
        """There is nothing to show."""
        self.view = self.image = None

    def fits(self, view: View) -> bool:
        """Whether the picture is sharp and whole for a view."""
        made = self.view
        if made is None or (made.scale, made.ratio) != (view.scale, view.ratio):
            return False
        left, bottom, right, top = made.rect
        low_x, low_y, high_x, high_y = view.rect
        more = 1.0 / view.scale
        return (
            left - more <= low_x
            and bottom - more <= low_y
            and high_x <= right + more
            and high_y <= top + more
        )

    def begin(self, view: View) -> None:
        """An empty picture for a view."""
        wide, high = view.width + 2 * _AROUND, view.height + 2 * _AROUND
        self.view = replace(view, width=wide, height=high)  # type: ignore[type-var]
        self.image = QImage(round(wide * view.ratio), round(high * view.ratio), QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(view.ratio)
        self.image.fill(theme.color("window"))

    def add(self, tiles: Iterable[tuple[Tile, QImage]]) -> None:
        """Paint tiles into the picture, later ones over earlier ones."""
        if self.image is None or self.view is None:
            return
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for tile, picture in tiles:
            paint_tile(painter, self.view, tile, picture, FAINT)
        painter.end()

    def paint(self, painter: QPainter, view: View) -> None:
        """The picture as it lies in a view."""
        if self.image is None or self.view is None:
            return
        target = screen_rect(view, self.view.rect)
        if self.view.scale == view.scale:
            # On whole pixels, so that it is copied and not resampled.
            corner = (target.topLeft() * view.ratio).toPoint()
            painter.drawImage(QPointF(corner) / view.ratio, self.image)
        else:
            painter.drawImage(target, self.image)


def paint_tile(
    painter: QPainter, view: View, tile: Tile, picture: QImage, strength: float, share: float = 1.0
) -> None:
    """A tile as strong as ``strength`` in [0, 1]; ``share``: how far it has come in over what was there."""
    box = _whole(screen_rect(view, tile.rect), view.ratio)
    painter.setOpacity(share)
    painter.fillRect(box, theme.color("window"))
    painter.setOpacity(strength * share)
    painter.drawImage(box, picture)
    painter.setOpacity(1.0)


def screen_rect(view: View, rect: Rect) -> QRectF:
    """A rectangle of the plane in the view's pixels."""
    (left, top), (right, bottom) = view.to_screen(np.array([[rect[0], rect[3]], [rect[2], rect[1]]]))
    return QRectF(left, top, right - left, bottom - top)


def _whole(box: QRectF, ratio: float) -> QRectF:
    """The same box with its edges between pixels of the screen, so that tiles meet without a seam."""
    left, top = round(box.left() * ratio) / ratio, round(box.top() * ratio) / ratio
    right, bottom = round(box.right() * ratio) / ratio, round(box.bottom() * ratio) / ratio
    return QRectF(left, top, right - left, bottom - top)
