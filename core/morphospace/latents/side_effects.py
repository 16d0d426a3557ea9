"""Side effects: what else a step along a direction moves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from morphospace.errors import BadInputError
from morphospace.latents.directions import Direction
from morphospace.latents.orthogonal import orthogonal
from morphospace.latents.points import as_points

__all__ = ["attribute_axes", "leakage", "orthogonal"]

_RIDGE = 1e-3


def attribute_axes(points: np.ndarray, columns: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """How each attribute changes through the points ``(N, D)``: a linear reading (ridge regression) of the
    column ``(N,)``, as its gradient ``(D,)`` in spreads of the attribute for one unit of the space.

    For a kind give a column of 0 and 1 for each value. A constant attribute has no axis and is left out.
    Raises ``BadInputError`` for a column of another length and for NaN.
    """
    rows = as_points(points)
    centred = rows - rows.mean(0)
    covariance = centred.T @ centred / len(rows)
    ridge = _RIDGE * float(np.trace(covariance)) / len(covariance) or 1.0
    inverse = np.linalg.inv(covariance + ridge * np.eye(len(covariance)))
    axes = {}
    for name, column in columns.items():
        values = as_points(np.reshape(column, (-1, 1)), f"The values of {name}")[:, 0]
        if len(values) != len(rows):
            raise BadInputError(f"{name} has {len(values)} values for {len(rows)} points: give one each.")
        if (spread := float(values.std())) > 0:
            axes[name] = inverse @ (centred.T @ (values - values.mean())) / (len(rows) * spread)
    return axes


def leakage(direction: Direction, axes: Mapping[str, np.ndarray]) -> dict[str, float]:
    """What one sigma along the direction does to each attribute, in spreads of that attribute."""
    return {name: float(axis @ direction.vector) * direction.sigma for name, axis in axes.items()}
