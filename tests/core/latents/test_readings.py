"""What the model's own reader finds changed between two pictures."""

from morphospace.controls import Choice, Control, Prompt, Slider, Toggle
from morphospace.latents.readings import changes

CONTROLS: tuple[Control, ...] = (
    Slider(name="smile", title="Smile", minimum=-1, maximum=1, default=0),
    Slider(name="beard", title="Beard", minimum=0, maximum=1, default=0),
    Choice(name="hair", title="Hair", choices=("bald", "long"), default="long"),
    Choice(name="hair_colour", title="Hair colour", choices=("red", "grey"), default="red"),
    Toggle(name="tile", title="Tile"),
    Prompt(name="words", title="Words"),
)
FACE = {"smile": 0.0, "beard": 0.0, "moustache": 0.0, "hair": "long", "hair_colour": "red", "tile": False}


def named(**after: object) -> dict[str, float]:
    return {one.name: one.share for one in changes(FACE, {**FACE, **after}, CONTROLS) if one.share}


def test_sliders_change_by_a_share_of_their_range_and_kinds_wholly() -> None:
    assert named(smile=0.5, beard=-0.1, tile=True) == {"tile": 1.0, "smile": 0.25, "beard": 0.1}
    (first, *_) = changes(FACE, {**FACE, "smile": -0.5}, CONTROLS)
    assert (first.title, first.amount, first.value) == ("Smile", -0.5, -0.5)


def test_what_the_edit_is_about_is_no_side_effect() -> None:
    found = changes(FACE, {**FACE, "smile": 1.0, "hair_colour": "grey"}, CONTROLS, {"smile"})
    assert [one.name for one in found if one.share] == ["hair_colour"]


def test_the_colour_of_hair_that_cannot_be_seen_is_not_judged() -> None:
    assert named(hair="bald", hair_colour="grey") == {"hair": 1.0}
    assert "hair_colour" in named(hair="bald", hair_colour="grey", beard=1.0), "a beard shows it"


def test_what_is_not_read_is_passed_over() -> None:
    assert changes({}, FACE, CONTROLS) == ()
    assert changes({"smile": 0.0}, {"smile": 1.0, "beard": 1.0}, CONTROLS)[0].name == "smile"
