"""Follows the picture on the canvas over the map: where it is now, and where its sliders lead."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from morphospace.atlas.exploration import Exploration
from morphospace.atlas.whereabouts import Whereabouts, place_of, whereabouts
from morphospace.imaging.document import LatentLayer
from morphospace.imaging.session import Session
from morphospace_desktop.background import Background

_EVERY_MS = 33


class Follower(QObject):
    """``moved`` says that ``now`` is another; None where the picture has no place on this map. ``place``:
    its latents and attributes there, float32 ``(1, D)``, or None.

    Worked out on another thread, thirty times a second at most: a slider that is dragged must not feel it.
    """

    moved = Signal()

    def __init__(self, session: Session, exploration: Exploration, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._exploration = session, exploration
        self.now: Whereabouts | None = None
        self.place: np.ndarray | None = None
        self._work = Background(self)
        self._again = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._unsubscribe = exploration.subscribe(self._explored)

    def close(self) -> None:
        """Follow no more."""
        self._unsubscribe()
        self._timer.stop()
        self._work.finish()

    def touch(self) -> None:
        """The picture or its settings have changed."""
        if not self._timer.isActive():
            self._timer.start()

    def _explored(self, aspect: str) -> None:
        if aspect in ("atlas", "layout"):
            self.touch()

    def _look(self) -> None:
        if self._work.busy:
            self._again = True
            return
        atlas, layout = self._exploration.atlas, self._exploration.layout
        place = self.place = self._place()
        if atlas is None or layout is None or place is None:
            self._show(None)
            return
        self._work.start(
            "Placing the picture",
            lambda: whereabouts(layout, atlas.coordinates, place),
            self._found,
            lambda _error: self._show(None),
        )

    def _place(self) -> np.ndarray | None:
        atlas, layer, shown = self._exploration.atlas, self._session.document.layer, self._session.place
        if atlas is None or shown is None or not isinstance(layer, LatentLayer) or layer.model != atlas.model:
            return None
        return place_of(atlas.coordinates, *shown)

    def _found(self, now: Whereabouts) -> None:
        self._show(now)
        if self._again:
            self._again = False
            self.touch()

    def _show(self, now: Whereabouts | None) -> None:
        if now != self.now:
            self.now = now
            self.moved.emit()
