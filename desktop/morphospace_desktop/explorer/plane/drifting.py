"""Drifting: points that get other places move there, so that the eye can follow them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

DURATION = 360
MOST = 12_000
"""More points than these are not sorted anew in every frame; they jump."""


class Drift(QObject):
    """Hands ``moved`` positions on the way and at last the new ones, and whether these are the last."""

    def __init__(self, moved: Callable[[np.ndarray, bool], None], parent: QObject) -> None:
        super().__init__(parent)
        self._moved = moved
        self._start = self._end = np.empty((0, 2), np.float32)
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(DURATION)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._animation.valueChanged.connect(self._step)

    @property
    def running(self) -> bool:
        """Whether points are on their way."""
        return self._animation.state() == QVariantAnimation.State.Running

    def go(self, start: np.ndarray, end: np.ndarray) -> None:
        """Set off from positions ``(N, 2)`` to others; a drift under way is given up where it is."""
        self._animation.stop()
        self._start, self._end = start, end
        self._animation.start()

    def stop(self) -> None:
        """Leave the points where they are."""
        self._animation.stop()

    def _step(self, share: float) -> None:
        if share >= 1:
            self._moved(self._end, True)
        else:
            self._moved(self._start + np.float32(share) * (self._end - self._start), False)
