"""Colours of a column: every item has one, the legend counts them all, and the palette shows them apart."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from morphospace.atlas.columns import Column
from morphospace.atlas.drawing import colours
from morphospace.atlas.drawing.shades import SHADES, to_oklab
from morphospace.data.attributes import BY_NAME, HAIR_COLOURS

GROUNDS = {"dark": ("#17181b", "#2b2c2e"), "light": ("#f1f2f4", "#d8d9db")}


def of_kinds(kinds: tuple[str, ...], codes: list[int], name: str = "hair", colours: tuple[str, ...] = ()):
    return Column(name, name.capitalize(), np.array(codes, np.int16), kinds, colours)


def of_numbers(values, name: str = "smile", title: str = "") -> Column:
    return Column(name, title or name.capitalize(), np.asarray(values, np.float32))


def seen(column: Column) -> list[tuple[str, int]]:
    return [(entry.title, entry.count) for entry in colours.legend(column)]


def test_kinds_keep_their_order_and_what_is_not_known_comes_last() -> None:
    column = of_kinds(("bald", "short", "long"), [2, 0, -1, 2, 2])
    assert seen(column) == [("bald", 1), ("short", 0), ("long", 3), ("not known", 1)]
    assert colours.codes(column).tolist() == [3, 1, colours.NEUTRAL, 3, 3]


def test_the_most_frequent_of_many_kinds_have_colours_and_the_rest_shares_one() -> None:
    kinds = tuple(f"kind {at}" for at in range(20))
    column = of_kinds(kinds, [at for at in range(20) for _ in range(20 - at if at != 19 else 30)])
    titles = [title for title, _ in seen(column)]
    assert titles == [*kinds[:11], "kind 19", "8 other kinds"]
    assert sum(count for _, count in seen(column)) == len(column.values)
    assert len(colours.palette(column)) == colours.MOST_KINDS + 2


def test_a_smile_is_warm_a_sad_face_accent_and_a_neutral_one_grey() -> None:
    column = of_numbers([1, -1, 0, 1, np.nan])
    assert seen(column) == [("smiling", 2), ("neutral", 1), ("sad", 1), ("not known", 1)]
    for theme, shades in SHADES.items():
        looks = {e.title: colours.palette(column, theme)[e.code] for e in colours.legend(column)}
        as_text = {title: bytes(look).hex() for title, look in looks.items()}
        assert as_text == {
            "smiling": shades.high,
            "neutral": shades.middle,
            "sad": shades.low,
            "not known": shades.neutral,
        }


def test_yes_and_no_are_said_in_words_and_no_is_grey() -> None:
    column = of_numbers([0, 1, 1], "glasses")
    assert seen(column) == [("glasses", 2), ("no glasses", 1)]
    assert bytes(colours.palette(column)[1]).hex() == SHADES["dark"].middle


def test_few_numbers_are_steps_and_more_are_a_ramp_from_low_to_high() -> None:
    beard = of_numbers([0, 1 / 3, 2 / 3, 1, 1], "beard")
    assert seen(beard) == [("full", 2), ("medium", 1), ("light", 1), ("no beard", 1)]
    assert seen(of_numbers(beard.values, "h")) == [("1", 2), ("0.67", 1), ("0.33", 1), ("0", 1)]
    many = of_numbers(np.linspace(-3, 3, 1000), "h")
    entries = colours.legend(many)
    assert colours.form(many) == "ramp" and len(entries) == colours.BINS
    assert entries[0].low == -3 and entries[-1].high == 3
    assert all(one.high == other.low for one, other in itertools.pairwise(entries))
    assert (np.diff(colours.codes(many).astype(int)) >= 0).all()


def test_what_a_model_read_near_few_values_is_no_list_of_them() -> None:
    read = Column("smile", "Smile", np.float32([-1, -0.97, -1, 0, 0, 0.92, 0.96, 0.99, 1, 1]))
    assert colours.form(read) == "ramp"
    drawn = Column("beard", "Beard", np.float32([0, 0.333, 0.667, 1] * 4))
    assert colours.form(drawn) == "steps"


def test_a_stray_value_leaves_the_colours_to_the_others() -> None:
    column = of_numbers([*np.linspace(0, 1, 1000), 1e6], "h")
    assert max(entry.count for entry in colours.legend(column)) < 200


def test_a_rare_value_beyond_the_sample_is_still_counted() -> None:
    values = np.zeros(100_001)
    values[1::2] = 1
    values[77_777] = 2
    assert seen(of_numbers(values, "h")) == [("2", 1), ("1", 49_999), ("0", 50_001)]


@pytest.mark.parametrize("values", [[0.5], [np.nan, np.nan], [], [3, 3, 3], [1e30, -1e30, 0]])
def test_degenerate_numbers_have_a_legend_and_colours(values: list[float]) -> None:
    column = of_numbers(values, "h")
    assert sum(count for _, count in seen(column)) == len(values)
    assert len(colours.palette(column)) > max(colours.codes(column), default=0)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_hair_is_shown_in_its_colours_which_stay_visible_and_in_order(theme: str) -> None:
    column = of_kinds(tuple(HAIR_COLOURS), list(range(6)), "hair_colour")
    looks = to_oklab(colours.palette(column, theme)[1:7])
    given_ = to_oklab(np.array([list(bytes.fromhex(c)) for c in HAIR_COLOURS.values()], np.uint8))
    assert (looks[:, 0].argsort() == given_[:, 0].argsort()).all()
    hues = [np.arctan2(lab[:, 2], lab[:, 1]) for lab in (looks, given_)]
    assert np.abs(hues[0] - hues[1])[[1, 2, 3, 5]].max() < 0.2
    for ground in GROUNDS[theme]:
        lab = to_oklab(np.array([list(bytes.fromhex(ground[1:]))], np.uint8))
        assert np.linalg.norm(looks - lab, axis=1).min() > 0.12


def test_colours_that_a_column_brings_are_used_for_its_kinds() -> None:
    column = of_kinds(("oak", "ash"), [0, 1], "wood", ("ff0000", "#0000ff"))
    red, blue = colours.palette(column)[1:3].astype(int)
    assert red.argmax() == 0 and blue.argmax() == 2


def test_skin_is_shown_in_its_tones() -> None:
    values = BY_NAME["skin"].values
    dark_skin, *_, light_skin = colours.palette(of_numbers(values, "skin"))[1:][::-1].astype(int)
    assert light_skin.sum() > dark_skin.sum() + 150
    other = colours.palette(of_numbers([0.0, 0.1], "skin"))
    assert bytes(other[1]).hex() == SHADES["dark"].middle


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("count", [2, 5, 12])
def test_colours_of_kinds_are_far_apart_and_from_the_neutral(theme: str, count: int) -> None:
    column = of_kinds(tuple(map(str, range(count))), list(range(count)))
    looks = to_oklab(colours.palette(column, theme)[: count + 1])
    apart = min(np.linalg.norm(one - other) for one, other in itertools.combinations(looks, 2))
    assert apart > (0.12 if count <= 5 else 0.07)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_ramp_goes_one_way_in_lightness(theme: str) -> None:
    looks = to_oklab(colours.palette(of_numbers(np.arange(100), "h"), theme)[1:])
    steps = np.diff(looks[:, 0])
    assert (steps > 0).all() or (steps < 0).all()


@pytest.mark.parametrize("first", [0.3, 0.3000001, 1.0, -2.5])
def test_values_that_are_neighbours_in_float32_are_different_steps(first: float) -> None:
    both = [np.float32(first), np.nextafter(np.float32(first), np.float32(9))]
    assert [entry.count for entry in colours.legend(of_numbers([*both, both[1]], "h"))] == [2, 1]


# A library in the same process may have told the processor to take subnormal numbers for zero.
FLOATS = st.floats(width=32, allow_infinity=False, allow_subnormal=False)


@given(arrays.arrays(np.float32, st.integers(0, 40), elements=FLOATS))
def test_every_item_is_counted_once_under_a_colour_of_the_palette(values: np.ndarray) -> None:
    column = of_numbers(values, "h")
    entries = colours.legend(column)
    found = colours.codes(column)
    assert {entry.code: entry.count for entry in entries if entry.count} == {
        int(code): int((found == code).sum()) for code in np.unique(found)
    }
    assert (found == colours.NEUTRAL).tolist() == (~column.known).tolist()
    assert len(colours.palette(column)) > found.max(initial=0)
    for entry in entries[:0] if colours.form(column) == "ramp" else entries:
        assert entry.code == colours.NEUTRAL or (values[found == entry.code] == np.float32(entry.low)).all()
