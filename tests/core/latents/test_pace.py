"""How attributes change on the way from one picture to another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morphospace.controls import Choice, Control, Prompt, Slider, Toggle
from morphospace.data.attributes import ATTRIBUTES
from morphospace.latents.pace import between

HAIR = Choice(name="hair", title="Hair", choices=("bald", "long"), default="bald")


def sliders(*names: str) -> list[Control]:
    return [Slider(name=name, title=name, minimum=0, maximum=1, default=0) for name in names]


def moments(controls: list[Control], a: dict, b: dict, count: int, pace: str = "turns") -> list[dict]:
    return [between(controls, a, b, float(t), pace) for t in np.linspace(0, 1, count)]  # type: ignore[arg-type]


def test_one_attribute_changes_after_another() -> None:
    controls = [*sliders("smile", "skin"), HAIR]
    a, b = {"smile": 0.0, "skin": 0.5, "hair": "bald"}, {"smile": 1.0, "skin": 0.5, "hair": "long"}
    seen = moments(controls, a, b, 9)
    assert [one["smile"] for one in seen] == [0, 0.25, 0.5, 0.75, 1, 1, 1, 1, 1]
    assert [one["hair"] for one in seen] == ["bald"] * 6 + ["long"] * 3
    assert all(one["skin"] == 0.5 for one in seen)


def test_a_change_that_no_eye_sees_takes_no_turn() -> None:
    a, b = {"smile": 0.0, "skin": 0.50}, {"smile": 1.0, "skin": 0.53}
    middle = between(sliders("smile", "skin"), a, b, 0.5)
    assert middle["smile"] == 0.5 and middle["skin"] == pytest.approx(0.515)


@pytest.mark.parametrize("names", [("glasses", "sunglasses"), ("sunglasses", "glasses")])
@pytest.mark.parametrize("pace", ["turns", "together"])
def test_what_no_picture_shows_together_takes_turns(names: tuple[str, str], pace: str) -> None:
    a, b = {"glasses": 1.0, "sunglasses": 0.0}, {"glasses": 0.0, "sunglasses": 1.0}
    seen = moments(sliders(*names), a, b, 5, pace)
    assert [one["glasses"] for one in seen] == [1.0, 0.5, 0.0, 0.0, 0.0]
    assert [one["sunglasses"] for one in seen] == [0.0, 0.0, 0.0, 0.5, 1.0]
    switches: list[Control] = [Toggle(name=name, title=name) for name in names]
    for one in moments(switches, {k: bool(v) for k, v in a.items()}, {k: bool(v) for k, v in b.items()}, 9):
        assert not (one["glasses"] and one["sunglasses"])


def test_together_everything_moves_at_once() -> None:
    controls = [*sliders("smile", "skin"), HAIR]
    a, b = {"smile": 0.0, "skin": 1.0, "hair": "bald"}, {"smile": 1.0, "skin": 0.0, "hair": "long"}
    assert between(controls, a, b, 0.25, "together") == {"smile": 0.25, "skin": 0.75, "hair": "bald"}
    assert between(controls, a, b, 0.5, "together") == {"smile": 0.5, "skin": 0.5, "hair": "long"}


def test_what_says_how_to_make_a_picture_changes_at_the_middle() -> None:
    controls = [Prompt(name="words", title="Words"), *sliders("smile")]
    a, b = {"words": "one", "smile": 0.0}, {"words": "two", "smile": 1.0}
    assert [one["words"] for one in moments(controls, a, b, 5)] == ["one", "one", "two", "two", "two"]


faces = st.fixed_dictionaries({one.name: st.sampled_from(one.values) for one in ATTRIBUTES})
CONTROLS: list[Control] = [
    Slider(name=one.name, title=one.title, minimum=one.values[0], maximum=one.values[-1], default=0)
    if one.ordered
    else Choice(name=one.name, title=one.title, choices=one.values, default=one.values[0])
    for one in ATTRIBUTES
]


@given(faces, faces, st.floats(0, 1))
def test_in_turns_no_more_than_one_value_is_between_those_of_the_ends(a: dict, b: dict, t: float) -> None:
    settings = between(CONTROLS, a, b, t)
    between_ends = [name for name, value in settings.items() if value not in (a[name], b[name])]
    assert len(between_ends) <= 1 and set(settings) == set(a)
    assert between(CONTROLS, a, b, 0.0) == a and between(CONTROLS, a, b, 1.0) == b
