"""What a person types finds what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morphospace_desktop.matching import rank, score

TITLES = [
    "New face",
    "Open…",
    "Smile…",
    "Eyes: wink",
    "Eyes: closed",
    "Export PNG…",
    "Keyboard shortcuts…",
    "Undo Smile 0.68",
]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("wink", "Eyes: wink"),
        ("ew", "Eyes: wink"),
        ("nf", "New face"),
        ("exp", "Export PNG…"),
        ("smile", "Smile…"),
        ("png", "Export PNG…"),
        ("short key", "Keyboard shortcuts…"),
    ],
)
def test_the_best_match_comes_first(query: str, first: str) -> None:
    assert rank(query, TITLES, str)[0] == first


def test_letters_out_of_order_do_not_match() -> None:
    assert score("knw", "wink") is None
    assert rank("zzz", TITLES, str) == []


def test_nothing_typed_keeps_the_order() -> None:
    assert rank("  ", TITLES, str) == TITLES


@given(st.text(max_size=20), st.text(max_size=40))
def test_any_text_has_a_score_or_none_and_a_text_finds_itself(query: str, text: str) -> None:
    score(query, text)
    assert score(text, text) is not None
