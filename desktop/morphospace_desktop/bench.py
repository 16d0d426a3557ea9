"""``python -m morphospace_desktop.bench [--json]``: how fast the window is here, each figure with its bar.

The window is measured from outside: every row runs it in a process of its own, as people start it.
Without a display it runs on Qt's offscreen platform.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from morphospace_desktop.studio import Studio

STARTS, MOVES, TICK_SECONDS, PAUSE = 5, 300, 10.0, 0.008
_EXEC, _TASK = "MORPHOSPACE_BENCH_EXEC", "MORPHOSPACE_BENCH_TASK"

# A decode in a process of its own, with nothing around it: what the slider's time is compared with.
_DECODE = """
import json, sys, time, torch
from morphospace.hosting.catalogue import open_catalogue
from morphospace.models import Request
catalogue, model_id = sys.argv[1:3]
threads, count, pause = int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
torch.set_num_threads(threads)
model = open_catalogue(catalogue).find(model_id).open("cpu")
with torch.inference_mode():
    frame = next(iter(model.render(Request(seed=1))))
    times = []
    for _ in range(count + 20):
        start = time.perf_counter()
        model.decode(frame.latents, frame.settings)
        times.append(1000 * (time.perf_counter() - start))
        time.sleep(pause)
print(json.dumps(times[20:]))
"""


@dataclass(frozen=True)
class Row:
    """One figure: ``value`` in ``unit``, good if it is at most ``bar``; ``details`` are for reading."""

    name: str
    what: str
    value: float
    unit: str
    bar: float
    details: Mapping[str, Any]

    @property
    def passed(self) -> bool:
        """Whether it is within its bar."""
        return self.value <= self.bar


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of them lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


# ---------------------------------------------------------------------- in the measured process


def child(arguments: Sequence[str]) -> int:
    """The window, started as ever, with someone who watches it and closes it. Prints one JSON line."""
    from morphospace_desktop.__main__ import main

    return main(arguments, watch=_watch)


def _watch(studio: Studio) -> None:
    from PySide6.QtCore import QTimer

    from morphospace_desktop.measuring import FirstPaint, Watcher

    began, task = float(os.environ[_EXEC]), json.loads(os.environ[_TASK])
    found: dict[str, Any] = {}
    watcher = Watcher(studio)
    FirstPaint(studio.create.canvas, lambda: found.update(usable=time.time() - began))
    QTimer.singleShot(0, watcher, lambda: _perform(watcher, task, began, found))


def _perform(watcher: Any, task: Mapping[str, Any], began: float, found: dict[str, Any]) -> None:
    from morphospace_desktop.measuring import Hand, first_slider, measure_slider, measure_ticks, settled

    studio = watcher.studio
    watcher.until(lambda: "usable" in found and settled(studio))
    found["picture"] = time.time() - began
    hand = Hand(first_slider(studio))
    hand.press(0.9)
    hand.release(0.9)
    if studio.session.busy is not None and watcher.wait_for(studio.session.busy.ticket):
        found["edited"] = time.time() - began
    found["model_id"] = studio.session.model.id
    if task.get("moves"):
        found |= measure_slider(watcher, task["moves"])
    if task.get("seconds"):
        found["late"] = measure_ticks(watcher, task["seconds"])
    if task.get("kills"):
        from morphospace_desktop.kill_bench import measure_kills

        found |= measure_kills(watcher, task["kills"])
    print(json.dumps(found), flush=True)
    watcher.until(lambda: settled(studio))
    studio.window.may_close = lambda: True
    studio.window.close()


# ---------------------------------------------------------------------- in the measuring process


def run_window(arguments: Sequence[str], task: Mapping[str, Any]) -> dict[str, Any]:
    """Start the window for ``task``; what it found. Raises ``RuntimeError`` if it ends without a word."""
    with tempfile.TemporaryDirectory(prefix="morphospace-bench-") as state:
        environment = {**os.environ, "MORPHOSPACE_STATE": state, _TASK: json.dumps(task)}
        if (
            sys.platform == "linux"
            and not os.environ.get("DISPLAY")
            and not os.environ.get("WAYLAND_DISPLAY")
        ):
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, "-m", "morphospace_desktop.bench", "--child", *arguments]
        environment[_EXEC] = repr(time.time())
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=600, check=False
        )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError(
            f"The window ended without a result (exit code {done.returncode}): {done.stderr[-500:]}"
        )
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def bare_decode(catalogue: str, model: str, count: int, pause: float = 0.0) -> list[float]:
    """Milliseconds of ``count`` decodes of one picture, with as many threads as the host has.

    ``pause``: seconds between two, as a slider leaves between its drafts; 0 is back to back.
    """
    threads = max(1, (os.cpu_count() or 2) - 1)
    command = [sys.executable, "-c", _DECODE, catalogue, model, str(threads), str(count), str(pause)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    times: list[float] = json.loads(done.stdout.splitlines()[-1])
    return times


def start_rows(arguments: Sequence[str], starts: int) -> list[Row]:
    """Cold starts: until the window is usable, and until its first picture has been edited."""
    runs = [run_window(arguments, {}) for _ in range(starts)]
    rows = []
    for name, what, bar in (
        ("window_usable", "window usable from a cold start", 1.5),
        ("first_edit", "first picture edited from a cold start", 7.0),
    ):
        key = "usable" if name == "window_usable" else "edited"
        times = [run[key] for run in runs if key in run] or [float("inf")]
        rows.append(Row(name, what, statistics.median(times), "s", bar, {"each": times}))
    return rows


def window_rows(arguments: Sequence[str], catalogue: str, moves: int, seconds: float) -> list[Row]:
    """Slider to painted pixel less a bare decode, and the tick of the window under load."""
    found = run_window(arguments, {"moves": moves, "seconds": seconds})
    bare = statistics.median(bare_decode(catalogue, found["model_id"], moves))
    paced = statistics.median(bare_decode(catalogue, found["model_id"], moves, PAUSE))
    over = [total - bare for total in found["total"]]
    details = {
        "moves": len(over),
        "bare_decode_ms": bare,
        "bare_decode_with_pauses_ms": paced,
        "total_median_ms": statistics.median(found["total"]),
        "model_in_host_median_ms": statistics.median(found["model"]),
    }
    late = found["late"]
    return [
        Row(
            "slider_median",
            "slider to painted pixel less a bare decode, median",
            quantile(over, 0.5),
            "ms",
            3.0,
            details,
        ),
        Row(
            "slider_p95",
            "slider to painted pixel less a bare decode, p95",
            quantile(over, 0.95),
            "ms",
            8.0,
            details,
        ),
        Row(
            "tick_p99",
            "lateness of a 10 ms timer while the host is saturated, p99",
            quantile(late, 0.99),
            "ms",
            20.0,
            {"ticks": len(late), "p50_ms": quantile(late, 0.5), "max_ms": max(late)},
        ),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 0 whatever the figures are, for they are the machine's."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--child"]:
        return child(given[1:])
    parser = argparse.ArgumentParser(prog="morphospace_desktop.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--model", help="id of the model to measure with")
    parser.add_argument("--catalogue", help="as for the window")
    parser.add_argument("--starts", type=int, default=STARTS, help="cold starts (%(default)s)")
    parser.add_argument("--moves", type=int, default=MOVES, help="moves of the slider (%(default)s)")
    parser.add_argument(
        "--seconds", type=float, default=TICK_SECONDS, help="length of the tick's measurement"
    )
    parser.add_argument(
        "--kills",
        type=int,
        default=0,
        help="kills of the model process in a drag (%(default)s; 20 take minutes)",
    )
    parser.add_argument("--atlas", type=Path, help="folder of a map: how alive it is, and UMAP beside it")
    options = parser.parse_args(given)
    passed_on = [f"--{name}={value}" for name in ("model", "catalogue") if (value := getattr(options, name))]
    from morphospace.hosting.host import INSTALLED
    from morphospace_desktop.alive_bench import alive_rows
    from morphospace_desktop.kill_bench import kill_rows
    from morphospace_desktop.map_bench import map_rows

    rows = start_rows(passed_on, options.starts)
    rows += window_rows(passed_on, options.catalogue or INSTALLED, options.moves, options.seconds)
    rows += map_rows()
    if options.atlas is not None:
        rows += alive_rows(options.atlas)
    if options.kills:
        rows += kill_rows(passed_on, options.kills)
    if options.json:
        print(json.dumps([{**asdict(row), "passed": row.passed} for row in rows], indent=1))
    else:
        for row in rows:
            mark = "ok  " if row.passed else "over"
            print(f"{mark} {row.what}: {row.value:.2f} {row.unit} (bar {row.bar:g})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
