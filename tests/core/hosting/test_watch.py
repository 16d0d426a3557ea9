"""When a worker is stuck, and when it only works."""

from __future__ import annotations

import pytest

from morphospace import Request
from morphospace.hosting.orders import Load, Pong, Render, Run
from morphospace.hosting.watch import BLOCKING, GRACE, IMPORTING, LOADING, TOLD_SECONDS, Watch

PATIENCE = 10.0


def render(ticket: int, view: str = "main") -> Render:
    return Render(ticket, "toy", Request(), view)


def busy(role: str = "interactive", ticket: int = 1) -> Watch:
    """A worker that took up an order at 0."""
    watch = Watch(role, PATIENCE, 0.0)  # type: ignore[arg-type]
    watch.ready()
    watch.sent(render(ticket) if role == "interactive" else Run(ticket, "train", {}), 0.0)
    watch.begun(ticket)
    return watch


def at_the_same_step(watch: Watch, now: float, ticket: int = 1, *, loading: bool = False) -> bool:
    """Whether it would be ended where it says that it has been at one step since 0."""
    watch.asked(now)
    watch.answered(Pong(ticket, now, loading))
    return watch.look(now).kill is not None


def test_work_that_someone_wants_is_never_ended_while_nobody_waits() -> None:
    assert not at_the_same_step(busy(), 1e6)


def test_work_that_nobody_wants_any_more_is_ended_after_the_patience() -> None:
    watch = busy()
    watch.sent(render(2), 5.0)
    assert not at_the_same_step(watch, 5.0 + PATIENCE)
    assert at_the_same_step(watch, 5.1 + PATIENCE)


def test_a_soft_cancel_is_as_good_as_a_newer_request() -> None:
    watch = busy()
    watch.stop(1, False, 5.0)
    assert not at_the_same_step(watch, 5.0 + PATIENCE)
    assert at_the_same_step(watch, 5.1 + PATIENCE)


def test_unwanted_work_that_steps_on_is_left_to_stop_by_itself() -> None:
    watch = busy()
    watch.stop(1, False, 5.0)
    watch.answered(Pong(1, 0.5))
    assert watch.look(100.0).kill is None


def test_others_wait_longer_and_what_blocks_them_fails() -> None:
    watch = busy()
    watch.sent(render(2, "other"), 0.0)
    assert not at_the_same_step(watch, BLOCKING * PATIENCE)
    assert at_the_same_step(watch, BLOCKING * PATIENCE + 1)


def test_a_model_may_take_long_to_load() -> None:
    watch = busy()
    watch.sent(render(2), 0.0)
    assert not at_the_same_step(watch, LOADING * PATIENCE, loading=True)
    assert at_the_same_step(watch, LOADING * PATIENCE + 1, loading=True)


def test_no_answer_is_the_same_step_going_on() -> None:
    watch = busy()
    watch.stop(1, False, 5.0)
    watch.asked(6.0)
    watch.asked(12.0)
    assert watch.look(6.0 + PATIENCE).kill is None
    assert watch.look(6.1 + PATIENCE).kill is not None


def test_one_at_rest_between_two_steps_is_not_to_blame_for_another() -> None:
    watch = busy()
    watch.sent(render(2, "other"), 0.0)
    watch.begun(2)
    watch.stop(1, True, 0.0)
    assert not at_the_same_step(watch, 50.0, ticket=2)
    assert at_the_same_step(watch, 50.0, ticket=1)


@pytest.mark.parametrize("role", ["interactive", "jobs"])
def test_a_person_s_cancel_is_told_at_once_and_ends_the_worker_after_its_grace(role: str) -> None:
    watch = busy(role)
    watch.stop(1, True, 1.0)
    assert watch.due(1.0) == pytest.approx(min(TOLD_SECONDS, 0.1))
    assert watch.look(1.0 + TOLD_SECONDS / 2).cancelled == ()
    assert watch.look(1.01 + TOLD_SECONDS).cancelled == (1,)
    grace = GRACE[role]  # type: ignore[index]
    assert not at_the_same_step(watch, 1.0 + grace)
    assert watch.look(1.0 + grace).cancelled == (), "told once"
    assert at_the_same_step(watch, 1.1 + grace)


def test_what_stops_within_its_grace_spares_the_worker() -> None:
    watch = busy()
    watch.stop(1, True, 1.0)
    watch.ended(1)
    assert watch.look(60.0).kill is None
    assert watch.due(60.0) is None


def test_a_person_s_cancel_of_what_only_waits_spares_the_worker() -> None:
    watch = busy()
    watch.sent(Load(2, "toy"), 0.0)
    watch.stop(2, True, 1.0)
    assert watch.look(2.0).cancelled == (2,)
    assert not at_the_same_step(watch, 40.0)


def test_an_import_that_does_not_end_names_the_plugin() -> None:
    watch = Watch("interactive", PATIENCE, 0.0)
    watch.imports("good", 0.0)
    watch.imports("bad", 5.0)
    assert watch.look(5.0 + IMPORTING * PATIENCE).kill is None
    verdict = watch.look(5.1 + IMPORTING * PATIENCE)
    assert verdict.kill is not None
    assert "bad" in verdict.kill.why
    assert watch.importing == "bad"
    watch.ready()
    assert watch.importing == ""


def test_nothing_is_looked_at_while_nothing_is_open() -> None:
    watch = Watch("interactive", PATIENCE, 0.0)
    assert watch.due(0.0) is not None
    watch.ready()
    assert watch.due(0.0) is None
    watch.sent(render(1), 0.0)
    assert 0 < (watch.due(0.0) or 0) < PATIENCE
    assert watch.look(1.0).ping
