"""What goes together in a face, and what can be judged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morphospace.controls import Choice, Slider
from morphospace.data.attributes import ATTRIBUTES, BY_NAME, EXCLUSIVE, NAMES, consistent, is_unseen, visible

PLAIN = {
    "smile": 0.0,
    "eyes": "open",
    "brows": "neutral",
    "hair": "short",
    "hair_colour": "red",
    "beard": 0.0,
    "moustache": 0.0,
    "glasses": 0.0,
    "sunglasses": 0.0,
    "skin": 0.5,
}


def test_every_attribute_makes_a_valid_control():
    for attribute in ATTRIBUTES:
        if attribute.ordered:
            low, high = attribute.values[0], attribute.values[-1]
            Slider(name=attribute.name, title=attribute.title, minimum=low, maximum=high, default=low)
        else:
            Choice(
                name=attribute.name,
                title=attribute.title,
                choices=attribute.values,
                default=attribute.values[0],
                colours=attribute.colours,
            )


def test_values_between_the_drawn_ones_fall_to_the_nearest():
    assert BY_NAME["beard"].index(0.3) == 1
    assert BY_NAME["smile"].index(-0.6) == 0
    assert BY_NAME["hair"].index("long") == 3
    with pytest.raises(KeyError):
        BY_NAME["hair"].index("mohawk")


@pytest.mark.parametrize(
    ("changes", "shows"),
    [
        ({}, True),
        ({"hair": "bald"}, False),
        ({"hair": "hat"}, False),
        ({"hair": "bald", "beard": 1 / 3}, True),
        ({"hair": "hat", "moustache": 1.0}, True),
    ],
)
def test_hair_colour_is_judged_only_where_hair_or_beard_shows(changes, shows):
    names = visible({**PLAIN, **changes})
    assert ("hair_colour" in names) is shows
    assert set(NAMES) - {"hair_colour"} <= names


def test_asking_for_a_moustache_shaves_the_beard():
    assert consistent({**PLAIN, "beard": 1.0, "moustache": 1.0}, {"moustache"})["beard"] == 0.0


def test_asking_for_sunglasses_takes_the_glasses_off():
    assert consistent({**PLAIN, "glasses": 1.0, "sunglasses": 1.0}, {"sunglasses"})["glasses"] == 0.0


def test_a_face_is_left_alone_where_nothing_collides():
    labels = {**PLAIN, "beard": 1.0, "glasses": 1.0}
    assert consistent(labels, {"smile"}) == labels
    assert consistent(labels, {"moustache"}) == labels


def test_what_is_asked_stays_as_asked():
    both = {**PLAIN, "beard": 1.0, "moustache": 1.0}
    assert consistent(both, {"beard", "moustache"}) == both


@given(
    st.sampled_from([p for pair in EXCLUSIVE for p in (pair, pair[::-1])]), st.floats(0, 1), st.floats(0, 1)
)
def test_a_slider_leaves_the_other_of_its_pair_the_rest(pair, asked, other):
    result = consistent({**PLAIN, pair[0]: asked, pair[1]: other}, {pair[0]})
    steep = 3 if pair[0] == "beard" else 1
    assert result[pair[0]] == asked
    assert result[pair[1]] == pytest.approx(min(other, max(0, 1 - asked * steep)))


def test_asking_for_a_drawn_value_gives_labels_that_are_drawn():
    for pair in EXCLUSIVE:
        for asked, other in (pair, pair[::-1]):
            for value in BY_NAME[asked].values[1:]:
                assert consistent({**PLAIN, asked: value, other: 1.0}, {asked})[other] == 0


@pytest.mark.parametrize(
    ("changes", "unseen"),
    [
        ({"sunglasses": 1.0, "hair_colour": "pink"}, True),
        ({"glasses": 1.0, "hair_colour": "pink"}, False),
        ({"beard": 1.0, "hair": "long"}, True),
        ({"beard": 2 / 3, "hair": "long"}, False),
        ({"hair": "hat", "moustache": 1.0, "glasses": 1.0}, True),
        ({"hair": "hat", "moustache": 1.0}, False),
    ],
)
def test_unseen_combinations(changes, unseen):
    assert is_unseen({**PLAIN, **changes}) is unseen
