"""Turns: several orders in progress on the one thread that runs models, advanced step by step.

An order is a generator that yields wherever another may go first. Renders and loads run through, the
newest above; jobs of views take turns with each other and let every picture pass, so that neither a fast
job under the cursor nor a slow one behind the plane waits for the other's end; a new one goes first, but
passes nobody more than a few times in a row. A long job goes last. Whoever was cancelled or replaced ends
before anything else moves; a job that has not had its first step then never has it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from morphospace.hosting.host import Cancelled
from morphospace.hosting.messages import Told
from morphospace.hosting.orders import Begun, Render, Run, Unload
from morphospace.hosting.schedule import Schedule, Task

Steps = Generator[None, None, Told | None]
"""Yields where others may go first; returns what ends the order. It watches ``stale`` itself."""

_PICTURE, _VIEW_JOB, _LONG_JOB = range(3)
_MOST_PASSES = 3
"""So many steps of others at most between two of the same view's job, where there are two of them."""


@dataclass(frozen=True)
class Busy:
    """What the thread does: ``ticket`` has been at the same step since ``since`` (monotonic seconds)."""

    ticket: int
    since: float


class Modes:
    """Torch's modes as one order left them: they belong to the thread, and steps of others lie between.

    A generator that yields within ``no_grad`` or ``inference_mode`` would impose it on whoever is next.
    """

    def __init__(self) -> None:
        self._inference, self._grad = False, True

    @contextmanager
    def within(self) -> Iterator[None]:
        """Take the modes up again, and remember what became of them."""
        import torch

        with torch.inference_mode(self._inference), torch.set_grad_enabled(self._grad):
            try:
                yield
            finally:
                self._inference = torch.is_inference_mode_enabled()
                self._grad = torch.is_grad_enabled()


@dataclass(eq=False)
class _Work:
    order: Task
    steps: Steps
    modes: Modes
    passed: int = 0
    started: bool = False

    @property
    def rank(self) -> int:
        if not isinstance(self.order, Run):
            return _PICTURE
        return _LONG_JOB if self.order.view is None else _VIEW_JOB


class Turns:
    """The orders in progress. ``steps`` makes an order's generator; ``tell`` hears how each ends."""

    def __init__(
        self, schedule: Schedule, steps: Callable[[Task], Steps], tell: Callable[[Told], None]
    ) -> None:
        self._schedule = schedule
        self._steps = steps
        self._tell = tell
        self._running: list[_Work] = []
        self._looking = threading.Lock()
        self._busy: Busy | None = None

    @property
    def busy(self) -> Busy | None:
        """What runs at this moment; for any thread."""
        with self._looking:
            return self._busy

    def perform(self, order: Task) -> None:
        """Carry out an order taken from the schedule, and whatever goes before its end, each to its end."""
        self._begin(order)
        try:
            while self._running:
                work = self._next()
                other = self._first(work)
                if other is None:
                    self._advance(work)
                else:
                    self._begin(other)
        except BaseException:
            # Interrupted from the keyboard (inline): the tickets still end.
            while self._running:
                self._end(self._running[-1], Cancelled(self._running[-1].order.ticket))
            raise

    def _begin(self, order: Task) -> None:
        work = _Work(order, self._steps(order), Modes())
        self._running.insert(0 if work.rank == _VIEW_JOB else len(self._running), work)
        if not isinstance(order, Unload):
            self._tell(Begun(order.ticket))

    def _next(self) -> _Work:
        """Whose turn it is: what only has to end, then pictures, then views' jobs in turn."""
        stale = [work for work in self._running if self._schedule.stale(work.order)]
        candidates = stale or self._running
        rank = min(work.rank for work in candidates)
        same = [work for work in candidates if work.rank == rank]
        if rank == _PICTURE:
            return same[-1]
        return next((work for work in same if work.passed >= _MOST_PASSES), same[0])

    def _first(self, work: _Work) -> Task | None:
        """What may begin before the next step of ``work``.

        Before a step of a job, all that is interactive; between the frames of a finished picture, whichever
        view a slider moves in; nothing before what is quick itself.
        """
        if self._schedule.stale(work.order):
            return None
        if isinstance(work.order, Render):
            return None if work.order.request.draft else self._schedule.take_between(drafts_only=True)
        return self._schedule.take_between(drafts_only=False) if isinstance(work.order, Run) else None

    def _advance(self, work: _Work) -> None:
        if not work.started and work.rank != _PICTURE and self._schedule.stale(work.order):
            self._end(work, Cancelled(work.order.ticket))
            return
        work.started = True
        with self._looking:
            self._busy = Busy(work.order.ticket, time.monotonic())
        try:
            with work.modes.within():
                next(work.steps)
        except StopIteration as end:
            self._end(work, end.value)
        else:
            self._running.remove(work)
            self._running.append(work)
            for other in self._running:
                other.passed = 0 if other is work else other.passed + 1
        finally:
            with self._looking:
                self._busy = None

    def _end(self, work: _Work, told: Told | None) -> None:
        self._running.remove(work)
        with suppress(Exception), work.modes.within():
            work.steps.close()
        self._schedule.done(work.order)
        if told is not None:
            self._tell(told)
