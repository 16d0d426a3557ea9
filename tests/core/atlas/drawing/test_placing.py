"""Thumbnails on the plane do not overlap, fill the room there is, and stay while one pans and zooms."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from morphospace.atlas.drawing.grid import build_grid
from morphospace.atlas.drawing.placing import standing

POINTS = np.random.default_rng(4).random((5000, 2)).astype(np.float32)
GRID = build_grid(POINTS)
ALL = (-1.0, -1.0, 2.0, 2.0)


def rows(rect: tuple[float, float, float, float], size: float) -> set[int]:
    return set(GRID.order[standing(GRID, rect, size)].tolist())


@given(st.floats(0.02, 0.5))
def test_none_overlap(size: float) -> None:
    places = POINTS[sorted(rows(ALL, size))].astype(float)
    away = np.abs(places[:, None] - places[None]).max(axis=-1)
    away[np.diag_indices(len(away))] = np.inf
    assert len(places) and away.min() >= size * (1 - 1e-4)


def test_the_room_is_filled() -> None:
    # Squares laid at random fill about 56 % of a plane at most (Rényi's parking, squared).
    assert len(rows(ALL, 0.05)) * 0.05**2 > 0.3


def test_a_lone_point_always_stands() -> None:
    lone = build_grid(np.array([(0.0, 0.0), (0.001, 0.0), (5.0, 5.0)]))
    assert 2 in lone.order[standing(lone, (*ALL[:2], 9.0, 9.0), 0.1)]


def test_panning_changes_nothing_away_from_the_edges() -> None:
    size = 0.03
    middle = (POINTS > 0.4).all(axis=1) & (POINTS < 0.6).all(axis=1)
    seen = [
        {row for row in rows((0.2 + by, 0.2, 0.8 + by, 0.8), size) if middle[row]}
        for by in (0.0, 0.013, 0.05, 0.1)
    ]
    assert seen[0] and all(one == seen[0] for one in seen)


def test_most_stay_when_zooming_in() -> None:
    before, after = rows(ALL, 0.05), rows(ALL, 0.04)
    assert len(before & after) > 0.6 * len(before)
    assert len(after) > len(before)


def test_only_what_is_allowed_stands() -> None:
    allowed = np.zeros(len(GRID), bool)
    allowed[::7] = True
    places = standing(GRID, ALL, 0.05, allowed)
    assert len(places) > 50 and allowed[places].all()
    assert len(standing(GRID, ALL, 0.05, np.zeros(len(GRID), bool))) == 0


def test_no_points_no_thumbnails() -> None:
    assert len(standing(build_grid(np.empty((0, 2))), ALL, 0.1)) == 0
