"""The grid of a gallery: what is where, and what is seen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from morphospace_desktop.explorer.cells import Cells

CELLS = st.builds(Cells, st.integers(0, 500), st.sampled_from([48, 64, 128]), st.integers(40, 900))


@given(CELLS, st.integers(0, 499))
def test_a_picture_is_found_where_it_stands_and_not_beside_it(cells: Cells, index: int) -> None:
    x, y = cells.place(index)
    found = index if index < cells.count else -1
    assert cells.at(x, y) == cells.at(x + cells.side - 1, y + cells.side - 1) == found
    assert cells.at(x - 1, y) == cells.at(x, y - 1) == -1


@given(CELLS, st.integers(-50, 4000), st.integers(0, 700))
def test_exactly_what_is_seen_is_painted(cells: Cells, top: int, height: int) -> None:
    seen = {
        index
        for index in range(cells.count)
        if cells.place(index)[1] + cells.side > top and cells.place(index)[1] < top + height
    }
    painted = set(cells.between(top, top + height))
    assert seen <= painted
    assert len(painted - seen) <= 2 * cells.columns


@given(CELLS)
def test_all_rows_fit_into_the_height(cells: Cells) -> None:
    if cells.count:
        assert cells.place(cells.count - 1)[1] + cells.side < cells.height
    else:
        assert cells.height == 0
