"""Jobs of paths: the pictures between two, through latents and through pixels, and both as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.errors import BadInputError
from morphospace.hosting.jobs import JobStep, Steps, Workbench, job
from morphospace.latents.coordinates import Coordinates, attributes_of, pack, unpack
from morphospace.latents.pace import Pace
from morphospace.latents.paths import step_sizes, through_pixels, times
from morphospace.travel import Data, PathKind, Stop, check, stops

if TYPE_CHECKING:
    from torch import Tensor

    from morphospace.atlas.atlas import Atlas
    from morphospace.hosting.catalogue import Entry

MOST_STEPS = 1000
_CHUNK = 8
"""Pictures between two moments at which a newer path may take over."""


@dataclass(frozen=True, eq=False)
class _Loaded:
    """A model at work. ``size``: side of its pictures."""

    model: Any
    entry: Entry
    device: str

    @property
    def size(self) -> int:
        return self.entry.image_size


@job("path")
def path(
    bench: Workbench,
    model: str,
    a: Mapping[str, Any],
    b: Mapping[str, Any],
    steps: int = 17,
    way: PathKind = "straight",
    pace: Pace = "turns",
    atlas: str = "",
) -> Steps:
    """The pictures from ``a`` to ``b``, both included, judged on the way.

    An end holds a ``place`` ``(D,)`` of the atlas in the folder ``atlas``, or ``latents`` (batch of one)
    and ``settings``, or only a ``picture`` (uint8 ``(H, W, 3)``) that is encoded; pixels fade between the
    pictures, decoded where none was given. ``way``: see ``morphospace.travel``; ``data`` needs an atlas.

    Yields the pictures so far as the arrays ``latent`` and ``pixel``. Returns both strips whole, uint8
    ``(S, s, s, 3)``; of each, ``latent_validity`` and ``pixel_validity`` ``(S,)``, how ordinary the model
    finds the pictures (``morphospace.atlas.atlas.validity``; NaN without an atlas), and ``latent_steps`` and
    ``pixel_steps`` ``(S - 1,)``, from one picture to the next as the model sees them, in deviations of one
    latent dimension; ``places`` ``(S, D)`` in the atlas (``(S, 0)`` without one) and ``settings``.
    Raises ``BadInputError``, also where the model is gone.
    """
    check(way, pace, bool(atlas))
    times(steps)
    if steps > MOST_STEPS:
        raise BadInputError(f"A path of {steps} steps cannot be made: ask for {MOST_STEPS} at most.")
    entry = bench.find(model)
    opened = _opened(atlas)
    yield JobStep(0, steps, f"Loading {entry.title}")
    with bench.use(entry) as one:
        loaded = _Loaded(one, entry, bench.device)
        ends = [_stop(loaded, end, opened) for end in (a, b)]
        data = Data(opened.coordinates, opened.places) if opened is not None and way == "data" else None
        route = stops(entry.controls, ends[0], ends[1], steps, way, pace, data)
        faded = through_pixels(_square(loaded, a, ends[0]), _square(loaded, b, ends[1]), steps)
        latent = np.empty_like(faded)
        for done in _decoded(loaded, route, latent):
            yield JobStep(
                done, 3 * steps, "Making the path", arrays={"latent": latent[:done], "pixel": faded}
            )
        result: dict[str, Any] = {"latent": latent, "pixel": faded}
        sample = opened.rebuilt if opened is not None else np.empty(0, np.float32)
        spread = opened.unit if opened is not None else 1.0
        for turn, (name, pictures) in enumerate((("latent", latent), ("pixel", faded)), 1):
            judged = _Judged([], [], [])
            for done in _judge(loaded, pictures, judged):
                yield JobStep(turn * steps + done, 3 * steps, "Judging the path")
            result[f"{name}_validity"] = judged.validity(sample)
            result[f"{name}_steps"] = judged.step_sizes(entry, spread)
    result["settings"] = [dict(stop.settings) for stop in route]
    result["places"] = _places(opened, route)
    return result


@job("export_path")
def export_path(bench: Workbench, output: str, latent: np.ndarray, pixel: np.ndarray) -> Steps:
    """Write a path: a PNG shows both strips, latent above; a GIF or an MP4 plays the latent one.

    Returns ``output``. Raises ``BadInputError`` for another ending and where the library for MP4 is not
    installed, and ``CannotSaveError``.
    """
    from morphospace.imaging.animation import check_ending, strip, write_animation

    target = Path(output)
    check_ending(target)
    yield JobStep(0, 1, f"Writing {target.name}")
    # One frame as wide as the strip: two of them under each other.
    write_animation(target, strip(latent, pixel)[None] if target.suffix.lower() == ".png" else latent)
    return {"output": output}


def _opened(folder: str) -> Atlas | None:
    from morphospace.atlas.storage.opening import open_atlas

    return open_atlas(Path(folder)) if folder else None


def _stop(loaded: _Loaded, end: Mapping[str, Any], atlas: Atlas | None) -> Stop:
    """Latents and settings of an end."""
    if "place" in end:
        if atlas is None:
            raise BadInputError("A place is one of an atlas: open the atlas it is from.")
        latents, settings = unpack(atlas.coordinates, np.reshape(end["place"], (1, -1)))
        return Stop(latents, settings[0])
    if "latents" in end:
        return Stop({name: np.asarray(one) for name, one in end["latents"].items()}, end.get("settings", {}))
    if "picture" not in end:
        raise BadInputError("A path needs two ends: choose a picture for each.")
    return _encoded(loaded, _squared(loaded, end["picture"]))


def _encoded(loaded: _Loaded, square: np.ndarray) -> Stop:
    import torch

    _needs(loaded, "encode")
    with torch.inference_mode():
        images = _tensor(loaded, square[None])
        settings = _read(loaded, images)
        latents = loaded.model.encode(images, settings)
    return Stop(
        {name: one.float().cpu().numpy() for name, one in latents.items()}, settings[0] if settings else {}
    )


def _square(loaded: _Loaded, end: Mapping[str, Any], stop: Stop) -> np.ndarray:
    """The picture of an end, uint8 ``(s, s, 3)``."""
    if "picture" in end:
        return _squared(loaded, end["picture"])
    found = np.empty((1, loaded.size, loaded.size, 3), np.uint8)
    for _ in _decoded(loaded, [stop], found):
        pass
    return np.asarray(found[0])


def _squared(loaded: _Loaded, picture: np.ndarray) -> np.ndarray:
    from morphospace.pixels import middle_square

    return np.asarray(middle_square(np.asarray(picture)[None], loaded.size)[0])


def _decoded(loaded: _Loaded, route: Sequence[Stop], into: np.ndarray) -> Iterator[int]:
    """Fill ``into`` uint8 ``(S, s, s, 3)`` with the pictures of a route; yields how many are there."""
    import torch

    from morphospace.pixels import to_pixels

    _needs(loaded, "decode")
    for start in range(0, len(route), _CHUNK):
        some = route[start : start + _CHUNK]
        with torch.inference_mode():
            latents = {
                name: torch.from_numpy(np.concatenate([stop.latents[name] for stop in some])).to(
                    loaded.device, torch.float32
                )
                for name in some[0].latents
            }
            settings = [stop.settings for stop in some] if some[0].settings else None
            pictures = to_pixels(loaded.model.decode(latents, settings).nan_to_num(0.0))
        if pictures.shape[1:] != into.shape[1:]:
            raise BadInputError(
                f"{loaded.entry.title} decodes pictures of another size: choose another model."
            )
        into[start : start + len(some)] = pictures
        yield start + len(some)


@dataclass(frozen=True, eq=False)
class _Judged:
    """What the model finds of some pictures, batch by batch."""

    errors: list[np.ndarray]
    latents: list[Mapping[str, np.ndarray]]
    settings: list[Mapping[str, Any]]

    def validity(self, sample: np.ndarray) -> np.ndarray:
        from morphospace.atlas.atlas import validity

        if not self.errors:
            return np.full(0, np.nan)
        return validity(np.concatenate(self.errors), sample)

    def step_sizes(self, entry: Entry, spread: float) -> np.ndarray:
        names = self.latents[0]
        latents = {name: np.concatenate([part[name] for part in self.latents]) for name in names}
        shapes = tuple((name, array.shape[1:]) for name, array in latents.items())
        seen = attributes_of(entry.controls, self.settings[0]) if self.settings else ()
        return step_sizes(pack(Coordinates(shapes, seen, spread), latents, self.settings)) / spread


def _judge(loaded: _Loaded, pictures: np.ndarray, into: _Judged) -> Iterator[int]:
    """Read, encode and rebuild pictures as if nothing were known of them; yields how many are judged."""
    import torch

    from morphospace.atlas.calibration import rebuilt_errors

    _needs(loaded, "encode")
    for start in range(0, len(pictures), _CHUNK):
        some = pictures[start : start + _CHUNK]
        with torch.inference_mode():
            images = _tensor(loaded, some)
            settings = _read(loaded, images)
            latents = loaded.model.encode(images, settings)
            into.errors.append(rebuilt_errors(loaded.model, images, settings))
        into.latents.append({name: one.float().cpu().numpy() for name, one in latents.items()})
        into.settings.extend(settings or [])
        yield start + len(some)


def _places(atlas: Atlas | None, route: Sequence[Stop]) -> np.ndarray:
    if atlas is None:
        return np.empty((len(route), 0), np.float32)
    names = [name for name, _ in atlas.coordinates.latents]
    latents = {name: np.concatenate([stop.latents[name] for stop in route]) for name in names}
    return pack(atlas.coordinates, latents, [stop.settings for stop in route])


def _read(loaded: _Loaded, images: Tensor) -> Any:
    """Settings as the model's own reader sees them, or None where it has none."""
    return loaded.model.read(images) if callable(getattr(loaded.model, "read", None)) else None


def _tensor(loaded: _Loaded, pictures: np.ndarray) -> Tensor:
    from morphospace.pixels import from_pixels

    return from_pixels(pictures, loaded.size, loaded.device)


def _needs(loaded: _Loaded, what: str) -> None:
    if not callable(getattr(loaded.model, what, None)):
        raise BadInputError(f"{loaded.entry.title} cannot {what} pictures: choose a model that can.")
