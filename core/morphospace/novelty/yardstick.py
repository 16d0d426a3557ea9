"""The yardstick of novelty: what is ordinary is learnt from known pictures, and told of others.

One half of the known pictures teaches: where the data lie, how badly each part of a picture is usually
rebuilt, how both measures spread. The other half, from which nothing is learnt, calibrates: only so do
its scores stand for those of ordinary pictures yet to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from morphospace.controls import Control
from morphospace.errors import BadInputError
from morphospace.latents.coordinates import Coordinates, attributes_of, balanced_spread, pack, spread_of
from morphospace.latents.neighbours import Index, index_of, nearest
from morphospace.novelty.chances import p_values
from morphospace.novelty.looking import Seen

Cause = Literal["far", "rebuilt"]
CAUSES: tuple[Cause, ...] = ("far", "rebuilt")
"""Far from the data, or badly decoded."""

LEAST = 20
"""Known pictures without which nothing can be said."""
NEIGHBOURS = 5
_TAIL = 0.98
_FLOOR = 0.1
"""Least deviation of the residual at a place, in that of all places: a background that is always rebuilt to
the last digit would else make an anomaly of its first speck."""


@dataclass(frozen=True)
class Scale:
    """What is usual of a measure: its ``median``, and the ``tail`` that 98 % stay below."""

    median: float
    tail: float

    def of(self, values: np.ndarray) -> np.ndarray:
        """0 at the median, 1 at the tail."""
        return (values - self.median) / max(self.tail - self.median, 1e-9 + 1e-6 * abs(self.median))


@dataclass(frozen=True, eq=False)
class Lesson:
    """What the first half teaches. ``index``: its places. ``names``: what its pictures are called.
    ``unit``: deviation of one latent dimension. ``mean``, ``deviation``: of the residual, ``(H, W)``."""

    coordinates: Coordinates
    index: Index
    names: np.ndarray
    unit: float
    k: int
    mean: np.ndarray
    deviation: np.ndarray
    far: Scale
    rebuilt: Scale


@dataclass(frozen=True, eq=False)
class Measured:
    """N pictures measured. ``far``: mean distance to the k nearest known places, in deviations of one latent
    dimension. ``rebuilt``: the worst place's residual above its mean, in its deviations. ``score``: the
    larger of both on their scales, 0 ordinary, 1 the tail; ``cause``: which it is, a place in ``CAUSES``.
    ``heat``: float32 ``(N, H, W)``, ``rebuilt``'s scale at every pixel. Infinite where the model gives NaN.
    """

    far: np.ndarray
    rebuilt: np.ndarray
    score: np.ndarray
    cause: np.ndarray
    heat: np.ndarray


@dataclass(frozen=True, eq=False)
class Yardstick:
    """``far``, ``rebuilt``, ``score``: sorted, of the K pictures that calibrate."""

    lesson: Lesson
    far: np.ndarray
    rebuilt: np.ndarray
    score: np.ndarray

    def __len__(self) -> int:
        return len(self.score)

    def chances(self, found: Measured) -> dict[str, np.ndarray]:
        """p-values of ``far``, of ``rebuilt`` and of the ``score`` of both together: float64 ``(N,)``."""
        return {name: p_values(getattr(found, name), getattr(self, name)) for name in (*CAUSES, "score")}


def yardstick(
    seen: Seen, controls: Sequence[Control], k: int = NEIGHBOURS, names: Sequence[str] = (), seed: int = 0
) -> Yardstick:
    """Learn from known pictures; those of which the model makes NaN are left out.

    ``names``: by which a picture is recognised as its own neighbour, as ``measured`` is given them. ``k``
    beyond the pictures means all of them. Raises ``BadInputError`` for fewer than ``LEAST`` pictures.
    """
    if k < 1:
        raise BadInputError(f"Cannot compare with {k} neighbours: ask for 1 or more.")
    good = np.flatnonzero(_finite(seen))
    if len(good) < LEAST:
        raise BadInputError(
            f"Only {len(good)} known pictures can be used: what is ordinary takes {LEAST} or more."
        )
    order = np.random.default_rng(seed).permutation(good)
    first, second = order[::2], order[1::2]
    called = _called(names, len(seen))
    lesson = _learn(seen.rows(first), called[first], controls, k)
    found = measured(lesson, seen.rows(second))
    return Yardstick(lesson, np.sort(found.far), np.sort(found.rebuilt), np.sort(found.score))


def measured(lesson: Lesson, seen: Seen, names: Sequence[str] = ()) -> Measured:
    """Measure pictures. One whose name is among the known ones is not its own neighbour."""
    good = _finite(seen)
    far = np.full(len(seen), np.inf)
    if good.any():
        rows = np.flatnonzero(good)
        own = _called(names, len(seen))[rows]
        far[rows] = _distances(lesson.index, _places(lesson.coordinates, seen.rows(rows)), lesson, own)
    above = (seen.residuals - lesson.mean) / lesson.deviation
    rebuilt = above.max((1, 2)).astype(np.float64)
    rebuilt[~good] = np.inf
    scores = np.stack([lesson.far.of(far), lesson.rebuilt.of(rebuilt)])
    cause = np.where(good, scores.argmax(0), CAUSES.index("rebuilt"))
    heat = lesson.rebuilt.of(above).astype(np.float32)
    return Measured(far, rebuilt, scores.max(0), cause, heat)


def _learn(seen: Seen, names: np.ndarray, controls: Sequence[Control], k: int) -> Lesson:
    shapes = tuple((name, array.shape[1:]) for name, array in seen.latents.items())
    attributes = attributes_of(controls, names=seen.settings[0]) if seen.settings else ()
    coordinates = Coordinates(shapes, attributes, balanced_spread(seen.latents, attributes))
    unit = spread_of(seen.latents)
    index = index_of(_places(coordinates, seen))
    k = min(k, len(index) - 1)
    mean, deviation = seen.residuals.mean(0), seen.residuals.std(0)
    deviation = np.maximum(deviation, max(_FLOOR * float(np.sqrt((deviation**2).mean())), 1e-7))
    above = ((seen.residuals - mean) / deviation).max((1, 2))
    others = nearest(index, index.points, k + 1)
    own = others.places == np.arange(len(index))[:, None]
    far = _mean_of_nearest(others.distances, own, k) / unit
    return Lesson(
        coordinates, index, names, unit, k, mean, deviation, _scale(far), _scale(above.astype(np.float64))
    )


def _distances(index: Index, places: np.ndarray, lesson: Lesson, names: np.ndarray) -> np.ndarray:
    near = nearest(index, places, lesson.k + 1)
    own = (lesson.names[near.places] == names[:, None]) & (names != "")[:, None]
    return _mean_of_nearest(near.distances, own, lesson.k) / lesson.unit


def _mean_of_nearest(distances: np.ndarray, own: np.ndarray, k: int) -> np.ndarray:
    """Over the ``k`` nearest of each row, sorted ``(N, k + 1)``, that are not its own."""
    return np.asarray(np.sort(np.where(own, np.inf, distances), 1)[:, :k].mean(1))


def _called(names: Sequence[str], count: int) -> np.ndarray:
    """The names as an array of words ``(count,)``, empty ones where there are none."""
    return np.array(list(names) or [""] * count, np.str_)


def _places(coordinates: Coordinates, seen: Seen) -> np.ndarray:
    return pack(coordinates, seen.latents, seen.settings if coordinates.attributes and seen.settings else ())


def _scale(values: np.ndarray) -> Scale:
    return Scale(float(np.median(values)), float(np.quantile(values, _TAIL)))


def _finite(seen: Seen) -> np.ndarray:
    """Of which pictures the model gives nothing but numbers: bool ``(N,)``."""
    good = np.isfinite(seen.residuals).all((1, 2))
    for latent in seen.latents.values():
        good &= np.isfinite(latent.reshape(len(latent), -1)).all(1)
    return np.asarray(good)
