"""Whose turn it is."""

from __future__ import annotations

import threading

from morphospace import Request
from morphospace.hosting.orders import Load, Render, Run, Unload, Work
from morphospace.hosting.schedule import Schedule


def render(ticket: int, view: str = "main") -> Render:
    return Render(ticket, "toy", Request(), view)


def taken(schedule: Schedule) -> list[int]:
    tickets = []
    while (order := schedule.take(wait=False)) is not None:
        tickets.append(order.ticket)
        schedule.done(order)
    return tickets


def test_the_newest_request_of_a_view_takes_the_place_of_the_older() -> None:
    schedule = Schedule()
    orders: list[Work] = [render(1), render(2, "other"), render(3)]
    replaced = [schedule.put(order) for order in orders]
    assert replaced == [None, None, orders[0]]
    assert taken(schedule) == [3, 2]


def test_jobs_wait_for_interactive_work() -> None:
    schedule = Schedule()
    for order in (Run(1, "train", {}), Run(2, "train", {}), Load(3, "toy"), render(4)):
        schedule.put(order)
    assert taken(schedule) == [3, 4, 1, 2]


def test_what_runs_is_stale_once_its_view_holds_something_newer() -> None:
    schedule = Schedule()
    schedule.put(render(1))
    current = schedule.take()
    assert current is not None
    schedule.put(render(2, "other"))
    assert not schedule.stale(current)
    schedule.put(render(3))
    assert schedule.stale(current)


def test_cancel_drops_what_waits_and_marks_what_runs() -> None:
    schedule = Schedule()
    schedule.put(Run(1, "train", {}))
    current = schedule.take()
    assert current is not None
    schedule.put(Run(2, "train", {}))
    assert schedule.cancel(2)
    assert not schedule.cancel(1)
    assert schedule.stale(current)
    assert not schedule.cancel(99)
    schedule.done(current)
    assert taken(schedule) == []


def test_only_drafts_go_between_the_frames_of_a_finished_picture() -> None:
    schedule = Schedule()
    draft = Render(3, "toy", Request(draft=True), "dragged")
    for order in (render(1), Run(2, "train", {}), draft):
        schedule.put(order)
    assert schedule.take_between(drafts_only=True) == draft
    assert schedule.take_between(drafts_only=True) is None
    assert schedule.take_between(drafts_only=False) == render(1)
    assert schedule.take_between(drafts_only=False) is None, "no job goes before another"


def test_a_job_of_a_view_goes_before_long_jobs_and_is_replaced_by_a_newer_one() -> None:
    schedule = Schedule()
    older = Run(2, "decode_places", {}, "glass")
    schedule.put(Run(1, "train", {}))
    schedule.put(older)
    assert schedule.put(Run(3, "decode_places", {}, "glass")) == older
    current = schedule.take()
    assert current == Run(3, "decode_places", {}, "glass")
    schedule.put(Run(4, "decode_places", {}, "glass"))
    assert schedule.stale(current)
    assert schedule.take_between(drafts_only=False) is None, "the newer waits for the end of the older"
    schedule.put(render(5))
    assert schedule.take_between(drafts_only=False) == render(5)


def test_a_model_may_be_unloaded_between_any_two_steps() -> None:
    schedule = Schedule()
    for order in (render(1), Unload("toy")):
        schedule.put(order)
    assert schedule.take_between(drafts_only=True) == Unload("toy")


def test_closing_wakes_whoever_takes() -> None:
    schedule = Schedule()
    got: list[object] = []
    thread = threading.Thread(target=lambda: got.append(schedule.take()))
    thread.start()
    schedule.close()
    thread.join(10)
    assert got == [None]
