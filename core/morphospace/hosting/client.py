"""The process host: workers that hold the models, seen from the process that must never wait.

This side imports neither torch nor plugins. No method waits for a worker, save ``result`` and ``close``.
"""

from __future__ import annotations

import atexit
import itertools
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from morphospace.errors import HostError
from morphospace.hosting.book import Book, role_of
from morphospace.hosting.broadcast import Broadcast
from morphospace.hosting.host import Cancelled, HostStatus, Listener, Rendered, StatusChanged
from morphospace.hosting.keeper import Keeper
from morphospace.hosting.lending import make_folder, remove_folder
from morphospace.hosting.orders import Load, Render, Run, Work
from morphospace.hosting.settings import HostSettings, Role
from morphospace.models import Request


class ProcessHost:
    """See ``Host``. The interactive worker starts at once, the job worker with the first job."""

    def __init__(self, settings: HostSettings) -> None:
        self._settings = settings
        self._folder = make_folder()
        self._broadcast = Broadcast()
        self._book = Book()
        self._tickets = itertools.count(1)
        self._lock = threading.RLock()
        self._statuses: dict[Role, HostStatus] = {"interactive": HostStatus("starting")}
        self._closed = False
        self._keepers: dict[Role, Keeper] = {}
        self._keeper("interactive")
        atexit.register(self.close)

    @property
    def status(self) -> HostStatus:
        """See ``Host``: state and device of the interactive worker, memory and models of both."""
        with self._lock:
            return merged(self._statuses)

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
        """See ``Host``."""
        role = self._book.role(ticket)
        if role is not None and not self._closed:
            self._keeper(role).cancel(ticket, hard)

    def unload(self, model: str) -> None:
        """See ``Host``: from every worker that holds it."""
        with self._lock:
            keepers = [] if self._closed else list(self._keepers.values())
        for keeper in keepers:
            keeper.unload(model)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """See ``Host``."""
        return self._broadcast.listen(listener)

    def result(self, ticket: int, timeout: float | None = None) -> Rendered | Mapping[str, Any]:
        """See ``Host``."""
        return self._broadcast.result(ticket, timeout)

    def close(self) -> None:
        """See ``Host``. A running job gets a few seconds to stop at its next step."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            keepers = list(self._keepers.items())
        atexit.unregister(self.close)
        for role, keeper in keepers:
            keeper.close()
            for ticket in self._book.abandon(role):
                self._broadcast.emit(Cancelled(ticket))
        with self._lock:
            closed = replace(merged(self._statuses), state="closed", used=0, resident=(), message="")
            self._statuses = {"interactive": closed}
        self._broadcast.emit(StatusChanged(closed))
        self._broadcast.close()
        remove_folder(self._folder)

    def worker_pids(self) -> dict[Role, int]:
        """Process ids of the workers that run now."""
        with self._lock:
            return {role: keeper.pid for role, keeper in self._keepers.items() if keeper.pid is not None}

    def _give(self, order: Work) -> int:
        if self._closed:
            raise HostError("The host is closed: open a new one.")
        self._broadcast.open(order.ticket)
        self._keeper(role_of(order)).give(order)
        return order.ticket

    def _keeper(self, role: Role) -> Keeper:
        with self._lock:
            if role not in self._keepers:
                self._keepers[role] = Keeper(
                    role, self._settings, self._folder, self._book, self._broadcast, self._told_status
                )
            return self._keepers[role]

    def _told_status(self, role: Role, status: HostStatus) -> None:
        """On a keeper's thread: a worker has a new status."""
        with self._lock:
            if self._closed:
                return
            before = merged(self._statuses)
            resident = tuple(replace(one, worker=role) for one in status.resident)
            self._statuses[role] = replace(status, resident=resident)
            now = merged(self._statuses)
        if now != before:
            self._broadcast.emit(StatusChanged(now))


def merged(statuses: Mapping[Role, HostStatus]) -> HostStatus:
    """One status of all workers; a job worker's trouble shows in the message alone."""
    main = statuses["interactive"]
    jobs = statuses.get("jobs")
    if jobs is None:
        return main
    return replace(
        main,
        used=main.used + jobs.used,
        budget=main.budget + jobs.budget,
        resident=main.resident + jobs.resident,
        message=main.message or jobs.message,
    )
