"""Retrieval: do the pictures most like one share its attributes? By latents, and by pixels beside it.

Precision among the first ten, chance-corrected: 0 for neighbours drawn at random, 1 for neighbours that all
have the value. Hair colour counts only where it can be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from morphospace.controls import Control, Setting
from morphospace.data.attributes import NAMES
from morphospace.evaluation.evaluator import judged, levels_of
from morphospace.evaluation.scorecard import Figure
from morphospace.evaluation.subject import Opened
from morphospace.evaluation.watch import Watch
from morphospace.latents.coordinates import Coordinates, attributes_of, balanced_spread, pack
from morphospace.latents.neighbours import Index, index_of, nearest

K = 10
QUERIES = 1000
_AT_ONCE = 64
_BAR = 0.10


@dataclass(frozen=True)
class Retrieval:
    """Attribute → chance-corrected precision among the first ``K``."""

    each: Mapping[str, float]

    @property
    def mean(self) -> float:
        """Over all attributes, which weigh the same."""
        return float(np.mean(list(self.each.values())))


def score_retrieval(
    points: np.ndarray, labels: Sequence[Mapping[str, Setting]], watch: Watch, queries: int = QUERIES
) -> Retrieval:
    """Search the nearest of points ``(N, D)`` for the first ``queries`` of them, which are left out of what
    is found for themselves. ``labels``: the true ones."""
    index = index_of(points)
    found = np.concatenate(
        [_neighbours(index, rows) for rows in watch.batches(min(queries, len(points)), _AT_ONCE)]
    )
    levels, seen = levels_of(labels), judged(labels)
    return Retrieval({name: _precision(found, levels[name], seen[name]) for name in NAMES})


def places_of(opened: Opened, controls: Sequence[Control]) -> np.ndarray:
    """Where a model puts pictures: latents, with the attributes that it reads weighing as much."""
    if opened.latents is None:
        raise ValueError("a model without latents puts pictures nowhere")
    latents = {name: one.float().cpu().numpy() for name, one in opened.latents.items()}
    shapes = tuple((name, array.shape[1:]) for name, array in latents.items())
    seen = attributes_of(controls, names=opened.settings[0]) if opened.settings else ()
    coordinates = Coordinates(shapes, seen, balanced_spread(latents, seen))
    return pack(coordinates, latents, opened.settings or ())


def retrieval_figures(
    opened: Opened, controls: Sequence[Control], labels: Sequence[Mapping[str, Setting]], watch: Watch
) -> Iterator[Figure]:
    """One figure: by latents, with pixels as its reference."""
    latent = score_retrieval(places_of(opened, controls), labels, watch.stage(watch.what, 0.0, 0.2))
    pixels = opened.pictures.reshape(len(opened.pictures), -1)
    pixel = score_retrieval(pixels, labels, watch.stage(watch.what, 0.2, 1.0))
    yield Figure(
        name="retrieval",
        title=f"Find similar: precision among {K}, above chance",
        value=latent.mean,
        reference=pixel.mean,
        reference_name="by pixels",
        bar=pixel.mean + _BAR,
        detail={"by latents": dict(latent.each), "by pixels": dict(pixel.each)},
    )


def _neighbours(index: Index, rows: slice) -> np.ndarray:
    """The ``K`` nearest of some of the points, themselves left out: ``(Q, K)``."""
    found = nearest(index, index.points[rows], K + 1).places
    own = np.arange(rows.start, rows.stop)[:, None]
    # Of two equal pictures the other may come first: then the last one found is left out.
    others = np.where((found == own).any(1, keepdims=True), found != own, np.arange(K + 1) < K)
    return np.asarray(found[others].reshape(len(found), -1))


def _precision(found: np.ndarray, levels: np.ndarray, seen: np.ndarray) -> float:
    asked = np.flatnonzero(seen[: len(found)])
    visible = seen[found[asked]]
    hits = (levels[found[asked]] == levels[asked][:, None]) & visible
    if not visible.any():
        return 0.0
    shares = np.bincount(levels[seen]) / seen.sum()
    chance = float(shares[levels[asked]].mean())
    return (float(hits.sum() / visible.sum()) - chance) / (1 - chance) if chance < 1 else 0.0
