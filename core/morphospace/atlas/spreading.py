"""Items whose values are few, spread around where they lie: 10,000 faces are not twelve dots.

An axis along an attribute often has few values (a smile of -1, 0 or 1), and all items of a value would lie
on each other. Each is moved within its step, by a sequence that fills evenly and is the same every time
(the golden ratio and its counterpart for two dimensions).
"""

from __future__ import annotations

import numpy as np

MOST = 32
"""Values of an axis up to which its items are spread."""
REACH = 0.3
"""How far an item is moved at most, as a share of the smallest step of its axis."""

_SHARES = (0.7548776662466927, 0.5698402909980532)


def spread(positions: np.ndarray) -> np.ndarray:
    """Positions ``(N, 2)`` float32, spread within a disc (or along a line, where one axis has many values).

    An axis with more than ``MOST`` values, or with a single one, stays as it is.
    """
    reach = np.array([_reach(positions[:, axis]) for axis in (0, 1)])
    if not reach.any():
        return positions
    rows = np.arange(1, len(positions) + 1)
    first, second = ((rows * share) % 1 for share in _SHARES)
    if reach.all():
        radius, angle = np.sqrt(first), 2 * np.pi * second
        moves = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    else:
        moves = np.stack([2 * first - 1, 2 * second - 1], axis=1)
    return np.asarray(positions + moves * reach, np.float32)


def _reach(values: np.ndarray) -> float:
    """How far items may move along an axis with these values."""
    found = np.unique(values)
    if not 1 < len(found) <= min(MOST, len(values) // 2):
        return 0.0
    return REACH * float(np.diff(found).min())
