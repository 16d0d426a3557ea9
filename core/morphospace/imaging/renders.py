"""Renders under way: which tickets are ours, which frames are still wanted, and how far the newest is.

The *generation* counts the jumps (undo, another picture): a frame asked for before the last one is not
shown. Within a generation frames are shown in the order in which they were asked for, also those of
drafts that were replaced meanwhile, so that a fast drag never starves.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from morphospace.hosting import (
    Cancelled,
    Event,
    Failed,
    Finished,
    FrameReady,
    Host,
    Progress,
    Rendered,
    StatusChanged,
)
from morphospace.imaging.document import LatentLayer
from morphospace.imaging.rendering import request_for

VIEW = "main"


@dataclass(frozen=True)
class Busy:
    """A render under way: what for, how far (``total`` 0: unknown), and ``since`` (``time.monotonic``)."""

    text: str
    done: float
    total: float
    ticket: int
    since: float


@dataclass(kw_only=True)
class Flight:
    """A request on its way. ``order`` numbers all of them. ``key``: of the state that the last frame
    belongs to, None for a draft.
    """

    ticket: int
    order: int
    generation: int
    key: int | None
    frame: Rendered | None = None


@dataclass(frozen=True)
class Shown:
    """A frame to show now."""

    flight: Flight
    frame: Rendered


@dataclass(frozen=True)
class Done:
    """The flight went well; ``flight.frame`` is what came of it."""

    flight: Flight


@dataclass(frozen=True)
class Broken:
    """The newest flight failed, with a sentence, or was cancelled elsewhere (``message`` None)."""

    flight: Flight
    message: str | None


Outcome = Shown | Done | Broken | None


class Renders:
    """The traffic with a host's main view. ``busy`` is the newest render, until it ends."""

    def __init__(self, host: Host) -> None:
        self.busy: Busy | None = None
        self.early: list[Event] = []  # came before their ticket was known: a host may answer at once
        self._host = host
        self._asking = False
        self._flights: dict[int, Flight] = {}
        self._generation = self._orders = self._shown = 0

    def ask(self, layer: LatentLayer, text: str, key: int | None) -> None:
        """Ask for a full render of ``layer`` for the state ``key``, or a draft (None)."""
        self._asking = True
        try:
            ticket = self._host.render(layer.model, request_for(layer, draft=key is None), view=VIEW)
        finally:
            self._asking = False
        self._orders += 1
        self._flights[ticket] = Flight(
            ticket=ticket, order=self._orders, generation=self._generation, key=key
        )
        # Since when someone waits without a new frame: a drag does not start the clock anew.
        since = self.busy.since if self.busy is not None else time.monotonic()
        self.busy = Busy(text, 0.0, 0.0, ticket, since)

    def drop(self) -> None:
        """A jump: what is under way is cancelled, and none of its frames will be shown."""
        self._generation += 1
        if self.busy is not None:
            busy, self.busy = self.busy, None
            self._host.cancel(busy.ticket)

    def handle(self, event: Event) -> Outcome:
        """What an event of the host means here; None for nothing."""
        if self._asking:
            self.early.append(event)
            return None
        if isinstance(event, StatusChanged):
            return self._stopped(event)
        flight = self._flights.get(event.ticket)
        if flight is None:
            return None
        match event:
            case FrameReady(rendered=frame):
                return self._frame(flight, frame)
            case Progress():
                self._progress(flight, event.text, event.done, event.total)
                return None
            case Finished():
                self._end(flight)
                return Done(flight)
            case Failed(message=message):
                return Broken(flight, message) if self._end(flight) else None
            case Cancelled():
                return Broken(flight, None) if self._end(flight) else None

    def _frame(self, flight: Flight, frame: Rendered) -> Outcome:
        flight.frame = frame
        if flight.generation != self._generation or flight.order < self._shown:
            return None
        self._shown = flight.order
        if self.busy is not None:
            self.busy = replace(self.busy, since=time.monotonic())
        if frame.steps > 1:
            self._progress(flight, "", frame.step, frame.steps)
        return Shown(flight, frame)

    def _progress(self, flight: Flight, text: str, done: float, total: float) -> None:
        if self.busy is not None and self.busy.ticket == flight.ticket:
            self.busy = replace(self.busy, text=text or self.busy.text, done=done, total=total)

    def _end(self, flight: Flight) -> bool:
        """Forget the flight; whether someone was still waiting for it."""
        del self._flights[flight.ticket]
        waited = self.busy is not None and self.busy.ticket == flight.ticket
        if waited:
            self.busy = None
        return waited

    def _stopped(self, event: StatusChanged) -> Outcome:
        """A host that is gone for good answers nothing more, so nobody waits for it."""
        if event.status.state not in ("failed", "closed") or self.busy is None:
            return None
        flight = self._flights[self.busy.ticket]
        self._end(flight)
        return Broken(flight, event.status.message or "The models' process has stopped: start it again.")
