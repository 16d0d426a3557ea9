"""From pictures to what an atlas holds of them: settings, latents, places and columns of one batch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.atlas.building.metadata import number, word
from morphospace.atlas.building.sources import Batch, Spec
from morphospace.atlas.columns import MISSING, Column
from morphospace.atlas.storage.table import Table
from morphospace.controls import Choice, Control, Setting, Slider
from morphospace.errors import BadInputError, BadSettingError
from morphospace.latents.coordinates import (
    Attribute,
    Coordinates,
    attributes_of,
    balanced_spread,
    columns_of,
    pack_columns,
    spread_of,
)
from morphospace.models import Settings

if TYPE_CHECKING:
    from torch import Tensor


_LEAST = 1e-6
"""Variance of all attributes below which they are the same in all pictures."""


@dataclass(frozen=True, eq=False)
class Maker:
    """A loaded model, and what an atlas says of it."""

    model: Any
    id: str
    title: str
    hash: str
    controls: Sequence[Control]
    image_size: int
    device: str

    @property
    def reads(self) -> bool:
        """Whether it tells by itself what a picture shows."""
        return callable(getattr(self.model, "read", None))


@dataclass(frozen=True, eq=False)
class Made:
    """What is kept of a batch; ``skipped`` are further items that cannot be used."""

    places: np.ndarray
    thumbnails: np.ndarray
    table: Table
    skipped: list[tuple[str, str]]


def known_attributes(maker: Maker, batch: Batch) -> tuple[Attribute, ...]:
    """The attributes that take part in places: those that the model reads from pictures by itself."""
    if not maker.reads:
        return ()
    return attributes_of(maker.controls, names=_read(maker, _tensor(maker, batch.images))[0])


@dataclass(frozen=True, eq=False)
class Sampled:
    """Latents of some pictures, by name and batch first, all finite, and what each picture shows."""

    latents: dict[str, np.ndarray]
    settings: list[Settings]


def sample(maker: Maker, attributes: Sequence[Attribute], batch: Batch) -> Sampled:
    """Encode some pictures; those of which nothing can be made are left out."""
    images = _tensor(maker, batch.images)
    settings = _settings(maker, attributes, batch.labels, images)
    latents = _encoded(maker, images, settings if attributes else None)
    good = _finite(latents) & np.array([one is not None for one in settings])
    told = [one for one, kept in zip(settings, good, strict=True) if one is not None and kept]
    return Sampled({name: array[good] for name, array in latents.items()}, told)


def learn_coordinates(
    maker: Maker, attributes: tuple[Attribute, ...], parts: Sequence[Sampled]
) -> tuple[Coordinates, float]:
    """How places are laid out, from a sample over all of the data, and the deviation of one latent dimension.

    Attributes vary together as much as latents together, or a map would hardly show them. Both are kept for
    good: every latent dimension of every picture counts, so that a small sample is enough.
    Raises ``BadInputError`` where the model gives nothing finite.
    """
    latents = {name: np.concatenate([part.latents[name] for part in parts]) for name in parts[0].latents}
    if not all(len(array) for array in latents.values()):
        raise BadInputError(f"{maker.title} gives no latents that are numbers: choose another model.")
    unit = spread_of(latents)
    plain = Coordinates(tuple((name, array.shape[1:]) for name, array in latents.items()), attributes)
    settings = [row for part in parts for row in part.settings]
    places = pack_columns(plain, latents, columns_of(attributes, settings))
    varied = float(places[:, plain.latent_width :].astype(np.float64).var(0).sum())
    spread = (
        unit * math.sqrt(plain.latent_width / varied)
        if varied > _LEAST
        else balanced_spread(latents, attributes)
    )
    return replace(plain, spread=spread), unit


def make(maker: Maker, coordinates: Coordinates, columns: Sequence[Spec], batch: Batch) -> Made:
    """Encode a batch. ``columns``: what the source says besides the attributes.

    Raises ``BadInputError`` where the model's latents are of another shape than the atlas's.
    """
    attributes = coordinates.attributes
    if not len(batch):
        return Made(np.empty((0, coordinates.width), np.float32), batch.thumbnails, Table((), (), ()), [])
    images = _tensor(maker, batch.images)
    settings = _settings(maker, attributes, batch.labels, images)
    latents = _encoded(maker, images, settings if attributes else None)
    finite, told = _finite(latents), np.array([one is not None for one in settings])
    skipped = [
        (batch.files[row] or batch.names[row], f"{maker.title} makes nothing of {batch.names[row]}.")
        for row in np.flatnonzero(~(finite & told))
    ]
    rows = np.flatnonzero(finite & told)
    good = [one for row in rows if (one := settings[row]) is not None]
    values = columns_of(attributes, good)
    places = np.empty((0, coordinates.width), np.float32)
    if len(rows):
        places = pack_columns(coordinates, {name: array[rows] for name, array in latents.items()}, values)
    table = Table(
        names=[batch.names[row] for row in rows],
        files=[batch.files[row] for row in rows],
        texts=[batch.texts[row] for row in rows],
        columns={
            **{one.name: _attribute_column(one, values[one.name]) for one in attributes},
            **{
                spec.name: _column(spec, [batch.labels[row].get(spec.name) for row in rows])
                for spec in columns
            },
        },
    )
    return Made(places, batch.thumbnails[rows], table, skipped)


def further(columns: Sequence[Spec], coordinates: Coordinates) -> tuple[Spec, ...]:
    """What a source says that the model does not know."""
    known = {attribute.name for attribute in coordinates.attributes}
    return tuple(spec for spec in columns if spec.name not in known)


def conditions(maker: Maker, coordinates: Coordinates, batch: Batch) -> tuple[Tensor, list[Settings] | None]:
    """The pictures that can be used as the model sees them, and their settings, None for a model without
    attributes."""
    images = _tensor(maker, batch.images)
    settings = _settings(maker, coordinates.attributes, batch.labels, images)
    rows = [row for row, one in enumerate(settings) if one is not None]
    good = [one for one in settings if one is not None]
    return images[rows], good if coordinates.attributes else None


def _settings(
    maker: Maker, attributes: Sequence[Attribute], labels: Sequence[Mapping[str, Setting]], images: Tensor
) -> list[Settings | None]:
    """For each picture what the labels say where they say something valid, else what the model reads; None
    for a picture of which neither can be said."""
    told: list[dict[str, Setting]] = [
        {one.name: value for one in attributes if (value := _valid(one, row)) is not None} for row in labels
    ]
    if all(len(row) == len(attributes) for row in told):
        return list(told)
    found: list[Settings | None] = []
    for row, read in zip(told, _read(maker, images), strict=True):
        read = {one.name: value for one in attributes if (value := _valid(one, read)) is not None}
        whole = {**read, **row}
        found.append(whole if len(whole) == len(attributes) else None)
    return found


def _valid(attribute: Attribute, row: Settings) -> Setting | None:
    if attribute.name not in row:
        return None
    try:
        return attribute.validate(row[attribute.name])
    except BadSettingError:
        return None


def _read(maker: Maker, images: Tensor) -> Sequence[Settings]:
    import torch

    with torch.inference_mode():
        found: Sequence[Settings] = maker.model.read(images)
        return found


def _encoded(
    maker: Maker, images: Tensor, settings: Sequence[Settings | None] | None
) -> dict[str, np.ndarray]:
    """Latents as float32; pictures without settings are encoded with another's and dropped later."""
    import torch

    some = next((one for one in settings if one is not None), None) if settings else None
    if settings and some is None:
        settings = None
    told = None if settings is None else [one if one is not None else some for one in settings]
    with torch.inference_mode():
        latents = maker.model.encode(images, told)
        return {name: tensor.float().cpu().numpy() for name, tensor in latents.items()}


