"""The yardstick of an atlas: how well the model does with a sample of its own items."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from morphospace.atlas.building.making import Maker, conditions
from morphospace.atlas.building.sources import Batch, Sizes, open_source
from morphospace.atlas.calibration import rebuilt_of, round_trip_of
from morphospace.atlas.storage.store import CALIBRATION, THUMBNAIL, read_manifest
from morphospace.errors import BadInputError
from morphospace.hosting.jobs import JobStep
from morphospace.latents.coordinates import Coordinates
from morphospace.library.atomic import replace_files

SAMPLE = 400
"""Items that are rebuilt: enough to tell one in a hundred from one in ten."""
_BATCH = 16


def calibrate(maker: Maker, folder: Path) -> Generator[JobStep, None, None]:
    """Write down the sorted errors of a sample of all sources of the atlas in ``folder``.

    A source that is not there any more has no say. Nothing is written for a model that cannot decode.
    """
    if not callable(getattr(maker.model, "decode", None)):
        return
    manifest = read_manifest(folder)
    pairs: list[np.ndarray] = []
    for source, limit in zip(manifest.sources, manifest.limits, strict=True):
        with suppress(BadInputError):
            pairs += yield from _judged(
                maker, manifest.coordinates, source, limit, -(-SAMPLE // len(manifest.sources))
            )
    errors = np.sort(np.concatenate(pairs, 1), 1) if pairs else np.empty((2, 0))
    errors[1] /= manifest.unit
    replace_files(folder, {CALIBRATION: errors.astype(np.float32).tobytes()})


def _judged(
    maker: Maker, coordinates: Coordinates, source: str, limit: int | None, n: int
) -> Generator[JobStep, None, list[np.ndarray]]:
    """Errors ``(2, K)`` of the batches of one source."""
    found: list[np.ndarray] = []
    with closing(open_source(source, limit, Sizes(maker.image_size, THUMBNAIL))) as opened:
        for _ in opened.listing(0, ()):
            yield JobStep(0, 0, "Judging how well pictures are rebuilt")
        places = opened.sample(n)
        for start in range(0, len(places), _BATCH):
            batch = opened.read(places[start : start + _BATCH])
            if len(batch):
                found.append(_errors(maker, coordinates, batch))
            done = min(len(places), start + _BATCH)
            yield JobStep(
                done, len(places), f"Judging how well pictures are rebuilt, {done} of {len(places)}"
            )
    return found


def _errors(maker: Maker, coordinates: Coordinates, batch: Batch) -> np.ndarray:
    """Both errors of the pictures of a batch that can be used: ``(2, K)``, that of latents as it is."""
    import torch

    images, settings = conditions(maker, coordinates, batch)
    if not len(images):
        return np.empty((2, 0), np.float32)
    with torch.inference_mode():
        latents = maker.model.encode(images, settings)
        rebuilt = maker.model.decode(latents, settings)
    back = round_trip_of(maker.model, rebuilt, latents, settings)
    return np.stack([rebuilt_of(images, rebuilt), back])
