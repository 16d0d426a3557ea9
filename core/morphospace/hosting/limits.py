"""Limits: a worker that takes all memory gets a ``MemoryError``, and is the first the kernel ends.

Which limit: ``RLIMIT_DATA`` counts private writable memory, which is what a plugin allocates too much of.
``RLIMIT_AS`` would count address space, of which CUDA and memory-mapped weights reserve far more than they
use, so torch would fail for no reason. On a GPU's worker nothing is bound: its driver maps host memory in
ways of its own. Where the kernel knows no such limit (macOS, Windows), the kernel's own judgement is left.
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


def bound_memory(device: str, most: int | None = None) -> None:
    """Refuse this process more than ``most`` bytes of its own (None: nearly all the machine has)."""
    if sys.platform != "linux" or device != "cpu":
        return
    import resource

    wanted = most or int(devices.total_memory() * _SHARE)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
