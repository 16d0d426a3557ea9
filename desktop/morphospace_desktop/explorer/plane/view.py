"""What of the plane is seen: a rectangle of it, and the way from its units to pixels and back.

Plane coordinates have y upwards; pixels are logical ones of the widget, from its upper left corner. No Qt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from morphospace.atlas.drawing.grid import Rect

MARGIN = 0.06
"""The share of the view left free around everything when it is fitted."""


@dataclass(frozen=True)
class View:
    """``width``, ``height``: of the widget, in logical pixels. ``x``, ``y``: the middle, in plane units.

    ``scale``: logical pixels for each unit of the plane. ``ratio``: device pixels for each logical one.
    """

    width: float = 1.0
    height: float = 1.0
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    ratio: float = 1.0

    @property
    def rect(self) -> Rect:
        """Left, bottom, right and top of what is seen, in plane units."""
        across, up = self.width / 2 / self.scale, self.height / 2 / self.scale
        return self.x - across, self.y - up, self.x + across, self.y + up

    def to_screen(self, points: np.ndarray) -> np.ndarray:
        """Points of the plane ``(..., 2)`` in pixels, float64."""
        away = np.asarray(points, np.float64) - (self.x, self.y)
        return np.asarray(away * (self.scale, -self.scale) + (self.width / 2, self.height / 2))

    def to_plane(self, points: np.ndarray) -> np.ndarray:
        """Pixels ``(..., 2)`` as points of the plane, float64."""
        away = np.asarray(points, np.float64) - (self.width / 2, self.height / 2)
        return np.asarray(away / (self.scale, -self.scale) + (self.x, self.y))


def fitted(view: View, bounds: Rect | None) -> View:
    """A view that shows all of ``bounds``; one point, or none, is in the middle of a unit or so."""
    left, bottom, right, top = bounds or (-1.0, -1.0, 1.0, 1.0)
    wide, high = right - left, top - bottom
    room = max(view.width, 1.0) * (1 - 2 * MARGIN), max(view.height, 1.0) * (1 - 2 * MARGIN)
    least = 1e-9 * max(1.0, abs(left), abs(right), abs(bottom), abs(top))
    scales = [part / size for part, size in zip(room, (wide, high), strict=True) if size > least]
    return replace(
        view,
        x=(left + right) / 2,
        y=(bottom + top) / 2,
        scale=min(scales) if scales else min(room) / 2,
    )


def zoomed(view: View, factor: float, at: tuple[float, float] | None = None) -> View:
    """Enlarged about a pixel (None: the middle), which keeps showing the same point of the plane."""
    px, py = at or (view.width / 2, view.height / 2)
    dx, dy = px - view.width / 2, view.height / 2 - py
    scale = view.scale * factor
    away = 1 / view.scale - 1 / scale
    return replace(view, x=view.x + dx * away, y=view.y + dy * away, scale=scale)


def panned(view: View, dx: float, dy: float) -> View:
    """Moved so that what is seen goes ``dx`` to the right and ``dy`` down, in pixels."""
    return replace(view, x=view.x - dx / view.scale, y=view.y + dy / view.scale)


def resized(view: View, width: float, height: float, ratio: float) -> View:
    """The same middle and scale in a widget of another size."""
    return replace(view, width=width, height=height, ratio=ratio)


def between(start: View, end: View, share: float) -> View:
    """A view on the way: the scale changes evenly by factors, and a zoom about a point stays about it."""
    if share >= 1:
        return end
    scale = start.scale * (end.scale / start.scale) ** share
    moved = share
    if abs(end.scale - start.scale) > 1e-9 * start.scale:
        moved = (1 / start.scale - 1 / scale) / (1 / start.scale - 1 / end.scale)
    return replace(
        end, x=start.x + moved * (end.x - start.x), y=start.y + moved * (end.y - start.y), scale=scale
    )


def overlaps(one: Rect, other: Rect) -> bool:
    """Whether two rectangles share a part."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
