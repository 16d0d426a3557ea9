"""No word of a row of segments is ever cut: rows are packed so that each has its room."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from morphospace_desktop.panels.packing import pack

cases = settings(deadline=None, max_examples=60)


@cases
@given(st.lists(st.floats(10, 90), min_size=1, max_size=9), st.floats(40, 400), st.integers(1, 3))
def test_every_word_has_its_room_and_every_row_fits(widths: list[float], room: float, most: int) -> None:
    rows = pack(widths, room, most)
    if rows is None:
        return
    cells = [cell for row in rows for cell in row]
    assert len(cells) == len(widths) and len(rows) <= most
    assert all(cell >= width - 1e-6 for cell, width in zip(cells, widths, strict=True))
    assert all(sum(row) <= room + 1e-6 for row in rows)


@cases
@given(st.lists(st.floats(10, 90), min_size=1, max_size=9), st.floats(40, 400))
def test_one_row_is_taken_whenever_the_words_fit_in_it(widths: list[float], room: float) -> None:
    rows = pack(widths, room)
    assert (rows is not None and len(rows) == 1) == (sum(widths) <= room or max(widths) * len(widths) <= room)


def test_columns_align_between_rows() -> None:
    assert pack([40, 40, 40, 40, 40], 120) == [[40, 40, 40], [40, 40]]


def test_uneven_words_share_a_row() -> None:
    rows = pack([20, 60, 20], 120)
    assert rows is not None and rows[0] == pytest.approx([20 + 20 / 3, 60 + 20 / 3, 20 + 20 / 3])


def test_none_where_it_cannot_be() -> None:
    assert pack([50, 50, 50, 50, 50], 80) is None
