"""Exact nearest neighbours: one pass over all points, in blocks, so that memory does not grow with them.

Squared distances come from one matrix product, ‖x‖² - 2 x·q + ‖q‖² about the points' mean; the candidates'
distances are then worked out again directly, since that difference of large numbers loses digits. Only
among cosines that single precision cannot tell apart may one be missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from morphospace.errors import BadInputError
from morphospace.latents.points import check_finite, check_shape

Metric = Literal["euclidean", "cosine"]

_NUMBERS = 2**22
"""Numbers in one block: 16 MB as float32, and as many in the product."""

_QUERIES = 64
_MARGIN = 32
"""Candidates beyond k that are looked at again, so that rounding cannot lose one."""


@dataclass(frozen=True, eq=False)
class Index:
    """Points to search. ``points``: ``(N, D)`` of any number type, not copied (a memory map will do).

    ``mean`` ``(D,)`` is what distances are computed about, zero for cosine. ``norms`` ``(N,)``: squared
    lengths about the mean for euclidean, lengths for cosine.
    """

    points: np.ndarray
    metric: Metric
    mean: np.ndarray
    norms: np.ndarray

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True, eq=False)
class Near:
    """The neighbours of Q queries, nearest first; of equally near ones the earlier point comes first.

    ``places``: rows of the points, int64 ``(Q, k)``. ``distances``: float64 ``(Q, k)``; cosine distance is
    1 - cosine, and 1 to or from a zero vector.
    """

    places: np.ndarray
    distances: np.ndarray


def index_of(points: np.ndarray, metric: Metric = "euclidean") -> Index:
    """Make points ``(N, D)`` searchable. Raises ``BadInputError`` for NaN, no points, another metric."""
    if metric not in ("euclidean", "cosine"):
        raise BadInputError(f"There is no distance {metric!r}: use euclidean or cosine.")
    rows = np.asarray(points)
    check_shape(rows, "The points")
    total = np.zeros(rows.shape[1])
    for start, block in _blocks(rows):
        check_finite(block, "The points", start)
        total += block.sum(0, dtype=np.float64)
    mean = (total / len(rows) if metric == "euclidean" else 0 * total).astype(np.float32)
    norms = np.empty(len(rows), np.float32)
    for start, block in _blocks(rows):
        centred = block - mean
        norms[start : start + len(block)] = np.einsum("nd,nd->n", centred, centred)
    return Index(rows, metric, mean, norms if metric == "euclidean" else np.sqrt(norms))


def nearest(index: Index, queries: np.ndarray, k: int) -> Near:
    """The ``k`` nearest points of each query ``(Q, D)``; all of them where there are no more than ``k``.

    Raises ``BadInputError`` for a ``k`` below 1, another width, and NaN.
    """
    asked = np.asarray(queries)
    check_shape(asked, "The queries", index.points.shape[1])
    check_finite(asked, "The queries")
    if k < 1:
        raise BadInputError(f"Cannot find {k} neighbours: ask for 1 or more.")
    k = min(k, len(index))
    places = np.empty((len(asked), k), np.int64)
    distances = np.empty((len(asked), k))
    for start in range(0, len(asked), _QUERIES):
        some = asked[start : start + _QUERIES]
        for row, candidates in enumerate(_candidates(index, some, min(len(index), 2 * k + _MARGIN))):
            exact = _exact(index, some[row], candidates)
            order = np.lexsort((candidates, exact))[:k]
            places[start + row], distances[start + row] = candidates[order], exact[order]
    return Near(places, distances)


def _candidates(index: Index, queries: np.ndarray, count: int) -> list[np.ndarray]:
    """The rows of about the ``count`` nearest points of each query, at least as many."""
    centred = (queries - index.mean).astype(np.float32)
    kept = [(np.empty(0, np.int64), np.empty(0, np.float32)) for _ in centred]
    worst = [np.inf] * len(centred)
    for start, block in _blocks(index.points, len(centred)):
        scores = _scores(index, start, block, centred)
        for row, score in enumerate(scores):
            better = np.flatnonzero(score < worst[row])
            if not len(better):
                continue
            rows = np.concatenate([kept[row][0], better + start])
            values = np.concatenate([kept[row][1], score[better]])
            if len(rows) > count:
                best = _smallest(values, count)
                rows, values = rows[best], values[best]
                worst[row] = float(values.max())
            kept[row] = rows, values
    return [rows for rows, _ in kept]


def _smallest(values: np.ndarray, count: int) -> np.ndarray:
    """Places of the ``count`` smallest values; of equal ones the first."""
    limit = np.partition(values, count - 1)[count - 1]
    below = np.flatnonzero(values < limit)
    return np.concatenate([below, np.flatnonzero(values == limit)[: count - len(below)]])


def _scores(index: Index, start: int, block: np.ndarray, centred: np.ndarray) -> np.ndarray:
    """What grows with the distance from each query to each point of the block: float32 ``(Q, n)``."""
    norms = index.norms[start : start + len(block)]
    products = centred @ block.T if len(centred) > 1 else (block @ centred[0])[None]
    if index.metric == "cosine":
        scores: np.ndarray = -products / np.where(norms > 0, norms, 1.0)
        return scores
    products *= -2.0
    products += norms  # ‖q‖² and the mean's part are the same for all points
    return np.asarray(products)


def _exact(index: Index, query: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Distances of one query to some points: float64 ``(n,)``."""
    points = np.asarray(index.points[rows], np.float64)
    one = query.astype(np.float64)
    if index.metric == "euclidean":
        return np.asarray(np.sqrt(((points - one) ** 2).sum(1)))
    lengths = np.linalg.norm(points, axis=1) * np.linalg.norm(one)
    cosines = np.where(lengths > 0, points @ one / np.where(lengths > 0, lengths, 1.0), 0.0)
    return np.asarray(np.maximum(0.0, 1.0 - cosines))


def _blocks(points: np.ndarray, queries: int = 1) -> Iterator[tuple[int, np.ndarray]]:
    """Some rows at a time as float32 ``(n, D)``, each with the place of its first row."""
    rows = max(1, _NUMBERS // max(points.shape[1], queries))
    for start in range(0, len(points), rows):
        yield start, np.asarray(points[start : start + rows], np.float32)
