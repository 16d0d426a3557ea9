"""Where a picture lives on the map, and which way each of its sliders would push it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from morphospace.atlas.exploration import Layout
from morphospace.controls import Setting, Slider
from morphospace.errors import BadInputError
from morphospace.latents.coordinates import Coordinates, pack


@dataclass(frozen=True)
class Arrow:
    """The way a slider pushes a picture: from where it is to ``(x, y)``, where the slider's end puts it."""

    name: str
    title: str
    x: float
    y: float


@dataclass(frozen=True)
class Whereabouts:
    """The coordinates of a picture on the plane, and an arrow for each slider."""

    x: float
    y: float
    arrows: tuple[Arrow, ...] = ()

    def arrow(self, name: str) -> Arrow | None:
        """The arrow of a slider, if it has one."""
        return next((arrow for arrow in self.arrows if arrow.name == name), None)


def place_of(
    coordinates: Coordinates, latents: Mapping[str, np.ndarray], settings: Mapping[str, Setting]
) -> np.ndarray | None:
    """The place ``(1, D)`` of one picture, or None where its latents or settings are of another kind."""
    try:
        return pack(coordinates, latents, [settings])
    except BadInputError:
        return None


def whereabouts(layout: Layout, coordinates: Coordinates, place: np.ndarray) -> Whereabouts:
    """Where ``place`` ``(1, D)`` lies, with the arrows of all sliders that take part in the places.

    An arrow leads to the end of the slider's range that is farther from its present value.
    """
    sliders = [one for one in coordinates.attributes if isinstance(one, Slider)]
    rows = np.repeat(np.asarray(place, np.float64), 1 + len(sliders), axis=0)
    for at, slider in enumerate(sliders, 1):
        column = coordinates.columns(slider.name)
        # Values are scaled evenly about the middle of the range: both ends lie as far from 0.
        end = coordinates.spread * np.sqrt(3.0)
        rows[at, column] = end if place[0, column.start] <= 0 else -end
    found = layout.projection.transform(rows)
    arrows = tuple(
        Arrow(slider.name, slider.title, float(x), float(y))
        for slider, (x, y) in zip(sliders, found[1:], strict=True)
    )
    return Whereabouts(float(found[0, 0]), float(found[0, 1]), arrows)
