"""The fuzzy graph of UMAP: how strongly each point holds to its neighbours (McInnes, Healy and Melville,
"UMAP: uniform manifold approximation and projection for dimension reduction", 2018, sections 3.1 and 4).

Exact neighbours come from matrix products in blocks, so this runs where models run, never in a window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor

_ROUNDS = 32
_LEAST_SCALE = 1e-3
_BLOCK = 512
_GROUP = 128


@dataclass(frozen=True, eq=False)
class Graph:
    """Edges both ways: from ``heads`` to ``tails`` int32 ``(E,)`` with ``weights`` float32 in (0, 1]."""

    heads: np.ndarray
    tails: np.ndarray
    weights: np.ndarray


def near_blocks(
    points: np.ndarray, queries: np.ndarray, k: int, own: bool
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The ``k`` nearest points ``(N, D)`` of some queries at a time, nearest first: rows int64 and distances
    float32, ``(q, k)`` each. ``own``: the queries are the points, and none is its own neighbour."""
    import torch

    with torch.inference_mode():
        mean = torch.from_numpy(points.mean(0, dtype=np.float64).astype(np.float32))
        groups = -(-len(points) // _GROUP)
        # Filled up to whole groups with points that are infinitely far away.
        all_points = torch.zeros(groups * _GROUP, points.shape[1])
        all_points[: len(points)] = torch.from_numpy(np.array(points, np.float32)) - mean
        norms = torch.full((len(all_points),), torch.inf)
        norms[: len(points)] = (all_points[: len(points)] ** 2).sum(1)
        squared = torch.empty(min(_BLOCK, len(queries)), len(all_points))
        for start in range(0, len(queries), _BLOCK):
            some = torch.from_numpy(np.array(queries[start : start + _BLOCK], np.float32)) - mean
            here = squared[: len(some)]
            torch.addmm(norms[None], some, all_points.T, alpha=-2.0, out=here)
            if own:
                rows = torch.arange(len(some))
                here[rows, rows + start] = torch.inf
            rows = _smallest(here.view(len(some), groups, _GROUP), k)
            # Worked out again directly: the difference of large squares loses digits.
            apart = (all_points[rows] - some[:, None]).norm(dim=2)
            apart, order = apart.sort(dim=1, stable=True)
            yield rows.gather(1, order).numpy(), apart.numpy()


def _smallest(table: Tensor, k: int) -> Tensor:
    """Columns of the ``k`` smallest of each row ``(q, groups, _GROUP)``, which lie in the ``k`` groups with
    the smallest minima."""
    rows, groups, width = table.shape
    if groups <= k:
        return table.view(rows, -1).topk(k, 1, largest=False).indices
    best = table.amin(2).topk(k, 1, largest=False).indices
    within = table.gather(1, best[..., None].expand(-1, -1, width)).view(rows, -1)
    place = within.topk(k, 1, largest=False).indices
    return best.gather(1, place // width) * width + place % width


def fuzzy_graph(rows: np.ndarray, distances: np.ndarray) -> Graph:
    """The graph of neighbours ``(N, k)``, nearest first and never the point itself."""
    strengths = _strengths(distances.astype(np.float32))
    count, k = rows.shape
    here = np.repeat(np.arange(count, dtype=np.int64), k)
    there = rows.reshape(-1).astype(np.int64)
    forth, back = here * count + there, there * count + here
    order = np.argsort(forth)
    known, values = forth[order], strengths.reshape(-1)[order]
    edges = np.union1d(forth, back)
    one = _looked_up(edges, known, values)
    other = _looked_up(edges % count * count + edges // count, known, values)
    weights = one + other - one * other
    kept = weights > 0
    heads, tails = edges[kept] // count, edges[kept] % count
    return Graph(heads.astype(np.int32), tails.astype(np.int32), weights[kept].astype(np.float32))


def _looked_up(edges: np.ndarray, known: np.ndarray, values: np.ndarray) -> np.ndarray:
    place = np.minimum(np.searchsorted(known, edges), len(known) - 1)
    return np.where(known[place] == edges, values[place], np.float32(0))


def _strengths(distances: np.ndarray) -> np.ndarray:
    """Of each neighbour, 1 for the nearest: exp(-(d - rho) / sigma), which sum to log2 k in each row."""
    apart = np.where(distances > 0, distances, np.inf).min(1, keepdims=True)
    beyond = np.maximum(distances - np.where(np.isfinite(apart), apart, 0), 0)
    wanted = np.log2(max(2, distances.shape[1]))
    low, high = np.zeros_like(apart), np.full_like(apart, np.inf)
    sigma = np.ones_like(apart)
    for _ in range(_ROUNDS):
        much = np.exp(-beyond / sigma).sum(1, keepdims=True) > wanted
        high, low = np.where(much, sigma, high), np.where(much, low, sigma)
        sigma = np.where(np.isfinite(high), (low + high) / 2, sigma * 2)
        sigma = np.clip(sigma, 1e-12, 1e12)
    least = _LEAST_SCALE * distances.mean(1, keepdims=True)
    return np.asarray(np.exp(-beyond / np.maximum(np.maximum(sigma, least), 1e-12)))
