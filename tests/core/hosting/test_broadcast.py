"""A ticket ends once; outcomes are kept for whoever waits, but not for ever."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from morphospace.errors import BadSettingError, HostError
from morphospace.hosting.broadcast import Broadcast
from morphospace.hosting.host import (
    Cancelled,
    Event,
    Failed,
    Finished,
    FrameReady,
    HostStatus,
    Rendered,
    StatusChanged,
)


def frame(ticket: int, side: int = 2) -> FrameReady:
    return FrameReady(ticket, Rendered(images=np.full((1, side, side, 3), ticket, np.uint8)))


def test_nothing_follows_the_end_of_a_ticket() -> None:
    broadcast, heard = Broadcast(), list[Event]()
    broadcast.listen(heard.append)
    broadcast.open(1)
    told = [frame(1), Finished(1), frame(1), Cancelled(1), StatusChanged(HostStatus("ready")), frame(2)]
    for event in told:
        broadcast.emit(event)
    assert heard == [told[0], told[1], told[4]]


def test_a_ticket_opened_again_is_heard_again() -> None:
    broadcast, heard = Broadcast(), list[Event]()
    broadcast.listen(heard.append)
    for _ in range(2):
        broadcast.open(1)
        broadcast.emit(Finished(1))
    assert heard == [Finished(1)] * 2


def test_who_unsubscribed_hears_nothing() -> None:
    broadcast, heard = Broadcast(), list[Event]()
    silence = broadcast.listen(heard.append)
    silence()
    silence()
    broadcast.open(1)
    broadcast.emit(Finished(1))
    assert heard == []


def test_waiting() -> None:
    broadcast = Broadcast()
    for ticket in (1, 2, 3):
        broadcast.open(ticket)
    with pytest.raises(TimeoutError):
        broadcast.result(1, timeout=0.01)
    threading.Timer(0.05, lambda: broadcast.emit(Finished(2, {"count": 3}))).start()
    assert broadcast.result(2, timeout=60) == {"count": 3}
    broadcast.emit(Failed(3, "grey is out of range.", "BadSettingError"))
    with pytest.raises(BadSettingError, match="grey"):
        broadcast.result(3, None)


def test_waiting_in_a_listener_is_refused_and_not_for_ever() -> None:
    broadcast = Broadcast()
    broadcast.open(1)
    broadcast.open(2)
    caught: list[BaseException] = []

    def waits(event: Event) -> None:
        try:
            broadcast.result(2, None)
        except HostError as error:
            caught.append(error)

    broadcast.listen(waits)
    broadcast.emit(Finished(1))
    assert "listener" in str(caught[0])


def test_old_outcomes_are_forgotten_by_size_and_by_number() -> None:
    broadcast = Broadcast()
    for ticket in range(1, 5):
        broadcast.open(ticket)
        broadcast.emit(frame(ticket, side=2800))
        broadcast.emit(Finished(ticket))
    with pytest.raises(HostError, match="not held"):
        broadcast.result(1, None)
    last = broadcast.result(4, None)
    assert isinstance(last, Rendered)
    assert last.images[0, 0, 0, 0] == 4
    for ticket in range(5, 500):
        broadcast.open(ticket)
        broadcast.emit(Finished(ticket))
    with pytest.raises(HostError, match="not held"):
        broadcast.result(4, None)


def test_posting_never_waits_for_a_listener() -> None:
    broadcast, go, heard = Broadcast(), threading.Event(), list[Event]()

    def slow(event: Event) -> None:
        go.wait(60)
        heard.append(event)

    broadcast.listen(slow)
    broadcast.open(1)
    began = time.monotonic()
    broadcast.post(Cancelled(1))
    assert not heard
    assert time.monotonic() - began < 30
    go.set()
    broadcast.close()
    assert heard == [Cancelled(1)]
