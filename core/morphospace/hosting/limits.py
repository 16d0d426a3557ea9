"""Limits: a worker that takes all memory gets a ``MemoryError``, and is the first the kernel ends.

Which limit: ``RLIMIT_DATA`` counts private writable memory, which is what a plugin allocates too much of.
``RLIMIT_AS`` would count address space, of which CUDA and memory-mapped weights reserve far more than they
use, so torch would fail for no reason. A worker that computes on a GPU is set free once that is known: its
driver maps host memory in ways of its own. Where the kernel knows no such limit (macOS, Windows), the
kernel's own judgement is left.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from morphospace.hosting import devices

_BADNESS = 800
"""Added to a worker's badness, of 1000: the window goes last, and of two workers the larger first."""

_SHARE = 0.9
"""Of the machine's memory: what a worker may have where nobody says otherwise."""


def be_first_to_go() -> None:
    """Where memory runs out all the same, let the kernel end this process and not the window."""
    if sys.platform == "linux":
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(str(_BADNESS))


def bound_memory(most: int | None = None) -> None:
    """Refuse this process more than ``most`` bytes of its own (None: nearly all the machine has)."""
    _limit(most or int(devices.total_memory() * _SHARE))


def free_memory() -> None:
    """As much as the system allows."""
    _limit(None)


def _limit(most: int | None) -> None:
    if sys.platform != "linux":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if most is None or (hard != resource.RLIM_INFINITY and hard < most):
        most = hard
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
