"""The points of the plane as pictures: made once for what is seen, shown again while nothing changes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from morphospace.atlas.grid import BITS, Grid, Rect, build_grid, gather, runs_within
from morphospace.atlas.inks import Inks
from morphospace.atlas.raster import (
    Texels,
    busiest,
    find_texels,
    paint_dots,
    paint_texels,
    tint_texels,
)
from morphospace_desktop.explorer.plane.view import View

SPARSE = 1.2
"""Logical pixels between points from which on they are dots and no density."""
FEW = 30_000
"""So many points are always dots."""
_FINEST = 0.75
"""Logical pixels of the smallest texels of a density, which are up to twice as large."""
_WHOLE = 10
"""Densities up to this fineness are made whole, finer ones in the part that is seen and around it."""
_MOST_DOTS = 250_000
_AROUND = 128
"""Logical pixels around the view of which dots are drawn too, so that panning need not draw."""


@dataclass(frozen=True, eq=False)
class _Density:
    """A density of texels from (``column``, ``line``) on: ``pixels`` uint32 ``(H, W)``, read by ``image``."""

    level: int
    column: int
    line: int
    pixels: np.ndarray
    image: QImage


@dataclass(frozen=True, eq=False)
class _Dots:
    """Dots drawn for ``view``, with ``around`` logical pixels more on each side; ``count`` of them."""

    view: View
    around: int
    part: str
    pixels: np.ndarray
    image: QImage


class Points:
    """Draws what it is given; the arrays are in the order of the grid."""

    def __init__(self) -> None:
        self.grid: Grid = build_grid(np.empty((0, 2), np.float32))
        self.inks = np.empty(0, np.uint16)
        self.table: Inks | None = None
        self.spacing = 1.0
        self._texels: dict[int, Texels] = {}
        self._parts: dict[int, tuple[Rect, Texels]] = {}
        self._dense: dict[int, float] = {}
        self._densities: dict[int, _Density] = {}
        self._dots: dict[str, _Dots] = {}
        self._last_scale = 0.0

    def set_grid(self, grid: Grid, spacing: float) -> None:
        """Other positions; inks follow by ``set_inks``."""
        self.grid, self.spacing = grid, spacing
        self._texels.clear()
        self._parts.clear()
        self._dense.clear()
        self.forget()

    def set_inks(self, inks: np.ndarray, table: Inks) -> None:
        """Other colours: uint16 ``(M,)`` in the grid's order."""
        self.inks, self.table = inks, table
        self.forget()

    def forget(self) -> None:
        """Draw anew next time."""
        self._densities.clear()
        self._dots.clear()

    def spacing_at(self, view: View) -> float:
        """Logical pixels between points where they are dense."""
        return self.spacing * view.scale

    def radius_at(self, view: View) -> float:
        """Logical pixels of a dot's radius: larger the farther points are apart."""
        least = 1.25 if len(self.grid) <= FEW else 0.9
        return float(np.clip(0.75 * self.spacing_at(view) ** 0.42, least, 5.0))

    def paint(self, painter: QPainter, view: View) -> None:
        """The points of ``view``."""
        if self.table is None or not len(self.grid) or len(self.inks) != len(self.grid):
            return
        if self._few(view):
            self._paint_dots(painter, view, "all")
        else:
            self._paint_density(painter, view)
            if len(self.grid) > self.grid.far:
                self._paint_dots(painter, view, "far")
        self._last_scale = view.scale

    def _few(self, view: View) -> bool:
        """Whether what is seen can be dots."""
        if len(self.grid) <= FEW:
            return True
        if self.spacing_at(view) < SPARSE:
            return False
        return sum(b - a for a, b in runs_within(self.grid, view.rect)) <= _MOST_DOTS

    # ------------------------------------------------------------------ many points

    def _paint_density(self, painter: QPainter, view: View) -> None:
        whole = self.grid.span * view.scale
        # Towards single points texels grow, so that these are seen.
        finest = _FINEST * float(np.clip(self.spacing_at(view), 1.0, 2.0))
        level = int(np.clip(math.floor(math.log2(max(1.0, whole / finest))), 0, BITS))
        density = self._density(level, view)
        if density is None:
            return
        texel = whole / (1 << level)
        height, width = density.pixels.shape
        corner = view.to_screen(
            np.array(
                [
                    self.grid.x0 + density.column * self.grid.span / (1 << level),
                    self.grid.y0 + (density.line + height) * self.grid.span / (1 << level),
                ]
            )
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        # Only what is seen, so that a huge picture costs no more than the view.
        first = np.floor(np.clip(-corner / texel, 0, (width, height)))
        last = np.ceil(np.clip((np.array([view.width, view.height]) - corner) / texel, 0, (width, height)))
        source = QRectF(QPointF(*first), QPointF(*last))
        target = QRectF(QPointF(*(corner + first * texel)), QPointF(*(corner + last * texel)))
        painter.drawImage(target, density.image, source)
        painter.restore()

    def _density(self, level: int, view: View) -> _Density | None:
        side = 1 << level
        if level <= _WHOLE:
            first, last = (0, 0), (side, side)
        else:
            first, last = self._cells_seen(level, view, 0.0)
        made = self._densities.get(level)
        if made is not None and _covers(made, first, last):
            return made
        if level <= _WHOLE:
            if level not in self._texels:
                self._texels[level] = find_texels(self.grid, level)
            texels = self._texels[level]
        else:
            first, last = self._cells_seen(level, view, 0.25)
            texels = self._texels_of_part(level, first, last)
        if first[0] >= last[0] or first[1] >= last[1]:
            return None
        assert self.table is not None
        pixels, image = _blank(last[0] - first[0], last[1] - first[1])
        colours = tint_texels(texels, self.inks, self.table, self._busy(level))
        paint_texels(pixels, texels, colours, first[0], first[1])
        made = self._densities[level] = _Density(level, first[0], first[1], pixels, image)
        return made

    def _texels_of_part(self, level: int, first: tuple[int, int], last: tuple[int, int]) -> Texels:
        cell = self.grid.span / (1 << level)
        rect = (
            self.grid.x0 + first[0] * cell,
            self.grid.y0 + first[1] * cell,
            self.grid.x0 + last[0] * cell,
            self.grid.y0 + last[1] * cell,
        )
        if level not in self._parts or self._parts[level][0] != rect:
            self._parts[level] = rect, find_texels(self.grid, level, runs_within(self.grid, rect))
        return self._parts[level][1]

    def _cells_seen(self, level: int, view: View, more: float) -> tuple[tuple[int, int], tuple[int, int]]:
        """First and beyond the last column and line of texels within the view, grown by a share of it."""
        left, bottom, right, top = view.rect
        wide, high = more * (right - left), more * (top - bottom)
        side, span = 1 << level, self.grid.span
        x0, y0 = self.grid.x0, self.grid.y0
        first = np.floor([(left - wide - x0) / span * side, (bottom - high - y0) / span * side])
        last = np.ceil([(right + wide - x0) / span * side, (top + high - y0) / span * side])
        low, high_ = np.clip(first, 0, side).astype(int), np.clip(last, 0, side).astype(int)
        return (int(low[0]), int(low[1])), (int(high_[0]), int(high_[1]))

    def _busy(self, level: int) -> float:
        """What is dense at this fineness; each step is a quarter of the one before where no one looked."""
        known = min(level, _WHOLE)
        if known not in self._dense:
            if known not in self._texels:
                self._texels[known] = find_texels(self.grid, known)
            self._dense[known] = busiest(self._texels[known])
        return max(1.0, self._dense[known] / 4.0 ** (level - known))

    # ------------------------------------------------------------------ few points

    def _paint_dots(self, painter: QPainter, view: View, part: str) -> None:
        dots = self._dots.get(part)
        offset = _offset(dots, view) if dots is not None else None
        if dots is None or offset is None:
            # While zooming every picture serves once: draw no more than what is seen.
            around = _AROUND if view.scale == self._last_scale else 0
            dots = self._dots[part] = self._draw_dots(view, around, part)
            offset = QPoint(dots.around, dots.around)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(
            QPointF(0, 0),
            dots.image,
            QRectF(
                offset.x() * view.ratio,
                offset.y() * view.ratio,
                view.width * view.ratio,
                view.height * view.ratio,
            ),
        )
        painter.restore()

    def _draw_dots(self, view: View, around: int, part: str) -> _Dots:
        assert self.table is not None
        left, bottom, right, top = view.rect
        more = (around + 8) / view.scale
        rect = (left - more, bottom - more, right + more, top + more)
        runs = runs_within(self.grid, rect)
        if part == "far":
            runs = [(max(a, self.grid.far), b) for a, b in runs if b > self.grid.far]
        # A rim that no one sees: dots near it are not drawn.
        ratio, rim = view.ratio, 8
        width, height = (round((size + 2 * (around + rim)) * ratio) for size in (view.width, view.height))
        pixels, image = _sheet_of(self._dots.get(part), width, height) or _blank(width, height)
        scale = self.grid.span * view.scale * ratio
        x = _scaled(gather(self.grid.u, runs), (view.x - self.grid.x0) / self.grid.span, scale, width / 2)
        y = _scaled(gather(self.grid.v, runs), (view.y - self.grid.y0) / self.grid.span, -scale, height / 2)
        radius = self.radius_at(view) if part == "all" else 0.9
        paint_dots(pixels, x, y, gather(self.inks, runs), self.table, radius * ratio)
        image.setDevicePixelRatio(ratio)
        return _Dots(view, around + rim, part, pixels, image)


def _sheet_of(made: _Dots | None, width: int, height: int) -> tuple[np.ndarray, QImage] | None:
    """Pixels and picture of what was drawn before, to draw on again; None where these have another size."""
    if made is None or made.pixels.shape != (height, width):
        return None
    made.pixels.fill(0)
    return made.pixels, made.image


def _scaled(values: np.ndarray, middle: float, scale: float, at: float) -> np.ndarray:
    """``(values - middle) * scale + at``; the difference first, since near in only it is small."""
    near = np.float32(middle)
    made = values - near
    made *= np.float32(scale)
    made += np.float32(at + (float(near) - middle) * scale)
    return made


def _offset(dots: _Dots, view: View) -> QPoint | None:
    """Where in the picture the view begins, in logical pixels; None where it does not hold all of it."""
    made = dots.view
    if (made.scale, made.width, made.height, made.ratio) != (view.scale, view.width, view.height, view.ratio):
        return None
    x = dots.around + round((view.x - made.x) * view.scale)
    y = dots.around - round((view.y - made.y) * view.scale)
    inside = 0 <= x <= 2 * dots.around and 0 <= y <= 2 * dots.around
    return QPoint(x, y) if inside else None


def _covers(made: _Density, first: tuple[int, int], last: tuple[int, int]) -> bool:
    height, width = made.pixels.shape
    return (
        made.column <= first[0]
        and made.line <= first[1]
        and made.column + width >= last[0]
        and made.line + height >= last[1]
    )


def _blank(width: int, height: int) -> tuple[np.ndarray, QImage]:
    """Clear pixels and the picture that reads them; the pixels must live as long."""
    pixels = np.zeros((height, width), np.uint32)
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return pixels, image
