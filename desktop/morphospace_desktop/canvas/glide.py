"""Smooth motion of the view: from where it stands to where it should be, in an eighth of a second."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from morphospace_desktop.canvas.viewport import Viewport, between

DURATION = 130


class Glide(QObject):
    """Moves a viewport to a target and hands every view on the way to ``moved``."""

    def __init__(self, moved: Callable[[Viewport], None], parent: QObject) -> None:
        super().__init__(parent)
        self._moved = moved
        self._start = self._end = Viewport()
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(DURATION)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._step)

    @property
    def running(self) -> bool:
        """Whether the view is still on its way."""
        return self._animation.state() == QVariantAnimation.State.Running

    @property
    def target(self) -> Viewport:
        """Where the view is going."""
        return self._end

    def go(self, start: Viewport, end: Viewport) -> None:
        """Set off from ``start`` to ``end``; a motion under way is given up."""
        self._animation.stop()
        self._start, self._end = start, end
        self._animation.start()

    def stop(self) -> None:
        """Stay where the view is now."""
        self._animation.stop()

    def _step(self, share: float) -> None:
        self._moved(between(self._start, self._end, share))
