"""Thumbnails on the plane: where there is room, pictures stand in place of dots."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from morphospace.atlas.drawing.grid import Rect
from morphospace.atlas.drawing.inks import Standing
from morphospace.atlas.drawing.placing import standing
from morphospace_desktop import theme
from morphospace_desktop.explorer.plane.points import Points
from morphospace_desktop.explorer.plane.view import View

BEGIN, FULL = 6.5, 7.3
"""Logical pixels between points from which thumbnails appear, and are quite there."""
_SIZES = ((0.0, 44), (24.0, 60), (48.0, 80), (100.0, 112))
_GAP = 4
_AROUND = 1.5
"""Thumbnails around the view, in sizes, that are placed too: panning brings them in as they are."""
_ZOOM_STEP = 1.08
"""By how much one zooms in before more thumbnails are given room."""
_KEPT_PIXELS = 12_000_000
"""Of thumbnails that are kept made: 48 MB."""
_VEIL = 0.55
"""How much of the ground lies over what is not chosen while others are."""
_PATIENCE = 0.005
"""Seconds of one frame in which thumbnails are made; the others follow in the next."""


@dataclass(frozen=True, eq=False)
class _Placed:
    """``places`` in the grid's order that stand within ``rect`` at one step of zooming."""

    rect: Rect
    size: int
    step: int
    places: np.ndarray


@dataclass(frozen=True, eq=False)
class _Shown:
    """Which rows are on the screen, and their upper left corners ``(K, 2)`` in pixels."""

    rows: np.ndarray = field(default_factory=lambda: np.empty(0, np.int32))
    corners: np.ndarray = field(default_factory=lambda: np.empty((0, 2)))
    size: int = 0


_Key = tuple[int, int, float, int, Standing]


