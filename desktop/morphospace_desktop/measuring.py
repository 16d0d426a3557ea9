"""Measurements inside a running window: when it was usable, how long a slider takes, how evenly it ticks.

Nothing is mocked: the mouse's events go through Qt to the slider, the host is a process, and a picture
counts as painted when the canvas says that its paint event has ended.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from morphospace.hosting import Event, FrameReady
from morphospace_desktop.panels import MorphSlider
from morphospace_desktop.studio import Studio

TICK_MS = 10
PATIENCE_MS = 30_000


class FirstPaint(QObject):
    """Calls back once, when the event loop turns for the first time after a widget was painted."""

    def __init__(self, widget: QObject, then: Callable[[], None]) -> None:
        super().__init__(widget)
        self._then: Callable[[], None] | None = then
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint and self._then is not None:
            QTimer.singleShot(0, self._then)
            self._then = None
            watched.removeEventFilter(self)
        return False


class Hand:
    """A hand on a slider: presses, moves and releases the mouse on its knob."""

    def __init__(self, slider: MorphSlider) -> None:
        self.slider = slider

    def press(self, share: float) -> None:
        """Take hold of the track at ``share`` of its length."""
        self._send(QEvent.Type.MouseButtonPress, share, Qt.MouseButton.LeftButton)

    def move(self, share: float) -> None:
        """Move there, with the button down."""
        self._send(QEvent.Type.MouseMove, share, Qt.MouseButton.NoButton)

    def release(self, share: float) -> None:
        """Let go there."""
        self._send(QEvent.Type.MouseButtonRelease, share, Qt.MouseButton.LeftButton)

    def _send(self, kind: QEvent.Type, share: float, button: Qt.MouseButton) -> None:
        track = self.slider.track()
        place = QPointF(track.left() + share * track.width(), track.center().y())
        down = (
            Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        )
        event = QMouseEvent(
            kind, place, self.slider.mapToGlobal(place), button, down, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(self.slider, event)


class Watcher(QObject):
    """Knows which ticket each painted picture belongs to, and what its model said it took."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.studio = studio
        self.painted_at = 0.0
        self.seconds = 0.0
        self._wanted: int | None = None
        self._array: np.ndarray | None = None
        self._loop = QEventLoop()
        self._guard = QTimer(self)
        self._guard.setSingleShot(True)
        self._guard.setInterval(PATIENCE_MS)
        self._guard.timeout.connect(self._loop.quit)
        handle = studio.session.handle

        def hear(event: Event) -> None:
            handle(event)
            if isinstance(event, FrameReady) and event.ticket == self._wanted:
                self._array, self.seconds = studio.session.picture, event.rendered.seconds

        studio.session.handle = hear  # type: ignore[method-assign]
        studio.create.canvas.painted.connect(self._painted)

    def wait_for(self, ticket: int) -> bool:
        """Run the window until the picture of this ticket is on the screen; whether it came."""
        self._wanted, self._array = ticket, None
        self.painted_at = 0.0
        self._guard.start()
        self._loop.exec()
        self._guard.stop()
        return self.painted_at > 0

    def until(self, what: Callable[[], bool]) -> bool:
        """Run the window until ``what`` holds; whether it came to that."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while not what() and time.monotonic() < end:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        return what()

    def _painted(self, array: np.ndarray) -> None:
        if self._array is not None and array is self._array:
            self.painted_at = time.perf_counter()
            self._loop.quit()


def first_slider(studio: Studio) -> MorphSlider:
    """The model's first slider, not one of those that were made. Raises ``LookupError`` where it has none."""
    controls = studio.create.controls
    for name in controls.values():
        if isinstance(row := controls.editor(name), MorphSlider):
            return row
    raise LookupError("The model has no slider to measure with: choose another one with --model.")


def settled(studio: Studio) -> bool:
    """Whether a picture is shown and nothing is under way."""
    return studio.session.picture is not None and studio.session.busy is None


def measure_slider(watcher: Watcher, moves: int) -> dict[str, Any]:
    """``moves`` moves of the first slider, each from the mouse's event to its very picture painted.

    Milliseconds: ``total``, and ``model``, what the host says the model took of it.
    """
    studio = watcher.studio
    hand, total, model = Hand(first_slider(studio)), [], []
    watcher.until(lambda: settled(studio))
    hand.press(0.5)
    for move in range(moves + 20):
        # Twenty to warm up. Each place differs from the last by more than the slider's step.
        start = time.perf_counter()
        hand.move(0.5 + 0.45 * math.sin(move * 0.7))
        busy = studio.session.busy
        if busy is None or not watcher.wait_for(busy.ticket):
            continue
        if move >= 20:
            total.append(1000 * (watcher.painted_at - start))
            model.append(1000 * watcher.seconds)
    hand.release(0.5)
    watcher.until(lambda: settled(studio))
    return {"total": total, "model": model}


def measure_ticks(watcher: Watcher, seconds: float) -> list[float]:
    """How late a 10-ms timer was, in milliseconds, while every tick asks the host for a further picture."""
    studio = watcher.studio
    hand, ticks = Hand(first_slider(studio)), []
    timer, loop = QTimer(), QEventLoop()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(TICK_MS)
    hand.press(0.5)

    def tick() -> None:
        ticks.append(time.perf_counter())
        hand.move(0.5 + 0.45 * math.sin(len(ticks) * 0.7))

    timer.timeout.connect(tick)
    timer.start()
    QTimer.singleShot(round(1000 * seconds), loop, loop.quit)
    loop.exec()
    timer.stop()
    hand.release(0.5)
    watcher.until(lambda: settled(studio))
    return [max(0.0, 1000 * (b - a) - TICK_MS) for a, b in itertools.pairwise(ticks)]
