"""The book: every order a host has taken and not ended, and the last request of each view.

It is what survives a worker. From it follows what is asked of the next one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from morphospace.hosting.orders import Render, Run, Work, view_of
from morphospace.hosting.settings import Role

_MOST_VIEWS = 32
"""As many views are rendered again after a restart: those that were asked for last."""

_MOST_DEATHS = 2
"""An order during which a worker died is tried again until this many have died of it."""


@dataclass
class _Line:
    order: Work
    sent: bool = False
    begun: bool = False
    open: bool = True
    cancelled: bool = False
    deaths: int = 0


@dataclass(frozen=True)
class Recovery:
    """What follows from a worker's death: ``again`` in order, and tickets that end."""

    again: tuple[Work, ...]
    failed: tuple[int, ...]
    cancelled: tuple[int, ...]


def role_of(order: Work) -> Role:
    """The worker that does this kind of work."""
    return "jobs" if isinstance(order, Run) and order.view is None else "interactive"


class Book:
    """Lines by ticket. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lines: dict[int, _Line] = {}
        self._views: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, order: Work) -> int | None:
        """Enter an order; returns the ticket of the one of its view that was not even sent, now withdrawn."""
        with self._lock:
            self._lines[order.ticket] = _Line(order)
            view = view_of(order)
            if view is None:
                return None
            before = self._views.pop(view, None)
            self._views[view] = order.ticket
            if len(self._views) > _MOST_VIEWS:
                self._drop_if_ended(self._views.popitem(last=False)[1])
            line = self._lines.get(before) if before is not None else None
            if line is None or (line.open and line.sent):
                return None
            del self._lines[line.order.ticket]
            return line.order.ticket if line.open else None

    def send(self, ticket: int) -> bool:
        """Note that an order is being sent; False if it was withdrawn meanwhile."""
        with self._lock:
            line = self._lines.get(ticket)
            if line is None or not line.open:
                return False
            line.sent = True
            return True

    def begin(self, ticket: int) -> None:
        """Note that the worker took it up."""
        with self._lock:
            if ticket in self._lines:
                self._lines[ticket].begun = True

    def end(self, ticket: int, finished: bool) -> None:
        """Note the end of an order. A view's last render is kept if it ``finished`` well."""
        with self._lock:
            line = self._lines.get(ticket)
            if line is None:
                return
            line.open = False
            if not (finished and isinstance(line.order, Render) and self._is_last(line.order)):
                self._forget(line.order)

    def cancel(self, ticket: int) -> Literal["withdrawn", "sent", "gone"]:
        """Withdraw an order that was not sent; otherwise say whether there is one to ask the worker for."""
        with self._lock:
            line = self._lines.get(ticket)
            if line is None or not line.open:
                return "gone"
            if line.sent:
                line.cancelled = True
                return "sent"
            self._forget(line.order)
            return "withdrawn"

    def role(self, ticket: int) -> Role | None:
        """The worker that has this order."""
        with self._lock:
            line = self._lines.get(ticket)
            return role_of(line.order) if line else None

    def running(self, role: Role) -> bool:
        """Whether that worker has begun something and not ended it."""
        with self._lock:
            return any(line.begun for line in self._of(role) if line.open)

    def recover(self, role: Role, blamed: int | None = None) -> Recovery:
        """After that worker died: orders for the next one, each counted as not sent.

        ``blamed``: it was ended for the sake of this ticket (0: of none); otherwise whatever had begun may
        have killed it.
        """
        again: list[Work] = []
        failed: list[int] = []
        cancelled: list[int] = []
        with self._lock:
            for line in self._of(role):
                # Ended lines are the last of their view: rendered again, so that the view heals.
                ticket, replaced = line.order.ticket, view_of(line.order) and not self._is_last(line.order)
                if line.begun and line.open and blamed in (None, ticket):
                    line.deaths += 1
                if replaced or (line.cancelled and line.open):
                    cancelled.append(line.order.ticket)
                    self._forget(line.order)
                elif line.deaths >= (1 if role == "jobs" else _MOST_DEATHS) or ticket == blamed:
                    failed.append(line.order.ticket)
                    self._forget(line.order)
                else:
                    line.sent, line.begun, line.open = False, False, True
                    again.append(line.order)
        if role == "interactive":
            again.reverse()  # what someone looked at last comes back first
        return Recovery(tuple(again), tuple(failed), tuple(cancelled))

    def abandon(self, role: Role) -> tuple[int, ...]:
        """Forget everything of that worker; the tickets that were open."""
        with self._lock:
            lines = self._of(role)
            for line in lines:
                self._forget(line.order)
            return tuple(line.order.ticket for line in lines if line.open)

    def _of(self, role: Role) -> list[_Line]:
        return sorted(
            (line for line in self._lines.values() if role_of(line.order) == role),
            key=lambda line: line.order.ticket,
        )

    def _is_last(self, order: Work) -> bool:
        view = view_of(order)
        return view is not None and self._views.get(view) == order.ticket

    def _drop_if_ended(self, ticket: int) -> None:
        line = self._lines.get(ticket)
        if line is not None and not line.open:
            del self._lines[ticket]

    def _forget(self, order: Work) -> None:
        del self._lines[order.ticket]
        view = view_of(order)
        if view is not None and self._views.get(view) == order.ticket:
            del self._views[view]
