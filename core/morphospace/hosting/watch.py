"""The watch over one worker: whether it is stuck, and what to do about it.

A plugin may rightly compute for minutes within one step, so silence alone is no crime, and **a worker is
never ended for work that someone still wants and nobody waits behind**. It is ended when what it does

- was cancelled *hard* and did not stop within the grace (a person pressed Cancel). The ticket itself ends
  ``TOLD_SECONDS`` after the press, whatever the worker does: the picture on the screen is free at once. The
  grace after that exists because a restart costs seconds: a picture's next step is nearer than that, and a
  training needs the time to write its checkpoint;
- is *unwanted* - cancelled softly, or a newer request of its view waits - and has been at the same step for
  the patience;
- *blocks* orders that wait, at the same step for ``BLOCKING`` patiences. Only this fails a wanted order;
- is the import of one plugin, for ``IMPORTING`` patiences, or a start that does not end.

A model that is being loaded has ``LOADING`` times as long, except from a person's Cancel. How long a step
lasts the worker itself says: its receiving thread answers pings while the main thread computes. No answer
(a C call that holds the interpreter, or a stopped process) counts as the same step going on.

This is the judgement alone; time is an argument. See ``watchman`` for the thread that looks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from morphospace.hosting.orders import Pong, Work, view_of
from morphospace.hosting.settings import Role

TOLD_SECONDS = 0.15
BLOCKING = 6
IMPORTING = 3
LOADING = 30
_LOOKS = 8
"""As often within a patience the worker is asked what it does, while anything is open."""

_SOON = 0.1

GRACE: dict[Role, float] = {"interactive": 1.0, "jobs": 5.0}
"""Seconds from a hard cancel to the end of the worker."""

_NAMES: dict[Role, str] = {"interactive": "model process", "jobs": "job process"}


@dataclass(frozen=True)
class Kill:
    """End the worker. ``ticket`` is to blame (0: none); ``why`` is the beginning of a sentence."""

    ticket: int
    why: str


@dataclass(frozen=True)
class Verdict:
    """What is to be done now: tickets that end as cancelled, a worker to end, a ping to send."""

    cancelled: tuple[int, ...] = ()
    kill: Kill | None = None
    ping: bool = False


@dataclass(frozen=True)
class _Seen:
    view: str | None
    sent: float
    begun: bool = False
    unwanted: float | None = None
    hard: float | None = None
    told: bool = False


class Watch:
    """What is known of one worker's life. Not thread-safe; ``now`` are monotonic seconds."""

    def __init__(self, role: Role, patience: float, now: float) -> None:
        self._name = _NAMES[role]
        self._grace = GRACE[role]
        self._patience = patience
        self._born: float | None = now
        self._orders: dict[int, _Seen] = {}
        self._asked: float | None = None
        self._pong = Pong()
        self._importing = ""
        self._import_began = now

    @property
    def importing(self) -> str:
        """The plugin that is being imported, or nothing."""
        return self._importing

    def ready(self) -> None:
        """It has said that it is ready."""
        self._born, self._importing = None, ""

    def imports(self, plugin: str, now: float) -> None:
        """It begins to import a plugin; nothing: it imports none now."""
        self._importing, self._import_began = plugin, now

    def sent(self, order: Work, now: float) -> None:
        """An order goes to it: whatever else its view holds is unwanted from now on."""
        view = view_of(order)
        for ticket, seen in self._orders.items():
            if view is not None and seen.view == view and seen.unwanted is None:
                self._orders[ticket] = replace(seen, unwanted=now)
        self._orders[order.ticket] = _Seen(view, now)

    def begun(self, ticket: int) -> None:
        """It has taken up an order."""
        if ticket in self._orders:
            self._orders[ticket] = replace(self._orders[ticket], begun=True)

    def ended(self, ticket: int) -> None:
        """An order has ended there."""
        self._orders.pop(ticket, None)

    def stop(self, ticket: int, hard: bool, now: float) -> None:
        """Someone cancelled an order that was sent."""
        seen = self._orders.get(ticket)
        if seen is not None:
            hard_at = now if hard and seen.hard is None else seen.hard
            self._orders[ticket] = replace(seen, unwanted=seen.unwanted or now, hard=hard_at)

    def asked(self, now: float) -> None:
        """A ping goes to it."""
        if self._asked is None:
            self._asked = now

    def answered(self, pong: Pong) -> None:
        """It has answered."""
        self._asked, self._pong = None, pong

    def due(self, now: float) -> float | None:
        """Seconds until there is something to look at; None while it has nothing to do."""
        hard = [seen for seen in self._orders.values() if seen.hard is not None]
        if hard:
            untold = [seen.hard + TOLD_SECONDS - now for seen in hard if seen.hard and not seen.told]
            return max(0.0, min([_SOON, *untold]))
        if self._orders or self._born is not None:
            return self._patience / _LOOKS
        return None

    def look(self, now: float) -> Verdict:
        """Judge."""
        told = tuple(
            ticket
            for ticket, seen in self._orders.items()
            if seen.hard is not None and not seen.told and now - seen.hard >= TOLD_SECONDS
        )
        for ticket in told:
            self._orders[ticket] = replace(self._orders[ticket], told=True)
        if self._born is not None:
            return Verdict(told, self._starting(now))
        return Verdict(told, self._stuck(now), ping=bool(self._orders))

    def _starting(self, now: float) -> Kill | None:
        if self._importing and now - self._import_began > IMPORTING * self._patience:
            return Kill(0, f"The {self._name} got stuck when it imported the plugin {self._importing}")
        if self._born is not None and now - self._born > LOADING * self._patience:
            return Kill(0, f"The {self._name} did not get ready within {_seconds(now - self._born)}")
        return None

    def _stuck(self, now: float) -> Kill | None:
        step = self._pong.seconds if self._asked is None else now - self._asked
        for ticket, seen in self._orders.items():
            if not seen.begun or (self._asked is None and self._pong.ticket != ticket):
                continue
            if seen.hard is not None and now - seen.hard > self._grace:
                return Kill(ticket, f"The {self._name} did not stop what was cancelled, so it was ended")
            patience = self._patience * (LOADING if self._pong.loading else 1)
            if seen.unwanted is not None and min(step, now - seen.unwanted) > patience:
                return Kill(ticket, f"The {self._name} was stuck for {_seconds(step)} in what nobody wants")
            waiting = [other.sent for other in self._orders.values() if not other.begun]
            blocked = min(step, now - min(waiting)) if waiting else 0.0
            if blocked > BLOCKING * patience:
                return Kill(ticket, f"The {self._name} was stuck for {_seconds(step)} while others waited")
        return None


def _seconds(count: float) -> str:
    return f"{count:.0f} s" if count >= 1.5 else f"{count:.1f} s"
