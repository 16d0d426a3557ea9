"""The linear baseline: principal components of pictures, as a compressor and as a Gaussian.

Fitted by subspace iteration (Halko, Martinsson and Tropp, "Finding structure with randomness", 2011)
over pictures read a few at a time, so that a memory-mapped set of any size fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_ROWS = 1000
_EXTRA = 16
_ROUNDS = 4


@dataclass(frozen=True, eq=False)
class Components:
    """``mean`` ``(D,)`` and orthonormal ``axes`` ``(k, D)`` of pixels in [0, 1], and the ``variances``
    ``(k,)`` along them, largest first; ``shape`` is one picture's."""

    mean: np.ndarray
    axes: np.ndarray
    variances: np.ndarray
    shape: tuple[int, ...]

    def reconstruct(self, pictures: np.ndarray, k: int | None = None) -> np.ndarray:
        """Pictures through the first ``k`` components: uint8 to uint8 ``(N, H, W, 3)``."""
        return np.concatenate([self.rebuild(part, k) for part in _flat(pictures)])

    def rebuild(self, numbers: np.ndarray, k: int | None = None) -> np.ndarray:
        """The same of floats ``(N, ...)`` that need not lie in [0, 1]."""
        axes = self.axes[:k]
        centred = numbers.reshape(len(numbers), -1) - self.mean
        return self._pictures(centred @ axes.T @ axes)

    def sample(self, n: int, seed: int, k: int | None = None) -> np.ndarray:
        """Pictures from the Gaussian on the first ``k`` components: uint8 ``(n, H, W, 3)``."""
        axes, deviations = self.axes[:k], np.sqrt(self.variances[:k])
        numbers = np.random.default_rng(seed).standard_normal((n, len(axes)), np.float32)
        return self._pictures((numbers * deviations.astype(np.float32)) @ axes)

    def _pictures(self, centred: np.ndarray) -> np.ndarray:
        pixels = np.clip(np.rint((centred + self.mean) * 255), 0, 255)
        return np.asarray(pixels, np.uint8).reshape(-1, *self.shape)


def fit_components(pictures: np.ndarray, k: int, seed: int = 0) -> Components:
    """The first ``k`` principal components of uint8 ``(N, H, W, 3)``."""
    shape = pictures.shape[1:]
    size = int(np.prod(shape))
    total = np.sum([part.sum(0, dtype=np.float64) for part in _flat(pictures)], axis=0)
    mean = (total / len(pictures)).astype(np.float32)
    width = min(k + _EXTRA, size, len(pictures))
    basis = np.random.default_rng(seed).standard_normal((size, width), np.float32)
    for _ in range(_ROUNDS):
        basis = np.linalg.qr(_covariance_times(pictures, mean, basis))[0]
    small = basis.T @ _covariance_times(pictures, mean, basis)
    variances, turns = np.linalg.eigh((small + small.T) / 2)
    order = np.argsort(variances)[::-1][:k]
    axes = np.ascontiguousarray((basis @ turns[:, order]).T)
    return Components(mean, axes, np.maximum(variances[order], 0), shape)


def _covariance_times(pictures: np.ndarray, mean: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Covariance of the pixels times ``basis`` ``(D, m)``, without ever forming the covariance."""
    product = np.zeros_like(basis)
    for part in _flat(pictures):
        centred = part - mean
        product += centred.T @ (centred @ basis)
    return product / (len(pictures) - 1)


def _flat(pictures: np.ndarray) -> Iterator[np.ndarray]:
    """Float32 rows ``(n, D)`` in [0, 1], some pictures at a time."""
    for start in range(0, len(pictures), _ROWS):
        part = pictures[start : start + _ROWS]
        yield part.reshape(len(part), -1).astype(np.float32) / 255.0
