"""A lasso holds what lies within it: judged against every point by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morphospace.atlas.drawing.grid import build_grid
from morphospace.atlas.drawing.regions import winds_around, within_box, within_polygon

POINTS = np.random.default_rng(2).normal(size=(4000, 2)).astype(np.float32)
GRID = build_grid(POINTS)
SQUARE = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])


@given(st.lists(st.tuples(st.floats(-4, 4), st.floats(-4, 4)), min_size=3, max_size=40))
def test_a_lasso_is_exact_however_it_crosses_itself(corners: list[tuple[float, float]]) -> None:
    polygon = np.array(corners)
    found, right = within_polygon(GRID, polygon), winds_around(polygon, POINTS)
    # What float32 cannot tell from the line may go either way.
    assert (found != right).sum() <= 2


def test_a_loop_drawn_twice_still_holds_its_inside() -> None:
    twice = np.concatenate([SQUARE, SQUARE])
    assert np.array_equal(within_polygon(GRID, twice), within_polygon(GRID, SQUARE))


def test_the_direction_of_the_hand_does_not_matter() -> None:
    assert np.array_equal(within_polygon(GRID, SQUARE[::-1]), within_polygon(GRID, SQUARE))


def test_a_square_is_what_a_box_is() -> None:
    inside = (np.abs(POINTS) < 1).all(axis=1)
    assert np.array_equal(within_polygon(GRID, SQUARE), inside)
    assert np.array_equal(within_box(GRID, (1.0, -1.0), (-1.0, 1.0)), inside)


def test_a_hole_is_left_out() -> None:
    # Round a square, in along a seam, and round a smaller one the other way.
    ring = np.concatenate([SQUARE, SQUARE[:1], 0.5 * SQUARE[:1], 0.5 * SQUARE[::-1]])
    found = within_polygon(GRID, ring)
    assert not found[(np.abs(POINTS) < 0.49).all(axis=1)].any()
    assert found.sum() > 500


@pytest.mark.parametrize(
    "corners", [[], [(0, 0)], [(0, 0), (1, 1)], [(1, 1)] * 5, [(np.nan, 0), (1, 1), (0, 2)]]
)
def test_what_is_no_area_holds_nothing(corners: list[tuple[float, float]]) -> None:
    assert not within_polygon(GRID, np.array(corners).reshape(-1, 2)).any()


def test_points_that_are_nowhere_are_never_within() -> None:
    points = np.zeros((50, 2), np.float32)
    points[10:20] = np.nan
    grid = build_grid(points)
    for found in (within_polygon(grid, SQUARE), within_box(grid, (-9, -9), (9, 9))):
        assert found.sum() == 40 and not found[10:20].any()


def test_far_points_can_be_lassoed() -> None:
    points = np.concatenate([POINTS, [[9e4, 9e4]]]).astype(np.float32)
    found = within_polygon(build_grid(points), SQUARE * 10 + 9e4)
    assert np.flatnonzero(found).tolist() == [4000]
