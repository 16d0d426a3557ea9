"""What an edit changed besides is measured at rest, and marked beside the control that did it."""

from __future__ import annotations

from typing import Any

import pytest
from support.directions import tiny_direction
from support.fakehost import FakeHost
from support.sessions import make

from morphospace.hosting import Failed, Finished
from morphospace_desktop.panels import ControlsPanel
from morphospace_desktop.panels.side_effects import REST_MS, SideEffects

BLUER = tiny_direction("Bluer", hair=[-0.7, 0, 0.7])


class Scene:
    """A session, its panel, and the measuring of side effects."""

    def __init__(self, qtbot: Any, **card: Any) -> None:
        self.host, self.panel, self.qtbot = FakeHost(), ControlsPanel(), qtbot
        qtbot.addWidget(self.panel)
        self.session = make(self.host, **card)
        assert self.session.model is not None
        self.panel.set_model(self.session.model)
        self.effects = SideEffects(self.session, self.host, self.panel)
        self.host.listen(self.effects.hear)
        self.session.new_face(7)
        self.host.finish()

    def rest(self) -> None:
        self.qtbot.wait(REST_MS + 60)

    @property
    def jobs(self) -> list[Any]:
        return [self.host.jobs[ticket] for ticket in self.host.jobs if ticket in self.host.open]

    def answer(self, **after: Any) -> None:
        """The newest measurement finds this beside what was asked for."""
        ticket = max(self.host.jobs)
        job = self.host.jobs[ticket]
        before = dict(job.arguments["without"]["settings"])
        self.host.open.remove(ticket)
        result = {"before": before, "after": {**job.arguments["edited"]["settings"], **after}}
        self.host.tell(Finished(ticket, result))

    def mark(self, name: str) -> str:
        return self.panel.editor(name).toolTip()

    @property
    def line(self) -> Any:
        return self.panel._side_effects


@pytest.fixture
def scene(qtbot: Any) -> Scene:
    return Scene(qtbot)


def test_a_control_that_was_let_go_is_marked_with_what_else_it_changed(scene: Scene) -> None:
    scene.session.change("smile", 0.5, draft=False)
    scene.host.finish()
    scene.rest()
    (job,) = scene.jobs
    assert (job.job, job.view) == ("side_effects", "side_effects")
    assert job.arguments["without"]["settings"]["smile"] == 0.0
    assert job.arguments["edited"]["settings"]["smile"] == 0.5
    scene.answer(hair="green")
    assert "Also changed: hair green" in scene.mark("smile")
    assert not scene.line.isHidden() and scene.line.text() == "Hair green"
    assert not scene.mark("hair"), "only the control that did it is marked"
    scene.rest()
    assert not scene.jobs, "what was measured is not measured again"


def test_nothing_is_asked_while_a_hand_is_on_it(scene: Scene) -> None:
    for step in range(1, 4):
        scene.session.change("smile", step / 5, draft=True)
        scene.host.frame()
    scene.rest()
    assert not scene.host.jobs
    scene.session.change("smile", 0.6, draft=False)
    scene.rest()
    assert not scene.host.jobs, "nor before the full picture is there"
    scene.host.finish()
    scene.rest()
    assert len(scene.jobs) == 1


def test_a_new_edit_drops_the_measurement_under_way(scene: Scene) -> None:
    scene.session.change("smile", 0.5, draft=False)
    scene.host.finish()
    scene.rest()
    ticket = max(scene.host.jobs)
    scene.session.change("smile", 0.7, draft=True)
    assert ticket in scene.host.cancelled
    scene.answer(hair="green")
    assert not scene.mark("smile"), "a late answer is of another value"


def test_the_mark_goes_with_the_edit(scene: Scene) -> None:
    scene.session.change("smile", 0.5, draft=False)
    scene.host.finish()
    scene.rest()
    scene.answer(glasses=True)
    assert scene.mark("smile")
    scene.session.undo()
    scene.rest()
    assert not scene.mark("smile") and scene.line.isHidden() and not scene.jobs


def test_small_changes_are_said_but_not_marked(scene: Scene) -> None:
    scene.session.change("glasses", True, draft=False)
    scene.host.finish()
    scene.rest()
    scene.answer(smile=0.1)
    assert not scene.mark("glasses") and scene.line.text() == "Smile +0.10"
    scene.session.change("hair", "green", draft=False)
    scene.host.finish()
    scene.rest()
    scene.answer()
    assert "nothing else" in scene.line.text()


def test_a_direction_is_marked_with_what_it_does_not_mean(scene: Scene) -> None:
    scene.session.add_direction(BLUER)
    scene.panel.directions.set_directions(scene.session.directions)
    scene.session.change_direction("Bluer", 2.5, draft=False)
    scene.host.finish()
    scene.rest()
    scene.answer(hair="blue", smile=0.8)
    tip = scene.panel.directions.slider("Bluer").toolTip()
    assert "smile +0.80" in tip and "hair" not in tip


def test_a_model_that_cannot_read_is_not_asked(qtbot: Any) -> None:
    scene = Scene(qtbot, capabilities=("encode", "decode", "sample"))
    scene.session.change("smile", 0.5, draft=False)
    scene.host.finish()
    scene.rest()
    assert not scene.host.jobs and scene.line.isHidden()


def test_a_measurement_that_fails_leaves_everything_quiet(scene: Scene) -> None:
    scene.session.change("smile", 0.5, draft=False)
    scene.host.finish()
    scene.rest()
    scene.host.tell(Failed(max(scene.host.jobs), "The model ran out of memory.", "HostError"))
    assert scene.effects.at_rest and not scene.mark("smile") and scene.session.error is None
