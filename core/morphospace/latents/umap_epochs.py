"""The inner loop of UMAP, compiled: neighbours pull, others push, edge by edge (McInnes, Healy and Melville
2018, section 4.2; negative sampling after Mikolov et al. 2013).

One thread, so that the same seed gives the same map and the window keeps its core. Compiled code is kept
on disk beside this file, or in the user's cache where that cannot be written. Imports numba: only where
models run.
"""

from __future__ import annotations

import numba
import numpy as np

A, B = 0.5830300203, 1.3341669931
"""The curve 1 / (1 + a d^2b) nearest to a min_dist of 0.5 and a spread of 1. UMAP's usual min_dist of 0.1
packs groups so tightly that a map is mostly empty ground: people want to see what is within them."""

NEGATIVES = 5
_A, _B = np.float32(A), np.float32(B)
_NEAR = np.float32(0.001)
_FARTHEST_STEP = np.float32(4.0)


@numba.njit(nogil=True, cache=True)
def _random(state: np.ndarray) -> np.uint64:
    """xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016)."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return np.uint64((x * np.uint64(2685821657736338717)) >> np.uint64(33))


@numba.njit(nogil=True, cache=True)
def _limited(step: np.float32) -> np.float32:
    return np.float32(min(max(step, -_FARTHEST_STEP), _FARTHEST_STEP))


@numba.njit(nogil=True, fastmath=True, cache=True)
def run_epochs(
    positions: np.ndarray,
    heads: np.ndarray,
    tails: np.ndarray,
    every: np.ndarray,
    due: np.ndarray,
    state: np.ndarray,
    first: int,
    last: int,
    total: int,
) -> None:
    """Move ``positions`` float32 ``(N, 2)`` through the epochs from ``first`` up to ``last`` of ``total``.

    ``every``: after how many epochs an edge pulls again, ``due`` the next one at which it does, float32
    ``(E,)``. ``state``: uint64 ``(1,)``, not 0. ``positions``, ``due`` and ``state`` are changed, so it makes
    no difference in how many calls the epochs are run.
    """
    count = np.uint64(len(positions))
    for epoch in range(first, last):
        rate = np.float32(1.0 - epoch / total)
        for edge in range(len(heads)):
            if due[edge] > epoch:
                continue
            due[edge] += every[edge]
            i, j = heads[edge], tails[edge]
            x, y = positions[i, 0] - positions[j, 0], positions[i, 1] - positions[j, 1]
            square = x * x + y * y
            if square > 0:
                power = square**_B
                pull = -2 * _A * _B * power / (square * (_A * power + 1))
                dx, dy = rate * _limited(pull * x), rate * _limited(pull * y)
                positions[i, 0] += dx
                positions[i, 1] += dy
                positions[j, 0] -= dx
                positions[j, 1] -= dy
            for _ in range(NEGATIVES):
                k = int(_random(state) % count)
                if k == i:
                    continue
                x, y = positions[i, 0] - positions[k, 0], positions[i, 1] - positions[k, 1]
                square = x * x + y * y
                if square > 0:
                    push = 2 * _B / ((_NEAR + square) * (_A * square**_B + 1))
                    positions[i, 0] += rate * _limited(push * x)
                    positions[i, 1] += rate * _limited(push * y)
