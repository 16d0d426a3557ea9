"""Filters: what they match, what they say about a fault, and that nothing else ever happens."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morphospace.atlas.columns import Column
from morphospace.atlas.filtering.filters import Comparison, Filter, Joined, Not, parse
from morphospace.errors import BadFilterError

HAIR = ("bald", "short", "hat", "very long")
COLOURS = ("black", "red", "light brown")


def kind(name: str, kinds: tuple[str, ...], codes: list[int], title: str = "") -> Column:
    return Column(name, title or name.capitalize(), np.array(codes, np.int16), kinds)


def numbers(name: str, values: list[float], title: str = "") -> Column:
    return Column(name, title or name.capitalize(), np.array(values, np.float32))


COLUMNS = {
    column.name: column
    for column in (
        numbers("glasses", [0, 1, 1, 0, np.nan, 1]),
        numbers("smile", [-1, 0, 1, 0.1, 1, np.nan]),
        numbers("beard", [0, 1 / 3, 2 / 3, 1, 0, 0]),
        kind("hair", HAIR, [0, 1, 2, 3, -1, 1]),
        kind("hair_colour", COLOURS, [0, 1, 2, 1, 1, -1], "Tint of the hair"),
        kind("digit", ("1", "2", "-1", "and", 'the "best"'), [0, 1, 2, 3, 4, 0]),
    )
}


def rows(text: str) -> list[int]:
    return np.flatnonzero(parse(text, COLUMNS).matches(COLUMNS)).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("glasses = 1", [1, 2, 5]),
        ("glasses", [1, 2, 5]),
        ("glasses = yes", [1, 2, 5]),
        ("GLASSES == 0", [0, 3]),
        ("glasses = 1 and hair = short", [1, 5]),
        ("glasses = 1 and hair = short or smile = -1", [0, 1, 5]),
        ("glasses = 1 and (hair = short or hair = hat)", [1, 2, 5]),
        ("glasses=1 AND hair!=short", [2]),
        ("smile >= 0 and smile < 1", [1, 3]),
        ("smile > −1 and smile ≤ 0.1", [1, 3]),
        ("smile = 0.1", [3]),
        ("smile <= 0.1", [0, 1, 3]),
        ("smile < 0.1", [0, 1]),
        ("smile > 0.1", [2, 4]),
        ("beard = 0.33 or beard = .667", [1, 2]),
        ("beard = 0.3", []),
        ("hair = very long", [3]),
        ('HAIR = "Very_Long"', [3]),
        ("hair in (bald, very long)", [0, 3]),
        ("smile in (0, 1)", [1, 2, 4]),
        ("hair colour = Light Brown", [2]),
        ("tint of the hair = red", [1, 3, 4]),
        ("digit = -1", [2]),
        ("digit = 'and'", [3]),
        ('digit = "the ""best"""', [4]),
        ("beard < 1e300 and smile > -1e300", [0, 1, 2, 3, 4]),
    ],
)
def test_a_filter_matches(text: str, expected: list[int]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    "test",
    [
        "hair = hat",
        "hair != hat",
        "hair in (hat, bald)",
        "glasses",
        "glasses = 1",
        "smile < 1",
        "smile in (0)",
    ],
)
def test_what_is_not_known_matches_neither_a_test_nor_its_opposite(test: str) -> None:
    column = COLUMNS[test.split()[0]]
    either, neither = rows(f"{test} or not {test}"), np.flatnonzero(~column.known).tolist()
    assert sorted(either + neither) == list(range(6))
    assert rows(f"not {test}") == rows(f"not ({test} and {test})")
    assert not set(rows(test)) & set(rows(f"not {test}"))


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "name a column"),
        ("glasses =", 9, "a number"),
        ("glasses = 1 and", 15, "ends too soon"),
        ("glasses = 1 and and smile", 16, "not with and"),
        ("hair = red", 7, "did you mean hair_colour = red?"),
        ("hair = shrt", 7, "did you mean short?"),
        ("hair = green", 7, "it has bald, short, hat, very long"),
        ("glases = 1", 0, "did you mean glasses?"),
        ("red", 0, "did you mean hair_colour = red?"),
        ("colour = 1", 0, "There is no column colour"),
        ("hair", 0, "hair = bald"),
        ("hair < hat", 5, "use = or !="),
        ("smile = red", 8, "did you mean hair_colour = red?"),
        ("smile = wide", 8, "not with wide"),
        ("(glasses = 1", 0, "put ) behind it"),
        ("glasses = 1)", 11, "never opened"),
        ("glasses = 1 hair = hat", 12, "Put and or or before hair"),
        ("glasses hair = hat", 0, "no column glasses hair"),
        ("(glasses = 1) hair = hat", 14, "Put and or or before hair"),
        ("hair in bald", 8, "hair in (bald, short)"),
        ("hair in (bald", 8, "put ) behind it"),
        ("hair not in (bald)", 5, "not hair in"),
        ('hair = "bald', 7, "has no end"),
        ("hair ! bald", 5, "write !="),
        ("smile = 1e999", 8, "not with 1e999"),
        ("(" * 500, 60, "too many brackets"),
        ("not " * 500 + "glasses", 240, "too many brackets"),
        ("x" * 10_001, 10_000, "at most"),
    ],
)
def test_a_fault_is_one_sentence_with_its_place(text: str, position: int, words: str) -> None:
    with pytest.raises(BadFilterError) as caught:
        parse(text, COLUMNS)
    assert words in str(caught.value)
    assert caught.value.position == position
    assert str(caught.value)[-1] in ".?"


