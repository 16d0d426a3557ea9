"""Learning curves: accuracy by the number of labels, with what the choice of labels makes of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

# Student's t at 97.5 %, for one degree of freedom and more.
_FIRST = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145)
_NEXT = (2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048)
_T = (*_FIRST, *_NEXT)


@dataclass(frozen=True)
class Spread:
    """``mean`` over seeds, and the ends of its 95 % interval: None for one seed, which tells nothing."""

    mean: float
    low: float | None
    high: float | None

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def spread_over(values: Sequence[float]) -> Spread:
    """The mean and its interval by Student's t, for values that seeds gave independently."""
    found = np.asarray(values, float)
    mean = float(found.mean())
    if len(found) < 2:
        return Spread(mean, None, None)
    freedom = len(found) - 1
    t = _T[freedom - 1] if freedom <= len(_T) else 1.96 + 2.4 / freedom
    half = t * float(found.std(ddof=1)) / math.sqrt(len(found))
    return Spread(mean, mean - half, mean + half)


def within(spread: Spread) -> Spread:
    """The same of a share: no interval reaches below 0 or above 1."""
    low, high = (None if end is None else min(1.0, max(0.0, end)) for end in (spread.low, spread.high))
    return Spread(spread.mean, low, high)
