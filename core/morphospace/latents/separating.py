"""Separating vectors: which way one set of points lies from another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

Method = Literal["means", "svm"]
Fit = Callable[[np.ndarray, np.ndarray], "np.ndarray | None"]
"""From two sets ``(N, D)`` and ``(M, D)`` the unit vector ``(D,)`` towards the first; None where both lie in
the same place."""

_LEAST = 1e-9
_RIDGE = 1e-3


def auc(positive: np.ndarray, negative: np.ndarray) -> float:
    """Probability that a positive score is above a negative one, ties counting half
    (Mann and Whitney 1947)."""
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left") + np.searchsorted(ordered, positive, "right")
    return float(below.mean() / (2 * len(negative)))


def between_means(toward: np.ndarray, away: np.ndarray) -> np.ndarray | None:
    """The difference of the two means (see ``Fit``)."""
    return _unit(toward.mean(0) - away.mean(0), toward, away)


def support_vectors(toward: np.ndarray, away: np.ndarray) -> np.ndarray | None:
    """Linear support vector machine, squared hinge loss, each selection weighing the same; Newton's method
    in the primal (Chapelle, "Training a support vector machine in the primal", 2007)."""
    rows = np.concatenate([toward, away])
    middle, scale = rows.mean(0), float(rows.std()) or 1.0
    inputs = np.concatenate([(rows - middle) / scale, np.ones((len(rows), 1))], 1)
    sides = np.r_[np.ones(len(toward)), -np.ones(len(away))]
    share = np.r_[np.full(len(toward), 0.5 / len(toward)), np.full(len(away), 0.5 / len(away))]
    penalty = np.diag(np.r_[np.full(inputs.shape[1] - 1, _RIDGE), 1e-9])
    weights = np.zeros(inputs.shape[1])

    def loss(of: np.ndarray) -> float:
        short = np.maximum(0.0, 1 - sides * (inputs @ of))
        return float(of @ penalty @ of + share @ short**2)

    for _ in range(30):
        active = sides * (inputs @ weights) < 1
        some, weigh = inputs[active], share[active, None]
        wanted = np.linalg.solve(some.T @ (weigh * some) + penalty, some.T @ (share * sides)[active])
        step, before = wanted - weights, loss(weights)
        size = 1.0
        while loss(weights + size * step) > before and size > 1e-4:
            size /= 2
        weights = weights + size * step
        if np.abs(size * step).max() <= 1e-9 * max(1.0, np.abs(weights).max()):
            break
    return _unit(weights[:-1], toward, away)


def _unit(vector: np.ndarray, toward: np.ndarray, away: np.ndarray) -> np.ndarray | None:
    """At length 1; None for what is zero but for rounding."""
    if np.linalg.norm(toward.mean(0) - away.mean(0)) <= _LEAST * max(
        np.abs(toward).max(), np.abs(away).max()
    ):
        return None
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else None


FITS: Mapping[Method, Fit] = {"means": between_means, "svm": support_vectors}
