"""Broadcast: tells every listener every event, one at a time, and keeps outcomes for whoever waits.

It also keeps the promise of ``morphospace.hosting.host``: a ticket ends once, and nothing follows.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from morphospace.errors import CancelledError, HostError
from morphospace.hosting.failures import to_error
from morphospace.hosting.host import (
    Cancelled,
    Event,
    Failed,
    Finished,
    FrameReady,
    Listener,
    Rendered,
    StatusChanged,
)

_MOST_OUTCOMES = 256
_MOST_BYTES = 64 * 2**20
_SLICE = 0.5  # seconds: an endless wait for a lock cannot be interrupted from the keyboard everywhere


@dataclass(frozen=True, eq=False)
class _Outcome:
    end: Finished | Failed | Cancelled
    rendered: Rendered | None

    @property
    def bytes(self) -> int:
        if self.rendered is None:
            return _nbytes(self.end.result) if isinstance(self.end, Finished) else 0
        return _nbytes([self.rendered.images, *self.rendered.latents.values()])


class Broadcast:
    """The listeners of one host and the ends of its tickets."""

    def __init__(self) -> None:
        self._listeners: dict[object, Listener] = {}
        self._telling = threading.RLock()
        self._ended = threading.Condition()
        self._open: dict[int, Rendered | None] = {}
        self._outcomes: OrderedDict[int, _Outcome] = OrderedDict()
        self._held = 0
        self._posted: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._porter: threading.Thread | None = None
        self._tellers: set[int] = set()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; returns what removes it."""
        key = object()
        self._listeners[key] = listener

        def silence() -> None:
            self._listeners.pop(key, None)

        return silence

    def open(self, ticket: int) -> None:
        """Expect events of this ticket; also again, after it had ended."""
        with self._ended:
            self._open[ticket] = None
            self._forget(ticket)

    def emit(self, event: Event) -> None:
        """Tell an event, on this thread; one of a ticket that is not open is dropped."""
        with self._telling:
            if not self._record(event):
                return
            me = threading.get_ident()
            outermost = me not in self._tellers
            self._tellers.add(me)
            try:
                for listener in list(self._listeners.values()):
                    _tell(listener, event)
            finally:
                if outermost:
                    self._tellers.discard(me)

    def post(self, event: Event) -> None:
        """Tell an event soon, on a thread of the host: never waits for a listener."""
        with self._ended:
            if self._porter is None:
                self._porter = threading.Thread(target=self._carry, name="morphospace-porter", daemon=True)
                self._porter.start()
        self._posted.put(event)

    def result(self, ticket: int, timeout: float | None) -> Rendered | Mapping[str, Any]:
        """See ``morphospace.hosting.host.wait``."""
        until = None if timeout is None else time.monotonic() + timeout
        with self._ended:
            while ticket in self._open:
                if threading.get_ident() in self._tellers:
                    raise HostError("A listener cannot wait for its own host: wait outside of it.")
                left = _SLICE if until is None else until - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"ticket {ticket} did not end within {timeout:g} s")
                self._ended.wait(min(left, _SLICE))
            outcome = self._outcomes.get(ticket)
        if outcome is None:
            raise HostError(f"The outcome of ticket {ticket} is not held any more: wait for it sooner.")
        match outcome.end:
            case Failed() as failed:
                raise to_error(failed)
            case Cancelled():
                raise CancelledError("The work was cancelled, or a newer request took its place.")
            case Finished(result=result):
                return result if outcome.rendered is None else outcome.rendered

    def close(self) -> None:
        """End the porter, once what was posted is told."""
        self._posted.put(None)
        if self._porter is not None and self._porter is not threading.current_thread():
            self._porter.join(1.0)

    def _carry(self) -> None:
        while (event := self._posted.get()) is not None:
            self.emit(event)

    def _record(self, event: Event) -> bool:
        """Note the event; whether it may be told."""
        if isinstance(event, StatusChanged):
            return True
        with self._ended:
            if event.ticket not in self._open:
                return False
            if isinstance(event, FrameReady):
                self._open[event.ticket] = event.rendered
            elif isinstance(event, Finished | Failed | Cancelled):
                rendered = self._open.pop(event.ticket)
                self._keep(event.ticket, _Outcome(event, rendered if isinstance(event, Finished) else None))
                self._ended.notify_all()
        return True

    def _keep(self, ticket: int, outcome: _Outcome) -> None:
        self._outcomes[ticket] = outcome
        self._held += outcome.bytes
        while len(self._outcomes) > _MOST_OUTCOMES or (self._held > _MOST_BYTES and len(self._outcomes) > 1):
            self._forget(next(iter(self._outcomes)))

    def _forget(self, ticket: int) -> None:
        if ticket in self._outcomes:
            self._held -= self._outcomes.pop(ticket).bytes


def _nbytes(value: Any) -> int:
    """Bytes of all arrays within plain data."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return 0
    return sum(map(_nbytes, value))


def _tell(listener: Listener, event: Event) -> None:
    try:
        listener(event)
    except Exception:
        # One listener's fault must not keep an event from the others, nor stop the host.
        logging.getLogger(__name__).exception("a listener raised")
