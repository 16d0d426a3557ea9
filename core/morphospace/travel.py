"""From one picture to another: the pictures between, through a model's latents or through pixels.

Through latents everything that a model knows of a picture goes along: latents on the chosen path, ordered
attributes evenly. A model is told one kind at a time (hair is short or long), so a kind has nothing in
between: at the middle of the path it becomes the second picture's. Of two attributes that no picture shows
together (glasses and sunglasses) the first picture's goes away before the middle and the other's comes
after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import numpy as np

from morphospace.controls import Setting, Slider
from morphospace.data.attributes import EXCLUSIVE
from morphospace.errors import BadInputError
from morphospace.latents.coordinates import coordinates_of, pack, unpack
from morphospace.latents.paths import blended, spherical, straight, through_pixels, times
from morphospace.models import Settings
from morphospace.pixels import middle_square

if TYPE_CHECKING:
    from morphospace.picture import Picture
    from morphospace.studio import ImageLike, OpenModel

PathKind = Literal["straight", "spherical"]

PATHS = {"straight": straight, "spherical": spherical}


def through_latents(
    model: OpenModel, a: ImageLike, b: ImageLike, steps: int, path: PathKind = "straight"
) -> Iterator[Picture]:
    """``steps`` pictures from ``a`` to ``b``, both included, one after another.

    Raises ``BadInputError`` for a model that cannot encode, fewer than 2 steps or another path, and
    ``BadImageError``.
    """
    if path not in PATHS:
        raise BadInputError(f"There is no path {path!r}: use {' or '.join(PATHS)}.")
    if "encode" not in model.card.capabilities:
        raise BadInputError(f"{model.card.title} cannot encode pictures: choose a model that can.")
    moments = times(steps)
    ends = model.edited([a, b], {})
    coordinates = coordinates_of(model.card, names=())
    start, end = (pack(coordinates, picture.latents)[0] for picture in ends)
    for t, place in zip(moments, PATHS[path](start, end, steps), strict=True):
        latents, _ = unpack(coordinates, place[None])
        settings = between(model, ends[0].settings, ends[1].settings, float(t))
        yield model.decode(latents, 0, **settings)[0]


def between(model: OpenModel, a: Settings, b: Settings, t: float) -> dict[str, Setting]:
    """Settings of the model at the moment ``t`` in [0, 1]."""
    settings = blended(model.card.controls, a, b, t)
    sliders = {control.name for control in model.card.controls if isinstance(control, Slider)}
    for one, other in EXCLUSIVE:
        if {one, other} <= sliders & set(settings) and _swapped(a, b, one, other):
            for name in (one, other):
                # Twice as fast, and only on its own side of the middle.
                leaving = max(0.0, 1 - 2 * t) * float(a[name])
                coming = max(0.0, 2 * t - 1) * float(b[name])
                settings[name] = leaving + coming
    return settings


def pixels_between(model: OpenModel, a: np.ndarray, b: np.ndarray, steps: int) -> np.ndarray:
    """One picture fading into the other at the model's size: uint8 ``(steps, S, S, 3)``."""
    one, other = (middle_square(image[None], model.card.image_size)[0] for image in (a, b))
    return through_pixels(one, other, steps)


def _swapped(a: Settings, b: Settings, one: str, other: str) -> bool:
    """Whether the first picture has more of one of a pair and the second more of the other."""
    first, second = float(a[one]) - float(a[other]), float(b[one]) - float(b[other])
    return first * second < 0
