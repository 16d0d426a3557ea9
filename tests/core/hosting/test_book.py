"""What is asked of the next worker after one died."""

from __future__ import annotations

from morphospace import Request
from morphospace.hosting.book import Book
from morphospace.hosting.orders import Load, Render, Run, Work


def render(ticket: int, view: str = "main") -> Render:
    return Render(ticket, "toy", Request(), view)


def begun(book: Book, *orders: Work) -> None:
    for order in orders:
        book.add(order)
        assert book.send(order.ticket)
        book.begin(order.ticket)


def finish(book: Book, ticket: int) -> None:
    book.end(ticket, finished=True)


def tickets(orders: tuple[Work, ...]) -> list[int]:
    return [order.ticket for order in orders]


def test_the_last_request_of_each_view_is_rendered_again() -> None:
    book = Book()
    begun(book, render(1), render(2, "other"), render(3))
    finish(book, 1)
    finish(book, 2)
    finish(book, 3)
    assert tickets(book.recover("interactive").again) == [3, 2]


def test_an_older_request_of_a_view_is_not() -> None:
    book = Book()
    begun(book, render(1))
    book.add(render(2))
    recovery = book.recover("interactive")
    assert tickets(recovery.again) == [2]
    assert recovery.cancelled == (1,)


def test_a_request_that_was_replaced_before_it_was_sent_is_withdrawn() -> None:
    book = Book()
    assert book.add(render(1)) is None
    assert book.add(render(2)) == 1
    assert not book.send(1)
    assert book.send(2)
    assert book.add(render(3)) is None


def test_what_kills_twice_is_not_tried_again() -> None:
    book = Book()
    begun(book, render(1))
    book.add(render(2, "innocent"))
    assert tickets(book.recover("interactive").again) == [2, 1]
    book.begin(1)
    recovery = book.recover("interactive")
    assert (tickets(recovery.again), recovery.failed) == ([2], (1,))
    assert tickets(book.recover("interactive").again) == [2]


def test_a_finished_request_that_kills_when_rendered_again_is_dropped() -> None:
    book = Book()
    begun(book, render(1))
    finish(book, 1)
    for _ in range(2):
        assert tickets(book.recover("interactive").again) == [1]
        book.begin(1)
    assert book.recover("interactive").failed == (1,)


def test_what_failed_or_was_cancelled_is_not_rendered_again() -> None:
    book = Book()
    begun(book, render(1))
    book.end(1, finished=False)
    assert book.recover("interactive").again == ()


def test_a_running_job_fails_and_waiting_ones_are_kept() -> None:
    book = Book()
    begun(book, Run(1, "train", {}))
    book.add(Run(2, "encode", {}))
    begun(book, Load(3, "toy"))
    recovery = book.recover("jobs")
    assert (tickets(recovery.again), recovery.failed) == ([2], (1,))
    assert book.running("interactive")
    assert not book.running("jobs")


def test_an_open_job_of_a_view_is_asked_again_and_an_ended_one_is_not() -> None:
    book = Book()
    glass, map_ = Run(1, "decode_places", {}, "glass"), Run(2, "project", {}, "map")
    begun(book, glass, map_)
    finish(book, 2)
    recovery = book.recover("interactive")
    assert (recovery.again, recovery.failed) == ((glass,), ())
    assert book.recover("jobs").again == ()


def test_a_newer_job_takes_the_view_of_an_older_one() -> None:
    book = Book()
    begun(book, Run(1, "decode_places", {}, "glass"))
    assert book.add(Run(2, "decode_places", {}, "glass")) is None
    assert book.add(Run(3, "decode_places", {}, "glass")) == 2
    recovery = book.recover("interactive")
    assert (tickets(recovery.again), recovery.cancelled) == ([3], (1,))


def test_what_was_cancelled_is_not_asked_again() -> None:
    book = Book()
    begun(book, render(1), Run(2, "train", {}))
    assert (book.cancel(1), book.cancel(2)) == ("sent", "sent")
    assert book.recover("interactive").cancelled == (1,)
    assert book.recover("jobs").cancelled == (2,)


def test_a_worker_ended_on_purpose_is_nobody_else_s_fault() -> None:
    book = Book()
    begun(book, render(1), render(2, "other"))
    for _ in range(3):
        recovery = book.recover("interactive", blamed=0)
        assert (tickets(recovery.again), recovery.failed) == ([2, 1], ())
        book.begin(1)
        book.begin(2)
    recovery = book.recover("interactive", blamed=1)
    assert (tickets(recovery.again), recovery.failed) == ([2], (1,))


def test_cancelling() -> None:
    book = Book()
    begun(book, render(1))
    book.add(Load(2, "toy"))
    assert book.cancel(1) == "sent"
    assert book.cancel(2) == "withdrawn"
    assert book.cancel(2) == "gone"
    assert book.cancel(99) == "gone"
    finish(book, 1)
    assert book.cancel(1) == "gone"


def test_abandoning_tells_only_what_was_open() -> None:
    book = Book()
    begun(book, render(1), render(2, "other"))
    finish(book, 1)
    assert book.abandon("interactive") == (2,)
    assert book.recover("interactive").again == ()


def test_only_so_many_views_are_remembered() -> None:
    book = Book()
    for ticket in range(1, 51):
        begun(book, render(ticket, f"view {ticket}"))
        finish(book, ticket)
    again = tickets(book.recover("interactive").again)
    assert again[0] == 50
    assert len(again) < 50
