"""Principal components: the plane in which points vary most, by covariance and its eigenvectors.

Exact up to rounding. With more dimensions than points the smaller Gram matrix is used, which has the same
eigenvalues (Pearson 1901; Turk and Pentland, "Eigenfaces for recognition", 1991).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from morphospace.errors import BadInputError
from morphospace.latents.points import as_points

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
        rows = as_points(points, width=len(self.mean))
        return np.asarray((rows - self.mean) @ self.axes.T)

    def inverse(self, plane: np.ndarray) -> np.ndarray:
        """The points ``(N, D)`` of the plane that have these coordinates ``(N, k)``."""
        rows = as_points(plane, "The coordinates", len(self.axes))
        return np.asarray(rows @ self.axes + self.mean)


def fit_pca(points: np.ndarray, k: int = 2) -> Pca:
    """The first ``k`` principal components of ``(N, D)``; signs are such that the largest entry of each
    axis is positive, so the same points always give the same plane.

    Raises ``BadInputError`` for NaN and for a ``k`` below 1.
    """
    rows = as_points(points)
    if k < 1:
        raise BadInputError(f"A projection onto {k} components is none: ask for 1 or more.")
    mean = rows.mean(0)
    centred = rows - mean
    degrees = max(1, len(rows) - 1)
    axes, variances = (_wide if rows.shape[1] > len(rows) else _tall)(centred, degrees)
    kept = variances[:k] > max(_NOTHING * variances[0], np.finfo(float).tiny)
    found = np.zeros((k, rows.shape[1]))
    values = np.zeros(k)
    found[: len(kept)][kept] = _signed(axes[:k][kept])
    values[: len(kept)][kept] = variances[:k][kept]
    return Pca(mean, found, values, float((centred**2).sum() / degrees))


def _tall(centred: np.ndarray, degrees: int) -> tuple[np.ndarray, np.ndarray]:
    """All axes and variances, largest first, from the covariance ``(D, D)``."""
    variances, vectors = np.linalg.eigh(centred.T @ centred / degrees)
    return vectors[:, ::-1].T, variances[::-1]


def _wide(centred: np.ndarray, degrees: int) -> tuple[np.ndarray, np.ndarray]:
    """The same from the Gram matrix ``(N, N)``."""
    variances, vectors = np.linalg.eigh(centred @ centred.T / degrees)
    axes = vectors[:, ::-1].T @ centred
    lengths = np.linalg.norm(axes, axis=1, keepdims=True)
    return axes / np.where(lengths > 0, lengths, 1.0), variances[::-1]


def _signed(axes: np.ndarray) -> np.ndarray:
    largest = np.take_along_axis(axes, np.abs(axes).argmax(1)[:, None], 1)
    return axes * np.where(largest < 0, -1.0, 1.0)
