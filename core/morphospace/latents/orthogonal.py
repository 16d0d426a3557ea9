"""A direction without others: what is left of it across them."""

from __future__ import annotations

import numpy as np

from morphospace.errors import BadInputError
from morphospace.latents.points import as_points

_LEAST = 1e-9
_NOTHING = 1e-6


def orthogonal(vector: np.ndarray, others: np.ndarray) -> np.ndarray:
    """What is left of a direction ``(D,)`` across all ``others`` ``(M, D)``, at unit length.

    A step along it changes nothing that is read along the others. Raises ``BadInputError`` where nothing
    is left.
    """
    one = as_points(np.reshape(vector, (1, -1)), "The direction")[0]
    if not len(others):
        return np.asarray(one / np.linalg.norm(one))
    rows = as_points(others, "The other directions", len(one))
    _, sizes, span = np.linalg.svd(rows, full_matrices=False)
    span = span[sizes > _LEAST * max(sizes.max(), _LEAST)]
    left = one - span.T @ (span @ one)
    length = float(np.linalg.norm(left))
    if length <= _NOTHING * float(np.linalg.norm(one)):
        raise BadInputError("Nothing is left of the direction without the others: take fewer of them out.")
    return np.asarray(left / length)
