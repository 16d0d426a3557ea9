"""What a host is: requests go in and get a ticket, events with that ticket come out.

Every ticket ends with exactly one of ``Finished``, ``Failed`` and ``Cancelled``, and nothing follows.
One exception heals: when a worker died, the last request of each view is rendered again under its own
ticket, so that whoever shows that view sees new frames without asking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from morphospace.controls import Setting
from morphospace.hosting.settings import PATIENCE, HostSettings
from morphospace.models import Request

if TYPE_CHECKING:
    import numpy as np

INSTALLED = "morphospace.hosting.catalogue:installed"
"""The catalogue a host opens models from when no other is named: those installed on this machine."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Rendered:
    """A frame as it leaves the host.

    ``images``: uint8 ``(N, H, W, 3)``, read-only. ``latents``: float32 by name, batch first.
    ``settings``: for each picture the value of every control it was made with. ``extras``: numbers,
    words, arrays, and lists and mappings of them. ``seconds``: spent in the model for this frame.
    """

    images: np.ndarray
    latents: Mapping[str, np.ndarray] = field(default_factory=dict)
    settings: tuple[Mapping[str, Setting], ...] = ()
    step: int = 1
    steps: int = 1
    draft: bool = False
    extras: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class Resident:
    """A model in memory: ``bytes`` it holds on ``device`` and ``since`` when (seconds of the epoch).

    ``worker``: ``interactive`` or ``jobs``; empty where there is only one.
    """

    model: str
    title: str
    bytes: int
    device: str
    since: float
    worker: str = ""


HostState = Literal["starting", "ready", "restarting", "failed", "closed"]


@dataclass(frozen=True)
class HostStatus:
    """How a host is: ``used`` and ``budget`` in bytes; ``message`` is one sentence for people or empty.

    ``used`` is what the process holds in memory on a CPU, and what is allocated on a GPU. ``failed``
    is left by the next request, which tries to start the worker again.
    """

    state: HostState = "starting"
    device: str = ""
    device_name: str = ""
    used: int = 0
    budget: int = 0
    resident: tuple[Resident, ...] = ()
    message: str = ""


@dataclass(frozen=True)
class FrameReady:
    """A picture, or one step towards it."""

    ticket: int
    rendered: Rendered


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` (0: unknown); ``preview`` is uint8 ``(H, W, 3)`` or None.

    ``arrays``: partial results by name, read-only.
    """

    ticket: int
    done: float
    total: float
    text: str
    preview: np.ndarray | None = field(default=None, compare=False)
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Finished:
    """The end of what went well; ``result`` is what a job returned (plain data)."""

    ticket: int
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Failed:
    """``message`` is one sentence for people; ``kind`` the name of a class of ``morphospace.errors``."""

    ticket: int
    message: str
    kind: str


@dataclass(frozen=True)
class Cancelled:
    """Someone cancelled, or a newer request of the same view took its place."""

    ticket: int


@dataclass(frozen=True)
class StatusChanged:
    """The host's status is a new one; ``ticket`` is always 0."""

    status: HostStatus
    ticket: int = 0


Event = FrameReady | Progress | Finished | Failed | Cancelled | StatusChanged
Listener = Callable[[Event], None]


class Host(Protocol):
    """Holds models and does their work. Requests must not be changed after they were given."""

    @property
    def status(self) -> HostStatus:
        """How the host is now."""

    def load(self, model: str) -> int:
        """Bring a model into memory; finishes with ``model``, ``title``, ``bytes`` and ``seconds``."""

    def render(self, model: str, request: Request, *, view: str = "main") -> int:
        """Render into a view: each view holds one request, and the newest wins."""

    def run(self, job: str, arguments: Mapping[str, Any], *, view: str | None = None) -> int:
        """Run a job by name; ``arguments`` are plain data and arrays (see ``morphospace.hosting.jobs``).

        Without a ``view`` it waits in the queue of long jobs. With one it is a request like a render:
        each view holds one, the newest wins, and what runs stops at its next step.
        """

    def cancel(self, ticket: int, *, hard: bool = False) -> None:
        """Stop at the next frame or step; an unknown or ended ticket is left alone.

        ``hard``, for a person's Cancel: the ticket ends within 200 ms, and a worker that goes on with it for
        longer than its grace is ended and started again; what else was open there is asked of the next one.
        """

    def unload(self, model: str) -> None:
        """Drop a model from memory, once nothing uses it; ``status`` tells when it is gone."""

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Hear every event, on a thread of the host (inline: the caller's); returns the unsubscriber."""

    def result(self, ticket: int, timeout: float | None = None) -> Rendered | Mapping[str, Any]:
        """See ``wait``."""

    def close(self) -> None:
        """End all work and every process of the host; what was open is cancelled."""


def wait(host: Host, ticket: int, timeout: float | None = None) -> Rendered | Mapping[str, Any]:
    """What ``ticket`` came to: the last frame of a render, the result of a load or of a job.

    Raises the narrow ``MorphospaceError`` of a failure, ``CancelledError`` for what was cancelled, and
    ``TimeoutError`` when ``timeout`` seconds went by. Not to be called from a listener.
    """
    return host.result(ticket, timeout)


def open_host(
    kind: Literal["inline", "process"] = "process",
    device: str | None = None,
    *,
    catalogue: str = INSTALLED,
    budget: int | None = None,
    threads: int | None = None,
    patience: float = PATIENCE,
    memory: int | None = None,
) -> Host:
    """A host, at once: torch is imported later, in a worker or (inline) with the first request.

    ``device``: ``cuda``, ``cuda:1``, ``mps``, ``cpu`` or None for the best there is. ``catalogue``
    names a function, ``module:function`` or ``file.py:function``, that returns a ``Catalogue``.
    ``budget``: bytes for models on the device ("process": a third of it is for jobs). ``threads``: of
    torch; None leaves a window its core ("process") or takes all ("inline"). ``patience``: seconds after
    which a worker that is stuck is ended (see ``watch``). ``memory``: bytes of its own that a worker may
    have in all; None: what the machine has (see ``limits``).
    """
    settings = HostSettings(
        device=device,
        catalogue=catalogue,
        budget=budget,
        threads=threads,
        patience=patience,
        memory=memory,
    )
    if kind == "inline":
        from morphospace.hosting.inline import InlineHost

        return InlineHost(settings)
    if kind == "process":
        from morphospace.hosting.client import ProcessHost

        return ProcessHost(settings)
    raise ValueError(f"a host is 'inline' or 'process', not {kind!r}")
