"""The keeper of one worker: starts it, passes orders to it and events from it, heals it when it dies."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from morphospace.errors import HostError
from morphospace.hosting.book import Book
from morphospace.hosting.broadcast import Broadcast
from morphospace.hosting.host import Cancelled, Event, Failed, Finished, HostStatus, StatusChanged
from morphospace.hosting.lending import sweep
from morphospace.hosting.link import Link, describe_exit, end_process, start_link
from morphospace.hosting.orders import (
    Begun,
    Cancel,
    Close,
    Fatal,
    Importing,
    Order,
    Ping,
    Pong,
    Unload,
    Work,
)
from morphospace.hosting.settings import HostSettings, Role
from morphospace.hosting.watchman import Acts, Watchman
from morphospace.hosting.wire import WireError

_MOST_DEATHS = 5
_WITHIN_SECONDS = 60.0
_MOST_IN_ALL, _IN_ALL_SECONDS = 30, 600.0
"""As often a worker may die that does its work well in between."""

_PATIENCE: dict[Role, float] = {"interactive": 0.5, "jobs": 6.0}
"""Seconds a worker gets to end by itself; a running job is told to stop at its next step."""

_NAMES: dict[Role, str] = {"interactive": "model process", "jobs": "job process"}

_ASIDES = Cancel | Unload | Ping | Close
"""What is not work: nothing of it is in the book."""

Orders = queue.SimpleQueue[Order | None]


@dataclass(frozen=True)
class _Death:
    """Why a worker ended, as the beginning of a sentence; the ticket it was ended for, if the watchman did
    so; and the plugin whose import it did not survive."""

    why: str
    blamed: int | None = None
    plugin: str = ""


class Keeper:
    """A thread that lives as long as the host, and the worker it keeps.

    ``told_status`` hears every status of this worker; whatever else it tells goes to the broadcast.
    """

    def __init__(
        self,
        role: Role,
        settings: HostSettings,
        folder: Path,
        book: Book,
        broadcast: Broadcast,
        told_status: Callable[[Role, HostStatus], None],
    ) -> None:
        self._role: Role = role
        self._settings = settings
        self._folder = folder
        self._book = book
        self._broadcast = broadcast
        self._told_status = told_status
        self._status = HostStatus("starting")
        self._lock = threading.Lock()
        self._orders: Orders = queue.SimpleQueue()
        self._link: Link | None = None
        self._closing = False
        self._asked = threading.Event()
        self._deaths: list[float] = []
        self._worked_at = 0.0
        self._left_out: list[str] = []
        acts = Acts(self._told_cancelled, lambda: self._orders.put(Ping()), self._kill)
        self._watchman = Watchman(role, settings.patience, acts)
        self._thread = threading.Thread(target=self._keep, name=f"morphospace-{role}", daemon=True)
        self._thread.start()

    def give(self, order: Work) -> None:
        """Pass an order on, as soon as there is a worker. Returns at once."""
        with self._lock:
            withdrawn = self._book.add(order)
            self._orders.put(order)
        self._asked.set()
        if withdrawn is not None:
            self._broadcast.post(Cancelled(withdrawn))

    def cancel(self, ticket: int, hard: bool = False) -> None:
        """Withdraw an order, or ask the worker to stop it; ``hard``: and see to it (see ``watch``)."""
        with self._lock:
            match self._book.cancel(ticket):
                case "withdrawn":
                    self._broadcast.post(Cancelled(ticket))
                case "sent":
                    self._orders.put(Cancel(ticket))
                    self._watchman.stop(ticket, hard)

    def unload(self, model: str) -> None:
        """Ask the worker to drop a model; a worker yet to start holds none."""
        with self._lock:
            if self._link is not None:
                self._orders.put(Unload(model))

    @property
    def pid(self) -> int | None:
        """The worker's process id while there is one."""
        link = self._link
        return link.process.pid if link else None

    def close(self) -> None:
        """End the worker and the thread; what is open stays in the book."""
        with self._lock:
            self._closing = True
            self._orders.put(Close())
        self._asked.set()
        link = self._link
        if link is not None:
            end_process(link.process, _PATIENCE[self._role])
        if self._thread is not threading.current_thread():
            self._thread.join()
        self._watchman.close()

    def _keep(self) -> None:
        sweep()
        while not self._closing:
            death = self._live_once()
            if self._closing:
                return
            if death.plugin and death.plugin not in self._left_out:
                self._left_out.append(death.plugin)
                left = f"the plugin {death.plugin} is left out until Morphospace is started anew"
                self._recover(f"{death.why}: {left}.", blamed=0)
            elif death.blamed is not None:
                self._recover(f"{death.why}, and is being started again.", death.blamed)
            elif self._hopeless():
                self._give_up(f"{death.why}, and will be started again when something is asked of it.")
            else:
                self._recover(f"{death.why}, and is being started again.")

    def _live_once(self) -> _Death:
        """A worker's life, from its start to its end."""
        try:
            link = start_link(
                self._role, self._settings, self._folder, lambda: not self._closing, self._left_out
            )
        except HostError as error:
            return _Death(str(error).rstrip("."))
        self._watchman.begin()
        self._link = link
        writer = threading.Thread(target=self._write, args=(link, self._orders), daemon=True)
        writer.start()
        fatal = self._read(link)
        code = end_process(link.process, _PATIENCE[self._role] if self._closing else 0.5)
        link.close()
        self._link = None
        self._orders.put(None)
        writer.join()
        killed, importing = self._watchman.end()
        if killed is not None:
            # Stuck at its start, without a plugin to blame, it is as if it had died.
            return _Death(killed.why, killed.ticket or None, importing)
        if fatal:
            return _Death(fatal.rstrip("."))
        why = f"The {_NAMES[self._role]} stopped ({describe_exit(code)})"
        return _Death(f"{why} when it imported a plugin" if importing else why, None, importing)

    def _write(self, link: Link, orders: Orders) -> None:
        while (order := orders.get()) is not None:
            if not isinstance(order, _ASIDES):
                if not self._book.send(order.ticket):
                    continue
                self._watchman.sent(order)
            try:
                link.send(order)
            except WireError as error:
                if not isinstance(order, _ASIDES):
                    self._end(Failed(order.ticket, str(error), "BadInputError"))
            except OSError:
                return  # the worker is gone: the reader sees it, and the book has the order

    def _read(self, link: Link) -> str:
        """Pass on what the worker tells, to its end; a sentence if it said why it cannot go on."""
        while True:
            try:
                told = link.receive()
            except (EOFError, OSError):
                return ""
            except WireError as error:
                return f"The {_NAMES[self._role]} was not understood ({error})"
            match told:
                case Fatal():
                    self._deaths = [time.monotonic()] * _MOST_DEATHS
                    return told.message
                case StatusChanged():
                    self._watchman.ready()
                    self._set_status(told.status)
                case Begun():
                    self._book.begin(told.ticket)
                    self._watchman.begun(told.ticket)
                case Pong():
                    self._watchman.answered(told)
                case Importing():
                    self._watchman.imports(told.plugin)
                case _:
                    self._end(told)

    def _end(self, told: Event) -> None:
        if isinstance(told, Finished | Failed | Cancelled):
            self._watchman.ended(told.ticket)
            self._book.end(told.ticket, isinstance(told, Finished))
        if isinstance(told, Finished):
            self._worked_at = time.monotonic()
        self._broadcast.emit(told)

    def _told_cancelled(self, ticket: int) -> None:
        """A person's Cancel: over for whoever listens, whatever the worker still does."""
        self._book.end(ticket, finished=False)
        self._broadcast.emit(Cancelled(ticket))

    def _kill(self) -> None:
        link = self._link
        if link is not None:
            link.process.kill()

    def _hopeless(self) -> bool:
        """Whether it dies again and again, and starting it once more would help nobody."""
        now = time.monotonic()
        self._deaths = [*(death for death in self._deaths if now - death < _IN_ALL_SECONDS), now]
        in_vain = [death for death in self._deaths if death > max(self._worked_at, now - _WITHIN_SECONDS)]
        # Before it was ever ready, trying twice is enough: it will fail in the same way.
        return len(in_vain) >= (_MOST_DEATHS if self._status.device else 2) or (
            len(self._deaths) >= _MOST_IN_ALL
        )

    def _recover(self, message: str, blamed: int | None = None) -> None:
        """Queue for the next worker what the book says, and tell everyone what happened."""
        with self._lock:
            recovery = self._book.recover(self._role, blamed)
            self._orders = queue.SimpleQueue()
            for order in recovery.again:
                self._broadcast.open(order.ticket)
                self._orders.put(order)
        self._set_status(replace(self._status, state="restarting", used=0, resident=(), message=message))
        for ticket in recovery.cancelled:
            self._broadcast.emit(Cancelled(ticket))
        for ticket in recovery.failed:
            said = self._blame() if blamed is None else message
            self._broadcast.emit(Failed(ticket, said, HostError.__name__))

    def _give_up(self, message: str) -> None:
        """Fail what is open, and wait for the next order to try again."""
        with self._lock:
            tickets = self._book.abandon(self._role)
            self._orders = queue.SimpleQueue()
            self._asked.clear()
        self._set_status(replace(self._status, state="failed", used=0, resident=(), message=message))
        for ticket in tickets:
            self._broadcast.emit(Failed(ticket, message, HostError.__name__))
        self._asked.wait()
        self._deaths = []
        if not self._closing:
            self._set_status(replace(self._status, state="restarting", message=""))

    def _blame(self) -> str:
        if self._role == "jobs":
            return "The job process stopped during this job: start it again, or report it if it repeats."
        return "The model process stopped each time it did this: change the request, or report the model."

    def _set_status(self, status: HostStatus) -> None:
        self._status = status
        self._told_status(self._role, status)
