"""Jobs that make or judge a model: thin over ``morphospace.training`` and ``morphospace.evaluation``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.errors import BadInputError
from morphospace.hosting.callbacks import Report, Stopped, steps_of
from morphospace.hosting.catalogue import InstalledEntry
from morphospace.hosting.jobs import JobStep, Steps, Workbench, job

if TYPE_CHECKING:
    from torch import Tensor

    from morphospace.training.trainer import Progress

_MOST_IN_SHEET = 64


@job("train")
def train(
    bench: Workbench,
    recipe: str,
    output: str,
    steps: int | None = None,
    resume: bool = False,
    seed: int = 0,
) -> Steps:
    """Train a recipe into the folder ``output``; stopping keeps a checkpoint that ``resume`` goes on from.

    Returns ``output``, ``step``, ``steps`` and the last ``losses``. Raises ``MorphospaceError``.
    """
    from morphospace.plugins import load_plugins
    from morphospace.training.run import train as run

    family, found = load_plugins().recipe(recipe)
    yield JobStep(0, steps or found.steps, f"Preparing the data of {found.title}")
    stream = run(family, found, Path(output), steps=steps, resume=resume, seed=seed, device=bench.device)
    last: Progress | None = None
    with closing(stream):  # type: ignore[type-var]
        for last in stream:
            preview = None if last.preview is None else sheet(last.preview)
            yield JobStep(last.step, last.steps, _words(last), preview)
    step, losses = (last.step, dict(last.losses)) if last else (0, {})
    return {"output": output, "step": step, "steps": steps or found.steps, "losses": losses}


@job("evaluate")
def evaluate(bench: Workbench, model: str, fresh: bool = False) -> Steps:
    """Score an installed model on held-out data; returns the scorecard as plain data.

    What was scored before is remembered, unless ``fresh``. Raises ``MorphospaceError``.
    """
    from morphospace.evaluation.scoring import score

    entry = bench.find(model)
    if not isinstance(entry, InstalledEntry):
        raise BadInputError(f"{entry.title} is not an installed model: install it, then evaluate it.")
    card = entry.checkpoint.card
    yield JobStep(0, 1, f"Loading {entry.title}")
    with bench.use(entry) as loaded:

        def work(report: Report, stopped: Stopped) -> Mapping[str, Any]:
            def progress(what: str, share: float) -> None:
                report(JobStep(share, 1.0, what))

            found = score(
                loaded, card, device=bench.device, fresh=fresh, progress=progress, cancelled=stopped
            )
            return found.to_json()

        return (yield from steps_of(work))


def sheet(images: Tensor) -> np.ndarray:
    """Pictures ``(N, 3, H, W)`` in [-1, 1] side by side in rows, uint8 ``(rows·H, columns·W, 3)``."""
    from morphospace.pixels import to_pixels

    pixels = to_pixels(images[:_MOST_IN_SHEET])
    count, height, width, _ = pixels.shape
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    grid = np.zeros((rows * columns, height, width, 3), np.uint8)
    grid[:count] = pixels
    grid = grid.reshape(rows, columns, height, width, 3).swapaxes(1, 2)
    return np.ascontiguousarray(grid.reshape(rows * height, columns * width, 3))


def _words(progress: Progress) -> str:
    """How a run stands, for people."""
    losses = ", ".join(f"{name} {value:.4g}" for name, value in progress.losses.items())
    minutes = progress.seconds_left / 60
    left = f"{minutes:.0f} min left" if minutes >= 1 else f"{progress.seconds_left:.0f} s left"
    return f"Step {progress.step} of {progress.steps}, {left}" + (f" ({losses})" if losses else "")
