"""Jobs that make or judge a model: thin over ``morphospace.training`` and ``morphospace.evaluation``."""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

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
