"""Long jobs by name: generators that yield how far they are and return what came of it.

A job is a function ``(bench, **arguments)`` whose arguments are plain data (paths as text) and arrays,
also nested; so is what it returns. It is closed at its next step when someone cancels, so what must be
tidied up stands in ``finally``. A job that runs for a view yields at least every 30 ms or so: between its
steps other views get their turn, and a newer request of its own view takes its place.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from morphospace.errors import BadInputError
from morphospace.hosting.catalogue import Entry


@dataclass(frozen=True, eq=False)
class JobStep:
    """``done`` of ``total`` (0: unknown), in the words ``text``; ``preview``: uint8 ``(H, W, 3)``.

    ``arrays``: partial results by name. A step that carries a preview or arrays always reaches whoever
    listens; others may be left out where they follow each other closely.
    """

    done: float
    total: float
    text: str
    preview: np.ndarray | None = None
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)


class Workbench(Protocol):
    """What a job works with: the models of the host it runs in."""

    @property
    def device(self) -> str:
        """The torch device."""

    def find(self, model: str) -> Entry:
        """A model of the catalogue. Raises ``BadInputError`` if there is none."""

    def use(self, entry: Entry) -> AbstractContextManager[Any]:
        """The loaded model, kept in memory while the context is open."""


Steps = Generator[JobStep, None, Mapping[str, Any]]
Job = Callable[..., Steps]

_JOBS: dict[str, Job] = {}
_MODULES = (
    "morphospace.hosting.direction_jobs",
    "morphospace.hosting.atlas_jobs",
    "morphospace.hosting.export_jobs",
    "morphospace.hosting.folder_jobs",
    "morphospace.hosting.map_jobs",
    "morphospace.hosting.novelty_jobs",
    "morphospace.hosting.path_jobs",
    "morphospace.hosting.probe_jobs",
    "morphospace.hosting.retrieval_jobs",
    "morphospace.hosting.study_jobs",
)


def job(name: str) -> Callable[[Job], Job]:
    """Register a generator function as the job ``name``."""

    def register(function: Job) -> Job:
        if name in _JOBS:
            raise ValueError(f"there are two jobs {name!r}")
        _JOBS[name] = function
        return function

    return register


def job_names() -> tuple[str, ...]:
    """Every job there is."""
    for module in _MODULES:
        importlib.import_module(module)
    return tuple(sorted(_JOBS))


def start_job(name: str, bench: Workbench, arguments: Mapping[str, Any]) -> Steps:
    """The job, about to begin. Raises ``BadInputError`` for an unknown name or argument."""
    names = job_names()
    if name not in names:
        raise BadInputError(f"There is no job {name!r}: there are {', '.join(names)}.")
    function = _JOBS[name]
    try:
        inspect.signature(function).bind(bench, **arguments)
    except TypeError as error:
        raise BadInputError(f"The job {name!r} takes other arguments ({error}): correct them.") from None
    return function(bench, **arguments)
