"""A host for tests: nothing happens until the test says so, and everything is the same each time.

The picture of a render is a plain colour made of its seed, its latents and its settings, so a test can
tell two pictures apart. Give its cards to an ``imaging.session.Session`` and its events to ``handle``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from morphospace.hosting import (
    Cancelled,
    Event,
    Failed,
    Finished,
    FrameReady,
    HostStatus,
    Progress,
    Rendered,
)
from morphospace.models import Request

SIZE = 8


@dataclass(frozen=True, eq=False)
class Asked:
    """A job that was asked for."""

    job: str
    arguments: Mapping[str, Any]
    view: str | None = None


@dataclass
class FakeHost:
    """``asked``: every request by ticket, with its model; ``jobs``: every job by ticket; ``open``: tickets
    without an end."""

    at_once: bool = False
    asked: dict[int, tuple[str, Request]] = field(default_factory=dict)
    jobs: dict[int, Asked] = field(default_factory=dict)
    open: list[int] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    unloaded: list[str] = field(default_factory=list)
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    status: HostStatus = field(default_factory=HostStatus)

    def load(self, model: str) -> int:
        raise NotImplementedError

    def run(self, job: str, arguments: Mapping[str, Any], *, view: str | None = None) -> int:
        ticket = self._next()
        self.jobs[ticket] = Asked(job, arguments, view)
        self.open.append(ticket)
        return ticket

    def unload(self, model: str) -> None:
        self.unloaded.append(model)

    def result(self, ticket: int, timeout: float | None = None) -> Rendered | Mapping[str, Any]:
        raise NotImplementedError

    def close(self) -> None:
        self.open.clear()

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def render(self, model: str, request: Request, *, view: str = "main") -> int:
        ticket = self._next()
        self.asked[ticket] = (model, request)
        self.open.append(ticket)
        if self.at_once:
            self.finish(ticket)
        return ticket

    def cancel(self, ticket: int, *, hard: bool = False) -> None:
        self.cancelled.append(ticket)

    @property
    def newest(self) -> int:
        """The ticket of the request that was given last."""
        return max(self.asked, default=0)

    @property
    def newest_job(self) -> int:
        """The ticket of the job that was given last."""
        return max(self.jobs, default=0)

    @property
    def job(self) -> Asked:
        """The job that was asked for last."""
        return self.jobs[self.newest_job]

    @property
    def request(self) -> Request:
        """What was asked for last."""
        return self.asked[self.newest][1]

    def tell(self, event: Event) -> None:
        for listener in tuple(self.listeners):
            listener(event)

    def frame(self, ticket: int | None = None, step: int = 1, steps: int = 1) -> None:
        """One frame of a request (the newest, if none is named)."""
        ticket = ticket or self.newest
        self.tell(FrameReady(ticket, rendered(self.asked[ticket][1], step, steps)))

    def finish(self, ticket: int | None = None) -> None:
        """The last frame of a request and its end."""
        ticket = ticket or self.newest
        self.frame(ticket)
        self.open.remove(ticket)
        self.tell(Finished(ticket))

    def step(
        self,
        done: float = 0.0,
        total: float = 0.0,
        text: str = "",
        *,
        ticket: int | None = None,
        preview: np.ndarray | None = None,
        **arrays: np.ndarray,
    ) -> None:
        """A job (the newest, if none is named) tells how far it is."""
        self.tell(Progress(ticket or self.newest_job, done, total, text, preview, arrays))

    def finish_job(self, result: Mapping[str, Any], ticket: int | None = None) -> None:
        """A job (the newest, if none is named) ends well."""
        ticket = ticket or self.newest_job
        self.open.remove(ticket)
        self.tell(Finished(ticket, result))

    def fail(
        self,
        message: str = "The model ran out of memory: close other programs.",
        ticket: int | None = None,
        kind: str = "HostError",
    ) -> None:
        """A request or a job (the newest request, if none is named) fails."""
        ticket = ticket or self.newest
        self.open.remove(ticket)
        self.tell(Failed(ticket, message, kind))

    def drop(self, ticket: int) -> None:
        """A request or a job ends as cancelled."""
        self.open.remove(ticket)
        self.tell(Cancelled(ticket))

    def _next(self) -> int:
        return len(self.asked) + len(self.jobs) + 1


def rendered(request: Request, step: int = 1, steps: int = 1) -> Rendered:
    """What the tiny model would say, without torch: ``glasses`` are off wherever ``hair`` is blue."""
    opened = request.images.get("image")
    z = request.latents.get("z")
    if z is None and opened is not None:
        z = opened.reshape(1, -1, 3).mean(1).astype(np.float32) / 255
    elif z is None:
        z = np.random.default_rng(request.seed).random((1, 3), np.float32)
    read = {"smile": 0.25, "hair": "green", "glasses": True} if opened is not None else {}
    settings = {"smile": 0.0, "hair": "red", "glasses": False, **read, **request.settings}
    if settings["hair"] == "blue":
        settings["glasses"] = False
    mix = [0.5 + 0.5 * float(settings["smile"]), len(str(settings["hair"])) / 5, float(settings["glasses"])]
    colour = np.rint(127 * z[0] + 100 * np.array(mix) + 20 * step / steps).clip(0, 255).astype(np.uint8)
    images = np.broadcast_to(colour, (1, SIZE, SIZE, 3)).copy()
    images.setflags(write=False)
    return Rendered(
        images=images, latents={"z": z}, settings=(settings,), step=step, steps=steps, draft=request.draft
    )
