"""Directions: two selections of points make a slider, with figures that say how far to trust it.

The direction is the difference of the two means, or the normal of a linear support vector machine between
them. Figures: how well it parts pictures that it was not made from, how much it would turn if other
pictures had been picked, and what else a step along it moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from morphospace.errors import BadInputError
from morphospace.latents.points import as_points
from morphospace.latents.separating import FITS, Fit, Method, auc

_FOLDS = 5
_ROUNDS = {"means": 200, "svm": 40}


@dataclass(frozen=True, eq=False)
class Direction:
    """A way through the points. ``vector``: unit length ``(D,)``, from the second selection to the first.

    ``centre`` ``(D,)``: between the two selections. ``sigma``: deviation of the selected points along the
    vector, so that ±2 sigma is a fair range for a slider. ``auc``: area under the ROC curve on points held
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
    positive: np.ndarray, negative: np.ndarray, method: Method = "means", seed: int = 0
) -> Direction:
    """The direction from the ``negative`` points to the ``positive`` ones, ``(N, D)`` each.

    Raises ``BadInputError`` where one selection is empty, and where the two cannot be told apart.
    """
    if method not in FITS:
        raise BadInputError(f"There is no method {method!r}: use means or svm.")
    if not len(positive) or not len(negative):
        raise BadInputError(
            "A direction needs two selections, and one of them is empty: select some pictures."
        )
    toward = as_points(positive, "The first selection")
    away = as_points(negative, "The second selection", toward.shape[1])
    fit = FITS[method]
    vector = fit(toward, away)
    if vector is None:
        raise BadInputError("The two selections lie in the same place: choose others to make a direction.")
    rng = np.random.default_rng(seed)
    return Direction(
        vector,
        (toward.mean(0) + away.mean(0)) / 2,
        float((np.concatenate([toward, away]) @ vector).std()) or 1.0,
        method,
        _held_out_auc(toward, away, fit, rng),
        _turn(toward, away, vector, fit, _ROUNDS[method], rng),
    )


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


def _turn(
    toward: np.ndarray,
    away: np.ndarray,
    vector: np.ndarray,
    fit: Fit,
    rounds: int,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Bootstrap (Efron 1979): the middle 95 % of the angles, in degrees."""
    angles = []
    for _ in range(rounds):
        other = fit(
            toward[rng.integers(len(toward), size=len(toward))], away[rng.integers(len(away), size=len(away))]
        )
        cosine = 0.0 if other is None else float(np.clip(other @ vector, -1, 1))
        angles.append(float(np.degrees(np.arccos(cosine))))
    low, high = np.quantile(angles, [0.025, 0.975])
    return float(low), float(high)
