"""What is offered while a filter is typed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.faces_atlas import small_columns

from morphospace.atlas.columns import Column
from morphospace.atlas.filtering.completion import completions, example
from morphospace.atlas.filtering.filters import parse
from morphospace.errors import BadFilterError

COLUMNS = small_columns()
NAMES = tuple(COLUMNS)


@pytest.mark.parametrize(
    ("text", "start", "words"),
    [
        ("", 0, (*NAMES, "not")),
        ("ha", 0, ("hair", "hair_colour")),
        ("col", 0, ("hair_colour",)),
        ("hair ", 5, ("=", "!=", "in")),
        ("glasses ", 8, ("=", "!=", "<", ">", "in", "and", "or")),
        ("hair = ", 7, ("bald", "short", "long")),
        ("hair = s", 7, ("short",)),
        ("smile = ", 8, ("1", "0", "-1")),
        ("hair colour = ", 14, ("black", "red")),
        ("hair = short ", 13, ("and", "or")),
        ("hair = short a", 13, ("and",)),
        ("hair = short and not gl", 21, ("glasses",)),
        ("hair in ", 8, ("(",)),
        ("hair in (", 9, ("bald", "short", "long")),
        ("hair in (bald, l", 15, ("long",)),
        ("hair in (bald ", 14, (")",)),
        ("hair in (bald) ", 15, ("and", "or")),
        ("(", 1, (*NAMES, "not")),
        ("wig = ", 6, ()),
        ('hair = "sh', 10, ()),
    ],
)
def test_words_that_fit_are_offered(text: str, start: int, words: tuple[str, ...]) -> None:
    found = completions(text, len(text), COLUMNS)
    assert (found.start, found.words) == (start, words)


def test_only_what_stands_before_the_place_counts() -> None:
    assert completions("ha = bald", 2, COLUMNS).words == ("hair", "hair_colour")


@given(st.text("hair smle=!<(),ndot\"' 01", max_size=30), st.integers(0, 30))
def test_completing_never_fails_and_begins_within_the_text(text: str, at: int) -> None:
    found = completions(text, min(at, len(text)), COLUMNS)
    assert 0 <= found.start <= len(text)


@pytest.mark.parametrize("names", [NAMES, ("smile",), ("hair",), ()])
def test_the_example_is_a_filter_of_these_columns(names: tuple[str, ...]) -> None:
    columns = {name: COLUMNS[name] for name in names}
    text = example(columns)
    assert bool(text) == bool(names)
    if names:
        assert parse(text, columns).matches(columns).any()


def test_the_example_of_continuous_and_of_unknown_numbers_is_one_as_well() -> None:
    for values in (np.linspace(-3, 3, 50), np.full(50, np.nan)):
        columns = {"h": Column("h", "H", values.astype(np.float32))}
        assert parse(example(columns), columns).matches(columns).shape == (50,)


def test_taking_what_is_offered_leads_to_a_filter() -> None:
    text = ""
    for wanted in ("hair", "in", "(", "long", ")", "and", "smile", "=", "-1"):
        found = completions(text, len(text), COLUMNS)
        assert wanted in found.words
        text = text[: found.start] + wanted + " "
    try:
        assert parse(text, COLUMNS).matches(COLUMNS).shape == (8,)
    except BadFilterError as error:
        pytest.fail(f"{text}: {error}")
