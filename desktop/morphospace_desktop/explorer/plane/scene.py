"""What the plane shows: positions, colours, what is dimmed and chosen, kept in step as each arrives."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEasingCurve, QObject, Signal
from PySide6.QtGui import QPainter

from morphospace.atlas.drawing.grid import Grid, build_grid, gather, runs_within
from morphospace.atlas.drawing.inks import ink_points, make_inks
from morphospace.atlas.drawing.raster import typical_spacing
from morphospace.atlas.exploration import Hover
from morphospace_desktop import theme
from morphospace_desktop.background import Background
from morphospace_desktop.explorer.plane.density import Density, Order, Prepared, draw, prepare
from morphospace_desktop.explorer.plane.drifting import MILLISECONDS, MOST, drifted
from morphospace_desktop.explorer.plane.points import Points
from morphospace_desktop.explorer.plane.thumbnails import Thumbnails
from morphospace_desktop.explorer.plane.view import View
from morphospace_desktop.motion import Motion

AT_ONCE = 50_000
"""So many points are sorted within a frame; more go to another thread."""
_VEIL = 0.55
"""How much dots step back where thumbnails stand."""


class Scene(QObject):
    """Arrays come in the order of the atlas and may come before the positions they belong to."""

    placed = Signal()
    moving = Signal()
    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.points = Points()
        self.thumbnails = Thumbnails(self.points)
        self._codes: np.ndarray | None = None
        self._palette: np.ndarray | None = None
        self.matches: np.ndarray | None = None
        self._selected: np.ndarray | None = None
        self._rank_of: np.ndarray | None = None
        self._positions = np.empty((0, 2), np.float32)
        self._closed = False
        self._sorting = Background(self)
        self._drawing = Background(self)
        self._drift = Motion(
            lambda made: self._place(*made), drifted, MILLISECONDS, self, QEasingCurve.Type.InOutCubic
        )

    def set_positions(self, positions: np.ndarray, drift: bool = False) -> None:
        """Sort them, at once or elsewhere; the newest win. ``drift``: as many as before move there."""
        self._drift.stop()
        if len(positions) <= AT_ONCE:
            self._sorting.cancel()
            if drift and len(positions) == len(self._positions) <= MOST:
                self._drift.go(self._positions, positions)
            else:
                self._place(positions, True)
            return
        self._sorting.start(
            "Placing the points",
            lambda: _prepared(positions),
            lambda made: self._install(positions, *made),
            lambda _reason: None,
        )

    def _place(self, positions: np.ndarray, last: bool) -> None:
        grid = build_grid(positions)
        self._install(positions, grid, typical_spacing(grid), None, last)

    def _install(
        self,
        positions: np.ndarray,
        grid: Grid,
        spacing: float,
        prepared: Prepared | None,
        last: bool = True,
    ) -> None:
        self._positions = positions
        self.points.set_grid(grid, spacing, prepared)
        self._ink()
        (self.placed if last else self.moving).emit()

    def set_colours(self, codes: np.ndarray | None, palette: np.ndarray | None) -> None:
        """Codes uint8 ``(N,)`` (None: all 0) and their colours uint8 ``(K, 3)`` (None: one colour)."""
        if palette is not None and not len(palette):
            codes = palette = None
        self._codes, self._palette = codes, palette
        self._ink()

    def set_dimmed(self, matches: np.ndarray | None) -> None:
        """Bool ``(N,)``, or None for all."""
        self.matches = matches
        self._ink()

    def set_selected(self, mask: np.ndarray | None) -> None:
        """Bool ``(N,)``."""
        self._selected = mask
        self._ink()

    def set_thumbnails(self, thumbnails: np.ndarray | None) -> None:
        """Pictures by row."""
        self.thumbnails.set_source(thumbnails)
        self.changed.emit()

    def close(self) -> None:
        """No more drawing on other threads: the plane goes away."""
        self._closed = True
        self._drift.stop()
        self._sorting.finish()
        self._drawing.finish()

    def dress(self) -> None:
        """The theme changed."""
        self.thumbnails.forget()
        self._ink()

    def paint(self, painter: QPainter, view: View) -> None:
        """Points, and thumbnails where there is room."""
        painter.save()
        painter.setOpacity(1 - (1 - _VEIL) * self.thumbnails.presence(view))
        self.points.paint(painter, view)
        painter.restore()
        if self.points.wanted is not None and not self._drawing.busy:
            self._draw(self.points.wanted)
        self.thumbnails.paint(painter, view)

    def draw_ahead(self, view: View) -> None:
        """At rest, draw what a zoom would need next."""
        order = self.points.ahead(view) if not self._drawing.busy else None
        if order is not None:
            self._draw(order)

    def _draw(self, order: Order) -> None:
        if self._closed:
            return
        self._drawing.start(
            "Drawing the map", lambda: draw(order), self._drawn, lambda _reason: self.changed.emit()
        )

    def _drawn(self, density: Density) -> None:
        self.points.install(density)
        self.changed.emit()

    def position_of(self, row: int) -> tuple[float, float] | None:
        """Where a row lies; None where it is not drawn."""
        if not 0 <= row < len(self._positions):
            return None
        x, y = (float(part) for part in self._positions[row])
        return (x, y) if np.isfinite([x, y]).all() else None

    def next_from(self, hover: Hover | None, view: View, x: int, y: int) -> Hover | None:
        """The nearest point in a direction (``y`` down) from where one is, or else nearest to the middle."""
        grid = self.points.grid
        left, bottom, right, top = view.rect
        wide, high = right - left, top - bottom
        runs = runs_within(grid, (left - wide, bottom - high, right + wide, top + high))
        rows = gather(grid.order, runs)
        if not len(rows):
            return None
        start = self.position_of(hover.row) if hover is not None and hover.row >= 0 else None
        away = self._positions[rows] - np.array(start or (view.x, view.y))
        distance = np.hypot(away[:, 0], away[:, 1])
        if start is not None:
            along, aside = away @ (x, -y), np.abs(away @ (y, x))
            # Within a quarter turn of the direction; what lies aside counts as farther.
            distance = np.where((along > 0) & (aside <= along), along + 2 * aside, np.inf)
        best = int(distance.argmin())
        if not np.isfinite(distance[best]):
            return None
        found = self._positions[rows[best]]
        return Hover(float(found[0]), float(found[1]), int(rows[best]))

    def _ink(self) -> None:
        """Colours of all points as they now stand; an array of another length waits for its positions."""
        grid = self.points.grid
        palette, codes = self._palette, self._codes
        if palette is None:
            palette, codes = np.array([_rgb("accent")], np.uint8), None
        if codes is None or len(codes) != grid.count:
            codes = np.zeros(grid.count, np.uint8)
        matches = self.matches if self.matches is not None and len(self.matches) == grid.count else None
        selected = self._selected
        if selected is not None and len(selected) != grid.count:
            selected = None
        table = make_inks(np.asarray(palette, np.uint8), _rgb("faint"), _rgb("text"))
        inks = ink_points(codes, table.kinds, matches, selected)
        self.points.set_inks(inks[grid.order], table)
        self.thumbnails.place_anew()
        self.changed.emit()


def _prepared(positions: np.ndarray) -> tuple[Grid, float, Prepared]:
    grid = build_grid(positions)
    return grid, typical_spacing(grid), prepare(grid)


def _rgb(role: str) -> np.ndarray:
    return np.array(theme.color(role).getRgb()[:3], np.uint8)
