"""What a host is opened with, as plain data that a worker is told at its start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["interactive", "jobs"]
"""The interactive worker renders views; the job worker, niced and started on demand, runs long jobs."""


PATIENCE = 20.0

LEFT_OUT = "MORPHOSPACE_LEFT_OUT"
"""Environment: names of plugins, joined by commas, that are not even imported."""


@dataclass(frozen=True, kw_only=True)
class HostSettings:
    """See ``morphospace.hosting.host.open_host``; None leaves the choice to the worker.

    ``patience``: seconds at one step after which work that nobody wants is ended (see ``watch``).
    ``memory``: bytes of memory of its own a worker may have; None: what the machine has.
    """

    device: str | None
    catalogue: str
    budget: int | None
    threads: int | None
    patience: float = PATIENCE
    memory: int | None = None


@dataclass(frozen=True, kw_only=True)
class WorkerSettings:
    """All a worker needs, sent to it as JSON on its standard input: never seen in a process list.

    ``address``, ``family`` and ``key`` (hex) of the connection; ``folder`` is where large arrays pass.
    """

    role: Role
    address: str | tuple[str, int]
    family: str
    key: str
    folder: str
    host: HostSettings
