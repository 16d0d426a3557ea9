"""Jobs of the map: laying it out by UMAP, decoding and judging places of the plane, and looking at one.

Places come as latents (batch first) and one mapping of settings each, as
``morphospace.latents.coordinates.unpack`` gives them, so that a worker needs no atlas to decode them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from morphospace.errors import BadInputError
from morphospace.hosting.jobs import JobStep, Steps, Workbench, job
from morphospace.models import Settings

if TYPE_CHECKING:
    from torch import Tensor

    from morphospace.hosting.catalogue import Entry
    from morphospace.latents.neighbours import Index

Latents = Mapping[str, np.ndarray]

_MOST_TO_SEARCH = 200_000
"""Items among which the nearest is looked for at once; more would keep others waiting."""


@job("warm_umap")
def warm_umap(bench: Workbench) -> Steps:
    """Compile what UMAP needs, or read it from the disk, so that the first map need not wait for it."""
    from morphospace.latents.umap_layout import check_ready

    yield JobStep(0, 0, "Getting UMAP ready")
    check_ready()
    return {}


@job("project")
def project(
    bench: Workbench,
    atlas: str = "",
    places: np.ndarray | None = None,
    kind: Literal["umap"] = "umap",
    neighbours: int = 15,
    seed: int = 0,
    epochs: int | None = None,
) -> Steps:
    """Lay out ``places`` float32 ``(N, D)``, or those of the atlas in the folder ``atlas``.

    Yields ``positions`` float32 ``(N, 2)``, first those of PCA, then ever better ones; returns the last, and
    keeps them with the atlas. Raises ``BadInputError`` for what cannot be laid out.
    """
    from morphospace.atlas.storage.kept_layouts import keep_positions
    from morphospace.atlas.storage.opening import open_atlas
    from morphospace.latents.umap_layout import umap_looks

    if kind != "umap":
        raise BadInputError(f"There is no projection {kind!r} to be worked out: use umap.")
    folder = Path(atlas) if atlas else None
    yield JobStep(0, 0, "Getting UMAP ready")
    if places is None:
        if folder is None:
            raise BadInputError("There is nothing to lay out: name an atlas.")
        places = open_atlas(folder).places
    positions = np.empty((0, 2), np.float32)
    with closing(umap_looks(places, neighbours, seed, epochs)) as looks:  # type: ignore[type-var]
        for look in looks:
            arrays = {}
            if look.positions is not None:
                positions = look.positions
                arrays = {"positions": positions}
            yield JobStep(look.share, 1.0, look.text, arrays=arrays)
    if folder is not None:
        keep_positions(folder, "umap", places, positions)
    return {"positions": positions}


@job("decode_places")
def decode_places(
    bench: Workbench, model: str, latents: Latents, settings: Sequence[Settings], batch: int = 2
) -> Steps:
    """Decode places, ``batch`` at a time.

    Yields ``images`` of each batch, uint8 ``(n, S, S, 3)``, with ``done`` counting all so far; returns all.
    Raises ``BadInputError`` for a model that cannot decode.
    """
    from morphospace.pixels import to_pixels

    entry = bench.find(model)
    count = _count(latents)
    with bench.use(entry) as loaded:
        _needs(loaded, entry, "decode")
        found = []
        for start, tensors, some in _batches(latents, settings, max(1, batch), bench.device):
            found.append(to_pixels(_decoded(loaded, tensors, some)))
            yield JobStep(
                start + len(found[-1]), count, f"Decoding with {entry.title}", arrays={"images": found[-1]}
            )
    return {"images": np.concatenate(found)}


@job("judge_places")
def judge_places(
    bench: Workbench,
    model: str,
    latents: Latents,
    settings: Sequence[Settings],
    spread: float = 1.0,
    batch: int = 2,
) -> Steps:
    """Round trips of places (``morphospace.atlas.calibration.round_trip_errors``), ``batch`` at a time.

    Yields ``errors`` of each batch, float32 ``(n,)``, with ``done`` counting all so far; returns all.
    Raises ``BadInputError`` for a model that cannot encode and decode.
    """
    from morphospace.atlas.calibration import round_trip_errors

    entry = bench.find(model)
    count = _count(latents)
    with bench.use(entry) as loaded:
        _needs(loaded, entry, "decode", "encode")
        found = []
        for start, tensors, some in _batches(latents, settings, max(1, batch), bench.device):
            found.append(round_trip_errors(loaded, tensors, some, spread))
            yield JobStep(
                start + len(found[-1]), count, f"Judging with {entry.title}", arrays={"errors": found[-1]}
            )
    return {"errors": np.concatenate(found)}


@job("look_at")
def look_at(
    bench: Workbench,
    model: str,
    latents: Latents,
    settings: Sequence[Settings],
    spread: float = 1.0,
    atlas: str = "",
    place: np.ndarray | None = None,
    picture: np.ndarray | None = None,
) -> Steps:
    """Look at one place closely.

    Returns ``image`` uint8 ``(S, S, 3)``; its ``round_trip`` error; the error ``rebuilt`` and ``psnr`` (dB)
    of this picture, or of the item's own ``picture`` uint8 ``(H, W, 3)``, when the model encodes and decodes
    it as if nothing were known of it; with ``atlas`` (a folder) and ``place`` ``(D,)`` the ``distance`` to
    the nearest item, root mean square over the dimensions in units of ``spread``. NaN for what was not
    asked, cannot be told, or would take too long (the nearest of very many items).
    """
    from morphospace.atlas.calibration import round_trip_of
    from morphospace.pixels import from_pixels, to_pixels

    entry = bench.find(model)
    with bench.use(entry) as loaded:
        _needs(loaded, entry, "decode")
        ((_, tensors, some),) = _batches(latents, settings, _count(latents), bench.device)
        decoded = _decoded(loaded, tensors, some)
        image = to_pixels(decoded[:1])[0]
        yield JobStep(1, 3, "Looking", arrays={"image": image})
        found = {"round_trip": float("nan"), "rebuilt": float("nan"), "psnr": float("nan")}
        if callable(getattr(loaded, "encode", None)):
            found["round_trip"] = float(round_trip_of(loaded, decoded, tensors, some, spread)[0])
            yield JobStep(2, 3, "Looking")
            images = decoded if picture is None else from_pixels(picture, entry.image_size, bench.device)
            found |= _rebuilt(loaded, images)
    yield JobStep(3, 3, "Looking")
    distance = float("nan")
    if atlas and place is not None:
        distance = _distance(Path(atlas), np.asarray(place, np.float32), spread)
    return {"image": image, "distance": distance, **found}


def _rebuilt(model: Any, images: Tensor) -> dict[str, float]:
    import torch

    from morphospace.atlas.calibration import rebuilt_errors

    with torch.inference_mode():
        settings = model.read(images) if callable(getattr(model, "read", None)) else None
        error = float(rebuilt_errors(model, images, settings)[0])
    return {"rebuilt": error, "psnr": float(-20 * np.log10(max(error, 1e-9)))}


def _batches(
    latents: Latents, settings: Sequence[Settings], size: int, device: str
) -> Iterator[tuple[int, dict[str, Tensor], list[Settings] | None]]:
    """Some places at a time as the model takes them, each with the number of its first."""
    import torch

    count = _count(latents)
    if len(settings) != count:
        raise BadInputError(f"There are {count} latents but {len(settings)} settings: give one mapping each.")
    for start in range(0, count, size):
        part = slice(start, start + size)
        tensors = {
            name: torch.from_numpy(np.array(array[part], np.float32)).to(device)
            for name, array in latents.items()
        }
        some = list(settings[part])
        yield start, tensors, some if some[0] else None


def _decoded(model: Any, latents: Mapping[str, Tensor], settings: list[Settings] | None) -> Tensor:
    import torch

    with torch.inference_mode():
        images: Tensor = model.decode(latents, settings)
        return images.nan_to_num(0.0)


def _count(latents: Latents) -> int:
    counts = {len(array) for array in latents.values()}
    if len(counts) != 1 or 0 in counts:
        raise BadInputError("A place needs every latent of its model: give equally many of each, 1 or more.")
    return counts.pop()


def _needs(model: Any, entry: Entry, *abilities: str) -> None:
    for ability in abilities:
        if not callable(getattr(model, ability, None)):
            raise BadInputError(f"{entry.title} cannot {ability} pictures: choose a model that can.")


def _distance(folder: Path, place: np.ndarray, spread: float) -> float:
    from morphospace.atlas.storage.store import PLACES, read_state
    from morphospace.latents.neighbours import nearest

    count = read_state(folder).count
    if not 0 < count <= _MOST_TO_SEARCH:
        return float("nan")
    index = _index(folder, count, (folder / PLACES).stat().st_mtime_ns)
    if index.points.shape[1] != place.size:
        raise BadInputError("The place is of another map than the one named: open that one again.")
    near = nearest(index, place.reshape(1, -1), 1).distances[0, 0]
    return float(near / (spread * np.sqrt(place.size)))


@lru_cache(maxsize=2)
def _index(folder: Path, count: int, _written: int) -> Index:
    """The places of an atlas, searchable; mapped from disk. ``_written``: when they were, as an atlas that
    was removed and built anew may have the same name and as many items."""
    from morphospace.atlas.storage.opening import open_atlas
    from morphospace.latents.neighbours import index_of

    return index_of(open_atlas(folder).places[:count])
