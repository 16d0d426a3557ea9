"""The strips under the canvas show where a control leads, and wait while a hand is on it."""

from __future__ import annotations

from typing import Any

import pytest
from support.fakehost import FakeHost
from support.tiny import CONTROLS, tiny_card

from morphospace import Prompt
from morphospace.imaging.session import Session
from morphospace_desktop.roll import Roll
from morphospace_desktop.strips import IDLE_MS, OTHERS, STEPS, StripBar, Strips, range_of


@pytest.mark.parametrize(
    ("control", "values", "now", "nearest"),
    [
        (CONTROLS[0], (-1.0, -0.6, -0.2, 0.2, 0.6, 1.0), 0.68, 4),
        (CONTROLS[1], ("red", "green", "blue"), "blue", 2),
        (CONTROLS[2], (False, True), True, 1),
    ],
)
def test_each_kind_of_control_has_a_range(
    control: Any, values: tuple[Any, ...], now: Any, nearest: int
) -> None:
    shown = range_of(control)
    assert shown is not None and shown.nearest(now) == nearest
    assert shown.values == pytest.approx(values) if isinstance(now, float) else shown.values == values


def test_words_have_no_range() -> None:
    assert range_of(Prompt(name="prompt", title="Prompt")) is None


class Scene:
    """A session with a picture and the strips beside it."""

    def __init__(self, qtbot: Any) -> None:
        self.host, self.bar = FakeHost(), StripBar()
        qtbot.addWidget(self.bar)
        self.bar.resize(1200, 112)
        self.bar.show()
        self.session = Session(self.host, [tiny_card()])
        self.strips = Strips(self.session, self.host, self.bar)
        for hear in (self.session.handle, self.strips.hear):
            self.host.listen(hear)
        self.session.choose_model("tiny-squares")
        self.session.new_face(5)
        self.host.finish()
        self._qtbot = qtbot

    def rest(self) -> None:
        """Nothing is touched for a while, and the host does all it is asked for."""
        self.strips.touch()
        self._qtbot.wait(IDLE_MS + 60)
        while self.host.open:
            self.host.finish(self.host.open[0])
            if not self.host.open:
                self._qtbot.wait(IDLE_MS + 60)


@pytest.fixture
def scene(qtbot: Any) -> Scene:
    return Scene(qtbot)


def test_at_rest_the_range_and_other_faces_are_drawn(scene: Scene) -> None:
    before = scene.host.newest
    scene.rest()
    assert scene.host.newest == before + STEPS + OTHERS
    requests = [scene.host.asked[ticket][1] for ticket in range(before + 1, before + STEPS + 1)]
    assert [request.settings["smile"] for request in requests] == pytest.approx([-1, -0.6, -0.2, 0.2, 0.6, 1])
    assert all(frame.image is not None for frame in map(scene.bar.range.frame, range(STEPS)))
    scene.rest()
    assert scene.host.newest == before + STEPS + OTHERS, "what is drawn already is not drawn again"


def test_a_moving_slider_stops_the_strips(scene: Scene) -> None:
    scene.strips.touch()
    scene._qtbot.wait(IDLE_MS + 60)
    running = scene.host.newest
    scene.session.change("smile", 0.5, draft=True)
    scene.strips.touch()
    assert running in scene.host.cancelled
    scene._qtbot.wait(IDLE_MS + 60)
    assert scene.host.newest == running + 1, "a render under way is waited for"


def test_a_picture_of_the_strip_is_chosen(scene: Scene) -> None:
    scene.rest()
    scene.bar.range.picked.emit(5)
    assert scene.session.settings["smile"] == 1.0 and scene.session.undo_label == "Smile 1.00"
    scene.host.finish()
    scene.bar.others.picked.emit(0)
    assert scene.host.request.seed == 6


def test_the_strip_follows_the_control_that_was_moved(scene: Scene) -> None:
    scene.strips.moved("hair")
    before = scene.host.newest
    scene.rest()
    asked = [scene.host.asked[ticket][1].settings.get("hair") for ticket in range(before + 1, before + 4)]
    assert asked == ["red", "green", "blue"]


def test_a_failed_picture_is_passed_over(qtbot: Any) -> None:
    host = FakeHost()
    roll, drawn = Roll(host, "filmstrip"), []
    host.listen(roll.hear)
    roll.drawn.connect(lambda index, _picture: drawn.append(index))
    from morphospace.models import Request

    roll.start("tiny-squares", [Request(seed=seed) for seed in range(3)])
    host.finish()
    host.fail()
    host.finish()
    assert drawn == [0, 2] and not roll.running
