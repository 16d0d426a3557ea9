"""Tiles of the plane: squares of ever smaller size, and which of them are wanted for what is seen.

A tile of level L is a square of side 2^-L in units of the plane, at ``column`` and ``row`` (upwards) from the
origin; four of the next level make one. What belongs to a tile is worked out at its centre.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

Rect = tuple[float, float, float, float]
"""Left, bottom, right and top, in units of the plane."""

T = TypeVar("T")


@dataclass(frozen=True, order=True)
class Tile:
    """A square of the plane."""

    level: int
    column: int
    row: int

    @property
    def side(self) -> float:
        """Its side in units of the plane."""
        return 2.0**-self.level

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle in the plane."""
        return (self.column + 0.5) * self.side, (self.row + 0.5) * self.side

    @property
    def rect(self) -> Rect:
        """Its edges in the plane."""
        left, bottom = self.column * self.side, self.row * self.side
        return left, bottom, left + self.side, bottom + self.side

    @property
    def parent(self) -> Tile:
        """The tile of the coarser level that it is a quarter of."""
        return Tile(self.level - 1, self.column // 2, self.row // 2)


def level_for(scale: float, least: float) -> int:
    """The finest level whose tiles are ``least`` pixels wide or more (and less than twice that), with
    ``scale`` pixels for each unit of the plane."""
    return math.floor(math.log2(scale / least))


def tile_at(x: float, y: float, level: int) -> Tile:
    """The tile a place of the plane lies in."""
    side = 2.0**-level
    return Tile(level, math.floor(x / side), math.floor(y / side))


def tiles_in(rect: Rect, level: int, most: int = 4096) -> list[Tile]:
    """The tiles of a level that share a part with a rectangle; none if there were more than ``most``."""
    side = 2.0**-level
    left, bottom = math.floor(rect[0] / side), math.floor(rect[1] / side)
    right, top = math.ceil(rect[2] / side), math.ceil(rect[3] / side)
    if (right - left) * (top - bottom) > most:
        return []
    return [Tile(level, column, row) for row in range(bottom, top) for column in range(left, right)]


def wanted(rect: Rect, levels: Iterable[int], focus: tuple[float, float] | None = None) -> list[Tile]:
    """The tiles for a rectangle in the order in which they are wanted: level by level as given, within each
    the nearest to ``focus`` first (None: to the middle)."""
    x, y = focus or ((rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2)
    found: list[Tile] = []
    for level in levels:
        found += sorted(
            tiles_in(rect, level), key=lambda tile: math.hypot(tile.centre[0] - x, tile.centre[1] - y)
        )
    return found


def centres(tiles: Iterable[Tile]) -> np.ndarray:
    """Where in the plane tiles are worked out: float64 ``(M, 2)``."""
    return np.array([tile.centre for tile in tiles], np.float64).reshape(-1, 2)


class TileCache(Generic[T]):
    """What is known of tiles, no more than ``limit``: the least recently used go first."""

    def __init__(self, limit: int = 2000) -> None:
        self._limit = limit
        self._known: OrderedDict[Tile, T] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, tile: Tile) -> bool:
        return tile in self._known

    def get(self, tile: Tile) -> T | None:
        """What is known of a tile, which is used by that."""
        if tile not in self._known:
            return None
        self._known.move_to_end(tile)
        return self._known[tile]

    def put(self, tile: Tile, content: T) -> None:
        """Keep what was worked out."""
        self._known[tile] = content
        self._known.move_to_end(tile)
        while len(self._known) > self._limit:
            self._known.popitem(last=False)

    def missing(self, tiles: Iterable[Tile]) -> list[Tile]:
        """Those of which nothing is known, in their order."""
        return [tile for tile in tiles if tile not in self._known]

    def clear(self) -> None:
        """Nothing is known any more: the plane is another one."""
        self._known.clear()
