"""Paths: the pictures between two, straight, over the sphere, along the data, or through pixels.

A path is an array of points from the first end to the second, both included. Settings go along: see
``blended``. How even and how valid a path is, is measured on its pictures (``Quality``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from morphospace.controls import Control, Setting, Slider
from morphospace.errors import BadInputError
from morphospace.latents.points import as_points
from morphospace.models import Settings

MOST_POINTS = 2000
"""A path along the data looks at no more points than this, evenly taken: all pairs are compared."""

_POWER = 4.0


def times(steps: int) -> np.ndarray:
    """``steps`` moments from 0 to 1. Raises ``BadInputError`` for fewer than the two ends."""
    if steps < 2:
        raise BadInputError(f"A path of {steps} steps has no two ends: ask for 2 or more.")
    return np.linspace(0.0, 1.0, steps)


def straight(a: np.ndarray, b: np.ndarray, steps: int) -> np.ndarray:
    """From ``a`` to ``b`` ``(D,)`` in equal steps: ``(steps, D)``."""
    start, end = _ends(a, b)
    t = times(steps)[:, None]
    return np.asarray((1 - t) * start + t * end)


def spherical(a: np.ndarray, b: np.ndarray, steps: int) -> np.ndarray:
    """From ``a`` to ``b`` ``(D,)`` by equal angles about the origin, the length changing evenly.

    Keeps to the shell where the latents of a Gaussian prior lie (Shoemake, "Animating rotation with
    quaternion curves", 1985; White, "Sampling generative networks", 2016). Straight where a plane through
    both and the origin is not defined: an end at the origin, the same or the opposite direction.
    """
    start, end = _ends(a, b)
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    if not all(lengths):
        return straight(a, b, steps)
    cosine = float(np.clip(start @ end / (lengths[0] * lengths[1]), -1.0, 1.0))
    angle = np.arccos(cosine)
    if np.sin(angle) < 1e-6:
        return straight(a, b, steps)
    t = times(steps)[:, None]
    turned = (np.sin((1 - t) * angle) * start / lengths[0] + np.sin(t * angle) * end / lengths[1]) / np.sin(
        angle
    )
    path: np.ndarray = turned * ((1 - t) * lengths[0] + t * lengths[1])
    path[0], path[-1] = start, end
    return path


def along_data(
    a: np.ndarray, b: np.ndarray, points: np.ndarray, steps: int, power: float = _POWER
) -> np.ndarray:
    """From ``a`` to ``b`` ``(D,)`` over some of the ``points`` ``(N, D)``, in equal steps of its length.

    See ``corners_along_data``."""
    corners = corners_along_data(a, b, points, power)
    legs, shares = even_moments(corners, steps)
    return np.asarray(corners[legs] + shares[:, None] * (corners[legs + 1] - corners[legs]))


def corners_along_data(a: np.ndarray, b: np.ndarray, points: np.ndarray, power: float = _POWER) -> np.ndarray:
    """Where the path from ``a`` to ``b`` ``(D,)`` over some of the ``points`` ``(N, D)`` turns: ``(C, D)``
    with both ends.

    The shortest path where a stretch costs its length to the ``power``, so that many short stretches
    through dense data are cheaper than one across a gap (Hwang, Damelin and Hero, "Shortest path through
    random points", 2016). ``power`` 1 is the straight line; higher ones follow the data more closely.
    """
    start, end = _ends(a, b)
    if not power >= 1:
        raise BadInputError(f"A power of {power:g} has no shortest path: use 1 or more.")
    if len(points) > MOST_POINTS:
        points = points[np.linspace(0, len(points) - 1, MOST_POINTS).astype(np.int64)]
    rows = as_points(points, width=len(start))
    nodes = np.concatenate([start[None], end[None], rows])
    return np.asarray(nodes[_shortest(nodes, power)])


def even_moments(corners: np.ndarray, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Equal steps along the line through the corners ``(C, D)``: on which leg each lies, int64 ``(S,)``
    from 0 to C - 2, and how far along it, ``(S,)`` in [0, 1]."""
    lengths = step_sizes(corners)
    ends = np.cumsum(lengths)
    if ends[-1] == 0:
        return np.zeros(steps, np.int64), times(steps)
    wanted = times(steps) * ends[-1]
    legs = np.minimum(np.searchsorted(ends, wanted, side="left"), len(lengths) - 1)
    begun = np.r_[0.0, ends][legs]
    # A leg without length is stepped over, so what is divided by is never 0.
    shares = (wanted - begun) / np.where(lengths[legs] > 0, lengths[legs], 1.0)
    return legs.astype(np.int64), np.clip(shares, 0.0, 1.0)


def through_pixels(a: np.ndarray, b: np.ndarray, steps: int) -> np.ndarray:
    """One picture fading into the other: uint8 ``(H, W, 3)`` both, ``(steps, H, W, 3)`` back."""
    if a.shape != b.shape or a.dtype != np.uint8 or b.dtype != np.uint8:
        raise BadInputError(
            f"Pictures of {a.shape} and {b.shape} cannot fade into each other: give uint8 of one size."
        )
    t = times(steps)[:, None, None, None]
    faded: np.ndarray = np.rint((1 - t) * a + t * b.astype(np.float64)).astype(np.uint8)
    return faded


def blended(controls: Sequence[Control], a: Settings, b: Settings, t: float) -> dict[str, Setting]:
    """Settings at the moment ``t`` in [0, 1] between ``a`` and ``b``: sliders move evenly; everything else
    (a kind, a switch, a prompt) has nothing in between and changes at the middle, where it is ``b``'s."""
    sliders = {control.name for control in controls if isinstance(control, Slider)}
    later = b if t >= 0.5 else a
    return {
        name: _mean(float(a[name]), float(b[name]), t) if name in sliders else later[name]
        for name in a
        if name in b
    }


def _mean(a: float, b: float, t: float) -> float:
    """Between two numbers, and by no rounding beyond either, which may be the end of a slider."""
    return min(max(a + t * (b - a), min(a, b)), max(a, b))


@dataclass(frozen=True, eq=False)
class Quality:
    """How good a path is. ``steps`` ``(S - 1,)``: distance of each picture's features to the next one's.
    ``valid`` ``(S,)``: whether each picture is valid. ``unevenness``: the largest step over the mean one."""

    steps: np.ndarray
    valid: np.ndarray

    @property
    def unevenness(self) -> float:
        """1 for equal steps; 1 also for a path that stands still."""
        mean = float(self.steps.mean())
        return float(self.steps.max()) / mean if mean > 0 else 1.0


def quality(
    pictures: np.ndarray,
    features: Callable[[np.ndarray], np.ndarray],
    valid: Callable[[np.ndarray], np.ndarray],
) -> Quality:
    """Measure the pictures ``(S, H, W, 3)`` of a path by ``features`` ``(S, F)`` and ``valid`` ``(S,)``."""
    return Quality(step_sizes(features(pictures)), np.asarray(valid(pictures), bool))


def step_sizes(points: np.ndarray) -> np.ndarray:
    """Distances from each point ``(S, D)`` to the next: ``(S - 1,)``."""
    return np.asarray(np.linalg.norm(np.diff(as_points(points), axis=0), axis=1))


def _ends(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    start = as_points(np.reshape(a, (1, -1)), "The start of the path")[0]
    return start, as_points(np.reshape(b, (1, -1)), "The end of the path", len(start))[0]


def _shortest(nodes: np.ndarray, power: float) -> list[int]:
    """Places of the nodes on the way from the first to the second (Dijkstra 1959, every pair joined)."""
    stretches = _stretches(nodes, power)
    costs = np.full(len(nodes), np.inf)
    costs[0] = 0.0
    before = np.full(len(nodes), -1)
    open_ = np.ones(len(nodes), bool)
    while True:
        here = int(np.argmin(np.where(open_, costs, np.inf)))
        if here == 1:
            break
        open_[here] = False
        through = costs[here] + stretches[here]
        shorter = open_ & (through < costs)
        costs[shorter], before[shorter] = through[shorter], here
    way = [1]
    while way[-1] != 0:
        way.append(int(before[way[-1]]))
    return way[::-1]


def _stretches(nodes: np.ndarray, power: float) -> np.ndarray:
    """What each stretch costs ``(N, N)``, one from the first node to the second costing 1."""
    centred = nodes - nodes.mean(0)
    squares = np.einsum("nd,nd->n", centred, centred)
    apart = squares[:, None] + squares - 2 * centred @ centred.T
    whole = float(((nodes[1] - nodes[0]) ** 2).sum()) or 1.0
    costs: np.ndarray = (np.maximum(apart, 0.0) / whole) ** (power / 2)
    return costs
