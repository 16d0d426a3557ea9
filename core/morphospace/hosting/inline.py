"""The inline host: models in this process, work done within the call. For scripts, notebooks, tests."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from morphospace.errors import HostError, MorphospaceError
from morphospace.hosting.broadcast import Broadcast
from morphospace.hosting.engine import Engine
from morphospace.hosting.failures import failure
from morphospace.hosting.host import Cancelled, Event, Failed, HostStatus, Listener, Rendered, StatusChanged
from morphospace.hosting.messages import Told
from morphospace.hosting.orders import Load, Render, Run, Unload, Work
from morphospace.hosting.schedule import Schedule, Task
from morphospace.hosting.settings import HostSettings
from morphospace.models import Request


class InlineHost:
    """See ``Host``. Listeners hear from within ``render``; what they ask for is done right after."""

    def __init__(self, settings: HostSettings) -> None:
        self._settings = settings
        self._status = HostStatus("ready")
        self._broadcast = Broadcast()
        self._schedule = Schedule()
        self._tickets = itertools.count(1)
        self._engine: Engine | None = None
        self._working = threading.RLock()
        self._busy = False

    @property
    def status(self) -> HostStatus:
        """See ``Host``. The device is known from the first request on."""
        return self._status

    def load(self, model: str) -> int:
        """See ``Host``."""
        return self._give(Load(next(self._tickets), model))

    def render(self, model: str, request: Request, *, view: str = "main") -> int:
        """See ``Host``."""
        return self._give(Render(next(self._tickets), model, request, view))

    def run(self, job: str, arguments: Mapping[str, Any], *, view: str | None = None) -> int:
        """See ``Host``."""
        return self._give(Run(next(self._tickets), job, arguments, view))

    def cancel(self, ticket: int, *, hard: bool = False) -> None:
        """See ``Host``: from a listener, or another thread. Nothing is harder than asking here."""
        if self._schedule.cancel(ticket):
            self._broadcast.emit(Cancelled(ticket))

    def unload(self, model: str) -> None:
        """See ``Host``."""
        if self._engine is not None:
            self._schedule.put(Unload(model))
            with self._working:
                self._work()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """See ``Host``."""
        return self._broadcast.listen(listener)

    def result(self, ticket: int, timeout: float | None = None) -> Rendered | Mapping[str, Any]:
        """See ``Host``."""
        return self._broadcast.result(ticket, timeout)

    def close(self) -> None:
        """See ``Host``."""
        if self._status.state != "closed":
            self._schedule.close()
            self._engine = None
            self._tell(StatusChanged(replace(self._status, state="closed", used=0, resident=())))

    def _give(self, order: Work) -> int:
        if self._status.state == "closed":
            raise HostError("The host is closed: open a new one.")
        self._broadcast.open(order.ticket)
        replaced = self._schedule.put(order)
        if replaced is not None:
            self._broadcast.emit(Cancelled(replaced.ticket))
        with self._working:
            self._work()
        return order.ticket

    def _work(self) -> None:
        """Do all that waits; asked for from within (by a listener), leave it to the outermost."""
        if self._busy:
            return
        self._busy = True
        try:
            while (order := self._schedule.take(wait=False)) is not None:
                engine = self._ready(order)
                if engine is not None:
                    engine.perform(order)
        finally:
            self._busy = False

    def _ready(self, order: Task) -> Engine | None:
        """The engine, started with the first order; None if it cannot be, which fails the order."""
        if self._engine is not None:
            return self._engine
        engine = Engine(self._settings, self._schedule, self._tell)
        try:
            engine.start()
        except (MorphospaceError, ImportError) as error:
            failed = failure(order.ticket, error, "The host", "starting")
            self._schedule.done(order)
            self._tell(StatusChanged(replace(self._status, state="failed", message=failed.message)))
            self._tell(Failed(order.ticket, failed.message, failed.kind))
            return None
        self._engine = engine
        return engine

    def _tell(self, told: Told) -> None:
        if isinstance(told, StatusChanged):
            self._status = told.status
        if isinstance(told, Event):
            self._broadcast.emit(told)
