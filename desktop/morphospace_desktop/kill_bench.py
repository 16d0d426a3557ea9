"""``kill -9`` of the model process in the middle of a drag, again and again: how soon the picture is back.

A row of the window's benchmark, on demand, since each time costs a start of torch. The window is the real
one; the drag goes on while there is no worker, as a hand would.
"""

from __future__ import annotations

import math
import os
import signal
import statistics
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from morphospace_desktop.bench import Row
    from morphospace_desktop.measuring import Watcher

KILLS = 20
BAR = 10.0
_MOVES = 4
_REST = 0.9
"""Share of the slider's track where the hand lets go, before and after, to compare the pictures."""


def measure_kills(watcher: Watcher, kills: int) -> dict[str, Any]:
    """``back``: seconds from each kill to the picture of the slider's newest place, painted.

    ``lost`` counts what did not survive: pictures that never came, values the slider does not show, and at
    the end a picture, or a history, unlike that of the same edit with nothing killed.
    """
    from morphospace_desktop.measuring import Hand, first_slider, settled

    studio = watcher.studio
    hand = Hand(first_slider(studio))
    before = _edited(watcher, hand)
    labels = len(studio.session.document.layers)
    back: list[float] = []
    lost = 0
    hand.press(0.5)
    for kill in range(kills):
        for move in range(_MOVES):
            hand.move(0.5 + 0.4 * math.sin(kill + move))
        pid = studio.host.worker_pids()["interactive"]  # type: ignore[attr-defined]
        began = time.perf_counter()
        os.kill(pid, signal.SIGKILL)
        hand.move(0.5 + 0.4 * math.cos(kill))
        busy = studio.session.busy
        if busy is not None and watcher.wait_for(busy.ticket):
            back.append(watcher.painted_at - began)
        else:
            lost += 1
    hand.release(0.5)
    watcher.until(lambda: settled(studio))
    after = _edited(watcher, hand)
    lost += not np.array_equal(before, after)
    lost += len(studio.session.document.layers) != labels
    return {"back": back, "lost": lost}


def _edited(watcher: Watcher, hand: Any) -> np.ndarray:
    """The picture after one whole edit to ``_REST``."""
    from morphospace_desktop.measuring import settled

    hand.press(0.2)
    hand.release(_REST)
    watcher.until(lambda: settled(watcher.studio))
    picture = watcher.studio.session.picture
    assert picture is not None
    return picture.copy()


def kill_rows(arguments: Sequence[str], kills: int) -> list[Row]:
    """The worst time and what was lost, in a window of their own."""
    from morphospace_desktop.bench import Row, run_window

    found = run_window(arguments, {"kills": kills})
    back, lost = found["back"], found["lost"]
    details = {"kills": kills, "each": back, "median_s": statistics.median(back or [math.inf])}
    what = f"kill -9 of the model process in a drag, {kills} times, to its picture painted, slowest"
    return [
        Row("kill_back", what, max(back, default=math.inf), "s", BAR, details),
        Row("kill_lost", "of that, pictures and edits lost", lost, "", 0, {}),
    ]
