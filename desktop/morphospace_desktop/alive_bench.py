"""``python -m morphospace_desktop.alive_bench [--json]``: how alive the map is here, and each figure's bar.

The picture under the cursor: from the pointer's move to its picture painted, through a host in processes of
its own. UMAP of 20,000 × 64: when it is first seen, and how evenly the window ticks while it runs.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtWidgets import QApplication

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.exploration import Exploration
from morphospace.atlas.layouts import pca_layout
from morphospace.atlas.storage.opening import open_atlas
from morphospace.hosting import Event, Finished, Host, Progress, open_host
from morphospace.latents.coordinates import Coordinates
from morphospace_desktop.bench import Row, quantile
from morphospace_desktop.bridge import HostBridge
from morphospace_desktop.explorer.glass import Glass
from morphospace_desktop.explorer.layouts_work import LayoutsWork
from morphospace_desktop.explorer.overlay import Overlay
from morphospace_desktop.explorer.plane import Plane
from morphospace_desktop.explorer.plane_link import PlaneLink
from morphospace_desktop.explorer.underlay import Underlay

MOVES, ITEMS, WIDTH, TICK_MS = 200, 20_000, 64, 10
_PATIENCE = 60.0


class _SendsPlaces(LayoutsWork):
    """UMAP of an atlas that is nowhere on the disk."""

    def _ask_umap(self, atlas: Atlas) -> None:
        self._ticket = self._host.run("project", {"places": np.asarray(atlas.places)})


class Scene(QObject):
    """A plane with all that makes it alive, and a host."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host, self.exploration, self.plane = host, Exploration(), Plane()
        self.plane.resize(1200, 800)
        self.underlay = Underlay(self.exploration, host, self)
        self.glass = Glass(self.exploration, host, self)
        self.layouts = _SendsPlaces(self.exploration, host, self)
        self.link = PlaneLink(self.plane, self.exploration, Overlay(self.exploration), self)
        self.plane.set_underlay(self.underlay.paint)
        self.underlay.changed.connect(self.plane.update)
        self.card = self.glass.show_on(self.plane)
        self.heard: list[tuple[float, Event]] = []
        self.bridge = HostBridge(host, self._hear, self)
        self.plane.show()

    def _hear(self, event: Event) -> None:
        self.heard.append((time.perf_counter(), event))
        for part in (self.layouts, self.underlay, self.glass):
            part.hear(event)

    def until(self, what: Callable[[], bool], patience: float = _PATIENCE) -> bool:
        """Run the window until ``what`` holds; whether it came to that."""
        end = time.monotonic() + patience
        while not what() and time.monotonic() < end:
            # Not blocked until something happens: a rest would last until the next timer.
            QApplication.processEvents()
            time.sleep(0.001)
        return what()

    def run(self, ticket: int) -> bool:
        """Wait for the end of a ticket."""
        return self.until(
            lambda: any(isinstance(one, Finished) and one.ticket == ticket for _, one in self.heard)
        )

    def rest(self, seconds: float) -> None:
        """Let the window be for a while."""
        self.until(lambda: False, seconds)

    def close(self) -> None:
        """End everything but the host."""
        for part in (self.layouts, self.underlay, self.glass, self.bridge):
            part.close()
        self.plane.close()


def measure_glass(scene: Scene, atlas: Atlas, moves: int) -> list[float]:
    """Milliseconds from each move of the pointer to the picture of that place painted, no item near it."""
    scene.run(scene.host.load(atlas.model))
    scene.exploration.open(atlas)
    scene.exploration.lay_out(pca_layout(atlas))
    scene.until(lambda: scene.plane.count == len(atlas))
    scene.plane.fit(smooth=False)
    scene.underlay.set_kind("decoded")
    scene.rest(3.0)
    painted: list[float] = []
    scene.card.painted.connect(lambda: painted.append(time.perf_counter()))
    rng, found = np.random.default_rng(0), []
    for _ in range(40 * moves):
        began = time.perf_counter()
        scene.plane.point_at(QPointF(*rng.uniform((8, 8), (1192, 792))))
        pointed = scene.plane.pointed
        if pointed is None or pointed.row >= 0:
            continue
        painted.clear()
        if scene.until(lambda: not scene.glass.waiting and bool(painted), 5.0):
            found.append(1000 * (painted[-1] - began))
        scene.rest(0.02)
        if len(found) >= moves + 10:
            break
    return found[10:]