def _finite(latents: Mapping[str, np.ndarray]) -> np.ndarray:
    """Of which pictures all latents are numbers: bool ``(N,)``."""
    each = [np.isfinite(array.reshape(len(array), -1)).all(1) for array in latents.values()]
    return np.asarray(np.logical_and.reduce(each))


def _tensor(maker: Maker, images: np.ndarray) -> Tensor:
    from morphospace.pixels import from_pixels

    return from_pixels(images, maker.image_size, maker.device)


def _attribute_column(attribute: Attribute, values: np.ndarray) -> Column:
    if isinstance(attribute, Slider):
        return Column(attribute.name, attribute.title, values.astype(np.float32))
    kinds = attribute.choices if isinstance(attribute, Choice) else ("no", "yes")
    return Column(attribute.name, attribute.title, values.astype(np.int16), kinds)


def _column(spec: Spec, values: Sequence[Setting | None]) -> Column:
    if spec.kinds:
        places = {kind: place for place, kind in enumerate(spec.kinds)}
        codes = [MISSING if value is None else places.get(word(value), MISSING) for value in values]
        return Column(spec.name, spec.title, np.array(codes, np.int16), spec.kinds)
    numbers = [None if value is None else number(value) for value in values]
    return Column(spec.name, spec.title, np.array([np.nan if n is None else n for n in numbers], np.float32))
