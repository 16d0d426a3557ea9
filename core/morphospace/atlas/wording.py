"""What is known of an item, in few words."""

from __future__ import annotations

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.columns import Column

_LINE = 30
"""Characters of one line beside a picture."""


def value_text(column: Column, row: int) -> str:
    """The value of an item: a kind's name, a number with at most two decimals, or nothing."""
    if not bool(column.known[row]):
        return ""
    if column.is_kind:
        return column.kinds[int(column.values[row])]
    # Adding zero makes a zero of minus zero, which rounding leaves of a small negative number.
    return f"{round(float(column.values[row]), 2) + 0.0:g}".replace("-", "−")


def facts(atlas: Atlas, row: int, lines: int = 3) -> list[str]:
    """The attributes of an item in lines: what stands out first, values of zero left out."""
    words = []
    for column in atlas.columns.values():
        value = value_text(column, row)
        if value and value != "0":
            words.append(value if column.is_kind else f"{column.title.lower()} {value}")
    return _lines(words)[:lines]


def _lines(words: list[str]) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(word) + 3 <= _LINE:
            lines[-1] += f" · {word}"
        else:
            lines.append(word)
    return lines
