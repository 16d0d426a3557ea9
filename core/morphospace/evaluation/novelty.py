"""Can a model tell what it does not know? Toons, and faces with a patch of shuffled pixels, among faces.

AUROC: how often a new picture scores higher than an ordinary one, ties counting half; 0.5 is chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from morphospace.controls import Control
from morphospace.evaluation.scorecard import Figure
from morphospace.evaluation.watch import Watch
from morphospace.novelty.chances import line_for
from morphospace.novelty.looking import Seen, check_looks, join, look
from morphospace.novelty.yardstick import CAUSES, Measured, measured, yardstick

PATCH = 16
"""Of pictures of 64 pixels; of others as large a part."""
FALSE_ALARMS = 0.01
_BATCH = 50
_BARS = {"toons": 0.95, "patches": 0.90}
_TITLES = {"toons": "Novelty: toons among faces, AUROC", "patches": "Novelty: a shuffled patch, AUROC"}


@dataclass(frozen=True)
class NoveltyScore:
    """One kind of new pictures. ``each``: AUROC by each cause alone. ``found``: share of them above the line
    for 1 % false alarms."""

    auroc: float
    each: dict[str, float]
    found: float


@dataclass(frozen=True)
class NoveltyScores:
    """By kind, ``false_alarms``: the share of ordinary test pictures above the line, ``expected`` that share
    as foretold, ``low`` to ``high`` with 95 % confidence."""

    kinds: dict[str, NoveltyScore]
    false_alarms: float
    expected: float
    low: float
    high: float


def score_novelty(
    model: Any,
    controls: Sequence[Control],
    known: np.ndarray,
    ordinary: np.ndarray,
    toons: np.ndarray,
    watch: Watch,
    device: str = "cpu",
) -> NoveltyScores:
    """All pictures uint8 ``(N, S, S, 3)`` at the model's size. ``known``: what it is calibrated with;
    ``ordinary``: others of the same kind, also those whose patches are shuffled."""
    check_looks(model, "This model")
    sets = {"known": known, "ordinary": ordinary, "toons": toons, "patches": shuffled_patches(ordinary)}
    share = 1 / len(sets)
    seen = {
        name: _look(
            model, pictures, watch.stage(f"Looking at {name}", place * share, (place + 1) * share), device
        )
        for place, (name, pictures) in enumerate(sets.items())
    }
    rule = yardstick(seen["known"], controls)
    line = line_for(FALSE_ALARMS, rule.score)
    usual = measured(rule.lesson, seen["ordinary"])
    kinds = {name: _score(usual, measured(rule.lesson, seen[name]), line.score) for name in _BARS}
    return NoveltyScores(kinds, float((usual.score > line.score).mean()), line.rate, line.low, line.high)


def novelty_figures(found: NoveltyScores) -> Iterator[Figure]:
    """One figure a kind, and the false alarms."""
    for name, one in found.kinds.items():
        detail = {"found at 1 % false alarms": one.found, **one.each}
        yield Figure(
            name=f"novelty_{name}", title=_TITLES[name], value=one.auroc, bar=_BARS[name], detail=detail
        )
    yield Figure(
        name="novelty_false_alarms",
        title="Novelty: ordinary faces above the line",
        value=found.false_alarms,
        higher_is_better=False,
        reference=found.expected,
        reference_name="foretold",
        detail={"with 95 % confidence from": found.low, "to": found.high},
    )


def shuffled_patches(pictures: np.ndarray, seed: int = 0) -> np.ndarray:
    """Copies in which the pixels of one random square patch are shuffled: uint8 ``(N, S, S, 3)``."""
    random = np.random.default_rng(seed)
    changed = np.array(pictures)
    size = pictures.shape[1]
    side = max(2, PATCH * size // 64)
    for picture in changed:
        top, left = random.integers(0, size - side + 1, 2)
        patch = picture[top : top + side, left : left + side]
        patch[:] = random.permutation(patch.reshape(-1, 3)).reshape(patch.shape)
    return changed


def auroc(ordinary: np.ndarray, new: np.ndarray) -> float:
    """The share of pairs in which the new one scores higher, ties counting half (Mann and Whitney, 1947)."""
    usual = np.sort(ordinary)
    below, upto = (np.searchsorted(usual, new, side=side) for side in ("left", "right"))
    return float((below + upto).mean() / 2 / len(usual))


def _look(model: Any, pictures: np.ndarray, watch: Watch, device: str) -> Seen:
    return join([look(model, pictures[rows], device) for rows in watch.batches(len(pictures), _BATCH)])


def _score(usual: Measured, new: Measured, line: float) -> NoveltyScore:
    each: dict[str, float] = {name: auroc(getattr(usual, name), getattr(new, name)) for name in CAUSES}
    return NoveltyScore(auroc(usual.score, new.score), each, float((new.score > line).mean()))
