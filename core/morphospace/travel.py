"""From one picture to another: the pictures between, through a model's latents or through pixels.

Through latents everything that a model knows of a picture goes along: latents on the chosen way, attributes
one after another (see ``morphospace.latents.pace``). Along the data the way leads over places of real
pictures, and the attributes from each of them to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from morphospace.controls import Control
from morphospace.errors import BadInputError
from morphospace.latents.coordinates import Coordinates, coordinates_of, pack, unpack
from morphospace.latents.pace import PACES, Pace, between
from morphospace.latents.paths import (
    corners_along_data,
    even_moments,
    spherical,
    straight,
    through_pixels,
    times,
)
from morphospace.models import Settings
from morphospace.pixels import middle_square

if TYPE_CHECKING:
    from morphospace.picture import Picture
    from morphospace.studio import ImageLike, OpenModel

PathKind = Literal["straight", "spherical", "data"]
PATHS: tuple[PathKind, ...] = ("straight", "spherical", "data")

_CURVES = {"straight": straight, "spherical": spherical}


@dataclass(frozen=True, eq=False)
class Stop:
    """One picture of a path before it is decoded: latents by name, batch of one, and settings."""

    latents: Mapping[str, np.ndarray]
    settings: Settings


@dataclass(frozen=True, eq=False)
class Data:
    """Places ``(N, D)`` of real pictures, laid out as ``coordinates`` say: what a path can follow."""

    coordinates: Coordinates
    places: np.ndarray


def stops(
    controls: Sequence[Control],
    a: Stop,
    b: Stop,
    steps: int,
    path: PathKind = "straight",
    pace: Pace = "turns",
    data: Data | None = None,
) -> list[Stop]:
    """``steps`` stops from ``a`` to ``b``, both included.

    Raises ``BadInputError`` for fewer than 2 steps, an unknown path or pace, a path along no data, and
    ends of different models.
    """
    check(path, pace, data is not None)
    if {name: array.shape for name, array in a.latents.items()} != {
        name: array.shape for name, array in b.latents.items()
    }:
        raise BadInputError("The two ends have different latents: choose two pictures of one model.")
    if path == "data" and data is not None:
        return _over(controls, a, b, steps, pace, data)
    bare = Coordinates(tuple((name, array.shape[1:]) for name, array in a.latents.items()))
    points = _CURVES[path](pack(bare, a.latents)[0], pack(bare, b.latents)[0], steps)
    return [
        Stop(unpack(bare, point[None])[0], between(controls, a.settings, b.settings, float(t), pace))
        for t, point in zip(times(steps), points, strict=True)
    ]


def _over(controls: Sequence[Control], a: Stop, b: Stop, steps: int, pace: Pace, data: Data) -> list[Stop]:
    """Over places of the data. Equal steps of the whole length; on each leg the settings as between two."""
    start, end = (pack(data.coordinates, one.latents, [one.settings])[0] for one in (a, b))
    corners = corners_along_data(start, end, data.places)
    legs, shares = even_moments(corners, steps)
    points = corners[legs] + shares[:, None] * (corners[legs + 1] - corners[legs])
    turned = [a.settings, *unpack(data.coordinates, corners)[1][1:-1], b.settings]
    found = []
    for t, point, leg, share in zip(times(steps), points, legs.tolist(), shares.tolist(), strict=True):
        rest = between(controls, a.settings, b.settings, float(t), pace)
        settings = {**rest, **between(controls, turned[leg], turned[leg + 1], share, pace)}
        found.append(Stop(unpack(data.coordinates, point[None])[0], settings))
    return found


def check(path: str, pace: str = "turns", along: bool = True) -> None:
    """Raises ``BadInputError`` for a path or a pace that there is not, or no data to go ``along``."""
    if path not in PATHS:
        raise BadInputError(f"There is no path {path!r}: use {', '.join(PATHS)}.")
    if pace not in PACES:
        raise BadInputError(f"There is no pace {pace!r}: use {' or '.join(PACES)}.")
    if path == "data" and not along:
        raise BadInputError("A path along the data needs data: name a folder of pictures or an atlas.")


def through_latents(
    model: OpenModel,
    a: ImageLike,
    b: ImageLike,
    steps: int,
    path: PathKind = "straight",
    pace: Pace = "turns",
    data: Data | None = None,
) -> Iterator[Picture]:
    """``steps`` pictures from ``a`` to ``b``, both included, one after another.

    Raises ``BadInputError`` for a model that cannot encode, and as ``stops`` does; ``BadImageError``.
    """
    check(path, pace, data is not None)
    check_encodes(model)
    times(steps)  # before pictures are read
    one, other = (Stop(end.latents, end.settings) for end in model.edited([a, b], {}))
    for stop in stops(model.card.controls, one, other, steps, path, pace, data):
        yield model.decode(stop.latents, 0, **stop.settings)[0]


def check_encodes(model: OpenModel) -> None:
    """Raises ``BadInputError`` for a model that cannot."""
    if "encode" not in model.card.capabilities:
        raise BadInputError(f"{model.card.title} cannot encode pictures: choose a model that can.")


def data_of(model: OpenModel, chunks: Iterator[Sequence[ImageLike]]) -> Data:
    """What a path can follow: the places of pictures, given some at a time.

    Raises ``BadInputError`` for a model that cannot encode, and where there are no pictures.
    """
    from morphospace.latents.coordinates import spread_of
    from morphospace.studio import stack_latents

    check_encodes(model)
    seen = [picture for chunk in chunks for picture in model.edited(chunk, {})]
    latents = stack_latents(seen)
    coordinates = coordinates_of(model.card, spread_of(latents), names=seen[0].settings)
    return Data(coordinates, pack(coordinates, latents, [picture.settings for picture in seen]))


def pixels_between(model: OpenModel, a: np.ndarray, b: np.ndarray, steps: int) -> np.ndarray:
    """One picture fading into the other at the model's size: uint8 ``(steps, S, S, 3)``."""
    one, other = (middle_square(image[None], model.card.image_size)[0] for image in (a, b))
    return through_pixels(one, other, steps)
