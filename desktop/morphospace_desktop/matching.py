"""Fuzzy matching for the command palette: which texts fit what was typed, and how well."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

_START, _NEXT, _PLAIN = 10.0, 6.0, 1.0
_WHOLE = 30.0


def score(query: str, text: str) -> float | None:
    """How well ``text`` fits ``query``: None if not all letters appear in order, else higher is better.

    Letters at the start of a word count most, then letters that follow one another; a text with a word
    that begins as the query does wins over one that holds it in pieces; shorter texts win over longer.
    """
    wanted, given = " ".join(query.lower().split()), text.lower()
    if not wanted:
        return 0.0
    if any(_starts_word(given, place) for place in _places(wanted, given)):
        return _WHOLE + _START + _NEXT * len(wanted) - 0.05 * len(given)
    words = wanted.split()
    parts = [_in_order(word, given) for word in words]
    if any(part is None for part in parts):
        return None
    return sum(part or 0.0 for part in parts) - 0.05 * len(given)


def rank(query: str, items: Iterable[T], text: Callable[[T], str]) -> list[T]:
    """The items that fit, the best first; those that fit equally well keep their order."""
    scored = [(score(query, text(item)), item) for item in items]
    fitting = [(value, item) for value, item in scored if value is not None]
    return [item for _, item in sorted(fitting, key=lambda pair: -pair[0])]


def _places(wanted: str, given: str) -> Iterable[int]:
    return (place for place in range(len(given)) if given.startswith(wanted, place))


def _in_order(word: str, text: str) -> float | None:
    """The best score of ``word`` as a subsequence of ``text``, tried from every word's start."""
    starts = [i for i in range(len(text)) if text[i] == word[0]]
    values = [value for start in starts if (value := _from(word, text, start)) is not None]
    return max(values, default=None)


def _from(word: str, text: str, start: int) -> float | None:
    total, place = 0.0, start - 1
    for letter in word:
        found = text.find(letter, place + 1)
        if found < 0:
            return None
        if _starts_word(text, found):
            total += _START
        elif found == place + 1:
            total += _NEXT
        else:
            total += _PLAIN - 0.1 * (found - place)
        place = found
    return total


def _starts_word(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum()
