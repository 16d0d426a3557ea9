"""Densities: pictures of where many points are, one for each fineness, shown again at every zoom near it.

Each is drawn once, for all of the plane or for what is seen and some more, and scaled from then on. One
that is not there yet can be drawn on another thread, while its nearest neighbour stands in for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from morphospace.atlas.drawing.grid import BITS, Grid, runs_within
from morphospace.atlas.drawing.inks import Inks
from morphospace.atlas.drawing.raster import Texels, busiest, find_texels, paint_texels, tint_texels
from morphospace_desktop.explorer.plane.sheets import blank
from morphospace_desktop.explorer.plane.view import View

PATIENT = 150_000
"""So many points take longer to draw than a frame has."""
WHOLE = 10
"""Densities up to this fineness are drawn whole, finer ones in the part that is seen and around it."""
_FINEST = 0.75
"""Logical pixels of the smallest texels, which are up to twice as large."""
_AROUND = 0.25
_PREPARED = (8, 9, 10)
_STAND_IN = 3
"""Steps of fineness by which a density may stand in for another."""
Cell = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Order:
    """A density to draw, with all it needs: of texels from ``first`` up to ``last`` (column, line)."""

    level: int
    first: Cell
    last: Cell
    grid: Grid
    inks: np.ndarray
    table: Inks
    dense: float
    texels: Texels | None = None


@dataclass(frozen=True, eq=False)
class Density:
    """What came of an order: ``pixels`` uint32 ``(H, W)``, read by ``image``."""

    order: Order
    texels: Texels
    pixels: np.ndarray
    image: QImage


@dataclass(frozen=True, eq=False)
class Prepared:
    """What can be known of a grid before its colours are."""

    texels: dict[int, Texels]
    dense: dict[int, float]


def prepare(grid: Grid) -> Prepared:
    """Look at the finenesses that are seen first; on any thread."""
    texels = {level: find_texels(grid, level) for level in _PREPARED}
    return Prepared(texels, {level: busiest(found) for level, found in texels.items()})


def draw(order: Order) -> Density:
    """Draw what was ordered; on any thread."""
    texels = order.texels
    if texels is None:
        cell = order.grid.span / (1 << order.level)
        corners = [
            origin + at * cell
            for ends in (order.first, order.last)
            for origin, at in zip((order.grid.x0, order.grid.y0), ends, strict=True)
        ]
        rect = (corners[0], corners[1], corners[2], corners[3])
        texels = find_texels(order.grid, order.level, runs_within(order.grid, rect))
    pixels, image = blank(order.last[0] - order.first[0], order.last[1] - order.first[1])
    colours = tint_texels(texels, order.inks, order.table, order.dense)
    paint_texels(pixels, texels, colours, order.first[0], order.first[1])
    return Density(order, texels, pixels, image)


class Densities:
    """The densities of one grid in its colours; ``wanted`` is what was missing when last painted."""

    def __init__(self) -> None:
        self._grid: Grid | None = None
        self._inks: np.ndarray | None = None
        self._table: Inks | None = None
        self._prepared = Prepared({}, {})
        self._seen: dict[int, Density] = {}
        self._drawn: dict[int, Density] = {}
        self.wanted: Order | None = None

    def set_grid(self, grid: Grid, prepared: Prepared | None) -> None:
        """Other positions."""
        self._grid, self._prepared = grid, prepared or Prepared({}, {})
        self._seen.clear()
        self._drawn.clear()
        self.wanted = None

    def set_inks(self, inks: np.ndarray, table: Inks) -> None:
        """Other colours; which texels there are is known still."""
        self._inks, self._table = inks, table
        self._seen.update(self._drawn)
        self._drawn.clear()
        self.wanted = None

    def paint(self, painter: QPainter, view: View, spacing: float) -> None:
        """The density of ``view``; ``spacing``: logical pixels between points where they are dense."""
        density = self._find(self._level(view, spacing), view)
        if density is not None:
            _paint(painter, view, density)

    def install(self, density: Density) -> bool:
        """Take what was drawn elsewhere; False where it is of other points or colours than now."""
        order = density.order
        if order.grid is not self._grid or order.inks is not self._inks:
            return False
        self._drawn[order.level] = density
        return True

    def ahead(self, view: View, spacing: float) -> Order | None:
        """What a zoom would need next, and is not there."""
        level = self._level(view, spacing)
        for near in (level + 1, level - 1):
            if 0 <= near <= BITS:
                order = self._order(near, view)
                if order is not None and not self._has(order):
                    return order
        return None

    def _level(self, view: View, spacing: float) -> int:
        assert self._grid is not None
        # Towards single points texels grow, so that these are seen.
        finest = _FINEST * float(np.clip(1 + 1.5 * (spacing - 0.7), 1.0, 2.0))
        across = self._grid.span * view.scale / finest
        return int(np.clip(math.floor(math.log2(max(1.0, across))), 0, BITS))

    def _find(self, level: int, view: View) -> Density | None:
        order = self._order(level, view)
        if order is None:
            return None
        if self._has(order):
            return self._drawn[level]
        # Around what is seen, so that panning finds it drawn.
        order = self._order(level, view, _AROUND) or order
        other = self._stand_in(level, view) if len(order.grid) > PATIENT else None
        if other is not None:
            self.wanted = order
            return other
        self._drawn[level] = draw(order)
        return self._drawn[level]

    def _stand_in(self, level: int, view: View) -> Density | None:
        for away in range(1, _STAND_IN + 1):
            for near in (level + away, level - away):
                order = self._order(near, view) if 0 <= near <= BITS else None
                if order is not None and self._has(order):
                    return self._drawn[near]
        return None

    def _has(self, order: Order) -> bool:
        made = self._drawn.get(order.level)
        return made is not None and _covers(made.order, order)

    def _order(self, level: int, view: View, around: float = 0.0) -> Order | None:
        """A density of this fineness of what is seen and a share more; None where nothing lies there."""
        assert self._grid is not None and self._inks is not None and self._table is not None
        if level <= WHOLE:
            first, last = (0, 0), (1 << level, 1 << level)
        else:
            first, last = _cells(self._grid, level, view, around)
        if first[0] >= last[0] or first[1] >= last[1]:
            return None
        order = Order(level, first, last, self._grid, self._inks, self._table, self._dense(level))
        known = self._seen.get(level)
        if known is not None and (known.order.first, known.order.last) == (first, last):
            return replace(order, texels=known.texels)
        return replace(order, texels=self._prepared.texels.get(level))

    def _dense(self, level: int) -> float:
        """What is dense at this fineness; where no one looks, each step is a quarter of the one before."""
        assert self._grid is not None
        known, dense = min(level, WHOLE), self._prepared.dense
        if known not in dense:
            dense[known] = busiest(find_texels(self._grid, known))
        return max(1.0, dense[known] / 4.0 ** (level - known))


def _paint(painter: QPainter, view: View, density: Density) -> None:
    """Only what is seen of it, so that a huge picture costs no more than the view."""
    order = density.order
    cell = order.grid.span / (1 << order.level)
    texel = cell * view.scale
    size = np.array([order.last[0] - order.first[0], order.last[1] - order.first[1]])
    upper_left = (order.grid.x0 + order.first[0] * cell, order.grid.y0 + order.last[1] * cell)
    corner = view.to_screen(np.array(upper_left))
    first = np.floor(np.clip(-corner / texel, 0, size))
    last = np.ceil(np.clip((np.array([view.width, view.height]) - corner) / texel, 0, size))
    source = QRectF(QPointF(*first), QPointF(*last))
    target = QRectF(QPointF(*(corner + first * texel)), QPointF(*(corner + last * texel)))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(target, density.image, source)
    painter.restore()


def _cells(grid: Grid, level: int, view: View, around: float) -> tuple[Cell, Cell]:
    """First and beyond the last column and line of texels that are seen, grown by a share on each side."""
    left, bottom, right, top = view.rect
    wide, high = around * (right - left), around * (top - bottom)
    side = 1 << level
    low = np.array([left - wide - grid.x0, bottom - high - grid.y0]) / grid.span * side
    high_ = np.array([right + wide - grid.x0, top + high - grid.y0]) / grid.span * side
    first = np.clip(np.floor(low), 0, side).astype(int).tolist()
    last = np.clip(np.ceil(high_), 0, side).astype(int).tolist()
    return (first[0], first[1]), (last[0], last[1])


def _covers(made: Order, asked: Order) -> bool:
    return all(a <= b for a, b in zip(made.first, asked.first, strict=True)) and all(
        a >= b for a, b in zip(made.last, asked.last, strict=True)
    )
