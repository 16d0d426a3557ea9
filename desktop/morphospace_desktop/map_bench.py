"""``python -m morphospace_desktop.map_bench``: how fast the map is here, as rows of the window's benchmark.

It runs in a process of its own, where nothing else moves.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys

from morphospace_desktop.bench import Row, quantile

_ROWS = (
    ("map_frame_10k", "a frame of 10,000 points while panning and zooming", 4.0, ("pan_few", "zoom_few")),
    (
        "map_frame_1m",
        "a frame of a million points while panning and zooming",
        16.0,
        ("pan_many", "zoom_many"),
    ),
    ("map_lasso_1m", "a lasso of a million points", 30.0, ("lasso",)),
    ("map_colour_1m", "a million points in other colours, painted", 60.0, ("colours",)),
)


def measured() -> dict[str, list[float]]:
    """What ``measure_map`` finds in a process of its own. Raises ``RuntimeError`` if that fails."""
    command = [sys.executable, "-m", "morphospace_desktop.map_bench"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"The map could not be measured: {done.stderr[-500:]}")
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def map_rows() -> list[Row]:
    """Medians, with the parts they were taken of as details."""
    found = measured()
    rows = []
    for name, what, bar, parts in _ROWS:
        times = [took for part in parts for took in found[part]]
        details = {f"{part}_median_ms": statistics.median(found[part]) for part in parts}
        details |= {"p95_ms": quantile(times, 0.95), "max_ms": max(times)}
        rows.append(Row(name, f"{what}, median", statistics.median(times), "ms", bar, details))
    return rows


def main() -> int:
    """Measure and print one JSON line."""
    from PySide6.QtWidgets import QApplication

    from morphospace_desktop.explorer.plane.measuring import measure_map

    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(sys.argv[:1])
    print(json.dumps(measure_map()), flush=True)
    app.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main())
