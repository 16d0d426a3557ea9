"""The grid finds what brute force finds, whatever the points are like."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morphospace.atlas.drawing.grid import build_grid, gather, nearest, runs_within

RNG = np.random.default_rng(5)


def cloud(count: int, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    middles = rng.normal(size=(6, 2)) * 3
    return (middles[rng.integers(0, 6, count)] + rng.normal(size=(count, 2)) * 0.5).astype(np.float32)


def test_every_finite_point_has_its_place_once_and_others_none() -> None:
    points = cloud(500)
    points[7], points[9], points[11] = np.nan, (np.inf, 0), (0, -np.inf)
    grid = build_grid(points)
    assert grid.count == 500
    assert sorted(grid.order.tolist()) == sorted(set(range(500)) - {7, 9, 11})


def test_places_are_those_of_the_rows() -> None:
    points = cloud(2000)
    grid = build_grid(points)
    back = np.column_stack([grid.x0 + grid.u * grid.span, grid.y0 + grid.v * grid.span])
    assert np.allclose(back, points[grid.order], atol=1e-5 * grid.span)


@given(
    st.floats(-8, 8), st.floats(-8, 8), st.floats(0.001, 10), st.floats(0.001, 10), st.sampled_from([3, 3000])
)
def test_a_rectangle_misses_none_of_its_points(
    left: float, bottom: float, wide: float, high: float, count: int
) -> None:
    points = cloud(count)
    points[0] = (500, 3)
    grid = build_grid(points)
    rows = set(gather(grid.order, runs_within(grid, (left, bottom, left + wide, bottom + high))).tolist())
    inside = (points >= (left, bottom)).all(axis=1) & (points <= (left + wide, bottom + high)).all(axis=1)
    assert set(np.flatnonzero(inside).tolist()) <= rows


def test_a_small_rectangle_reads_few_points() -> None:
    points = RNG.random((100_000, 2)).astype(np.float32)
    runs = runs_within(build_grid(points), (0.50, 0.50, 0.52, 0.52))
    assert 20 <= sum(b - a for a, b in runs) < 300
    assert all(a[1] < b[0] for a, b in itertools.pairwise(runs))


@given(st.floats(-9, 9), st.floats(-9, 9), st.floats(0.01, 5))
def test_the_nearest_is_the_nearest(x: float, y: float, reach: float) -> None:
    points = cloud(800)
    away = np.hypot(points[:, 0] - x, points[:, 1] - y)
    found = nearest(build_grid(points), x, y, reach)
    if found < 0:
        assert away.min() > reach * (1 - 1e-4)
    else:
        assert away[found] <= away.min() + 1e-4
        assert away[found] <= reach * (1 + 1e-4)


def test_one_far_point_does_not_squeeze_the_others() -> None:
    points = cloud(5000)
    points[3] = (1e6, -1e6)
    grid = build_grid(points)
    assert grid.span < 100
    assert nearest(grid, 1e6, -1e6, 10.0) == 3
    left, bottom, right, top = grid.bounds or (0, 0, 0, 0)
    assert right < 100 and bottom > -100 and left < right and bottom < top


@pytest.mark.parametrize("count", [0, 1, 2, 5000])
def test_points_in_one_place(count: int) -> None:
    grid = build_grid(np.full((count, 2), 3.25, np.float32))
    assert len(grid) == count
    assert (nearest(grid, 3.25, 3.25, 0.1) >= 0) is (count > 0)
    assert nearest(grid, 4.0, 3.25, 0.1) == -1
    assert (grid.bounds is None) is (count == 0)


def test_all_in_one_place_but_one() -> None:
    points = np.zeros((5000, 2), np.float32)
    points[17] = (40, 30)
    grid = build_grid(points)
    assert grid.bounds == pytest.approx((0, 0, 40, 30), abs=1e-3)
    assert nearest(grid, 40, 30, 1) == 17


def test_nothing_but_nan() -> None:
    grid = build_grid(np.full((10, 2), np.nan))
    assert len(grid) == 0 and grid.count == 10
    assert runs_within(grid, (-1, -1, 1, 1)) == []


def test_positions_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(N, 2\)"):
        build_grid(np.zeros((5, 3)))