def test_a_column_named_exactly_so_goes_before_one_written_alike() -> None:
    columns = {name: numbers(name, [float(at)], "A title") for at, name in enumerate(("a b", "A_B"))}
    assert parse("A_B = 1", columns).matches(columns).all()
    assert parse('"a b" = 0', columns).matches(columns).all()


def test_more_items_of_the_same_columns_are_matched_by_the_same_filter() -> None:
    found = parse("hair = hat", COLUMNS)
    more = {"hair": kind("hair", ("hat", "bald"), [0, 1, 0])}
    assert found.matches(more).tolist() == [True, False, True]


# ---------------------------------------------------------------------- for every text

NAMES = ("glasses", "smile", "hair", "hair_colour", "digit", "tint of the hair")
SIGNS = ("=", "!=", "<", ">=", "!", "(", ")", ",", "and", "or", "not", "in", "'", '"')
VALUES = ("1", "-1", "0.33", "1e999", "red", "short", "very", "long", "best", "é")
WORDS = st.sampled_from((*NAMES, *SIGNS, *VALUES))
LITERALS = st.sampled_from(["0", "1", "-1", "0.33", "1e-3", "2.", "−1"])


def comparisons() -> st.SearchStrategy[Comparison]:
    def of(name: str) -> st.SearchStrategy[Comparison]:
        column = COLUMNS[name]
        value = st.sampled_from(column.kinds) if column.is_kind else LITERALS
        signs = ("=", "!=") if column.is_kind else ("=", "!=", "<", "<=", ">", ">=")
        one = st.builds(Comparison, st.just(name), st.sampled_from(signs), st.tuples(value))
        many = st.builds(
            Comparison, st.just(name), st.just("in"), st.lists(value, min_size=1, max_size=3).map(tuple)
        )
        alone = st.nothing() if column.is_kind else st.just(Comparison(name, "above 0"))
        return one | many | alone

    return st.sampled_from(sorted(COLUMNS)).flatmap(of)


def nodes() -> st.SearchStrategy[Comparison | Joined | Not]:
    return st.recursive(
        comparisons(),
        lambda inner: (
            st.builds(Not, inner)
            | st.builds(
                Joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple)
            )
        ),
        max_leaves=8,
    )


@given(st.text(max_size=60) | st.lists(WORDS, max_size=14).map(" ".join))
def test_every_text_is_a_filter_or_a_fault_with_its_place(text: str) -> None:
    try:
        found = parse(text, COLUMNS)
    except BadFilterError as error:
        assert 0 <= error.position <= len(text)
        assert str(error)
    else:
        assert found.matches(COLUMNS).shape == (6,)
        assert parse(str(found), COLUMNS) == found


@given(nodes())
def test_a_filter_reads_as_it_is_written(root: Comparison | Joined | Not) -> None:
    whole = Filter(root)
    assert parse(str(whole), COLUMNS) == whole


@given(nodes())
def test_known_items_match_exactly_one_of_a_filter_and_its_opposite(root: Comparison | Joined | Not) -> None:
    known = np.logical_and.reduce([column.known for column in COLUMNS.values()])
    yes, no = Filter(root).matches(COLUMNS), Filter(Not(root)).matches(COLUMNS)
    assert not (yes & no).any()
    assert (yes | no)[known].all()