class Thumbnails:
    """Places and paints the pictures of a memory map uint8 ``(N, S, S, 3)``."""

    def __init__(self, points: Points) -> None:
        self._points = points
        self._source: np.ndarray | None = None
        self._made: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._placed: _Placed | None = None
        self._ready: dict[int, QPixmap] = {}
        self._shown = _Shown()
        self.unfinished = False

    def set_source(self, source: np.ndarray | None) -> None:
        """Other pictures, or none."""
        self._source = source
        self.forget()

    def forget(self) -> None:
        """Place and draw anew next time."""
        self._made.clear()
        self.place_anew()

    def place_anew(self) -> None:
        """The points are elsewhere, or look different."""
        self._placed = None
        self._ready = {}
        self._shown = _Shown()

    def presence(self, view: View) -> float:
        """How much thumbnails are there, 0 to 1."""
        if self._source is None or not len(self._source):
            return 0.0
        return float(np.clip((self._points.spacing_at(view) - BEGIN) / (FULL - BEGIN), 0, 1))

    def at(self, x: float, y: float) -> int:
        """The row of the thumbnail at a pixel, or -1."""
        shown = self._shown
        on = ((shown.corners <= (x, y)) & (shown.corners > (x - shown.size, y - shown.size))).all(axis=1)
        found = np.flatnonzero(on)
        return int(shown.rows[found[0]]) if len(found) else -1

    def box_of(self, row: int) -> QRectF | None:
        """Where the thumbnail of a row stands now, in pixels."""
        found = np.flatnonzero(self._shown.rows == row)
        if not len(found):
            return None
        x, y = self._shown.corners[found[0]].tolist()
        return QRectF(x, y, self._shown.size, self._shown.size)

    def paint(self, painter: QPainter, view: View) -> None:
        """The thumbnails of ``view``; ``unfinished`` says that some are still to be made."""
        self.unfinished = False
        presence = self.presence(view)
        if presence <= 0 or self._points.table is None:
            self._shown = _Shown()
            return
        placed = self._place(view)
        grid, places, size = self._points.grid, placed.places, placed.size
        at = view.to_screen(
            np.column_stack([grid.x0 + grid.u[places] * grid.span, grid.y0 + grid.v[places] * grid.span])
        )
        corners = np.round((at - size / 2) * view.ratio) / view.ratio
        seen = (corners > -size).all(axis=1) & (corners < (view.width, view.height)).all(axis=1)
        places, corners = places[seen], corners[seen]
        self._shown = _Shown(grid.order[places], corners, size)
        painter.save()
        painter.setOpacity(presence)
        self._make(places, size, view.ratio)
        ready = self._ready
        for place, (x, y) in zip(places.tolist(), corners.tolist(), strict=True):
            pixmap = ready.get(place)
            if pixmap is not None:
                painter.drawPixmap(QPointF(x, y), pixmap)
        painter.restore()

    def _make(self, places: np.ndarray, size: int, ratio: float) -> None:
        """The pictures that are missing, as many as a frame has time for and at least one."""
        until = time.perf_counter() + _PATIENCE
        for place in places.tolist():
            if place not in self._ready:
                if self.unfinished:
                    return
                pixmap = self._pixmap(place, size, ratio)
                if pixmap is not None:
                    self._ready[place] = pixmap
                self.unfinished = time.perf_counter() > until

    def _place(self, view: View) -> _Placed:
        size = self.size_at(view)
        step = math.floor(math.log(view.scale) / math.log(_ZOOM_STEP))
        placed = self._placed
        same = placed is not None and (placed.size, placed.step) == (size, step)
        if placed is not None and same and _holds(placed.rect, view.rect):
            return placed
        # What stands apart at the step's least scale does so at all of it.
        scale = _ZOOM_STEP**step
        left, bottom, right, top = view.rect
        more = _AROUND * size / scale
        rect = (left - more, bottom - more, right + more, top + more)
        wider = (left - 2 * more, bottom - 2 * more, right + 2 * more, top + 2 * more)
        grid, table = self._points.grid, self._points.table
        assert table is not None
        # What the filter greys stays a dot.
        allowed = self._points.inks >= table.kinds * Standing.FADED
        places = standing(grid, wider, (size + _GAP) / scale, None if allowed.all() else allowed)
        # What is placed no more is forgotten, or panning over a million would keep them all.
        same = placed is not None and placed.size == size
        self._ready = {at: self._ready[at] for at in places.tolist() if at in self._ready} if same else {}
        self._placed = _Placed(rect, size, step, places)
        return self._placed

    def size_at(self, view: View) -> int:
        """Logical pixels of a thumbnail's side: larger where points are farther apart."""
        spacing = self._points.spacing_at(view)
        return max(size for apart, size in _SIZES if spacing >= apart)

    def _pixmap(self, place: int, size: int, ratio: float) -> QPixmap | None:
        row, ink, table = (
            int(self._points.grid.order[place]),
            int(self._points.inks[place]),
            self._points.table,
        )
        if self._source is None or row >= len(self._source) or table is None:
            return None
        colour = QColor(*(round(float(part)) for part in table.colours[ink]))
        standing = Standing(ink // table.kinds)
        key = (row, size, ratio, colour.rgb(), standing)
        made = self._made.pop(key, None) or _rounded(self._source[row], size, ratio, colour, standing)
        self._made[key] = made
        while len(self._made) > _KEPT_PIXELS / (size * ratio) ** 2:
            self._made.popitem(last=False)
        return made


def _holds(outer: Rect, inner: Rect) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _rounded(picture: np.ndarray, size: int, ratio: float, colour: QColor, standing: Standing) -> QPixmap:
    """A picture uint8 ``(S, S, 3)`` with round corners and a hairline in the colour of its code.

    A chosen one has a frame, and one that is not while others are is veiled: it hides the dots behind it.
    """
    held = np.ascontiguousarray(picture)
    height, width = held.shape[:2]
    image = QImage(held.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    pixels = round(size * ratio)
    scaled = image.scaled(
        pixels, pixels, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    chosen = standing == Standing.CHOSEN
    painter = QPainter(scaled)
    if standing == Standing.FADED:
        painter.fillRect(scaled.rect(), theme.color("window", _VEIL))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, _corners(size, ratio))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    frame = theme.color("accent") if chosen else colour
    painter.drawImage(0, 0, _hairline(size, ratio, frame.rgb(), 2.0 if chosen else 1.0))
    painter.end()
    made = QPixmap.fromImage(scaled)
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=16)
def _corners(size: int, ratio: float) -> QImage:
    """What of a thumbnail is seen, in device pixels: all but its corners."""
    return _rounded_rect(size, ratio, 0.0, None, QColor(255, 255, 255))


@lru_cache(maxsize=256)
def _hairline(size: int, ratio: float, rgb: int, width: float) -> QImage:
    """The frame of a thumbnail, in device pixels."""
    return _rounded_rect(size, ratio, width, QColor.fromRgb(rgb), None)


def _rounded_rect(size: int, ratio: float, width: float, pen: QColor | None, brush: QColor | None) -> QImage:
    pixels = round(size * ratio)
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(ratio, ratio)
    painter.setPen(Qt.PenStyle.NoPen if pen is None else QPen(pen, width))
    painter.setBrush(Qt.BrushStyle.NoBrush if brush is None else brush)
    box = QRectF(width / 2, width / 2, size - width, size - width)
    painter.drawRoundedRect(box, theme.RADIUS_PICTURE, theme.RADIUS_PICTURE)
    painter.end()
    return image
