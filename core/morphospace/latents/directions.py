"""Directions: two selections of points make a slider, with figures that say how far to trust it.

The direction is the difference of the two means, or the normal of a linear support vector machine between
them. Figures: how well it parts pictures that it was not made from, how much it would turn if other
pictures had been picked, and what else a step along it moves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from morphospace.errors import BadInputError
from morphospace.latents.orthogonal import orthogonal
from morphospace.latents.points import as_points
from morphospace.latents.separating import FITS, Fit, Method, auc, resampled_means

_FOLDS = 5
_ROUNDS = {"means": 200, "svm": 40}
_MOST = 2000
"""Points of a selection that a machine is fitted to: more would only take longer."""


@dataclass(frozen=True, eq=False)
class Direction:
    """A way through the points. ``vector``: unit length ``(D,)``, from the second selection to the first.

    ``centre`` ``(D,)``: between the two selections. ``sigma``: deviation of the selected points along the
    vector, each selection weighing the same: so ±2 sigma is a fair range for a slider, and where the two lie
    apart 2 sigma lead from one to the other. ``auc``: area under the ROC curve on points held
    out of the fit (mean of up to 5 folds), None where a selection has a single point. ``turn``: degrees
    between the vector and those of resampled selections, the middle 95 %.
    """

    vector: np.ndarray
    centre: np.ndarray
    sigma: float
    method: Method
    auc: float | None
    turn: tuple[float, float]

    def moved(self, points: np.ndarray, amount: float) -> np.ndarray:
        """Points ``(N, D)`` moved by ``amount`` sigmas."""
        return as_points(points, width=len(self.vector)) + amount * self.sigma * self.vector


def make_direction(
    positive: np.ndarray,
    negative: np.ndarray,
    method: Method = "means",
    seed: int = 0,
    without: np.ndarray | None = None,
) -> Direction:
    """The direction from the ``negative`` points to the ``positive`` ones, ``(N, D)`` each.

    ``without``: directions ``(M, D)`` along which it must not move, as ``side_effects.attribute_axes`` gives
    them. Raises ``BadInputError`` where one selection is empty, where the two cannot be told apart, and where
    nothing is left.
    """
    if method not in FITS:
        raise BadInputError(f"There is no method {method!r}: use means or svm.")
    if not len(positive) or not len(negative):
        raise BadInputError(
            "A direction needs two selections, and one of them is empty: select some pictures."
        )
    toward = as_points(positive, "The first selection")
    away = as_points(negative, "The second selection", toward.shape[1])
    rng = np.random.default_rng(seed)
    fit = _fit(method, without)
    one, other = (_some(side, rng) if method == "svm" else side for side in (toward, away))
    vector = fit(one, other)
    if vector is None:
        raise BadInputError("The two selections lie in the same place: choose others to make a direction.")
    turned: Iterable[np.ndarray | None] = (
        resampled_means(one, other, _ROUNDS[method], rng)
        if method == "means"
        else _refitted(one, other, FITS[method], _ROUNDS[method], rng)
    )
    return Direction(
        vector,
        (toward.mean(0) + away.mean(0)) / 2,
        _deviation(toward @ vector, away @ vector) or 1.0,
        method,
        _held_out_auc(one, other, fit, rng),
        _turn(vector, turned, without),
    )


def _deviation(toward: np.ndarray, away: np.ndarray) -> float:
    """Of numbers in two selections that weigh the same."""
    return float(np.sqrt((toward.var() + away.var()) / 2 + (toward.mean() - away.mean()) ** 2 / 4))


def _fit(method: Method, without: np.ndarray | None) -> Fit:
    """The method, less some directions."""
    plain = FITS[method]
    if without is None or not len(without):
        return plain

    def less(toward: np.ndarray, away: np.ndarray) -> np.ndarray | None:
        vector = plain(toward, away)
        return None if vector is None else orthogonal(vector, without)

    return less


def _some(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if len(points) <= _MOST:
        return points
    return np.asarray(points[np.sort(rng.choice(len(points), _MOST, replace=False))])


def _held_out_auc(toward: np.ndarray, away: np.ndarray, fit: Fit, rng: np.random.Generator) -> float | None:
    folds = min(_FOLDS, len(toward), len(away))
    if folds < 2:
        return None
    parts = [np.array_split(rng.permutation(len(side)), folds) for side in (toward, away)]
    found = []
    for held_toward, held_away in zip(*parts, strict=True):
        vector = fit(np.delete(toward, held_toward, 0), np.delete(away, held_away, 0))
        # Without a difference between the rest there is nothing to tell the held-out ones by.
        found.append(0.5 if vector is None else auc(toward[held_toward] @ vector, away[held_away] @ vector))
    return float(np.mean(found))


def _refitted(
    toward: np.ndarray, away: np.ndarray, fit: Fit, rounds: int, rng: np.random.Generator
) -> Iterable[np.ndarray | None]:
    """The vectors of resampled selections, one after another."""
    for _ in range(rounds):
        yield fit(
            toward[rng.integers(len(toward), size=len(toward))], away[rng.integers(len(away), size=len(away))]
        )


def _turn(
    vector: np.ndarray, others: Iterable[np.ndarray | None], without: np.ndarray | None
) -> tuple[float, float]:
    """Bootstrap (Efron 1979): the middle 95 % of the angles to the vectors of resampled selections, in
    degrees. A selection in which nothing is left stands across."""
    angles = []
    for other in others:
        cosine = 0.0
        if other is not None and (length := float(np.linalg.norm(other))) > 0:
            try:
                turned = other / length if without is None else orthogonal(other / length, without)
                cosine = float(np.clip(turned @ vector, -1, 1))
            except BadInputError:
                cosine = 0.0
        angles.append(float(np.degrees(np.arccos(cosine))))
    low, high = np.quantile(angles, [0.025, 0.975])
    return float(low), float(high)
