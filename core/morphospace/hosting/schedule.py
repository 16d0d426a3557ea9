"""Whose turn it is: one slot a view in which the newest request wins, loads in order, jobs last.

A view keeps its place in the queue when its request is replaced, so a slider dragged without a pause
starves neither its own view nor another.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from morphospace.hosting.orders import Render, Run, Unload, Work, view_of

Task = Work | Unload
"""What an engine carries out."""


class Schedule:
    """A queue between the thread that receives orders and the one that carries them out."""

    def __init__(self) -> None:
        self._interactive: OrderedDict[str, Task] = OrderedDict()
        self._jobs: OrderedDict[str, Task] = OrderedDict()
        self._cancelled: set[int] = set()
        self._current: list[Task] = []
        self._closed = False
        self._changed = threading.Condition()

    def put(self, order: Task) -> Task | None:
        """Queue an order; returns the one whose place it took, if any."""
        with self._changed:
            queue = self._jobs if isinstance(order, Run) and order.view is None else self._interactive
            replaced = queue.get(_slot(order))
            queue[_slot(order)] = order
            self._changed.notify()
            return replaced

    def cancel(self, ticket: int) -> bool:
        """Drop a waiting order, or mark the running one as stale; True if it was still waiting."""
        with self._changed:
            for queue in (self._interactive, self._jobs):
                for slot, order in queue.items():
                    if order.ticket == ticket:
                        del queue[slot]
                        return True
            if any(order.ticket == ticket for order in self._current):
                self._cancelled.add(ticket)
            return False

    def take(self, wait: bool = True) -> Task | None:
        """The next order, interactive ones first; None if there is none, or once closed.

        It is current until ``done``.
        """
        with self._changed:
            while wait and not (self._closed or self._interactive or self._jobs):
                self._changed.wait()
            queue = self._interactive or self._jobs
            return None if self._closed or not queue else self._begin(queue, next(iter(queue)))

    def take_between(self, drafts_only: bool) -> Task | None:
        """The next interactive order (or only draft) that may go before the rest of what runs now.

        Never one of a view that runs: that one is stale, and ends before the newer begins.
        """
        with self._changed:
            running = {_slot(order) for order in self._current}
            for slot, order in self._interactive.items():
                if self._closed:
                    break
                if slot not in running and (not drafts_only or _is_quick(order)):
                    return self._begin(self._interactive, slot)
            return None

    def done(self, order: Task) -> None:
        """The order taken has ended."""
        with self._changed:
            self._current.remove(order)
            self._cancelled.discard(order.ticket)

    def stale(self, order: Task) -> bool:
        """Whether the current order was cancelled, or its view holds a newer request."""
        with self._changed:
            if self._closed or order.ticket in self._cancelled:
                return True
            return view_of(order) is not None and _slot(order) in self._interactive

    def close(self) -> None:
        """Wake and end whoever takes; what runs is stale from now on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _begin(self, queue: OrderedDict[str, Task], slot: str) -> Task:
        order = queue.pop(slot)
        self._current.append(order)
        return order


def _slot(order: Task) -> str:
    if isinstance(order, Unload):
        return f"unload {order.model}"
    view = view_of(order)
    return f"ticket {order.ticket}" if view is None else f"view {view}"


def _is_quick(order: Task) -> bool:
    return isinstance(order, Unload) or (isinstance(order, Render) and order.request.draft)
