"""The plane of Explore: a widget for a million points, what is seen of it, and marks to paint on it."""

from morphospace_desktop.explorer.plane.marks import (
    paint_arrow,
    paint_dot,
    paint_frame,
    paint_polyline,
    paint_ring,
)
from morphospace_desktop.explorer.plane.plane import REACH, Plane
from morphospace_desktop.explorer.plane.view import View

__all__ = [
    "REACH",
    "Plane",
    "View",
    "paint_arrow",
    "paint_dot",
    "paint_frame",
    "paint_polyline",
    "paint_ring",
]
