"""Smooth motion from one value to another: of a view, or of points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation


class Motion(QObject):
    """Hands every value on the way to ``moved``; ``between(start, end, share)`` is the one at a share.

    ``milliseconds``: how long it takes; ``curve``: how it sets off and arrives.
    """

    def __init__(
        self,
        moved: Callable[[Any], object],
        between: Callable[[Any, Any, float], Any],
        milliseconds: int,
        parent: QObject,
        curve: QEasingCurve.Type = QEasingCurve.Type.OutCubic,
    ) -> None:
        super().__init__(parent)
        self._moved, self._between = moved, between
        self._start: Any = None
        self._end: Any = None
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(milliseconds)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(curve)
        self._animation.valueChanged.connect(self._step)

    @property
    def running(self) -> bool:
        """Whether it is still on its way."""
        return self._animation.state() == QVariantAnimation.State.Running

    @property
    def target(self) -> Any:
        """Where it is going, or went last; None before it ever set off."""
        return self._end

    def go(self, start: Any, end: Any) -> None:
        """Set off; a motion under way is given up."""
        self._animation.stop()
        self._start, self._end = start, end
        self._animation.start()

    def stop(self) -> None:
        """Stay where it is now."""
        self._animation.stop()

    def _step(self, share: float) -> None:
        self._moved(self._between(self._start, self._end, share))
