"""New pictures: do they show what was asked, and are they distributed as real ones are?

Real pictures are judged by the same measures against other real pictures, since a perfect sampler does not
reach the ends of these scales either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from morphospace.controls import Setting
from morphospace.data.attributes import NAMES
from morphospace.evaluation.distributions import (
    Neighbourhoods,
    frechet_distance,
    kernel_distance,
    nearest,
    neighbourhoods,
)
from morphospace.evaluation.evaluator import Reading, judged, levels_of

_QUANTILE = 0.99
_ALWAYS_SEEN = tuple(name for name in NAMES if name != "hair_colour")


@dataclass(frozen=True)
class Likeness:
    """One set of pictures against the real ones. ``fd``: Fréchet distance; ``kid``: kernel distance;
    ``validity``: see ``Norm``; the rest as in ``Neighbourhoods``."""

    fd: float
    kid: float
    precision: float
    recall: float
    density: float
    coverage: float
    validity: float

    def to_json(self) -> dict[str, float]:
        """The fields by name."""
        return asdict(self)


def likeness(real: Reading, other: Reading, norm: Norm) -> Likeness:
    """How the ``other`` pictures compare with the ``real`` ones."""
    near: Neighbourhoods = neighbourhoods(real.features, other.features)
    return Likeness(
        fd=frechet_distance(real.features, other.features),
        kid=kernel_distance(real.features, other.features),
        validity=float(norm.valid(other).mean()),
        **asdict(near),
    )


@dataclass(frozen=True, eq=False)
class Norm:
    """The range in which 99 % of real pictures lie.

    ``confidence``: the least mean log-probability of the evaluator's readings. ``distance``: the largest
    distance of the features to the nearest of the real ``features`` ``(N, D)``. A picture is valid that
    keeps both.
    """

    confidence: float
    distance: float
    features: np.ndarray

    def valid(self, reading: Reading) -> np.ndarray:
        """Which pictures are valid: bool ``(N,)``."""
        near = nearest(reading.features, self.features) <= self.distance
        return np.asarray(near & (_confidence(reading) >= self.confidence))


def norm_of(real: Reading, held_out: Reading) -> Norm:
    """The range of ``held_out`` real pictures, with distances to the ``real`` ones."""
    return Norm(
        float(np.quantile(_confidence(held_out), 1 - _QUANTILE)),
        float(np.quantile(nearest(held_out.features, real.features), _QUANTILE)),
        real.features,
    )


def accuracy(reading: Reading, labels: Sequence[Mapping[str, Setting]]) -> dict[str, float]:
    """Attribute → share of readings that agree with ``labels``, where it can be judged."""
    wanted, seen = levels_of(labels), judged(labels)
    return {
        name: float((reading.levels[name] == wanted[name])[seen[name]].mean())
        for name in NAMES
        if seen[name].any()
    }


def normalised(fd: float, fd_real: float, fd_gaussian: float) -> float:
    """FDn: 0 for real pictures, 1 for the classical Gaussian on 64 principal components."""
    return (fd - fd_real) / (fd_gaussian - fd_real)


def _confidence(reading: Reading) -> np.ndarray:
    logs = [np.log(np.maximum(reading.confidence[name], 1e-6)) for name in _ALWAYS_SEEN]
    return np.asarray(np.mean(logs, axis=0))
