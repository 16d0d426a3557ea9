"""The watchman of one worker: a thread that looks when it is time, and acts on what the watch says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from morphospace.hosting.orders import Pong, Work
from morphospace.hosting.settings import Role
from morphospace.hosting.watch import Kill, Watch


@dataclass(frozen=True)
class Acts:
    """What a watchman may do: end a ticket as cancelled, ask the worker what it does, end the worker."""

    cancelled: Callable[[int], None]
    ping: Callable[[], None]
    kill: Callable[[], None]


class Watchman:
    """Watches one worker after the other; safe to use from several threads.

    It sleeps while the worker has nothing to do and is not woken by every order, so a drag pays nothing.
    """

    def __init__(self, role: Role, patience: float, acts: Acts) -> None:
        self._role: Role = role
        self._patience = patience
        self._acts = acts
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._idle = True
        self._closed = False
        self._watch: Watch | None = None
        self._killed: Kill | None = None
        self._thread = threading.Thread(target=self._look, name=f"morphospace-watch-{role}", daemon=True)
        self._thread.start()

    def begin(self) -> None:
        """A worker has been started."""
        with self._lock:
            self._watch, self._killed = Watch(self._role, self._patience, time.monotonic()), None
            self._wake.set()

    def end(self) -> tuple[Kill | None, str]:
        """The worker has ended: why, if the watchman ended it, and the plugin it was importing then."""
        with self._lock:
            importing = self._watch.importing if self._watch else ""
            self._watch, killed = None, self._killed
            return killed, importing

    def close(self) -> None:
        """End the thread."""
        self._closed = True
        self._wake.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def ready(self) -> None:
        """See ``Watch``."""
        self._note(lambda watch, now: watch.ready())

    def imports(self, plugin: str) -> None:
        """See ``Watch``."""
        self._note(lambda watch, now: watch.imports(plugin, now))

    def sent(self, order: Work) -> None:
        """See ``Watch``."""
        self._note(lambda watch, now: watch.sent(order, now))
        if self._idle:
            self._wake.set()

    def begun(self, ticket: int) -> None:
        """See ``Watch``."""
        self._note(lambda watch, now: watch.begun(ticket))

    def ended(self, ticket: int) -> None:
        """See ``Watch``."""
        self._note(lambda watch, now: watch.ended(ticket))

    def answered(self, pong: Pong) -> None:
        """See ``Watch``."""
        self._note(lambda watch, now: watch.answered(pong))

    def stop(self, ticket: int, hard: bool) -> None:
        """See ``Watch``."""
        self._note(lambda watch, now: watch.stop(ticket, hard, now))
        if hard:
            self._ping()
            self._wake.set()

    def _note(self, what: Callable[[Watch, float], None]) -> None:
        with self._lock:
            if self._watch is not None:
                what(self._watch, time.monotonic())

    def _ping(self) -> None:
        self._note(lambda watch, now: watch.asked(now))
        self._acts.ping()

    def _look(self) -> None:
        while not self._closed:
            with self._lock:
                due = self._watch.due(time.monotonic()) if self._watch else None
                self._idle = due is None
            self._wake.wait(due)
            self._wake.clear()
            self._act()

    def _act(self) -> None:
        with self._lock:
            if self._watch is None or self._killed is not None:
                return
            verdict = self._watch.look(time.monotonic())
            self._killed = verdict.kill
        for ticket in verdict.cancelled:
            self._acts.cancelled(ticket)
        if verdict.kill is not None:
            self._acts.kill()
        elif verdict.ping:
            self._ping()
