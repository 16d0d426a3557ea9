"""Smooth motion of the view, from where it is to where it should be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from morphospace_desktop.explorer.plane.view import View, between

DURATION = 140


class Motion(QObject):
    """Hands every view on the way to ``moved``."""

    def __init__(self, moved: Callable[[View], None], parent: QObject) -> None:
        super().__init__(parent)
        self._moved = moved
        self._start = self._end = View()
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
    def target(self) -> View:
        """Where it is going."""
        return self._end

    def go(self, start: View, end: View) -> None:
        """Set off; a motion under way is given up."""
        self._animation.stop()
        self._start, self._end = start, end
        self._animation.start()

    def stop(self) -> None:
        """Stay where the view is now."""
        self._animation.stop()

    def _step(self, share: float) -> None:
        self._moved(between(self._start, self._end, share))
