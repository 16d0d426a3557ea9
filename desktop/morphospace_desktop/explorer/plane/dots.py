"""Dots: single points, drawn for one view and some around it, and moved along while one pans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from morphospace.atlas.drawing.grid import Grid, gather, runs_within
from morphospace.atlas.drawing.inks import Inks
from morphospace.atlas.drawing.raster import paint_dots
from morphospace_desktop.explorer.plane.sheets import blank
from morphospace_desktop.explorer.plane.view import View

_AROUND = 128
"""Logical pixels around the view of which dots are drawn too, so that panning need not draw."""
_RIM = 8
"""Logical pixels at the edge of the picture near which no dot is drawn."""


@dataclass(frozen=True, eq=False)
class _Sheet:
    """Dots drawn for ``view`` and ``around`` logical pixels more on each side."""

    view: View
    around: int
    pixels: np.ndarray
    image: QImage


class Dots:
    """The dots of one grid in its colours; ``only_far``: of the points far off its square alone."""

    def __init__(self, only_far: bool = False) -> None:
        self._only_far = only_far
        self._sheet: _Sheet | None = None
        self._stale = True
        self._last_scale = 0.0

    def forget(self) -> None:
        """Draw anew next time."""
        self._stale = True

    def paint(
        self, painter: QPainter, view: View, grid: Grid, inks: np.ndarray, table: Inks, radius: float
    ) -> None:
        """The dots of ``view``, of ``radius`` logical pixels."""
        offset = None if self._stale or self._sheet is None else _offset(self._sheet, view)
        if self._sheet is None or offset is None:
            # While zooming every picture serves once: draw no more than what is seen.
            around = _RIM + (_AROUND if view.scale == self._last_scale else 0)
            self._sheet = self._draw(view, around, grid, inks, table, radius)
            self._stale = False
            offset = QPoint(around, around)
        self._last_scale = view.scale
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        source = QRectF(offset.x(), offset.y(), view.width, view.height)
        scaled = QRectF(source.topLeft() * view.ratio, source.size() * view.ratio)
        painter.drawImage(QPointF(0, 0), self._sheet.image, scaled)
        painter.restore()

    def _draw(
        self, view: View, around: int, grid: Grid, inks: np.ndarray, table: Inks, radius: float
    ) -> _Sheet:
        left, bottom, right, top = view.rect
        more = around / view.scale
        runs = runs_within(grid, (left - more, bottom - more, right + more, top + more))
        if self._only_far:
            runs = [(max(a, grid.far), b) for a, b in runs if b > grid.far]
        width, height = (round((size + 2 * around) * view.ratio) for size in (view.width, view.height))
        pixels, image = self._clear(width, height)
        scale = grid.span * view.scale * view.ratio
        x = _scaled(gather(grid.u, runs), (view.x - grid.x0) / grid.span, scale, width / 2)
        y = _scaled(gather(grid.v, runs), (view.y - grid.y0) / grid.span, -scale, height / 2)
        paint_dots(pixels, x, y, gather(inks, runs), table, radius * view.ratio)
        image.setDevicePixelRatio(view.ratio)
        return _Sheet(view, around, pixels, image)

    def _clear(self, width: int, height: int) -> tuple[np.ndarray, QImage]:
        """What was drawn on before, if it has the size: fresh memory costs more than all dots."""
        if self._sheet is None or self._sheet.pixels.shape != (height, width):
            return blank(width, height)
        self._sheet.pixels.fill(0)
        return self._sheet.pixels, self._sheet.image


def _scaled(values: np.ndarray, middle: float, scale: float, at: float) -> np.ndarray:
    """``(values - middle) * scale + at``; the difference first, since near in only it is small."""
    near = np.float32(middle)
    made = values - near
    made *= np.float32(scale)
    made += np.float32(at + (float(near) - middle) * scale)
    return np.asarray(made)


def _offset(sheet: _Sheet, view: View) -> QPoint | None:
    """Where on the sheet the view begins, in logical pixels; None where it does not hold all of it."""
    made = sheet.view
    if (made.scale, made.width, made.height, made.ratio) != (view.scale, view.width, view.height, view.ratio):
        return None
    x = sheet.around + round((view.x - made.x) * view.scale)
    y = sheet.around - round((view.y - made.y) * view.scale)
    inside = 0 <= x <= 2 * sheet.around and 0 <= y <= 2 * sheet.around
    return QPoint(x, y) if inside else None
