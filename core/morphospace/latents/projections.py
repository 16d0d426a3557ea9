"""Projections: points on a plane, new points placed beside them, and the way back.

Each is fitted by a function, is plain data afterwards, and has the two methods of ``Projection``. What a
projection does not show (``hidden``) can be added to what its inverse gives, to move off the plane.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from morphospace.errors import BadInputError
from morphospace.latents.neighbours import Index, Near, index_of, nearest
from morphospace.latents.plane_index import PlaneIndex, plane_index
from morphospace.latents.points import as_points

NEIGHBOURS = 32
"""How many neighbours a place between given ones is woven from."""

_PARALLEL = 1e-6
_AT_ONCE = 1024


class Projection(Protocol):
    """A fitted projection; deterministic both ways. Both raise ``BadInputError`` for NaN or another width."""

    def transform(self, points: np.ndarray) -> np.ndarray:
        """Points ``(N, D)``, new ones as well, on the plane: ``(N, 2)``."""

    def inverse(self, plane: np.ndarray) -> np.ndarray:
        """A point ``(N, D)`` for each place ``(N, 2)`` of the plane."""


def hidden(projection: Projection, points: np.ndarray) -> np.ndarray:
    """What the plane does not show of points ``(N, D)``: their difference from their places' inverse."""
    return np.asarray(as_points(points) - projection.inverse(projection.transform(points)))


@dataclass(frozen=True, eq=False)
class Directions:
    """The plane through ``centre`` ``(D,)`` along two ``directions`` ``(2, D)`` of any length and angle."""

    centre: np.ndarray
    directions: np.ndarray

    def transform(self, points: np.ndarray) -> np.ndarray:
        """See ``Projection``: how far along each direction, so that moving along one leaves the other."""
        rows = as_points(points, width=len(self.centre))
        return np.asarray((rows - self.centre) @ np.linalg.pinv(self.directions))

    def inverse(self, plane: np.ndarray) -> np.ndarray:
        """See ``Projection``."""
        return np.asarray(as_points(plane, "The coordinates", 2) @ self.directions + self.centre)


def along_directions(points: np.ndarray, directions: np.ndarray) -> Directions:
    """The plane through the middle of points ``(N, D)`` along two directions ``(2, D)``.

    Raises ``BadInputError`` for directions that are zero or parallel.
    """
    rows = as_points(points)
    pair = as_points(directions, "The directions", rows.shape[1])
    lengths = np.linalg.norm(pair, axis=1)
    if len(pair) != 2 or not lengths.all():
        raise BadInputError("A plane needs two directions that are not zero: choose two.")
    if np.linalg.svd(pair / lengths[:, None], compute_uv=False)[1] < _PARALLEL:
        raise BadInputError("The two directions are parallel and make no plane: choose another one.")
    return Directions(rows.mean(0), pair)


def along_axes(points: np.ndarray, first: int, second: int) -> Directions:
    """The plane of two of the dimensions of points ``(N, D)``, the others at their means.

    Raises ``BadInputError`` for a dimension that is not there, or one given twice.
    """
    width = as_points(points).shape[1]
    if not (0 <= first < width and 0 <= second < width) or first == second:
        raise BadInputError(
            f"Dimensions {first} and {second} are no two of the {width} from 0 to {width - 1}: choose others."
        )
    plane = along_directions(points, np.eye(width)[[first, second]])
    return Directions(np.where(plane.directions.any(0), 0.0, plane.centre), plane.directions)


@dataclass(frozen=True, eq=False)
class Given:
    """Places that were worked out elsewhere: ``points`` ``(N, D)`` and their ``plane`` ``(N, 2)``.

    Both ways what lies between is woven from the nearest ``NEIGHBOURS``, each weighted by the inverse of
    its squared distance (Shepard, "A two-dimensional interpolation function for irregularly-spaced data",
    1968). A place of the data itself gives exactly that one; of several in one place, their mean. Points are
    not copied, so a memory map will do.
    """

    points: np.ndarray
    plane: np.ndarray
    _by_point: Index
    _by_place: PlaneIndex

    def transform(self, points: np.ndarray) -> np.ndarray:
        """See ``Projection``."""
        queries = as_points(points, width=self.points.shape[1])
        return _woven(lambda some: nearest(self._by_point, some, NEIGHBOURS), self.plane, queries)

    def inverse(self, plane: np.ndarray) -> np.ndarray:
        """See ``Projection``."""
        queries = as_points(plane, "The coordinates", 2)
        return _woven(lambda some: self._by_place.nearest(some, NEIGHBOURS), self.points, queries)

    def smoothed(self, rows: np.ndarray) -> np.ndarray:
        """What the plane says of points of the data, by row, without their own word: ``(R, D)``.

        Woven from the nearest of the others; a single point is all there is, and says itself.
        """
        if len(self.points) < 2:
            return np.asarray(self.points[rows], np.float64)
        near = self._by_place.nearest(self.plane[rows], NEIGHBOURS)
        # Itself goes to the end of its row and is cut off; hidden by duplicates, the farthest is.
        own = near.places == np.asarray(rows)[:, None]
        order = np.argsort(own, axis=1, kind="stable")[:, :-1]
        places = np.take_along_axis(near.places, order, 1)
        return _blend(Near(places, np.take_along_axis(near.distances, order, 1)), self.points)


def given(points: np.ndarray, plane: np.ndarray) -> Given:
    """The projection that puts points ``(N, D)`` at ``plane`` ``(N, 2)``.

    Raises ``BadInputError`` for coordinates of the wrong number or width, and for NaN.
    """
    rows, places = np.asarray(points), as_points(plane, "The coordinates", 2)
    by_point = index_of(rows)
    if len(rows) != len(places):
        raise BadInputError(
            f"There are {len(places)} coordinates for {len(rows)} points: give one pair for each point."
        )
    return Given(rows, places, by_point, plane_index(places))


def _woven(near: Callable[[np.ndarray], Near], values: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """Values ``(N, V)`` at queries by inverse-distance weighting: ``(Q, V)``."""
    parts = [queries[start : start + _AT_ONCE] for start in range(0, len(queries), _AT_ONCE)]
    return np.concatenate([_blend(near(part), values) for part in parts])


def _blend(near: Near, values: np.ndarray) -> np.ndarray:
    # Relative to the nearest, so that neither tiny nor huge distances leave the range of floats.
    closest = near.distances[:, :1]
    exact = closest == 0
    weights = np.where(
        exact, near.distances == 0, (closest / np.where(near.distances == 0, 1.0, near.distances)) ** 2
    )
    weights = weights / weights.sum(1, keepdims=True)
    gathered = values[near.places]
    return np.asarray(np.matmul(weights.astype(gathered.dtype)[:, None], gathered)[:, 0], np.float64)
