"""Exact nearest neighbours in the plane: points packed into small boxes, most of which need no look.

Sort-tile-recursive packing (Leutenegger, Lopez and Edgington, "STR: a simple and efficient algorithm for
R-tree packing", 1997) in two levels. Every full box holds ``LEAF`` points, so the nearest of the boxes'
farthest corners bounds the distance to the ``LEAF``-th neighbour, and boxes beyond it are left out: as quick
far out and in empty places as within the densest cluster. All queries go through together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from morphospace.latents.neighbours import Near

LEAF = 32
_SLAB = 8 * LEAF
_BRANCH = 8 * _SLAB
_CANDIDATES = 2**20
_AT_ONCE = 2048


@dataclass(frozen=True, eq=False)
class _Boxes:
    """``low`` and ``high`` corners ``(B, 2)`` of ``count`` points each, which stand one after another."""

    low: np.ndarray
    high: np.ndarray
    count: np.ndarray

    def nearest(self, queries: np.ndarray, boxes: np.ndarray | slice) -> np.ndarray:
        """Squared distances to the nearest place of boxes."""
        low, high = self.low[boxes], self.high[boxes]
        apart = np.maximum(np.maximum(low - queries, queries - high), 0.0)
        return np.asarray(apart[..., 0] ** 2 + apart[..., 1] ** 2)

    def farthest(self, queries: np.ndarray, boxes: np.ndarray | slice) -> np.ndarray:
        """Squared distances to the farthest corner of boxes."""
        low, high = self.low[boxes], self.high[boxes]
        apart = np.maximum(queries - low, high - queries)
        return np.asarray(apart[..., 0] ** 2 + apart[..., 1] ** 2)


@dataclass(frozen=True, eq=False)
class PlaneIndex:
    """``rows`` int64 ``(N,)``: which point stands at each place of the packing; ``packed`` ``(N, 2)``."""

    rows: np.ndarray
    packed: np.ndarray
    leaves: _Boxes
    branches: _Boxes

    def nearest(self, queries: np.ndarray, k: int) -> Near:
        """The ``k`` nearest points of each query, float ``(Q, 2)`` and finite, nearest first; all of them
        where there are no more than ``k``."""
        k = min(k, len(self.rows))
        places = np.empty((len(queries), k), np.int64)
        distances = np.empty((len(queries), k))
        for start in range(0, len(queries), _AT_ONCE):
            some = np.asarray(queries[start : start + _AT_ONCE], np.float64)
            part = slice(start, start + len(some))
            self._search(some, k, places[part], distances[part])
        return Near(places, distances)

    def _search(self, queries: np.ndarray, k: int, places: np.ndarray, distances: np.ndarray) -> None:
        owner, leaf = self._leaves_near(queries, k)
        sizes = self.leaves.count[leaf]
        counts = np.bincount(owner, sizes, len(queries)).astype(np.int64)
        first = np.searchsorted(owner, np.arange(len(queries) + 1))
        # Alike in number of candidates, so that a table of them is not mostly empty.
        for group in _groups(np.argsort(counts, kind="stable"), counts):
            pairs = _ranges(first[group], first[group + 1] - first[group])
            position = _ranges(leaf[pairs] * LEAF, sizes[pairs])
            local = np.repeat(np.arange(len(group)), counts[group])
            apart = self.packed[position] - queries[group[local]]
            column = np.arange(len(local)) - np.repeat(
                np.cumsum(counts[group]) - counts[group], counts[group]
            )
            table = np.full((len(group), int(counts[group].max())), np.inf)
            table[local, column] = np.einsum("nd,nd->n", apart, apart)
            which = np.zeros(table.shape, np.int64)
            which[local, column] = self.rows[position]
            places[group], distances[group] = _smallest(table, which, k)

    def _leaves_near(self, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of a query and a leaf that may hold one of its ``k`` nearest, by query."""
        each = queries[:, None]
        everywhere = slice(None)
        bound = _bound(self.branches.farthest(each, everywhere), self.branches.count, k)
        owner, branch = np.nonzero(self.branches.nearest(each, everywhere) <= bound[:, None])
        start = branch * (_BRANCH // LEAF)
        number = np.minimum(_BRANCH // LEAF, len(self.leaves.count) - start)
        leaf = _ranges(start, number)
        owner = np.repeat(owner, number)
        asked = queries[owner]
        if k <= LEAF:
            # A full leaf holds enough: the nearest of the farthest corners is a bound.
            farthest = np.where(self.leaves.count[leaf] >= k, self.leaves.farthest(asked, leaf), np.inf)
            firsts = np.searchsorted(owner, np.arange(len(queries)))
            bound = np.minimum(bound, np.minimum.reduceat(farthest, firsts))
        near = self.leaves.nearest(asked, leaf) <= bound[owner]
        return owner[near], leaf[near]


def plane_index(plane: np.ndarray) -> PlaneIndex:
    """Make finite coordinates ``(N, 2)`` searchable, N of at least 1."""
    places = np.asarray(plane, np.float64)
    branches = math.ceil(len(places) / _BRANCH)
    columns = math.ceil(math.sqrt(branches))
    rank = np.arange(len(places))
    order = np.argsort(places[:, 0], kind="stable")
    for axis, run in ((1, math.ceil(branches / columns) * _BRANCH), (0, _BRANCH), (1, _SLAB)):
        # Within each run of the order so far, by one coordinate.
        order = order[np.lexsort((places[order, axis], rank // run))]
    packed = places[order]
    return PlaneIndex(order, packed, _boxes(packed, LEAF), _boxes(packed, _BRANCH))


def _boxes(packed: np.ndarray, size: int) -> _Boxes:
    starts = np.arange(0, len(packed), size)
    count = np.diff(np.append(starts, len(packed)))
    return _Boxes(np.minimum.reduceat(packed, starts), np.maximum.reduceat(packed, starts), count)


def _bound(farthest: np.ndarray, count: np.ndarray, k: int) -> np.ndarray:
    """A squared distance ``(Q,)`` within which each query has ``k`` points, infinite if no box tells."""
    return np.asarray(np.where(count >= k, farthest, np.inf).min(1))


def _groups(order: np.ndarray, counts: np.ndarray) -> list[np.ndarray]:
    """Queries in ascending number of candidates, in parts whose tables stay small."""
    parts, start = [], 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (
            counts[order[end]] * (end + 1 - start) <= _CANDIDATES
            and counts[order[end]] <= 2 * counts[order[start]]
        ):
            end += 1
        parts.append(order[start:end])
        start = end
    return parts


def _ranges(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """``start, start + 1 ...`` of every range, one after another."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(starts - ends + lengths, lengths))


def _smallest(table: np.ndarray, which: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The ``k`` smallest of each row, of equals the earlier point first, with their distances."""
    if table.shape[1] > k:
        best = np.argpartition(table, k - 1, 1)[:, :k]
        table, which = np.take_along_axis(table, best, 1), np.take_along_axis(which, best, 1)
    order = np.lexsort((which, table), 1)
    return np.take_along_axis(which, order, 1), np.sqrt(np.take_along_axis(table, order, 1))
