"""The job that finds similar pictures: by the distance of their places, and of their pixels beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.errors import BadImageError, BadInputError
from morphospace.hosting.folder_jobs import picture_files
from morphospace.hosting.jobs import JobStep, Steps, Workbench, job
from morphospace.models import Settings

if TYPE_CHECKING:
    from torch import Tensor

    from morphospace.hosting.catalogue import Entry


@dataclass
class _Gathered:
    """What is kept of the pictures of a folder: never their pixels."""

    files: list[Path] = field(default_factory=list)
    latents: dict[str, list[np.ndarray]] = field(default_factory=dict)
    settings: list[Settings] = field(default_factory=list)
    pixel_distances: list[float] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)


@job("neighbours")
def neighbours(bench: Workbench, model: str, image: str, folder: str, k: int = 10, batch: int = 64) -> Steps:
    """The ``k`` pictures of ``folder`` most like ``image``, which itself is left out.

    Returns ``count`` (pictures compared), ``skipped`` (``file`` and ``reason`` of what cannot be read), and
    nearest first ``latent`` and ``pixel``, lists of ``file`` and ``distance``. Latent: between latents and
    attributes, which together weigh the same, in deviations of one latent dimension. Pixel: root mean
    square difference, 0 to 1. Raises ``BadInputError`` where there is nothing to compare, and
    ``BadImageError`` for ``image``.
    """
    files = _others(Path(image), Path(folder))
    if k < 1:
        raise BadInputError(f"Cannot find {k} neighbours: ask for 1 or more.")
    entry = bench.find(model)
    yield JobStep(0, len(files), f"Loading {entry.title}")
    with bench.use(entry) as loaded:
        if not callable(getattr(loaded, "encode", None)):
            raise BadInputError(f"{entry.title} cannot encode pictures: choose a model that can.")
        asked = _square(Path(image), entry)
        gathered = _Gathered()
        _add(gathered, loaded, [(Path(image), asked)], asked, bench.device)
        for start in range(0, len(files), batch):
            readable = list(_readable(files[start : start + batch], entry, gathered))
            if readable:
                _add(gathered, loaded, readable, asked, bench.device)
            done = min(len(files), start + batch)
            yield JobStep(done, len(files), f"Comparing {files[done - 1].name}")
    if len(gathered.files) < 2:
        raise BadInputError(f"No picture in {folder} can be read: name a folder with pictures.")
    return {
        "count": len(gathered.files) - 1,
        "skipped": gathered.skipped,
        "latent": _by_place(gathered, entry, k),
        "pixel": _by_pixels(gathered, k),
    }


def _others(image: Path, folder: Path) -> list[Path]:
    """The pictures of the folder but the one that was asked about."""
    if folder.exists() and not folder.is_dir():
        raise BadInputError(f"{folder} is a file: name the folder of pictures to search.")
    found = picture_files([str(folder)])
    others = [file for file in found if not (image.exists() and file.samefile(image))]
    if not others:
        raise BadInputError(f"{folder} holds no picture besides {image.name}: name a folder with others.")
    return others


def _square(file: Path, entry: Entry) -> np.ndarray:
    """The picture as the model sees it: uint8 ``(S, S, 3)``."""
    from morphospace.imaging.files import read_image
    from morphospace.pixels import middle_square

    return np.asarray(middle_square(read_image(file)[None], entry.image_size)[0])


def _readable(files: Sequence[Path], entry: Entry, gathered: _Gathered) -> list[tuple[Path, np.ndarray]]:
    found = []
    for file in files:
        try:
            found.append((file, _square(file, entry)))
        except BadImageError as error:
            gathered.skipped.append({"file": str(file), "reason": str(error)})
    return found


def _add(
    gathered: _Gathered,
    model: Any,
    pictures: Sequence[tuple[Path, np.ndarray]],
    asked: np.ndarray,
    device: str,
) -> None:
    """Encode pictures and keep what is compared later."""
    import torch

    from morphospace.pixels import from_pixels

    squares = np.stack([square for _, square in pictures])
    with torch.inference_mode():
        images: Tensor = from_pixels(squares, squares.shape[1], device)
        settings = model.read(images) if callable(getattr(model, "read", None)) else None
        for name, latent in model.encode(images, settings).items():
            gathered.latents.setdefault(name, []).append(latent.float().cpu().numpy())
    gathered.settings += settings or [{}] * len(pictures)
    gathered.files += [file for file, _ in pictures]
    apart = (squares.astype(np.float32) - asked) / 255.0
    gathered.pixel_distances += np.sqrt((apart**2).mean((1, 2, 3))).tolist()


def _by_place(gathered: _Gathered, entry: Entry, k: int) -> list[dict[str, Any]]:
    from morphospace.latents.coordinates import (
        Coordinates,
        attributes_of,
        balanced_spread,
        pack,
        spread_of,
    )
    from morphospace.latents.neighbours import index_of, nearest

    latents = {name: np.concatenate(parts) for name, parts in gathered.latents.items()}
    shapes = tuple((name, array.shape[1:]) for name, array in latents.items())
    attributes = attributes_of(entry.controls, names=gathered.settings[0])
    coordinates = Coordinates(shapes, attributes, balanced_spread(latents, attributes))
    places = pack(coordinates, latents, gathered.settings)
    near = nearest(index_of(places[1:]), places[:1], k)
    return _listed(gathered, near.places[0] + 1, near.distances[0] / spread_of(latents))


def _by_pixels(gathered: _Gathered, k: int) -> list[dict[str, Any]]:
    distances = np.array(gathered.pixel_distances)
    order = np.argsort(distances[1:], kind="stable")[:k] + 1
    return _listed(gathered, order, distances[order])


def _listed(gathered: _Gathered, rows: np.ndarray, distances: np.ndarray) -> list[dict[str, Any]]:
    pairs: Mapping[int, float] = dict(zip(rows.tolist(), distances.tolist(), strict=True))
    return [{"file": str(gathered.files[row]), "distance": distance} for row, distance in pairs.items()]
