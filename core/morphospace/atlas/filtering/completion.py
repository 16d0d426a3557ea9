"""What may follow in a filter at the place where someone types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from morphospace.atlas.columns import Column
from morphospace.atlas.drawing.colours import form, legend
from morphospace.atlas.filtering.filters import column_named
from morphospace.atlas.filtering.words import Token, folded, quoted, tokens
from morphospace.errors import BadFilterError

_MOST = 40


@dataclass(frozen=True)
class Completion:
    """``words`` that could stand in the text from ``start`` to the place where someone types."""

    start: int
    words: tuple[str, ...] = ()


def completions(text: str, at: int, columns: Mapping[str, Column]) -> Completion:
    """What fits what was typed before the place ``at``; nothing where the text is wrong already."""
    try:
        before = tokens(text[:at])[:-1]
    except BadFilterError:
        return Completion(at)
    begun = ""
    if before and before[-1].kind in ("word", "keyword") and before[-1].end == at:
        begun = before.pop().text
    start = at - len(begun)
    fitting = (word for word in _next(before, columns) if _fits(word, begun))
    return Completion(start, tuple(fitting)[:_MOST])


def example(columns: Mapping[str, Column]) -> str:
    """A filter to show what one is, of a number and a kind where there are both."""
    number = _liked([column for column in columns.values() if not column.is_kind], "glasses")
    kind = _liked([column for column in columns.values() if column.is_kind], "hair_colour")
    parts = [] if number is None else [f"{quoted(number.name)} {_typical(number)}"]
    if kind is not None:
        parts.append(f"{quoted(kind.name)} = {quoted(kind.kinds[min(3, len(kind.kinds) - 1)])}")
    return " and ".join(parts)


def _liked(columns: Sequence[Column], name: str) -> Column | None:
    return next((column for column in columns if column.name == name), columns[0] if columns else None)


def _typical(column: Column) -> str:
    """A test that some items pass: the largest of a few values, else what lies above the middle."""
    entries = legend(column)
    if form(column) == "steps" and len(entries):
        return f"= {entries[0].low:.4g}" if entries[0].low == entries[0].low else "> 0"
    return f"> {entries[len(entries) // 2].low:.2g}"


def _fits(word: str, begun: str) -> bool:
    bare = folded(word.strip('"'))
    return bare != folded(begun) and any(part.startswith(folded(begun)) for part in (bare, *bare.split()))


def _next(before: Sequence[Token], columns: Mapping[str, Column]) -> list[str]:
    """The words that the grammar allows behind these tokens."""
    if not before or before[-1].text in ("and", "or", "not"):
        return [*map(quoted, columns), *([] if before and before[-1].text == "not" else ["not"])]
    last = before[-1]
    if last.kind in ("word", "quoted"):
        column = column_named(_words(before), columns)
        sign = before[-1 - _count(before)] if len(before) > _count(before) else None
        if sign is not None and (sign.kind == "sign" or _list_of(before[: -_count(before)], columns)):
            return ["and", "or"] if sign.kind == "sign" else [")"]
        return [] if column is None else _behind_name(column)
    if last.kind == "sign":
        return _values(column_named(_words(before[:-1]), columns))
    if last.text == "in":
        return ["("]
    listed = _list_of(before, columns)
    if last.text == ")":
        return ["and", "or"]
    return _values(listed) if listed is not None else [*map(quoted, columns), "not"]


def _behind_name(column: Column) -> list[str]:
    return ["=", "!=", "in"] if column.is_kind else ["=", "!=", "<", ">", "in", "and", "or"]


def _values(column: Column | None) -> list[str]:
    """Kinds, or the numbers of a column that has few."""
    if column is None:
        return []
    if column.is_kind:
        return [quoted(kind) for kind in column.kinds]
    if form(column) != "steps":
        return []
    return [f"{entry.low:.4g}" for entry in legend(column) if entry.low == entry.low]


def _count(before: Sequence[Token]) -> int:
    """How many words stand together at the end."""
    count = 0
    while count < len(before) and before[-1 - count].kind in ("word", "quoted"):
        count += 1
    return count


def _words(before: Sequence[Token]) -> str:
    return " ".join(token.text for token in before[len(before) - _count(before) :])


def _list_of(before: Sequence[Token], columns: Mapping[str, Column]) -> Column | None:
    """The column whose list of values is open at the end of these tokens."""
    for place in range(len(before) - 1, 0, -1):
        token = before[place]
        if token.text == ")" or token.kind == "sign":
            return None
        if token.text == "(":
            is_list = before[place - 1].text == "in" and before[place - 1].kind == "keyword"
            return column_named(_words(before[: place - 1]), columns) if is_list else None
    return None
