"""Choosing by hand: the region under way, and how many points it holds while it grows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, QTimer
from PySide6.QtGui import QPainter

from morphospace_desktop.explorer.plane.region import SIGNS, Region, begun, grown, paint_region
from morphospace_desktop.explorer.plane.view import View

_COUNT_EVERY = 60
"""Milliseconds between two counts."""


class Choosing(QObject):
    """``chosen`` says for a region which points it holds, bool ``(N,)``; ``update`` paints anew."""

    def __init__(
        self, chosen: Callable[[Region], np.ndarray], update: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._chosen, self._update = chosen, update
        self._region: Region | None = None
        self._at = QPointF()
        self._mode, self._grown = "replace", False
        self.count = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_COUNT_EVERY)
        self._timer.timeout.connect(self._count)

    @property
    def active(self) -> bool:
        """Whether a region is under way."""
        return self._region is not None

    def begin(self, kind: str, at: tuple[float, float]) -> None:
        """A lasso or a box begins at a point of the plane."""
        self._region = begun(kind, at)
        self.count, self._grown = 0, False
        self._timer.start()

    def go_on(self, pixel: QPointF, to: tuple[float, float], view: View, mode: str) -> None:
        """The hand is at a pixel, which is a point of the plane."""
        if self._region is None:
            return
        self._at, self._mode, self._grown = pixel, mode, True
        self._region = grown(self._region, to, 1 / view.scale)
        self._update()

    def finish(self) -> np.ndarray | None:
        """What was chosen; None where nothing was under way."""
        region = self._region
        self.cancel()
        return self._chosen(region) if region is not None else None

    def cancel(self) -> None:
        """Give it up."""
        self._region = None
        self._timer.stop()
        self._update()

    def paint(self, painter: QPainter, view: View) -> None:
        """The outline, and the count beside the pointer."""
        if self._region is not None and self._grown_once:
            paint_region(painter, view, self._region, self._at, f"{SIGNS[self._mode]}{self.count:,}")

    @property
    def _grown_once(self) -> bool:
        return self._region is not None and len(self._region.corners) > 1

    def _count(self) -> None:
        if self._region is not None and self._grown:
            self._grown = False
            self.count = int(self._chosen(self._region).sum())
            self._update()
