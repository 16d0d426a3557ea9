"""Where the picture stands in the view: fit, zoom about a point, pan and clamp, as plain arithmetic.

Points are ``(x, y)``. View coordinates are logical pixels of the widget from its upper left corner,
content coordinates are pixels of the picture. No Qt, so every rule can be tested on numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

Point = tuple[float, float]
Size = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, width, height."""

MARGIN = 48.0
LARGEST = 64.0
"""Logical pixels that one pixel of the picture may grow to."""
SMALLEST_FIT = 0.25
"""How far below the smaller of fit and 100 % one can zoom out."""


@dataclass(frozen=True)
class Viewport:
    """A picture of size ``content`` seen through a widget of size ``view``.

    ``scale`` is logical pixels a picture pixel; ``centre`` the picture's point in the middle of the
    view. While ``fit`` is true the picture follows the size of the view.
    """

    view: Size = (1.0, 1.0)
    content: Size = (1.0, 1.0)
    scale: float = 1.0
    centre: Point = (0.5, 0.5)
    fit: bool = True

    @property
    def box(self) -> Box:
        """The whole picture in view coordinates."""
        left, top = to_view(self, (0.0, 0.0))
        return left, top, self.content[0] * self.scale, self.content[1] * self.scale


def to_view(port: Viewport, point: Point) -> Point:
    """A point of the picture in view coordinates."""
    return (
        (point[0] - port.centre[0]) * port.scale + port.view[0] / 2,
        (point[1] - port.centre[1]) * port.scale + port.view[1] / 2,
    )


def to_content(port: Viewport, point: Point) -> Point:
    """A point of the view in picture coordinates."""
    return (
        (point[0] - port.view[0] / 2) / port.scale + port.centre[0],
        (point[1] - port.view[1] / 2) / port.scale + port.centre[1],
    )


def fit_scale(port: Viewport) -> float:
    """The scale at which the whole picture stands in the view with a margin around it."""
    room = [max(side - 2 * min(MARGIN, side / 8), 1.0) for side in port.view]
    return min(room[0] / port.content[0], room[1] / port.content[1], LARGEST)


def limits(port: Viewport) -> tuple[float, float]:
    """Smallest and largest scale."""
    return min(fit_scale(port), 1.0) * SMALLEST_FIT, LARGEST


def fitted(port: Viewport) -> Viewport:
    """The whole picture, centred, following the view from now on."""
    middle = (port.content[0] / 2, port.content[1] / 2)
    return replace(port, scale=fit_scale(port), centre=middle, fit=True)


def zoomed(port: Viewport, scale: float, about: Point | None = None) -> Viewport:
    """The picture at ``scale``, with what is under the view's point ``about`` staying there."""
    low, high = limits(port)
    scale = min(max(scale, low), high)
    about = about or (port.view[0] / 2, port.view[1] / 2)
    held = to_content(port, about)
    centre = (
        held[0] - (about[0] - port.view[0] / 2) / scale,
        held[1] - (about[1] - port.view[1] / 2) / scale,
    )
    return _clamped(replace(port, scale=scale, centre=centre, fit=False))


def panned(port: Viewport, dx: float, dy: float) -> Viewport:
    """The picture moved by logical pixels; the middle of the view never leaves the picture."""
    centre = (port.centre[0] - dx / port.scale, port.centre[1] - dy / port.scale)
    return _clamped(replace(port, centre=centre, fit=False))


def viewed(port: Viewport, view: Size) -> Viewport:
    """The same picture in a view of another size."""
    moved = replace(port, view=(max(view[0], 1.0), max(view[1], 1.0)))
    return fitted(moved) if port.fit else _clamped(moved)


def showing(port: Viewport, content: Size) -> Viewport:
    """Another picture in the same view.

    One of the same proportions takes the very place of the old one (a draft may be smaller than what
    follows it, and nothing may jump); any other is fitted.
    """
    if content == port.content:
        return port
    ratio = port.content[0] / content[0]
    swapped = replace(port, content=content)
    if abs(ratio - port.content[1] / content[1]) > 1e-6:
        return fitted(swapped)
    if port.fit:
        return fitted(swapped)
    centre = (port.centre[0] / ratio, port.centre[1] / ratio)
    return replace(swapped, scale=port.scale * ratio, centre=centre)


def between(start: Viewport, end: Viewport, share: float) -> Viewport:
    """A view on the way from ``start`` (0) to ``end`` (1): even steps of zoom, no detour."""
    if share >= 1.0:
        return end
    scale = start.scale * (end.scale / start.scale) ** share
    # The centre moves in step with 1 / scale, so a point held fixed by a zoom stays fixed on the way.
    span = 1 / end.scale - 1 / start.scale
    way = share if abs(span) < 1e-12 else (1 / scale - 1 / start.scale) / span
    centre = (
        start.centre[0] + (end.centre[0] - start.centre[0]) * way,
        start.centre[1] + (end.centre[1] - start.centre[1]) * way,
    )
    return replace(end, scale=scale, centre=centre)


def _clamped(port: Viewport) -> Viewport:
    centre = (
        min(max(port.centre[0], 0.0), port.content[0]),
        min(max(port.centre[1], 0.0), port.content[1]),
    )
    return replace(port, centre=centre)
