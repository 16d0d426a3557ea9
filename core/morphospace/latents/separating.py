"""Separating vectors: which way one set of points lies from another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

Method = Literal["means", "svm"]
Fit = Callable[[np.ndarray, np.ndarray], "np.ndarray | None"]
"""From two sets ``(N, D)`` and ``(M, D)`` the unit vector ``(D,)`` towards the first; None where both lie in
the same place."""

_AT_ONCE = 4_000_000
"""Numbers of a bootstrap that are held at once: 32 MB."""
_LEAST = 1e-9
_RIDGE = 1e-3


def auc(positive: np.ndarray, negative: np.ndarray) -> float:
    """Probability that a positive score is above a negative one, ties counting half
    (Mann and Whitney 1947)."""
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left") + np.searchsorted(ordered, positive, "right")
    return float(below.mean() / (2 * len(negative)))


def between_means(toward: np.ndarray, away: np.ndarray) -> np.ndarray | None:
    """The difference of the two means where chance does not explain it (see ``Fit``, ``beyond_chance``)."""
    one, other = ((side.mean(0), side.var(0), len(side)) for side in (toward, away))
    return _unit(beyond_chance(*one, *other), toward, away)


def beyond_chance(
    mean: np.ndarray, variance: np.ndarray, count: int, other: np.ndarray, spread: np.ndarray, size: int
) -> np.ndarray:
    """The difference ``(..., D)`` of two means, less the dimensions in which points differ by chance.

    ``mean``, ``variance`` ``(..., D)`` of ``count`` points, and those of ``size`` others. A dimension stays
    where it differs by more than √(2 ln D) standard errors (hard thresholding: Donoho and Johnstone, "Ideal
    spatial adaptation by wavelet shrinkage", 1994). Two selections of 200 faces differ a little in skin and
    hair as well: a slider that moved them too would be wider and mean less. Where chance explains
    everything, the plain difference is left.
    """
    apart = mean - other
    if min(count, size) < 2:
        return np.asarray(apart)
    error = np.sqrt(variance / (count - 1) + spread / (size - 1))
    chosen = np.abs(apart) > error * np.sqrt(2 * np.log(max(2, apart.shape[-1])))
    return np.asarray(np.where(chosen | ~chosen.any(axis=-1, keepdims=True), apart, 0.0))


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


def resampled_means(
    toward: np.ndarray, away: np.ndarray, rounds: int, rng: np.random.Generator
) -> np.ndarray:
    """``between_means`` of ``rounds`` resampled pairs of selections, ``(rounds, D)``, not of unit length: by
    how often each point is drawn, so that ten thousand points are not gathered anew each time."""
    one, other = (_resampled(side, rounds, rng) for side in (toward, away))
    return beyond_chance(*one, len(toward), *other, len(away))


def _resampled(points: np.ndarray, rounds: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Means and variances ``(rounds, D)``; a few rounds at a time, as each needs a number for every point."""
    count, middle = len(points), points.mean(0)
    centred = points - middle
    squares = centred**2
    means, variances = np.empty((rounds, points.shape[1])), np.empty((rounds, points.shape[1]))
    step = max(1, _AT_ONCE // count)
    for start in range(0, rounds, step):
        part = slice(start, min(start + step, rounds))
        times = rng.multinomial(count, np.full(count, 1 / count), part.stop - start).astype(np.float64)
        mean = times @ centred / count
        means[part] = mean + middle
        variances[part] = np.maximum(times @ squares / count - mean**2, 0.0)
    return means, variances


def _unit(vector: np.ndarray, toward: np.ndarray, away: np.ndarray) -> np.ndarray | None:
    """At length 1; None for what is zero but for rounding."""
    if np.linalg.norm(toward.mean(0) - away.mean(0)) <= _LEAST * max(
        np.abs(toward).max(), np.abs(away).max()
    ):
        return None
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else None


FITS: Mapping[Method, Fit] = {"means": between_means, "svm": support_vectors}