def measure_umap(scene: Scene, count: int, width: int) -> dict[str, Any]:
    """UMAP of made-up clusters: ``late``, by how many milliseconds each tick of the window was, ``first``
    and ``improved``, seconds until PCA's and UMAP's first positions, and ``seconds`` in all."""
    scene.run(scene.host.run("warm_umap", {}))
    scene.exploration.open(made_up(count, width))
    scene.until(lambda: scene.plane.count == count and not scene.layouts.busy)
    scene.heard.clear()
    ticks: list[float] = []
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=TICK_MS)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start()
    began = time.perf_counter()
    scene.layouts.umap()
    scene.until(
        lambda: (
            scene.exploration.layout is not None
            and scene.exploration.layout.kind == "umap"
            and scene.exploration.layout.final
        ),
        300,
    )
    timer.stop()
    looks = [at for at, one in scene.heard if isinstance(one, Progress) and one.arrays]
    return {
        "late": [max(0.0, 1000 * (b - a) - TICK_MS) for a, b in itertools.pairwise(ticks)],
        "first": looks[0] - began if looks else float("inf"),
        "improved": looks[1] - began if len(looks) > 1 else float("inf"),
        "looks": len(looks),
        "seconds": time.perf_counter() - began,
    }


def made_up(count: int, width: int) -> Atlas:
    """An atlas in memory: thirty round clusters of latents, and nothing else."""
    rng = np.random.default_rng(0)
    places = rng.normal(0, 3, (30, width))[rng.integers(30, size=count)] + rng.normal(0, 1, (count, width))
    return Atlas(
        id="made-up",
        title="Made up",
        folder=Path("nowhere"),
        source="",
        model="none",
        model_hash="",
        coordinates=Coordinates((("h", (width,)),)),
        places=places.astype(np.float32),
        thumbnails=np.zeros((count, 1, 1, 3), np.uint8),
        columns={},
        names=[""] * count,
        files=[""] * count,
        total=count,
    )


def alive_rows(atlas: Path) -> list[Row]:
    """All rows with the atlas in this folder, measured in a process of their own. Raises ``RuntimeError``."""
    command = [sys.executable, "-m", "morphospace_desktop.alive_bench", "--json", "--atlas", str(atlas)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(f"How alive the map is could not be measured: {done.stderr[-500:]}")
    rows = json.loads(done.stdout)
    return [Row(**{name: value for name, value in row.items() if name != "passed"}) for row in rows]


def glass_rows(scene: Scene, atlas: Atlas, moves: int) -> list[Row]:
    """The picture under the cursor."""
    found = measure_glass(scene, atlas, moves)
    details = {"moves": len(found), "items": len(atlas), "p95_ms": quantile(found, 0.95)}
    what = "from a move of the pointer to the picture there painted, median"
    return [Row("picture_under_cursor", what, quantile(found, 0.5), "ms", 40.0, details)]


def umap_rows(scene: Scene, count: int, width: int) -> list[Row]:
    """UMAP's first look, and the window's tick meanwhile."""
    found = measure_umap(scene, count, width)
    late = found.pop("late")
    return [
        Row("umap_first_look", "until the start from PCA is seen", found["first"], "s", 2.0, found),
        Row(
            "umap_tick_p99",
            f"lateness of a 10 ms timer while UMAP of {count:,} × {width} runs, p99",
            quantile(late, 0.99),
            "ms",
            20.0,
            {"ticks": len(late), "p50_ms": quantile(late, 0.5), "max_ms": max(late, default=0.0)},
        ),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 0 whatever the figures are, for they are the machine's."""
    parser = argparse.ArgumentParser(prog="morphospace_desktop.alive_bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--atlas", type=Path, help="folder of an atlas; without one only UMAP is measured")
    parser.add_argument("--moves", type=int, default=MOVES, help="moves of the pointer (%(default)s)")
    parser.add_argument("--items", type=int, default=ITEMS, help="items for UMAP (%(default)s)")
    options = parser.parse_args(arguments)
    if sys.platform == "linux" and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _app = QApplication.instance() or QApplication([])
    host = open_host("process")
    rows: list[Row] = []
    try:
        scene = Scene(host)
        if options.atlas is not None:
            rows += glass_rows(scene, open_atlas(options.atlas), options.moves)
            scene.underlay.set_kind("none")
        if options.items:
            rows += umap_rows(scene, options.items, WIDTH)
        scene.close()
    finally:
        host.close()
    if options.json:
        print(json.dumps([{**asdict(row), "passed": row.passed} for row in rows], indent=1))
    else:
        for row in rows:
            mark = "ok  " if row.passed else "over"
            print(f"{mark} {row.what}: {row.value:.3g} {row.unit} (bar {row.bar:g}) {dict(row.details)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
