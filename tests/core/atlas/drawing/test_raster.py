"""Points as pixels: where they are, in whose colour, and the more so the more they are."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from morphospace.atlas.drawing.grid import build_grid, runs_within
from morphospace.atlas.drawing.inks import Inks, ink_points, make_inks
from morphospace.atlas.drawing.raster import (
    busiest,
    find_texels,
    paint_dots,
    paint_texels,
    tint_texels,
    typical_spacing,
)

RED, BLUE = (220, 20, 20), (20, 20, 220)
TABLE = make_inks(np.array([RED, BLUE], np.uint8), np.array([90, 90, 90]), np.array([255, 255, 255]))


def channels(pixels: np.ndarray) -> np.ndarray:
    """Alpha, red, green, blue on the last axis."""
    return np.stack([(pixels >> np.uint32(place)) & np.uint32(255) for place in (24, 16, 8, 0)], -1).astype(
        int
    )


def inks(codes: list[int], matches: list[bool] | None = None, chosen: list[bool] | None = None) -> np.ndarray:
    return ink_points(
        np.array(codes, np.uint8),
        2,
        None if matches is None else np.array(matches),
        None if chosen is None else np.array(chosen),
    )


def dots(places: list[tuple[float, float]], own: np.ndarray, radius: float = 2.0) -> np.ndarray:
    pixels = np.zeros((60, 60), np.uint32)
    at = np.array(places, np.float32)
    paint_dots(pixels, at[:, 0], at[:, 1], own, TABLE, radius)
    return channels(pixels)


def density(points: np.ndarray, own: np.ndarray, level: int = 4, table: Inks = TABLE) -> np.ndarray:
    grid = build_grid(points)
    texels = find_texels(grid, level)
    pixels = np.zeros((1 << level, 1 << level), np.uint32)
    paint_texels(pixels, texels, tint_texels(texels, own[grid.order], table, busiest(texels)))
    return channels(pixels)


def test_texels_hold_every_point_once_at_each_fineness() -> None:
    grid = build_grid(np.random.default_rng(0).normal(size=(3000, 2)))
    for level in (0, 3, 9, 16):
        texels = find_texels(grid, level)
        assert texels.counts.sum() == 3000
        cells = set(zip(texels.columns.tolist(), texels.lines.tolist(), strict=True))
        assert len(cells) == len(texels) <= 4**level
    assert len(find_texels(grid, 0)) == 1


def test_texels_of_a_part_are_those_of_the_whole_that_lie_there() -> None:
    grid = build_grid(np.random.default_rng(0).random((3000, 2)))
    whole, part = find_texels(grid, 6), find_texels(grid, 6, runs_within(grid, (0.2, 0.2, 0.4, 0.3)))
    counted = {(c, r): n for c, r, n in zip(whole.columns, whole.lines, whole.counts, strict=True)}
    inside = [at for at in zip(part.columns, part.lines, part.counts, strict=True) if 15 < at[0] < 24]
    assert inside and all(counted[c, r] == n for c, r, n in inside)


def test_a_density_stands_upright() -> None:
    points = np.array([(0.0, 0.0), (10.0, 0.0), (0.0, 10.0)])
    seen = density(points, inks([0, 0, 1]), level=3)
    assert (seen[7, 0, 1:] > 0).any() and seen[7, 0, 1] > seen[7, 0, 3]
    assert seen[0, 0, 3] > seen[0, 0, 1]
    assert seen[0, 7, 0] == 0


def test_many_points_are_more_opaque_than_one_and_one_is_seen() -> None:
    points = np.array([(0.0, 0.0)] * 500 + [(10.0, 10.0)])
    seen = density(points, inks([0] * 501))
    assert 50 < seen[0, 15, 0] < seen[15, 0, 0]


def test_two_colours_in_one_texel_mix_by_their_numbers() -> None:
    points = np.array([(0.0, 0.0)] * 4 + [(10.0, 10.0)] * 4)
    seen = density(points, inks([0, 0, 0, 1, 1, 1, 1, 0]))
    lower, upper = seen[15, 0], seen[0, 15]
    assert lower[1] > lower[3] and upper[3] > upper[1] and lower[3] > 0


def test_colours_never_exceed_their_alpha() -> None:
    points = np.random.default_rng(0).normal(size=(20_000, 2))
    seen = density(points, inks([i % 2 for i in range(20_000)]), level=6)
    assert (seen[..., 1:] <= seen[..., :1]).all()


def test_what_does_not_match_is_grey_and_behind() -> None:
    points = np.array([(0.0, 0.0)] * 5 + [(10.0, 10.0)] * 5)
    seen = density(points, inks([0] * 10, matches=[True] + [False] * 9))
    assert seen[15, 0, 1] > 2 * seen[15, 0, 2], "one that matches outshines four that do not"
    assert seen[0, 15, 1] == seen[0, 15, 2] == seen[0, 15, 3] > 0


@pytest.mark.parametrize("radius", [0.9, 2.0, 4.5])
def test_a_dot_is_round_and_as_large_as_asked(radius: float) -> None:
    alpha = dots([(30.0, 30.0)], inks([0]), radius)[..., 0]
    lines, columns = np.nonzero(alpha > 128)
    away = np.hypot(columns + 0.5 - 30, lines + 0.5 - 30)
    assert away.max() <= radius + 1
    assert len(away) == pytest.approx(np.pi * radius**2, rel=0.7)


def test_dots_move_by_parts_of_a_pixel() -> None:
    shades = [dots([(30.0 + part, 30.0)], inks([0]))[..., 0] for part in (0.0, 0.25, 0.5, 0.75)]
    assert all((one != other).any() for one, other in itertools.pairwise(shades))


def test_the_chosen_dot_is_above_and_the_dimmed_one_below() -> None:
    for places in ([(30, 30), (30, 30)], [(30, 30), (31, 30)]):
        seen = dots(places, inks([0, 1], chosen=[False, True]))
        assert seen[30, 30, 3] > seen[30, 30, 1]
        seen = dots(places, inks([0, 1], matches=[True, False]))
        assert seen[30, 30, 1] > 1.5 * seen[30, 30, 3]


def test_many_dots_obey_the_same_order_as_few() -> None:
    at = [(30.0, 30.0)] * 60_000
    seen = dots(at, inks([1] * 60_000, chosen=[i == 5 for i in range(60_000)]))
    assert seen[30, 30, 0] == 255


def test_dots_beyond_the_edge_are_left_out() -> None:
    for place in ((-5.0, 30.0), (30.0, 1e9), (1.0, 30.0), (59.5, 59.5)):
        assert not dots([place], inks([0])).any()


def test_spacing_is_that_of_where_points_are_dense() -> None:
    rng = np.random.default_rng(0)
    even = rng.random((20_000, 2))
    assert typical_spacing(build_grid(even)) == pytest.approx(1 / np.sqrt(20_000), rel=0.35)
    # A few strays about do not change what the dense part is like.
    strays = np.concatenate([even, rng.random((500, 2)) * 20])
    assert typical_spacing(build_grid(strays)) < 4 / np.sqrt(20_000)
    assert typical_spacing(build_grid(np.empty((0, 2)))) > 0


def test_codes_beyond_the_palette_take_its_last_colour() -> None:
    assert inks([0, 1, 7]).tolist() == [4, 5, 5]


def test_nothing_is_faded_while_nothing_is_chosen() -> None:
    assert inks([0, 1], chosen=[False, False]).tolist() == [4, 5]
    assert inks([0, 1], chosen=[True, False]).tolist() == [6, 3]
