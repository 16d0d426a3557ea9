"""Drifting: points that get other places move there, so that the eye can follow them."""

from __future__ import annotations

import numpy as np

MILLISECONDS = 360
MOST = 12_000
"""More points than these are not sorted anew in every frame; they jump."""


def drifted(start: np.ndarray, end: np.ndarray, share: float) -> tuple[np.ndarray, bool]:
    """Positions ``(N, 2)`` on the way at a share from 0 to 1, and whether these are the last."""
    if share >= 1:
        return end, True
    return start + np.float32(share) * (end - start), False
