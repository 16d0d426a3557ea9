"""Paths: are the pictures between two faces faces? Through latents, and through pixels beside it.

Valid is what the evaluator reads as surely as real pictures and what lies as near to them (``Norm``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from morphospace.controls import Control
from morphospace.evaluation.evaluator import Evaluator
from morphospace.evaluation.generation import Norm
from morphospace.evaluation.scorecard import Figure
from morphospace.evaluation.subject import Opened, Subject
from morphospace.evaluation.watch import Watch
from morphospace.latents.coordinates import Coordinates, attributes_of, pack, spread_of
from morphospace.latents.pace import Pace
from morphospace.latents.paths import Quality, step_sizes, through_pixels
from morphospace.travel import Data, PathKind, Stop, stops

STEPS = 9
_BAR = 0.30


@dataclass(frozen=True)
class PathScore:
    """Over all pairs: ``midpoint``, the share of valid pictures half way; ``between``, of all but the ends;
    ``unevenness``: the largest step over the mean one, in the evaluator's features, the mean over pairs."""

    midpoint: float
    between: float
    unevenness: float


def score_latent_paths(
    subject: Subject,
    evaluator: Evaluator,
    norm: Norm,
    ends: Opened,
    watch: Watch,
    path: PathKind = "straight",
    pace: Pace = "turns",
    data: Data | None = None,
) -> PathScore:
    """Paths of ``STEPS`` pictures from the first half of the pictures that were opened to the second."""
    half = len(ends.pictures) // 2
    strips = []
    for pair in watch.batches(half, 1):
        a, b = _stop(ends, pair.start), _stop(ends, half + pair.start)
        strips.append(_shown(subject, stops(subject.model.controls, a, b, STEPS, path, pace, data), ends))
    return _score(strips, evaluator, norm)


def score_pixel_paths(evaluator: Evaluator, norm: Norm, ends: Opened) -> PathScore:
    """The same pairs, fading."""
    half = len(ends.pictures) // 2
    return _score(
        [through_pixels(ends.pictures[row], ends.pictures[half + row], STEPS) for row in range(half)],
        evaluator,
        norm,
    )


def data_of(opened: Opened, controls: Sequence[Control]) -> Data:
    """What a path along the data leads over."""
    if opened.latents is None:
        raise ValueError("a model without latents has no paths")
    latents = {name: one.float().cpu().numpy() for name, one in opened.latents.items()}
    shapes = tuple((name, array.shape[1:]) for name, array in latents.items())
    seen = attributes_of(controls, names=opened.settings[0]) if opened.settings else ()
    coordinates = Coordinates(shapes, seen, spread_of(latents))
    return Data(coordinates, pack(coordinates, latents, opened.settings or ()))


def path_figures(
    subject: Subject, evaluator: Evaluator, norm: Norm, ends: Opened, watch: Watch
) -> Iterator[Figure]:
    """Midpoints with those of pixels as their reference, and how even the steps are."""
    latent = score_latent_paths(subject, evaluator, norm, ends, watch)
    pixel = score_pixel_paths(evaluator, norm, ends)
    yield Figure(
        name="path_midpoint",
        title="Paths: valid pictures half way",
        value=latent.midpoint,
        reference=pixel.midpoint,
        reference_name="fading pixels",
        bar=min(1.0, pixel.midpoint + _BAR),
        detail={"latent, all between": latent.between, "pixel, all between": pixel.between},
    )
    yield Figure(
        name="path_unevenness",
        title="Paths: largest step over the mean one",
        value=latent.unevenness,
        higher_is_better=False,
        reference=pixel.unevenness,
        reference_name="fading pixels",
    )


def _stop(ends: Opened, row: int) -> Stop:
    if ends.latents is None:
        raise ValueError("a model without latents has no paths")
    latents = {name: one[row : row + 1].float().cpu().numpy() for name, one in ends.latents.items()}
    return Stop(latents, ends.settings[row] if ends.settings else {})


def _shown(subject: Subject, route: Sequence[Stop], ends: Opened) -> np.ndarray:
    """Decoded as they are: uint8 ``(S, H, W, 3)``."""
    import torch

    from morphospace.pixels import to_pixels

    with torch.inference_mode():
        latents = {
            name: torch.from_numpy(np.concatenate([stop.latents[name] for stop in route])).to(subject.device)
            for name in route[0].latents
        }
        settings = [stop.settings for stop in route] if ends.settings else None
        return to_pixels(subject.model.decode(latents, settings))


def _score(strips: Sequence[np.ndarray], evaluator: Evaluator, norm: Norm) -> PathScore:
    measured = []
    for strip in strips:
        reading = evaluator.read(strip)
        measured.append(Quality(step_sizes(reading.features), norm.valid(reading)))
    valid = np.stack([one.valid for one in measured])
    return PathScore(
        midpoint=float(valid[:, STEPS // 2].mean()),
        between=float(valid[:, 1:-1].mean()),
        unevenness=float(np.mean([one.unevenness for one in measured])),
    )
