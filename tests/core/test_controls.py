"""Controls are plain data: they survive JSON, and impossible ones cannot be made."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morphospace import Choice, ImageInput, MaskInput, Prompt, Seed, Slider, Strength, Toggle
from morphospace.controls import check_controls, control_from_json, validate_settings
from morphospace.errors import BadSettingError

EXAMPLES = (
    Slider(
        name="smile", title="Smile", group="Expression", minimum=-1, maximum=1, default=0, typical=(-1, 1)
    ),
    Choice(name="hair", title="Hair", choices=("bald", "short"), default="short"),
    Choice(name="tint", title="Tint", choices=("a", "b"), default="a", colours=("ff0000", "00ff00")),
    Toggle(name="sharp", title="Sharp"),
    Prompt(name="prompt", title="Prompt", placeholder="a face with glasses"),
    Seed(name="seed", title="Seed", default=4711),
    Strength(name="strength", title="Strength"),
    ImageInput(name="image", title="Picture", required=True),
    MaskInput(name="mask", title="Mask"),
)


@pytest.mark.parametrize("control", EXAMPLES, ids=lambda control: control.name)
def test_a_control_survives_json(control):
    assert control_from_json(json.loads(json.dumps(control.to_json()))) == control


@pytest.mark.parametrize(
    "make",
    [
        lambda: Slider(name="s", title="S", minimum=1, maximum=0, default=0.5),
        lambda: Slider(name="s", title="S", minimum=0, maximum=1, default=2),
        lambda: Slider(name="s", title="S", minimum=0, maximum=float("inf"), default=0),
        lambda: Slider(name="s", title="S", minimum=0, maximum=1, default=0, step=0),
        lambda: Slider(name="not a name", title="S", minimum=0, maximum=1, default=0),
        lambda: Choice(name="c", title="C", choices=(), default="a"),
        lambda: Choice(name="c", title="C", choices=("a", "a"), default="a"),
        lambda: Choice(name="c", title="C", choices=("a",), default="b"),
        lambda: Choice(name="c", title="C", choices=("a", "b"), default="a", colours=("ff0000",)),
        lambda: check_controls([Toggle(name="t", title="T"), Seed(name="t", title="T")]),
        lambda: check_controls(["smile"]),
        lambda: control_from_json({"kind": "knob", "name": "k", "title": "K"}),
        lambda: control_from_json({"kind": "slider", "name": "k", "title": "K"}),
    ],
)
def test_impossible_controls_are_refused(make):
    with pytest.raises(ValueError):
        make()


@given(st.floats(-1, 1))
def test_a_slider_takes_every_number_in_range_also_as_text(number):
    assert EXAMPLES[0].validate(number) == number
    assert EXAMPLES[0].validate(repr(number)) == number


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("smile", 1.5, "from -1 to 1"),
        ("smile", "wide", "from -1 to 1"),
        ("smile", float("nan"), "from -1 to 1"),
        ("hair", "purple", "bald, short"),
        ("seed", -3, "whole number"),
        ("sharp", "perhaps", "yes or no"),
        ("prompt", "x" * 501, "500 at most"),
        ("image", "me.png", "picture"),
        ("beard", 1, "no control 'beard'"),
    ],
)
def test_bad_settings_are_refused_in_one_sentence_with_the_remedy(name, value, words):
    with pytest.raises(BadSettingError) as error:
        validate_settings(EXAMPLES, {name: value})
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_good_settings_come_back_in_their_own_types():
    settings = {"smile": "0.5", "hair": "bald", "sharp": "on", "seed": "7", "strength": 1}
    assert validate_settings(EXAMPLES, settings) == {
        "smile": 0.5,
        "hair": "bald",
        "sharp": True,
        "seed": 7,
        "strength": 1.0,
    }
