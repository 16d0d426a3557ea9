"""Several orders on one thread: who goes first, and that nobody disturbs another."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
import torch

from morphospace import Request
from morphospace.hosting.host import Cancelled, Finished
from morphospace.hosting.messages import Told
from morphospace.hosting.orders import Begun, Render, Run
from morphospace.hosting.schedule import Schedule, Task
from morphospace.hosting.turns import Steps, Turns


def job(ticket: int, view: str | None) -> Run:
    return Run(ticket, "count", {"steps": 3}, view)


def render(ticket: int, *, view: str = "main", draft: bool = False) -> Render:
    return Render(ticket, "toy", Request(draft=draft), view)


class Stage:
    """Turns of orders that take three steps each; ``then`` happens within a named step."""

    def __init__(self) -> None:
        self.schedule = Schedule()
        self.steps: list[tuple[int, int]] = []
        self.told: list[Told] = []
        self.then: dict[tuple[int, int], Callable[[], object]] = {}
        self.modes: dict[int, set[tuple[bool, bool]]] = {}
        self.turns = Turns(self.schedule, self._steps, self.told.append)

    def _steps(self, order: Task) -> Steps:
        for step in range(1, 4):
            self.steps.append((order.ticket, step))
            self.then.get((order.ticket, step), lambda: None)()
            with torch.inference_mode(order.ticket % 2 == 1), torch.set_grad_enabled(order.ticket % 2 == 0):
                here = torch.is_inference_mode_enabled(), torch.is_grad_enabled()
                yield
                assert here == (torch.is_inference_mode_enabled(), torch.is_grad_enabled())
            assert not torch.is_inference_mode_enabled()
            if self.schedule.stale(order):
                return Cancelled(order.ticket)
        return Finished(order.ticket)

    def go(self, *orders: Task) -> None:
        for order in orders:
            self.schedule.put(order)
        while (order := self.schedule.take(wait=False)) is not None:
            self.turns.perform(order)

    def during(self, ticket: int, step: int, order: Task) -> None:
        self.then[ticket, step] = lambda: self.schedule.put(order)

    @property
    def order(self) -> list[int]:
        return [ticket for ticket, _step in self.steps]

    @property
    def ends(self) -> list[Told]:
        return [told for told in self.told if not isinstance(told, Begun)]


def test_jobs_of_two_views_take_turns_step_by_step() -> None:
    stage = Stage()
    stage.go(job(1, "plane"), job(2, "glass"))
    assert stage.order == [2, 1, 2, 1, 2, 1]
    assert stage.ends == [Finished(2), Finished(1)]


def test_a_new_job_goes_before_the_next_step_of_another() -> None:
    stage = Stage()
    stage.during(1, 1, job(2, "glass"))
    stage.go(job(1, "plane"))
    assert stage.order == [1, 2, 1, 2, 1, 2]


def test_a_job_that_is_always_asked_anew_leaves_others_their_turn() -> None:
    stage = Stage()
    for ticket in range(2, 12):
        stage.during(ticket, 1, job(ticket + 1, "glass"))
    stage.go(job(1, "plane"), job(2, "glass"))
    assert Finished(1) in stage.ends[:12]
    places = [place for place, ticket in enumerate(stage.order) if ticket == 1]
    assert all(later - earlier <= 5 for earlier, later in itertools.pairwise(places))


def test_a_newer_job_waits_only_for_the_end_of_the_older_not_for_another_view() -> None:
    stage = Stage()
    stage.during(2, 2, job(3, "plane"))
    stage.go(job(1, "plane"), job(2, "glass"))
    assert stage.ends[0] == Cancelled(1)
    assert stage.order.count(1) == 1
    assert stage.order.index(3) < len(stage.order) - 1 - stage.order[::-1].index(2), "before the glass ends"
    begun = [told for told in stage.told if told in (Begun(3), Cancelled(1))]
    assert begun == [Cancelled(1), Begun(3)]


@pytest.mark.parametrize("view", ["plane", None])
def test_pictures_run_through_between_two_steps_of_a_job(view: str | None) -> None:
    stage = Stage()
    stage.during(1, 1, render(2))
    stage.go(job(1, view))
    assert stage.order == [1, 2, 2, 2, 1, 1]


def test_long_jobs_wait_for_jobs_of_views() -> None:
    stage = Stage()
    stage.during(1, 1, job(2, "glass"))
    stage.go(job(1, None))
    assert stage.order == [1, 2, 2, 2, 1, 1]


def test_only_drafts_go_between_the_frames_of_a_finished_picture() -> None:
    stage = Stage()
    stage.during(1, 1, render(2, view="other"))
    stage.during(1, 2, render(3, view="dragged", draft=True))
    stage.go(render(1))
    assert stage.order == [1, 1, 3, 3, 3, 1, 2, 2, 2]


def test_a_cancelled_order_ends_before_anything_else_moves() -> None:
    stage = Stage()
    stage.then[2, 2] = lambda: stage.schedule.cancel(1)
    stage.go(job(1, "plane"), job(2, "glass"))
    assert stage.order == [2, 1, 2, 2]
    assert stage.ends == [Cancelled(1), Finished(2)]


def test_a_job_that_was_cancelled_before_its_first_step_has_none() -> None:
    stage = Stage()
    stage.then[2, 1] = lambda: stage.schedule.cancel(1)
    stage.go(job(1, "plane"), job(2, "glass"))
    assert stage.order == [2, 2, 2]
    assert stage.ends == [Cancelled(1), Finished(2)]


def test_modes_of_torch_stay_with_the_order_that_set_them() -> None:
    stage = Stage()
    stage.go(job(1, "plane"), job(2, "glass"), job(3, "tiles"))
    assert sorted(end.ticket for end in stage.ends if isinstance(end, Finished)) == [1, 2, 3]
    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()


def test_an_interruption_from_the_keyboard_ends_all_that_is_open() -> None:
    stage = Stage()

    def interrupt() -> None:
        raise KeyboardInterrupt

    stage.then[2, 2] = interrupt
    with pytest.raises(KeyboardInterrupt):
        stage.go(job(1, "plane"), job(2, "glass"))
    assert set(map(str, stage.ends)) == set(map(str, (Cancelled(1), Cancelled(2))))


def test_what_runs_is_known_while_it_runs() -> None:
    stage = Stage()
    seen: list[object] = []
    stage.then[1, 2] = lambda: seen.append(stage.turns.busy)
    stage.go(job(1, "plane"))
    assert [busy.ticket for busy in seen] == [1]  # type: ignore[attr-defined]
    assert stage.turns.busy is None
