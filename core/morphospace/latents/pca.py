"""Principal components: the plane in which points vary most, by covariance and its eigenvectors.

Exact up to rounding; a few rows at a time, so that a million points mapped from disk are never copied, and
points in single precision are multiplied in it. With more dimensions than points the smaller Gram matrix is
used, which has the same eigenvalues (Pearson 1901; Turk and Pentland, "Eigenfaces for recognition", 1991).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from morphospace.errors import BadInputError
from morphospace.latents.points import as_points, blocks_of, check_finite, check_shape

_NOTHING = 1e-10
"""Share of the largest variance below which an axis holds rounding errors only."""


@dataclass(frozen=True, eq=False)
class Pca:
    """``mean`` ``(D,)``, orthonormal ``axes`` ``(k, D)``, and the ``variances`` ``(k,)`` along them, largest
    first. ``total``: the variance of all dimensions together. An axis without variance is all zeros."""

    mean: np.ndarray
    axes: np.ndarray
    variances: np.ndarray
    total: float

    @property
    def shares(self) -> np.ndarray:
        """Share of all variance along each axis ``(k,)``."""
        return self.variances / self.total if self.total > 0 else np.zeros_like(self.variances)

    def transform(self, points: np.ndarray) -> np.ndarray:
        """Coordinates ``(N, k)`` of points ``(N, D)``, new ones as well. Raises ``BadInputError``."""
        rows = np.asarray(points)
        check_shape(rows, "The points", len(self.mean))
        placed = np.empty((len(rows), len(self.axes)))
        for start, block in blocks_of(rows):
            check_finite(block, "The points", start)
            centred = block - self.mean.astype(block.dtype)
            placed[start : start + len(block)] = centred @ self.axes.T.astype(block.dtype)
        return placed

    def inverse(self, plane: np.ndarray) -> np.ndarray:
        """The points ``(N, D)`` of the plane that have these coordinates ``(N, k)``."""
        rows = as_points(plane, "The coordinates", len(self.axes))
        return np.asarray(rows @ self.axes + self.mean)


def fit_pca(points: np.ndarray, k: int = 2) -> Pca:
    """The first ``k`` principal components of ``(N, D)``; signs are such that the largest entry of each
    axis is positive, so the same points always give the same plane.

    Raises ``BadInputError`` for NaN and for a ``k`` below 1.
    """
    rows = np.asarray(points)
    check_shape(rows, "The points")
    if k < 1:
        raise BadInputError(f"A projection onto {k} components is none: ask for 1 or more.")
    mean = _mean(rows)
    axes, variances, total = (_wide if rows.shape[1] > len(rows) else _tall)(rows, mean)
    kept = variances[:k] > max(_NOTHING * variances[0], np.finfo(float).tiny)
    found = np.zeros((k, rows.shape[1]))
    values = np.zeros(k)
    found[: len(kept)][kept] = _signed(axes[:k][kept])
    values[: len(kept)][kept] = variances[:k][kept]
    return Pca(mean, found, values, total)


def _mean(rows: np.ndarray) -> np.ndarray:
    """The mean ``(D,)`` in double precision. Raises ``BadInputError`` for NaN."""
    total = np.zeros(rows.shape[1])
    for start, block in blocks_of(rows):
        part = np.ones(len(block), block.dtype) @ block
        if not np.isfinite(part).all():
            check_finite(block, "The points", start)
            part = block.sum(0, dtype=np.float64)
        total += part
    return total / len(rows)


def _tall(rows: np.ndarray, mean: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """All axes and variances, largest first, and their sum, from the covariance ``(D, D)``."""
    covariance = np.zeros((rows.shape[1], rows.shape[1]))
    for _, block in blocks_of(rows):
        centred = block - mean.astype(block.dtype)
        covariance += centred.T @ centred
    covariance /= max(1, len(rows) - 1)
    variances, vectors = np.linalg.eigh(covariance)
    return vectors[:, ::-1].T, variances[::-1], float(np.trace(covariance))


def _wide(rows: np.ndarray, mean: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """The same from the Gram matrix ``(N, N)``."""
    centred = rows.astype(np.float64) - mean
    gram = centred @ centred.T / max(1, len(rows) - 1)
    variances, vectors = np.linalg.eigh(gram)
    axes = vectors[:, ::-1].T @ centred
    lengths = np.linalg.norm(axes, axis=1, keepdims=True)
    return axes / np.where(lengths > 0, lengths, 1.0), variances[::-1], float(np.trace(gram))


def _signed(axes: np.ndarray) -> np.ndarray:
    largest = np.take_along_axis(axes, np.abs(axes).argmax(1)[:, None], 1)
    return axes * np.where(largest < 0, -1.0, 1.0)
