"""What is like a picture in an atlas: by its place, and by its pixels beside it; both exact.

By place, latents and attributes together weigh the same (see ``balanced_spread``). By pixels, the root mean
square difference of the thumbnails: every item is first compared by the mean colours of 8 by 8 blocks, whose
difference is never larger than that of the pixels, so only items that this leaves in question are looked at
whole.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from morphospace.atlas.atlas import Atlas
from morphospace.errors import BadInputError, CancelledError
from morphospace.latents.coordinates import Coordinates
from morphospace.latents.neighbours import Index, index_of, nearest

BLOCKS = 8
"""The mean colours of this many blocks a side stand for a thumbnail."""

_ROWS = 512
"""Thumbnails looked at together."""


@dataclass(frozen=True, eq=False)
class Likeness:
    """What an atlas is searched by.

    ``index``: its places with attributes weighed like latents by ``weights`` ``(D,)``; ``spread``: deviation
    of one latent dimension, the unit of distances. ``blocks``: float32 ``(N, blocks·blocks·3)``, mean
    colours. ``thumbnails``: uint8 ``(N, S, S, 3)``, the atlas's.
    """

    index: Index
    weights: np.ndarray
    spread: float
    blocks: np.ndarray
    thumbnails: np.ndarray

    def __len__(self) -> int:
        return len(self.index)


@dataclass(frozen=True, eq=False)
class Ranked:
    """Items, most alike first: ``rows`` int64 ``(K,)`` of the atlas and their ``distances`` ``(K,)``."""

    rows: np.ndarray
    distances: np.ndarray

    def without(self, row: int, k: int) -> Ranked:
        """The first ``k`` but for one item."""
        kept = np.flatnonzero(self.rows != row)[:k]
        return Ranked(self.rows[kept], self.distances[kept])


@dataclass(frozen=True, eq=False)
class Similar:
    """By latents and attributes, in deviations of one latent dimension; by pixels, 0 to 1. Either may be
    empty where it was not asked for."""

    latent: Ranked
    pixel: Ranked


NOTHING = Ranked(np.empty(0, np.int64), np.empty(0))


def likeness_of(
    atlas: Atlas, before: Likeness | None = None, cancelled: Callable[[], bool] = lambda: False
) -> Likeness:
    """Make an atlas searchable. ``before``: of the same atlas when it had fewer items, to go on from.

    Reads every thumbnail that is new. Raises ``BadInputError`` for an empty atlas, ``CancelledError``.
    """
    if not len(atlas):
        raise BadInputError("The atlas is empty: build it first.")
    spread, weights = _weights(atlas.coordinates, np.asarray(atlas.places))
    index = index_of(np.asarray(atlas.places, np.float32) * weights)
    known = before.blocks if before is not None and len(before) <= len(atlas) else np.empty((0, 0))
    return Likeness(index, weights, spread, _all_blocks(atlas.thumbnails, known, cancelled), atlas.thumbnails)


def similar(
    likeness: Likeness,
    place: np.ndarray | None,
    picture: np.ndarray | None,
    k: int,
    row: int = -1,
) -> Similar:
    """The ``k`` items most like a place ``(D,)`` of the atlas, and like a picture uint8 ``(H, W, 3)``.

    ``row``: an item to leave out, which is the one asked about. Fewer where the atlas has no more.
    Raises ``BadInputError`` for a ``k`` below 1, NaN and another width.
    """
    return Similar(
        NOTHING if place is None else by_place(likeness, place, k, row),
        NOTHING if picture is None else by_pixels(likeness, picture, k, row),
    )


def by_place(likeness: Likeness, place: np.ndarray, k: int, row: int = -1) -> Ranked:
    """See ``similar``."""
    asked = np.reshape(np.asarray(place, np.float32), (1, -1))
    if asked.shape[1] != len(likeness.weights):
        raise BadInputError(
            f"The place has {asked.shape[1]} numbers and those of the atlas have {len(likeness.weights)}: "
            "open the atlas of this model."
        )
    near = nearest(likeness.index, asked * likeness.weights, k + (row >= 0))
    return Ranked(near.places[0], near.distances[0] / likeness.spread).without(row, k)


def by_pixels(likeness: Likeness, picture: np.ndarray, k: int, row: int = -1) -> Ranked:
    """See ``similar``."""
    if k < 1:
        raise BadInputError(f"Cannot find {k} neighbours: ask for 1 or more.")
    asked = _fitted(picture, likeness.thumbnails.shape[1])
    count = min(len(likeness), k + (row >= 0))
    least = _block_distances(likeness.blocks, _blocks(asked[None])[0])
    order = np.argpartition(least, min(len(least) - 1, 4 * count)) if len(least) > 4 * count else None
    first = np.arange(len(least)) if order is None else order[: 4 * count]
    found = _distances(likeness.thumbnails, first, asked)
    if order is not None:
        # No item whose blocks are farther off than this can be among the nearest.
        limit = np.partition(found, count - 1)[count - 1]
        rest = np.setdiff1d(np.flatnonzero(least <= limit + 1e-6), first)
        first = np.concatenate([first, rest])
        found = np.concatenate([found, _distances(likeness.thumbnails, rest, asked)])
    best = np.lexsort((first, found))[:count]
    return Ranked(first[best].astype(np.int64), found[best]).without(row, k)


def _weights(coordinates: Coordinates, places: np.ndarray) -> tuple[float, np.ndarray]:
    """The deviation of one latent dimension, and for each number of a place what it is multiplied by so
    that attributes count as ``balanced_spread`` has it."""
    latents = places[:, : coordinates.latent_width]
    spread = float(np.sqrt(latents.astype(np.float64).var(0).mean()))
    spread = spread if math.isfinite(spread) and spread > 0 else 1.0
    weights = np.ones(coordinates.width, np.float32)
    if coordinates.attributes:
        balanced = spread * math.sqrt(coordinates.latent_width / len(coordinates.attributes))
        weights[coordinates.latent_width :] = balanced / coordinates.spread
    return spread, weights


def _all_blocks(thumbnails: np.ndarray, known: np.ndarray, cancelled: Callable[[], bool]) -> np.ndarray:
    parts = [known] if len(known) else []
    for start in range(len(known), len(thumbnails), _ROWS):
        if cancelled():
            raise CancelledError("The search was left: another atlas was opened.")
        parts.append(_blocks(thumbnails[start : start + _ROWS]))
    return np.concatenate(parts)


def _blocks(thumbnails: np.ndarray) -> np.ndarray:
    """Mean colours of blocks, times the root of their share of the picture: float32 ``(n, B·B·3)``.

    So their distance is the root mean square over the whole picture where every block is of one colour, and
    less where it is not.
    """
    side = thumbnails.shape[1]
    # Whole blocks only: what is left over at the edge cannot make a distance smaller.
    across = min(BLOCKS, side)
    size = side // across
    whole = thumbnails[:, : across * size, : across * size]
    # Rows first and in whole numbers: several times faster than one mean over both sides.
    rows = whole.reshape(len(thumbnails), across, size, across * size * 3).sum(2, dtype=np.uint32)
    sums = rows.reshape(len(thumbnails), across, across, size, 3).sum(3)
    scale = 1.0 / (size * 255.0 * side * math.sqrt(3.0))
    return np.asarray(sums.reshape(len(thumbnails), -1) * np.float32(scale), np.float32)


def _block_distances(blocks: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Never larger than the distances of the pictures themselves: ``(N,)``."""
    found = np.empty(len(blocks), np.float32)
    for start in range(0, len(blocks), 8 * _ROWS):
        apart = blocks[start : start + 8 * _ROWS] - asked
        found[start : start + len(apart)] = np.sqrt(np.einsum("nd,nd->n", apart, apart))
    return found


def _distances(thumbnails: np.ndarray, rows: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Root mean square difference of some thumbnails, 0 to 1: float64 ``(n,)``."""
    found = np.empty(len(rows))
    for start in range(0, len(rows), _ROWS):
        some = np.asarray(thumbnails[rows[start : start + _ROWS]], np.int16) - asked
        squares = some.reshape(len(some), -1).astype(np.float32)
        found[start : start + len(some)] = np.einsum("nd,nd->n", squares, squares)
    return np.asarray(np.sqrt(found / asked.size) / 255.0)


def _fitted(picture: np.ndarray, side: int) -> np.ndarray:
    """A picture as the thumbnails are: int16 ``(S, S, 3)``."""
    from morphospace.pixels import middle_square

    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3 or not picture.size:
        raise BadInputError(f"A picture is uint8 (H, W, 3), not {picture.dtype} {picture.shape}: convert it.")
    return np.asarray(middle_square(picture[None], side)[0]).astype(np.int16)
