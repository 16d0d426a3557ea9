"""How fast the plane is here: frames while panning and zooming, a lasso, a change of colours.

A frame is what the widget takes to repaint at once, at 1200x800 with thumbnails, as people have it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop, QPointF

from morphospace.atlas.drawing.regions import within_polygon
from morphospace_desktop.explorer.plane.plane import Plane

FEW, MANY = 10_000, 1_000_000
SIZE = (1200, 800)
_PAN, _ZOOM = (7.0, 3.0), 1.05
_PICTURES = 2000
_PATIENCE = 30.0
_KINDS, _ACTS = 6, 9
Clock = Callable[[], float]


def measure_map(
    few: int = FEW, many: int = MANY, frames: int = 120, clock: Clock = time.perf_counter
) -> dict[str, list[float]]:
    """Milliseconds of each frame and act: ``pan_few``, ``zoom_few``, ``pan_many``, ``zoom_many``,
    ``lasso`` and ``colours`` (both with ``many`` points, the latter from the call to the painted plane).

    Needs a ``QApplication``. ``frames`` are those of a pan and of a zoom in and out again. ``clock``:
    ``time.thread_time`` tells what the window's thread itself needs on a machine that is busy.
    """
    found: dict[str, list[float]] = {}
    for name, count in (("few", few), ("many", many)):
        hand = _Hand(count, clock)
        found[f"pan_{name}"] = hand.pan(frames)
        found[f"zoom_{name}"] = hand.zoom(frames)
        if name == "many":
            found["lasso"] = hand.lasso()
            found["colours"] = hand.recolour()
        hand.close()
    return found


def mixture(count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Positions float32 ``(N, 2)`` in a dozen clouds, and codes uint8 ``(N,)`` of which each has a few."""
    rng = np.random.default_rng(seed)
    middles, widths = rng.normal(size=(12, 2)) * 2.4, 0.3 + 0.8 * rng.random(12)
    cloud = rng.integers(0, 12, count)
    places = middles[cloud] + rng.normal(size=(count, 2)) * widths[cloud, None]
    return places.astype(np.float32), ((cloud + rng.integers(0, 2, count)) % _KINDS).astype(np.uint8)


class _Hand:
    """A plane of ``count`` points, and what hands do with it."""

    def __init__(self, count: int, clock: Clock) -> None:
        self._clock = clock
        positions, self._codes = mixture(count)
        pictures = np.random.default_rng(0).integers(0, 255, (_PICTURES, 64, 64, 3), np.uint8)
        self._plane = Plane()
        self._plane.resize(*SIZE)
        self._plane.show()
        self._plane.set_positions(positions)
        self._plane.set_colours(self._codes, _palette(_KINDS))
        self._plane.set_thumbnails(np.concatenate([pictures] * -(-min(count, FEW) // _PICTURES)))
        _until(lambda: self._plane.count == count)
        self._plane.repaint()

    def close(self) -> None:
        self._plane.scene.close()
        self._plane.close()
        self._plane.deleteLater()

    def pan(self, frames: int) -> list[float]:
        self._plane.fit(smooth=False)
        return [self._frame(lambda: self._plane.pan_by(*_PAN)) for _ in range(frames)]

    def zoom(self, frames: int) -> list[float]:
        self._plane.fit(smooth=False)
        at, half = QPointF(SIZE[0] * 0.5, SIZE[1] * 0.52), frames // 2
        factors = [_ZOOM] * half + [1 / _ZOOM] * half
        return [self._frame(lambda f=factor: self._plane.zoom(f, at, smooth=False)) for factor in factors]

    def lasso(self) -> list[float]:
        grid = self._plane.grid
        angle = np.linspace(0, 2 * np.pi, 240, endpoint=False)
        reach = 0.4 * grid.span * (1 + 0.2 * np.sin(5 * angle))
        middle = grid.x0 + grid.span / 2, grid.y0 + grid.span / 2
        outline = np.column_stack([middle[0] + reach * np.cos(angle), middle[1] + reach * np.sin(angle)])
        return [self._took(lambda: within_polygon(grid, outline)) for _ in range(_ACTS)]

    def recolour(self) -> list[float]:
        self._plane.fit(smooth=False)
        self._plane.repaint()
        turns = [(self._codes + turn).astype(np.uint8) % _KINDS for turn in range(_ACTS)]

        def change(codes: np.ndarray) -> None:
            self._plane.set_colours(codes, _palette(_KINDS))
            self._plane.repaint()

        return [self._took(lambda c=codes: change(c)) for codes in turns]

    def _frame(self, move: Callable[[], None]) -> float:
        move()
        took = self._took(self._plane.repaint)
        # Between two frames a window hears what other threads have done for it.
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        return took

    def _took(self, act: Callable[[], object]) -> float:
        start = self._clock()
        act()
        return 1000 * (self._clock() - start)


def _palette(kinds: int) -> np.ndarray:
    return np.random.default_rng(2).integers(60, 255, (kinds, 3)).astype(np.uint8)


def _until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not what() and time.monotonic() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
