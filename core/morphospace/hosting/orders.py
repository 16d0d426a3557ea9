"""Orders: what goes into a host, as plain data with the ticket under which the answers come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from morphospace.models import Request


@dataclass(frozen=True)
class Load:
    """Bring a model into memory."""

    ticket: int
    model: str


@dataclass(frozen=True)
class Render:
    """Render a request into a view."""

    ticket: int
    model: str
    request: Request = field(compare=False)
    view: str = "main"


@dataclass(frozen=True)
class Run:
    """Run a job: in its turn among long ones, or with a ``view`` as that view's newest request."""

    ticket: int
    job: str
    arguments: Mapping[str, Any]
    view: str | None = None


@dataclass(frozen=True)
class Unload:
    """Drop a model from memory, once nothing uses it. Nobody waits for it: the status tells."""

    model: str
    ticket: int = 0


@dataclass(frozen=True)
class Cancel:
    """Stop another order."""

    ticket: int


@dataclass(frozen=True)
class Ping:
    """Say what you do."""


@dataclass(frozen=True)
class Close:
    """End the worker."""


Work = Load | Render | Run
Order = Work | Cancel | Unload | Ping | Close


def view_of(order: Work | Unload) -> str | None:
    """The view whose one slot an order takes; None if it takes none."""
    return order.view if isinstance(order, Render | Run) else None


@dataclass(frozen=True)
class Begun:
    """A worker took up this order: if the worker dies now, this was what it did."""

    ticket: int


@dataclass(frozen=True)
class Pong:
    """What a worker does: ``seconds`` at the same step of ``ticket`` (0: nothing); ``loading`` a model."""

    ticket: int = 0
    seconds: float = 0.0
    loading: bool = False


@dataclass(frozen=True)
class Importing:
    """A worker is about to import a plugin: if it dies now, that was why. Nothing: it imports none."""

    plugin: str


@dataclass(frozen=True)
class Fatal:
    """A worker cannot start at all; ``message`` is one sentence."""

    message: str
