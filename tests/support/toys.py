"""A catalogue of make-believe models for tests of the host: they draw grey, slowly, wrongly, or die."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from morphospace import Choice, Control, Frame, ImageInput, Request, Slider
from morphospace.errors import BadInputError
from morphospace.hosting.jobs import JobStep, Steps, Workbench, job

SIZE = 8
FAULTS = ("none", "raise", "exit", "die", "die once", "nan")
CONTROLS: tuple[Control, ...] = (
    Slider(name="grey", title="Grey", minimum=-1.0, maximum=1.0, default=0.0),
    Slider(name="steps", title="Steps", minimum=1, maximum=1000, default=1),
    Slider(name="pause", title="Seconds before each frame", minimum=0, maximum=60, default=0),
    Choice(name="fault", title="Fault", choices=FAULTS, default="none"),
    ImageInput(name="image", title="Picture"),
)


class Toy:
    """Renders ``steps`` frames of one grey, ``pause`` seconds apart."""

    controls: Sequence[Control] = CONTROLS

    def __init__(self, size: int = SIZE, weight: int = 0) -> None:
        import torch

        self._size = size
        self._weights = torch.zeros(weight, dtype=torch.uint8)

    def render(self, request: Request) -> Iterator[Frame]:
        import torch

        settings = {"grey": 0.0, "steps": 1, "pause": 0.0, "fault": "none", **request.settings}
        steps = int(settings["steps"])
        with torch.no_grad():  # as models do; a render left early must not leave it on
            for step in range(1, steps + 1):
                time.sleep(float(settings["pause"]))
                misbehave(str(settings["fault"]))
                grey = float("nan") if settings["fault"] == "nan" else float(settings["grey"])
                yield Frame(
                    images=torch.full((request.n, 3, self._size, self._size), grey),
                    latents={"h": torch.full((request.n, 2), grey)},
                    settings=[{"grey": grey}] * request.n,
                    step=step,
                    steps=steps,
                    extras={"density": torch.tensor(1.5), "residual": torch.ones(2, 3), "words": ["a", "b"]},
                )


def misbehave(fault: str) -> None:
    """Raise, or end the process."""
    if fault == "raise":
        raise ZeroDivisionError("the toy divides by zero")
    if fault == "exit":
        sys.exit(3)
    if fault == "die":
        os._exit(7)
    if fault == "die once":
        mark = Path(os.environ["TOY_MARK"])
        if not mark.exists():
            mark.touch()
            os._exit(7)


@dataclass(frozen=True)
class ToyEntry:
    """A toy in the catalogue."""

    model: str
    title: str
    bytes: int = 1000
    stamp: str = "1"
    controls: Sequence[Control] = CONTROLS
    image_size: int = SIZE

    def open(self, device: str) -> Toy:
        if self.model == "broken":
            raise RuntimeError("no such tensor")
        if self.model == "too-large":
            raise MemoryError
        return Toy(self.image_size, self.bytes)


ENTRIES = (
    ToyEntry("toy", "Toy"),
    ToyEntry("heavy", "Heavy toy", bytes=3_000_000),
    ToyEntry("heavier", "Heavier toy", bytes=3_000_000),
    ToyEntry("heaviest", "Heaviest toy", bytes=3_000_000),
    ToyEntry("heavy-too", "Another heavy toy", bytes=3_000_000),
    ToyEntry("wide", "Wide toy", image_size=1024),
    ToyEntry("broken", "Broken toy"),
    ToyEntry("too-large", "Too large a toy"),
)


class ToyCatalogue:
    """The toys by id."""

    def find(self, model: str) -> ToyEntry:
        for entry in ENTRIES:
            if entry.model == model:
                return entry
        raise BadInputError(f"There is no model {model!r}: installed are toys.")


@job("toy job")
def toy_job(bench: Workbench, model: str, steps: int = 3, pause: float = 0.0, fault: str = "none") -> Steps:
    """Uses a model and counts; notes in the file ``TOY_MARK`` that it was closed in order."""
    try:
        with bench.use(bench.find(model)):
            for step in range(1, steps + 1):
                time.sleep(pause)
                misbehave(fault)
                yield JobStep(step, steps, f"Step {step}")
    except GeneratorExit:
        Path(os.environ["TOY_MARK"] + " closed").touch()
        raise
    return {"steps": steps, "nice": os.nice(0), "pid": os.getpid()}


@job("toy view")
def toy_view(
    bench: Workbench, places: np.ndarray, steps: int = 3, pause: float = 0.0, fault: str = "none"
) -> Steps:
    """Tells partial results: ``places`` as they grow; returns them nested, and the worker's process id."""
    for step in range(1, steps + 1):
        time.sleep(pause)
        misbehave(fault)
        yield JobStep(step, steps, f"Step {step}", arrays={"places": places * step})
    return {"pid": os.getpid(), "layers": [{"places": places * steps}]}


def catalogue() -> ToyCatalogue:
    """What a test names as the host's catalogue."""
    return ToyCatalogue()


def fails() -> ToyCatalogue:
    """A catalogue that cannot be opened."""
    raise RuntimeError("the toys are packed away")
