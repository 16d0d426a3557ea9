"""Edits: a direction kept as a slider of a model, and what moving it does to a picture.

What is rendered is the picture's place, latents and scaled attributes together, moved along the direction
and taken apart again: so a model is asked in its own words and knows nothing of directions. What a
direction does not mean stays as it is to the bit, and at amount 0 everything does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from morphospace.controls import Setting
from morphospace.errors import BadInputError
from morphospace.latents.coordinates import Attribute, Coordinates, place_of, value_at
from morphospace.models import Settings

FARTHEST = 3.0
"""Sigmas to which a direction's slider goes, either way."""

_NOTHING = 1e-6


@dataclass(frozen=True, eq=False, kw_only=True)
class LatentDirection:
    """A way through the places of one model, as a slider on the canvas.

    ``model``, ``model_hash``: whose places. ``coordinates``: how a place is laid out. ``vector``: float32
    ``(coordinates.width,)``, unit length, read-only. ``sigma``: length of a step of amount 1. ``figures``:
    plain data that says how it was made and how far to trust it (see ``morphospace.atlas.evidence``).
    """

    name: str
    model: str
    model_hash: str
    coordinates: Coordinates
    vector: np.ndarray
    sigma: float
    figures: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        vector = np.array(self.vector, np.float32)
        if vector.shape != (self.coordinates.width,) or not np.isfinite(vector).all():
            raise BadInputError(
                f"The direction {self.name} is not {self.coordinates.width} finite numbers: make it anew."
            )
        if not self.name.strip() or not (math.isfinite(self.sigma) and self.sigma > 0):
            raise BadInputError("A direction needs a name and a step above 0: make it anew.")
        vector.setflags(write=False)
        object.__setattr__(self, "vector", vector)
        object.__setattr__(self, "figures", MappingProxyType(dict(self.figures)))

    def named(self, name: str) -> LatentDirection:
        """The same under another name."""
        return replace(self, name=name)

    def fits(self, model: str, model_hash: str) -> bool:
        """Whether it is a direction of these weights; an unknown hash fits any."""
        return self.model == model and (
            not self.model_hash or not model_hash or self.model_hash == model_hash
        )

    def same_as(self, other: LatentDirection) -> bool:
        """Whether it moves pictures exactly as ``other`` does, whatever the names."""
        alike = (self.model, self.model_hash, self.sigma) == (other.model, other.model_hash, other.sigma)
        return alike and self.coordinates == other.coordinates and np.array_equal(self.vector, other.vector)


def moved(
    latents: Mapping[str, np.ndarray],
    settings: Settings,
    directions: Sequence[LatentDirection],
    moves: Mapping[str, float],
) -> tuple[dict[str, np.ndarray], dict[str, Setting]]:
    """One picture's latents (batch of one) and settings, moved along directions by ``moves``, in sigmas.

    Of a kind that a direction touches, the largest share is taken; sliders stay in their range. What a
    direction changes stands last in the settings, what it changes most behind all: where two attributes
    exclude each other, that one is meant. A direction that has no latent in common with the picture is
    passed over.
    """
    new_latents, new_settings = dict(latents), dict(settings)
    changed: dict[str, float] = {}
    steps: dict[str, tuple[Attribute, np.ndarray]] = {}
    for direction in directions:
        amount = float(moves.get(direction.name, 0.0))
        if not amount or not _applies(direction, latents):
            continue
        for name, step in latent_steps(direction, amount):
            new_latents[name] = (new_latents[name] + step).astype(np.float32)
        for attribute, step in attribute_steps(direction, amount):
            name = attribute.name
            if name in settings:
                changed[name] = changed.get(name, 0.0) + float(np.abs(step).max())
                steps[name] = attribute, steps[name][1] + step if name in steps else step
    for name in sorted(changed, key=lambda name: changed[name]):
        attribute, step = steps[name]
        new_settings[name] = value_at(attribute, place_of(attribute, new_settings.pop(name)) + step)
    return new_latents, new_settings


def along(
    latents: Mapping[str, np.ndarray],
    settings: Settings,
    direction: LatentDirection,
    amounts: Sequence[float],
) -> list[dict[str, Any]]:
    """One picture moved by each of some amounts, as ``latents`` and ``settings`` to render."""
    found = []
    for amount in amounts:
        moved_latents, moved_settings = moved(latents, settings, [direction], {direction.name: amount})
        found.append({"latents": moved_latents, "settings": moved_settings})
    return found


def latent_steps(direction: LatentDirection, amount: float) -> Iterator[tuple[str, np.ndarray]]:
    """How far each latent that takes part moves, ``(1, *shape)``."""
    start = 0
    for name, shape in direction.coordinates.latents:
        part = direction.vector[start : start + math.prod(shape)].astype(np.float64)
        start += math.prod(shape)
        if np.abs(part).max(initial=0.0) > _NOTHING:
            yield name, (amount * direction.sigma * part).reshape(1, *shape)


def attribute_steps(direction: LatentDirection, amount: float) -> Iterator[tuple[Attribute, np.ndarray]]:
    """How far each attribute that takes part moves, in spreads: one number, or one for each kind."""
    coordinates = direction.coordinates
    for attribute in coordinates.attributes:
        part = direction.vector[coordinates.columns(attribute.name)].astype(np.float64)
        if np.abs(part).max(initial=0.0) > _NOTHING:
            yield attribute, amount * direction.sigma / coordinates.spread * part


def _applies(direction: LatentDirection, latents: Mapping[str, np.ndarray]) -> bool:
    return all(
        name in latents and latents[name].shape[1:] == shape for name, shape in direction.coordinates.latents
    )
