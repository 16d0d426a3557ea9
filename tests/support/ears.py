"""Listening to a host in tests, and the catalogue of toys it is given."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from morphospace.hosting import Event, Host

TOYS = f"{Path(__file__).with_name('toys.py')}:catalogue"


class Ear:
    """Hears everything a host says, and waits for what a test expects."""

    def __init__(self, host: Host) -> None:
        self.events: list[Event] = []
        self._heard = threading.Condition()
        self.stop = host.listen(self._hear)

    def _hear(self, event: Event) -> None:
        with self._heard:
            self.events.append(event)
            self._heard.notify_all()

    def until(self, what: Callable[[Event], bool], timeout: float = 300) -> Event:
        """The first event for which ``what`` holds, also among those heard already."""
        with self._heard:
            assert self._heard.wait_for(lambda: any(map(what, self.events)), timeout), self.events
            return next(filter(what, self.events))

    def of(self, ticket: int) -> list[Event]:
        """The events of one ticket so far."""
        with self._heard:
            return [event for event in self.events if event.ticket == ticket]
