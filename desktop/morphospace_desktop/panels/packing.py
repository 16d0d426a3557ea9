"""Which words stand in which row: segments in one row, in two, or none at all, as plain arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

Rows = list[list[float]]
"""For each row the width of each cell."""


def pack(widths: Sequence[float], room: float, most_rows: int = 2) -> Rows | None:
    """Cells for words of these widths within ``room``, in as few rows as can be.

    Cells of a row are equal where the words allow it, and columns align between rows; otherwise each
    cell gets its word's width and an equal share of what is left. None where ``most_rows`` do not do.
    """
    for rows in range(1, min(most_rows, len(widths)) + 1):
        columns = -(-len(widths) // rows)
        packed = _even(widths, columns, room) or _snug(widths, columns, room)
        if packed is not None:
            return packed
    return None


def _lines(widths: Sequence[float], columns: int) -> list[Sequence[float]]:
    return [widths[at : at + columns] for at in range(0, len(widths), columns)]


def _even(widths: Sequence[float], columns: int, room: float) -> Rows | None:
    cell = room / columns
    if max(widths) > cell:
        return None
    return [[cell] * len(line) for line in _lines(widths, columns)]


def _snug(widths: Sequence[float], columns: int, room: float) -> Rows | None:
    lines = _lines(widths, columns)
    if any(sum(line) > room for line in lines):
        return None
    return [[width + (room - sum(line)) / len(line) for width in line] for line in lines]
