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
_SLAB = 4 * LEAF
_BRANCH = 8 * _SLAB
_LEAVES = _BRANCH // LEAF
_CANDIDATES = 2**20
_AT_ONCE = 2048


@dataclass(frozen=True, eq=False)
class _Boxes:
    """Edges ``(B,)`` of boxes, and how many points each holds."""

    left: np.ndarray
    right: np.ndarray
    bottom: np.ndarray
    top: np.ndarray
    count: np.ndarray

    def of(self, rows: np.ndarray) -> _Boxes:
        """Some of the boxes."""
        return _Boxes(self.left[rows], self.right[rows], self.bottom[rows], self.top[rows], self.count[rows])

    def nearest(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Squared distances to the nearest place of the boxes."""
        across = np.maximum(np.maximum(self.left - x, x - self.right), 0.0)
        up = np.maximum(np.maximum(self.bottom - y, y - self.top), 0.0)
        return np.asarray(across * across + up * up)

    def farthest(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Squared distances to the farthest corner of the boxes."""
        across = np.maximum(x - self.left, self.right - x)
        up = np.maximum(y - self.bottom, self.top - y)
        return np.asarray(across * across + up * up)


@dataclass(frozen=True, eq=False)
class PlaneIndex:
    """``rows`` int64, ``x`` and ``y`` float64, ``(leaves, LEAF)`` each: the points of every leaf; the last
    one is filled up with points that are infinitely far away. ``count``: of the points."""

    count: int
    rows: np.ndarray
    x: np.ndarray
    y: np.ndarray
    leaves: _Boxes
    branches: _Boxes

    def nearest(self, queries: np.ndarray, k: int) -> Near:
        """The ``k`` nearest points of each query, float ``(Q, 2)`` and finite, nearest first; all of them
        where there are no more than ``k``."""
        k = min(k, self.count)
        places = np.empty((len(queries), k), np.int64)
        distances = np.empty((len(queries), k))
        for start in range(0, len(queries), _AT_ONCE):
            some = np.asarray(queries[start : start + _AT_ONCE], np.float64)
            part = slice(start, start + len(some))
            self._search(some, k, places[part], distances[part])
        return Near(places, distances)

    def _search(self, queries: np.ndarray, k: int, places: np.ndarray, distances: np.ndarray) -> None:
        owner, leaf = self._leaves_near(queries[:, 0].copy(), queries[:, 1].copy(), k)
        counts = np.bincount(owner, minlength=len(queries))
        first = np.cumsum(counts) - counts
        # Alike in number of leaves, so that a table of them is not mostly empty.
        for group in _groups(np.argsort(counts, kind="stable"), counts):
            own = counts[group]
            pairs = leaf[_ranges(first[group], own)]
            local = np.repeat(np.arange(len(group)), own)
            slot = _ranges(np.zeros(len(group), np.int64), own)
            asked = queries[group][local]
            across, up = self.x[pairs] - asked[:, :1], self.y[pairs] - asked[:, 1:]
            table = np.full((len(group), int(own.max()), LEAF), np.inf)
            table[local, slot] = across * across + up * up
            which = np.zeros((len(group), int(own.max())), np.int64)
            which[local, slot] = pairs
            places[group], distances[group] = self._smallest(table, which, k)

    def _leaves_near(self, x: np.ndarray, y: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of a query and a leaf that may hold one of its ``k`` nearest, by query."""
        branches = self.branches
        far = np.where(branches.count >= k, branches.farthest(x[:, None], y[:, None]), np.inf)
        bound = far.min(1)
        owner, branch = np.nonzero(branches.nearest(x[:, None], y[:, None]) <= bound[:, None])
        number = np.minimum(_LEAVES, len(self.rows) - branch * _LEAVES)
        leaf = _ranges(branch * _LEAVES, number)
        owner = np.repeat(owner, number)
        boxes, qx, qy = self.leaves.of(leaf), x[owner], y[owner]
        if k <= LEAF:
            # A full leaf holds enough: the nearest of the farthest corners is a bound.
            far = np.where(boxes.count >= k, boxes.farthest(qx, qy), np.inf)
            firsts = np.searchsorted(owner, np.arange(len(x)))
            bound = np.minimum(bound, np.minimum.reduceat(far, firsts))
        near = boxes.nearest(qx, qy) <= bound[owner]
        return owner[near], leaf[near]

    def _smallest(self, table: np.ndarray, leaves: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Points and distances of the ``k`` smallest of each row of a table ``(q, leaves, LEAF)``, of equals
        the earlier point first."""
        flat = table.reshape(len(table), -1)
        width = flat.shape[1]
        if width > k:
            best = np.argpartition(flat, k - 1, 1)[:, :k]
        else:
            best = np.broadcast_to(np.arange(width), flat.shape)
        squared = np.take_along_axis(flat, best, 1)
        rows = self.rows[np.take_along_axis(leaves, best // LEAF, 1), best % LEAF]
        order = np.lexsort((rows, squared), 1)[:, :k]
        return np.take_along_axis(rows, order, 1), np.sqrt(np.take_along_axis(squared, order, 1))


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
    leaves = math.ceil(len(places) / LEAF)
    rows = np.zeros((leaves, LEAF), np.int64)
    rows.flat[: len(order)] = order
    x, y = np.full((leaves, LEAF), np.inf), np.full((leaves, LEAF), np.inf)
    x.flat[: len(order)], y.flat[: len(order)] = places[order].T
    packed = places[order]
    return PlaneIndex(len(places), rows, x, y, _boxes(packed, LEAF), _boxes(packed, _BRANCH))


def _boxes(packed: np.ndarray, size: int) -> _Boxes:
    starts = np.arange(0, len(packed), size)
    low, high = np.minimum.reduceat(packed, starts), np.maximum.reduceat(packed, starts)
    count = np.diff(np.append(starts, len(packed)))
    left, bottom = np.ascontiguousarray(low.T)
    right, top = np.ascontiguousarray(high.T)
    return _Boxes(left, right, bottom, top, count)


def _groups(order: np.ndarray, counts: np.ndarray) -> list[np.ndarray]:
    """Queries in ascending number of leaves, in parts whose tables stay small and mostly full."""
    parts, start = [], 0
    ascending = counts[order]
    while start < len(order):
        fewest = int(ascending[start])
        end = int(np.searchsorted(ascending, max(fewest + 1, fewest * 3 // 2), side="right"))
        most = int(ascending[end - 1])
        end = min(end, start + max(1, _CANDIDATES // (most * LEAF)))
        parts.append(order[start:end])
        start = end
    return parts


def _ranges(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """``start, start + 1 ...`` of every range, one after another."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(starts - ends + lengths, lengths))
