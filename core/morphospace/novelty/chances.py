"""From scores to chances: how rarely an ordinary picture scores so high, and where to draw the line.

Everything is exact for whatever distribution the scores have, if ordinary pictures are drawn like the K
that were set aside (Vovk, Gammerman & Shafer, *Algorithmic Learning in a Random World*, 2005, for the
p-values; Wilks, *Determination of Sample Sizes for Setting Tolerance Limits*, 1941, for the line).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from morphospace.errors import BadInputError

CONFIDENCE = 0.95


def p_values(scores: np.ndarray, ordinary: np.ndarray) -> np.ndarray:
    """``(1 + how many of K ordinary scores are as high) / (K + 1)`` of each score: float64 ``(N,)``.

    ``ordinary``: sorted ``(K,)``, of pictures that nothing was learnt from. An ordinary picture gets at
    most p with a probability of at most p, whatever p is; less than 1 / (K + 1) can never be said.
    """
    as_high = len(ordinary) - np.searchsorted(ordinary, scores, side="left")
    return np.asarray((1.0 + as_high) / (len(ordinary) + 1.0))


@dataclass(frozen=True)
class Line:
    """Scores above ``score`` count as new.

    ``rate``: the share of ordinary pictures above it that is to be expected; ``low`` to ``high`` holds the
    true share of this very line with 95 % confidence. ``asked``: the rate that was asked for; ``rate``
    is larger only where ``ordinary``, the number of pictures it stands on, allows no finer one.
    """

    score: float
    rate: float
    low: float
    high: float
    asked: float
    ordinary: int


def line_for(asked: float, ordinary: np.ndarray) -> Line:
    """The lowest line that at most ``asked`` (a share) of ordinary pictures are expected above.

    It stands at the j-th highest of the K ``ordinary`` scores (sorted), j = ⌊asked · (K + 1)⌋: the share
    above it is Beta(j, K + 1 - j) over all samples that might have been drawn, with the mean j / (K + 1).
    Raises ``BadInputError`` for a share outside ]0, 1[ and no scores.
    """
    if not 0 < asked < 1:
        raise BadInputError(f"A share of false alarms of {asked:g} is not possible: ask for 0.01 or so.")
    count = len(ordinary)
    if not count:
        raise BadInputError("There are no ordinary pictures to draw a line by: give some.")
    place = min(count, max(1, math.floor(asked * (count + 1) + 1e-9)))
    tail = (1 - CONFIDENCE) / 2
    return Line(
        score=float(ordinary[count - place]),
        rate=place / (count + 1),
        low=beta_quantile(tail, place, count + 1 - place),
        high=beta_quantile(1 - tail, place, count + 1 - place),
        asked=asked,
        ordinary=count,
    )


def beta_quantile(share: float, a: int, b: int) -> float:
    """Where the Beta distribution of whole ``a`` and ``b``, 1 or more, has ``share`` below, to 1e-9."""
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if _beta_below(middle, a, b) < share else (low, middle)
    return (low + high) / 2


def _beta_below(x: float, a: int, b: int) -> float:
    """Beta(a, b) below x is the chance of ``a`` or more hits in n = a + b - 1 draws of probability x."""
    n = a + b - 1
    hits = np.arange(a)
    ways = np.array([math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) for i in range(a)])
    return 1.0 - float(np.exp(ways + hits * math.log(x) + (n - hits) * math.log1p(-x)).sum())
