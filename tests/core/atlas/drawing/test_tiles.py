"""Tiles cover what is seen, coarse ones and those near the focus first, and are kept while they are used."""

import math

from hypothesis import given
from hypothesis import strategies as st

from morphospace.atlas.drawing.tiles import Tile, TileCache, centres, level_for, tile_at, tiles_in, wanted

PLACES = st.floats(-1e3, 1e3, allow_subnormal=False)
LEVELS = st.integers(-6, 6)


@given(PLACES, PLACES, LEVELS)
def test_every_place_lies_in_its_tile_and_in_the_coarser_one(x: float, y: float, level: int) -> None:
    tile = tile_at(x, y, level)
    left, bottom, right, top = tile.rect
    assert left <= x <= right and bottom <= y <= top
    assert tile.parent == tile_at(*tile.centre, level - 1)


@given(st.floats(1e-3, 1e6), st.floats(8, 256))
def test_a_level_has_tiles_of_the_wanted_size(scale: float, least: float) -> None:
    pixels = scale * 2.0 ** -level_for(scale, least)
    assert least * (1 - 1e-9) <= pixels < 2 * least * (1 + 1e-9)


@given(PLACES, PLACES, st.floats(0.1, 20), st.floats(0.1, 20), st.integers(-2, 2))
def test_what_is_seen_is_covered_once(x: float, y: float, wide: float, high: float, level: int) -> None:
    rect = (x, y, x + wide, y + high)
    tiles = tiles_in(rect, level, most=10**6)
    assert len(set(tiles)) == len(tiles)
    assert tile_at(x, y, level) in tiles
    covered = sum(tile.side**2 for tile in tiles)
    assert covered >= wide * high * (1 - 1e-9)
    assert all(tile.rect[0] < rect[2] and tile.rect[2] > rect[0] for tile in tiles)


def test_too_many_tiles_are_none() -> None:
    assert tiles_in((0, 0, 1000, 1000), 3) == []


def test_coarse_ones_come_first_then_those_near_the_focus() -> None:
    tiles = wanted((0, 0, 4, 4), (0, 1), focus=(0.2, 3.9))
    assert [tile.level for tile in tiles] == [0] * 16 + [1] * 64
    assert tiles[0] == Tile(0, 0, 3) and tiles[16] == tile_at(0.2, 3.9, 1)
    far = [math.dist(tile.centre, (0.2, 3.9)) for tile in tiles[:16]]
    assert far == sorted(far)
    middle = wanted((0, 0, 5, 5), (0,))
    assert middle[0] == Tile(0, 2, 2)
    assert centres(middle[:2]).shape == (2, 2) and centres([]).shape == (0, 2)


def test_the_least_recently_used_go_first() -> None:
    cache: TileCache[str] = TileCache(2)
    one, two, three = (Tile(0, column, 0) for column in range(3))
    cache.put(one, "one")
    cache.put(two, "two")
    assert cache.get(one) == "one"
    cache.put(three, "three")
    assert two not in cache and cache.get(two) is None and len(cache) == 2
    assert cache.missing([one, two, three]) == [two]
    cache.clear()
    assert cache.missing([one]) == [one]
