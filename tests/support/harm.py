"""Plugins that do harm, in every way and at every place a host must survive.

``catalogue`` is for ``open_host``: a model that is good, one for each fault that harms when it is loaded,
and one that harms as its setting says. It also loads the installed plugins, as the real one does:
``install_bad_plugins`` puts some there that harm when they are imported.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from morphospace import Choice, Control, Frame, Request
from morphospace.errors import BadInputError
from morphospace.hosting.jobs import JobStep, Steps, Workbench, job
from morphospace.plugins import load_plugins

HARM = f"{__file__}:catalogue"
FAULTS = ("raise", "hang", "hold", "segfault", "exit", "allocate")
"""``hold``: a call into C that keeps the interpreter to itself, so that not even the receiver can run."""

MEMORY = 4 * 2**30
"""What these tests let a worker have, so that asking for ten gigabytes hurts nobody."""

CONTROLS: tuple[Control, ...] = (
    Choice(name="fault", title="Fault", choices=("none", *FAULTS), default="none"),
)


def do_harm(fault: str) -> None:
    """Do it; ``none`` does nothing."""
    match fault:
        case "raise":
            raise ZeroDivisionError("it divides by zero")
        case "hang":
            while True:
                time.sleep(0.01)
        case "hold":
            ctypes.PyDLL(None).sleep(3600)
        case "segfault":
            ctypes.string_at(0)
        case "exit":
            os._exit(9)
        case "allocate":
            np.ones(10 * 2**30, np.uint8)


class Model:
    """Renders white; or one frame of two, and then harm."""

    controls: Sequence[Control] = CONTROLS

    def render(self, request: Request) -> Iterator[Frame]:
        import torch

        fault = str(request.settings.get("fault", "none"))
        if fault != "none":
            yield Frame(images=torch.zeros(1, 3, 8, 8), step=1, steps=2)
            do_harm(fault)
        yield Frame(images=torch.ones(1, 3, 8, 8))


@dataclass(frozen=True)
class Entry:
    """``good``, or ``load-FAULT``."""

    model: str
    title: str = "Harm"
    bytes: int = 1000
    stamp: str = "1"
    controls: Sequence[Control] = CONTROLS
    image_size: int = 8

    def open(self, device: str) -> Model:
        do_harm(self.model.removeprefix("load-"))
        return Model()


class Catalogue:
    """The models by id."""

    def find(self, model: str) -> Entry:
        if model != "good" and model.removeprefix("load-") not in FAULTS:
            raise BadInputError(f"There is no model {model!r}.")
        return Entry(model)


@job("harm")
def harm(bench: Workbench, fault: str = "none") -> Steps:
    """One step, then harm."""
    yield JobStep(0, 1, "Doing harm")
    do_harm(fault)
    return {"done": True}


@job("plod")
def plod(bench: Workbench) -> Steps:
    """A long job that counts for ever and says which process it is in."""
    count = 0
    while True:
        count += 1
        yield JobStep(count, 0, str(os.getpid()))
        time.sleep(0.02)


def catalogue() -> Catalogue:
    """See above."""
    load_plugins()
    return Catalogue()


def install_bad_plugins(folder: Path) -> None:
    """Make ``folder`` a place of installed packages, one for each fault, when it is on the Python path."""
    for fault in FAULTS:
        name = f"bad_{fault}"
        lines = ["import sys", f"sys.path.insert(0, {str(Path(__file__).parent)!r})"]
        lines += ["from harm import do_harm", f"do_harm({fault!r})"]
        (folder / f"{name}.py").write_text("\n".join(lines) + "\n")
        info = folder / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[morphospace]\nbad-{fault} = {name}\n")


sys.modules.setdefault("harm", sys.modules[__name__])
"""One module under either name: a job must not be registered twice."""
