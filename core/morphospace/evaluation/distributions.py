"""How near one set of pictures is to another, by their features: distances and coverage.

Every function takes feature matrices ``(N, D)``; real features come first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

_ROWS = 500
K = 5
"""Neighbours that make a point's neighbourhood (Naeem et al. 2020 use 5)."""


def frechet_distance(real: np.ndarray, other: np.ndarray) -> float:
    """Fréchet distance between Gaussians fitted to both sets.

    Heusel et al., "GANs trained by a two time-scale update rule...", 2017, eq. 6:
    ``|m₁ - m₂|² + tr(C₁ + C₂ - 2 (C₁ C₂)^½)``.
    """
    mean_difference = real.mean(0, dtype=np.float64) - other.mean(0, dtype=np.float64)
    first, second = np.cov(real, rowvar=False), np.cov(other, rowvar=False)
    # The root of C₁ C₂ has the trace of the root of C₁^½ C₂ C₁^½, which is symmetric.
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    shared = np.linalg.eigvalsh(root @ second @ root)
    cross = np.sqrt(np.maximum(shared, 0)).sum()
    return float(mean_difference @ mean_difference + np.trace(first) + np.trace(second) - 2 * cross)


def kernel_distance(real: np.ndarray, other: np.ndarray, block: int = 1000) -> float:
    """Kernel distance KID: the unbiased squared MMD with the kernel ``(x·y / D + 1)³``.

    Bińkowski et al., "Demystifying MMD GANs", 2018: the mean over blocks of 1,000. Both sets are divided
    by the root mean square of the real features, so that the figure does not depend on their scale.
    """
    scale = np.sqrt(np.mean(np.square(real, dtype=np.float64)))
    real, other = real / scale, other / scale
    size = min(len(real), len(other), block)
    count = min(len(real), len(other)) // size
    parts = [slice(index * size, (index + 1) * size) for index in range(count)]
    return float(np.mean([_squared_mmd(real[part], other[part]) for part in parts]))


def _squared_mmd(x: np.ndarray, y: np.ndarray) -> float:
    def kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.asarray((a @ b.T / a.shape[1] + 1) ** 3)

    n, m = len(x), len(y)
    xx, yy = kernel(x, x), kernel(y, y)
    within = (xx.sum() - np.trace(xx)) / (n * (n - 1)) + (yy.sum() - np.trace(yy)) / (m * (m - 1))
    return float(within - 2 * kernel(x, y).mean())


@dataclass(frozen=True)
class Neighbourhoods:
    """How two sets interleave, all but density in [0, 1].

    ``precision``: share of the others inside the real manifold; ``recall``: the reverse (Kynkäänniemi et
    al. 2019). ``density``: in how many real neighbourhoods another lies, by k, 1 for the real
    distribution. ``coverage``: share of real neighbourhoods that hold another (Naeem et al., "Reliable
    fidelity and diversity metrics for generative models", 2020).
    """

    precision: float
    recall: float
    density: float
    coverage: float


def neighbourhoods(real: np.ndarray, other: np.ndarray, k: int = K) -> Neighbourhoods:
    """Precision, recall, density and coverage with ``k`` neighbours, in memory for a few rows at once."""
    radius_real, radius_other = radii(real, k), radii(other, k)
    inside_real = np.zeros(len(other))
    recalled = np.zeros(len(real), bool)
    covered = np.zeros(len(real), bool)
    for start in range(0, len(real), _ROWS):
        rows = slice(start, start + _ROWS)
        apart = distances(real[rows], other)
        in_real = apart <= radius_real[rows, None]
        inside_real += in_real.sum(0)
        covered[rows] = in_real.any(1)
        recalled[rows] = (apart <= radius_other[None]).any(1)
    return Neighbourhoods(
        precision=float((inside_real > 0).mean()),
        recall=float(recalled.mean()),
        density=float(inside_real.mean() / k),
        coverage=float(covered.mean()),
    )


def radii(points: np.ndarray, k: int = K) -> np.ndarray:
    """Distance of each point to its ``k``-th nearest neighbour in the same set: ``(N,)``."""
    found = []
    for start in range(0, len(points), _ROWS):
        apart = distances(points[start : start + _ROWS], points)
        found.append(np.partition(apart, k, axis=1)[:, k])  # place 0 is the point itself
    return np.concatenate(found)


def nearest(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Distance of each point to the nearest of the others: ``(N,)``."""
    return np.concatenate(
        [distances(points[start : start + _ROWS], others).min(1) for start in range(0, len(points), _ROWS)]
    )


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Euclidean distances ``(len(a), len(b))``."""
    return torch.cdist(torch.from_numpy(a), torch.from_numpy(b)).numpy()
