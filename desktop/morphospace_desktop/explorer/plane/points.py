"""The points of the plane, as densities where they are many and as dots where they are few."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QPainter

from morphospace.atlas.drawing.grid import Grid, build_grid, runs_within
from morphospace.atlas.drawing.inks import Inks
from morphospace_desktop.explorer.plane.density import Densities, Density, Order, Prepared
from morphospace_desktop.explorer.plane.dots import Dots
from morphospace_desktop.explorer.plane.view import View

SPARSE = 1.2, 1.7
"""Logical pixels between points from which on a density turns into dots, and by which it has."""
FEW = 30_000
"""So many points are always dots."""
MOST_DOTS = 250_000, 180_000
"""So many points in sight stay a density, and so many may be dots altogether."""
_LEAST_RADIUS, _LEAST_OF_FEW, _LARGEST = 0.9, 1.25, 5.0


class Points:
    """Draws what it is given; the arrays are in the order of the grid."""

    def __init__(self) -> None:
        self.grid: Grid = build_grid(np.empty((0, 2), np.float32))
        self.inks = np.empty(0, np.uint16)
        self.table: Inks | None = None
        self.spacing = 1.0
        self._densities = Densities()
        self._dots, self._far = Dots(), Dots(only_far=True)

    def set_grid(self, grid: Grid, spacing: float, prepared: Prepared | None = None) -> None:
        """Other positions; inks follow by ``set_inks``."""
        self.grid, self.spacing = grid, spacing
        self._densities.set_grid(grid, prepared)
        self._forget()

    def set_inks(self, inks: np.ndarray, table: Inks) -> None:
        """Other colours: uint16 ``(M,)`` in the grid's order."""
        self.inks, self.table = inks, table
        self._densities.set_inks(inks, table)
        self._forget()

    def _forget(self) -> None:
        self._dots.forget()
        self._far.forget()

    def spacing_at(self, view: View) -> float:
        """Logical pixels between points where they are dense."""
        return self.spacing * view.scale

    def radius_at(self, view: View) -> float:
        """Logical pixels of a dot's radius: larger the farther points are apart."""
        least = _LEAST_OF_FEW if len(self.grid) <= FEW else _LEAST_RADIUS
        return float(np.clip(0.75 * self.spacing_at(view) ** 0.42, least, _LARGEST))

    def paint(self, painter: QPainter, view: View) -> None:
        """The points of ``view``."""
        self._densities.wanted = None
        if self.table is None or not self._ready:
            return
        dots = self._dotted(view)
        if dots < 1:
            self._paint_density(painter, view, 1 - dots)
        if dots > 0:
            painter.save()
            painter.setOpacity(painter.opacity() * dots)
            self._dots.paint(painter, view, self.grid, self.inks, self.table, self.radius_at(view))
            painter.restore()

    def _paint_density(self, painter: QPainter, view: View, share: float) -> None:
        assert self.table is not None
        painter.save()
        painter.setOpacity(painter.opacity() * share)
        self._densities.paint(painter, view, self.spacing_at(view))
        if len(self.grid) > self.grid.far:
            self._far.paint(painter, view, self.grid, self.inks, self.table, _LEAST_RADIUS)
        painter.restore()

    @property
    def wanted(self) -> Order | None:
        """What was missing when last painted: for ``draw``, on another thread, and then ``install``."""
        return self._densities.wanted

    def ahead(self, view: View) -> Order | None:
        """What a zoom would need next."""
        if self.table is None or not self._ready or self._dotted(view) >= 1:
            return None
        return self._densities.ahead(view, self.spacing_at(view))

    def install(self, density: Density) -> bool:
        """Take what was ordered; whether it is still of use."""
        return self._densities.install(density)

    @property
    def _ready(self) -> bool:
        return len(self.grid) > 0 and len(self.inks) == len(self.grid)

    def _dotted(self, view: View) -> float:
        """How far what is seen has turned from a density into dots, 0 to 1."""
        if len(self.grid) <= FEW:
            return 1.0
        by_room = _share(self.spacing_at(view), *SPARSE)
        if not by_room:
            return 0.0
        count = sum(b - a for a, b in runs_within(self.grid, view.rect))
        return min(by_room, _share(count, *MOST_DOTS))


def _share(value: float, begin: float, end: float) -> float:
    """How far ``value`` is on the way from ``begin`` to ``end``, 0 to 1."""
    return float(np.clip((value - begin) / (end - begin), 0.0, 1.0))
