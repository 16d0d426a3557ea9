"""The jobs someone asked a host for, as they stand: what a panel and a status line show.

The host knows tickets; titles are known to whoever asks. ``add`` what was asked for, ``hear`` every event
of the host, and ``jobs`` is the list, in the order of asking; what has ended is not in it any more.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from morphospace.hosting.host import Cancelled, Event, Failed, Finished, Progress


@dataclass(frozen=True)
class JobState:
    """``done`` of ``total`` (0: unknown) in the words ``text``; ``asked`` and ``started`` are seconds of
    the epoch, ``started`` None while it waits; ``stopping``: someone cancelled it."""

    ticket: int
    title: str
    asked: float
    done: float = 0.0
    total: float = 0.0
    text: str = ""
    started: float | None = None
    stopping: bool = False

    @property
    def running(self) -> bool:
        """Whether the host has begun it."""
        return self.started is not None


class JobList:
    """For one thread."""

    def __init__(self) -> None:
        self._jobs: dict[int, JobState] = {}

    @property
    def jobs(self) -> tuple[JobState, ...]:
        """Those that run or wait, in the order of asking."""
        return tuple(self._jobs.values())

    @property
    def running(self) -> JobState | None:
        """The one that began last, or None."""
        return max(
            (job for job in self._jobs.values() if job.running),
            key=lambda job: job.started or 0.0,
            default=None,
        )

    def add(self, ticket: int, title: str, now: float | None = None) -> None:
        """A job was asked for under this ticket."""
        self._jobs[ticket] = JobState(ticket, title, time.time() if now is None else now)

    def stopping(self, ticket: int) -> None:
        """Someone cancelled it."""
        if ticket in self._jobs:
            self._jobs[ticket] = replace(self._jobs[ticket], stopping=True)

    def hear(self, event: Event, now: float | None = None) -> bool:
        """Take an event of the host in; whether the list is another one now."""
        job = self._jobs.get(event.ticket)
        if job is None:
            return False
        match event:
            case Progress(done=done, total=total, text=text):
                started = job.started or (time.time() if now is None else now)
                self._jobs[job.ticket] = replace(job, done=done, total=total, text=text, started=started)
            case Finished() | Failed() | Cancelled():
                del self._jobs[job.ticket]
            case _:
                return False
        return True
