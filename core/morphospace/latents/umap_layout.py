"""UMAP that can be watched: from the plane of PCA, ever better, a look at it every half second.

The graph and the loop follow McInnes, Healy and Melville 2018 as in the package umap-learn, with exact
neighbours. Sets of more than ``MOST`` points are laid out by an even sample of them, and the rest is placed
by their neighbours in it.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from morphospace.errors import BadInputError
from morphospace.latents.fuzzy import Graph, fuzzy_graph, near_blocks
from morphospace.latents.pca import fit_pca
from morphospace.latents.points import check_finite, check_shape

NEIGHBOURS = 15
MOST = 40_000
LEAST = 3
_PLACED_BY = 5
_EXTENT = 10.0
_NOISE = 1e-4
_LOOK_SECONDS = 0.4
_FIRST_LOOK_SECONDS = 0.1


@dataclass(frozen=True, eq=False)
class Look:
    """How it stands: ``share`` done in [0, 1], what is being done, and ``positions`` float32 ``(N, 2)``,
    None where they have not moved since the last look. The last look's share is 1."""

    share: float
    text: str
    positions: np.ndarray | None


def umap_looks(
    points: np.ndarray, neighbours: int = NEIGHBOURS, seed: int = 0, epochs: int | None = None
) -> Iterator[Look]:
    """Lay out points ``(N, D)``, the same for a seed; the first look is the plane of PCA.

    ``epochs``: 200, or 500 for no more than 10,000 points. More neighbours than there are others are all
    others. Raises ``BadInputError`` for fewer than 3 points, NaN, no neighbours, and without numba.
    """
    rows = np.asarray(points)
    check_shape(rows, "The points")
    check_finite(rows, "The points")
    if len(rows) < LEAST:
        raise BadInputError(f"UMAP needs {LEAST} items or more, and there are {len(rows)}: add some.")
    if neighbours < 1 or (epochs is not None and epochs < 1):
        raise BadInputError("UMAP needs 1 neighbour and 1 epoch or more: ask for more.")
    rng = np.random.default_rng(seed)
    start = _start(rows, rng)
    yield Look(0.0, "Starting from PCA", start)
    check_ready()
    if len(rows) <= MOST:
        yield from _laid_out(rows, start, neighbours, rng, epochs)
    else:
        yield from _by_sample(rows, start, neighbours, rng, epochs)


def check_ready() -> None:
    """Compile the inner loop, or read it from the disk. Raises ``BadInputError`` where it cannot be had."""
    try:
        from morphospace.latents.umap_epochs import run_epochs
    except ImportError:
        raise BadInputError(
            "UMAP needs the package numba: install it with: pip install 'morphospace[maps]'."
        ) from None
    edges = np.zeros(1, np.int32)
    turns = np.ones(1, np.float32)
    run_epochs(
        np.zeros((2, 2), np.float32), edges, edges, turns, turns.copy(), np.ones(1, np.uint64), 0, 1, 1
    )


def _start(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The plane of PCA, as wide as UMAP's maps begin; nothing lies in quite the same place."""
    plane = fit_pca(points, 2).transform(points)
    plane *= _EXTENT / (float(np.abs(plane).max()) or 1.0)
    return (plane + rng.normal(0, _NOISE, plane.shape)).astype(np.float32)


def _laid_out(
    points: np.ndarray, start: np.ndarray, neighbours: int, rng: np.random.Generator, epochs: int | None
) -> Iterator[Look]:
    graph = yield from _graph(points, min(neighbours, len(points) - 1))
    total = epochs or (500 if len(points) <= 10_000 else 200)
    for done, positions in _epochs(graph, start, rng, total):
        yield Look(0.2 + 0.8 * done / total, f"UMAP, {done} of {total} rounds", positions)


def _by_sample(
    points: np.ndarray, start: np.ndarray, neighbours: int, rng: np.random.Generator, epochs: int | None
) -> Iterator[Look]:
    """Lay out a sample; everything else lies among its nearest in it."""
    sample = np.sort(rng.choice(len(points), MOST, replace=False))
    some = np.array(points[sample], np.float32)
    rows, weights = np.empty((len(points), _PLACED_BY), np.int64), np.empty((len(points), _PLACED_BY, 1))
    done = 0
    for near, apart in near_blocks(some, points, _PLACED_BY, own=False):
        here = slice(done, done + len(near))
        # A point of the sample is at no distance of itself and gets all the weight.
        nearness = 1.0 / np.maximum(apart.astype(np.float64), 1e-9) ** 2
        rows[here], weights[here] = near, (nearness / nearness.sum(1, keepdims=True))[..., None]
        done += len(near)
        yield Look(0.3 * done / len(points), "Placing all beside a sample", None)
    for look in _laid_out(some, start[sample], neighbours, rng, epochs):
        positions = look.positions
        if positions is not None:
            positions = (positions[rows] * weights).sum(1).astype(np.float32)
        yield Look(0.3 + 0.7 * look.share, look.text, positions)


def _graph(points: np.ndarray, k: int) -> Generator[Look, None, Graph]:
    rows, distances = np.empty((len(points), k), np.int64), np.empty((len(points), k), np.float32)
    done = 0
    for near, apart in near_blocks(points, points, k, own=True):
        rows[done : done + len(near)], distances[done : done + len(near)] = near, apart
        done += len(near)
        yield Look(0.2 * done / len(points), "Finding neighbours", None)
    return fuzzy_graph(rows, distances)


def _epochs(
    graph: Graph, start: np.ndarray, rng: np.random.Generator, total: int
) -> Iterator[tuple[int, np.ndarray]]:
    """Positions after some epochs, as many at a time as take about half a second."""
    from morphospace.latents.umap_epochs import run_epochs

    # An edge so weak that its turn never comes is left out.
    strong = graph.weights >= graph.weights.max() / total
    heads, tails = graph.heads[strong], graph.tails[strong]
    every = graph.weights.max() / graph.weights[strong]
    due, positions = every.copy(), start.copy()
    state = rng.integers(1, 2**63, 1, dtype=np.uint64)
    done, chunk, budget = 0, 1, _FIRST_LOOK_SECONDS
    while done < total:
        began, last = time.perf_counter(), min(total, done + chunk)
        run_epochs(positions, heads, tails, every, due, state, done, last, total)
        seconds = max(time.perf_counter() - began, 1e-6)
        chunk = max(1, min(2 * chunk, int((last - done) * budget / seconds)))
        done, budget = last, _LOOK_SECONDS
        yield done, positions.copy()
