"""Coordinates: for a conditional model a place is the latent and the scaled attributes together.

The latent of a conditional model says nothing about its attributes, so neither a map nor a distance may
leave them out. Each attribute is scaled to the spread of one latent dimension: evenly drawn values of an
ordered attribute have the latent's deviation, and two kinds drawn at random are as far apart on average
as two random values of one latent dimension.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from morphospace.controls import Choice, Control, Setting, Slider, Strength, Toggle
from morphospace.errors import BadInputError, BadSettingError
from morphospace.latents.points import as_points
from morphospace.library.cards import Card
from morphospace.models import Settings, Shape

Attribute = Slider | Choice | Toggle


@dataclass(frozen=True)
class Coordinates:
    """How places are laid out: first every latent, flattened, then every attribute.

    ``latents``: name and shape without the batch. ``attributes``: the controls that take part. ``spread``:
    the deviation that an attribute is scaled to.
    """

    latents: tuple[tuple[str, Shape], ...]
    attributes: tuple[Attribute, ...] = ()
    spread: float = 1.0

    @property
    def latent_width(self) -> int:
        """How many numbers of a place are latents."""
        return sum(math.prod(shape) for _, shape in self.latents)

    @property
    def width(self) -> int:
        """How many numbers a place has."""
        return self.latent_width + sum(_width(attribute) for attribute in self.attributes)

    @property
    def labels(self) -> tuple[str, ...]:
        """What each number is: ``h[0]`` ..., ``smile``, ``hair=long`` ..."""
        latents = [f"{name}[{i}]" for name, shape in self.latents for i in range(math.prod(shape))]
        return (*latents, *(label for attribute in self.attributes for label in _labels(attribute)))

    def columns(self, name: str) -> slice:
        """Where an attribute stands in a place. Raises ``KeyError`` for one that has no part in it."""
        start = self.latent_width
        for attribute in self.attributes:
            if attribute.name == name:
                return slice(start, start + _width(attribute))
            start += _width(attribute)
        raise KeyError(name)


def coordinates_of(card: Card, spread: float = 1.0, names: Collection[str] | None = None) -> Coordinates:
    """The coordinates of a model: its latents and its attributes (only those in ``names``, if given).

    Raises ``BadInputError`` for a model without latents.
    """
    if not card.latents:
        raise BadInputError(f"{card.title} has no latents: choose a model that can encode pictures.")
    return Coordinates(tuple(card.latents.items()), attributes_of(card.controls, names), spread)


def attributes_of(controls: Sequence[Control], names: Collection[str] | None = None) -> tuple[Attribute, ...]:
    """The controls that say something about a picture: sliders, choices and toggles (only those in
    ``names``, if given). Prompts, seeds and strengths say how to make one."""
    return tuple(
        control
        for control in controls
        if isinstance(control, Slider | Choice | Toggle)
        and not isinstance(control, Strength)
        and (names is None or control.name in names)
    )


def pack(
    coordinates: Coordinates, latents: Mapping[str, np.ndarray], settings: Sequence[Settings] = ()
) -> np.ndarray:
    """Places, float32 ``(N, width)``, of latents (batch first) and one mapping of settings a picture.

    Raises ``BadInputError`` for latents of other names or shapes or that are not finite,
    ``BadSettingError`` where a setting is missing or not valid.
    """
    count = len(_flat(latents, *coordinates.latents[0]))
    if coordinates.attributes and len(settings) != count:
        raise BadInputError(f"There are {count} latents but {len(settings)} settings: give one mapping each.")
    return pack_columns(coordinates, latents, columns_of(coordinates.attributes, settings))


def columns_of(attributes: Sequence[Attribute], settings: Sequence[Settings]) -> dict[str, np.ndarray]:
    """Each column ``(N,)``: float64 of a slider, int16 places among a choice's choices, bool of a toggle.

    Raises ``BadSettingError`` where one is missing or not valid.
    """
    return {
        one.name: np.array([_valid(one, row) for row in settings], _KINDS[one.kind]) for one in attributes
    }


def pack_columns(
    coordinates: Coordinates, latents: Mapping[str, np.ndarray], columns: Mapping[str, np.ndarray]
) -> np.ndarray:
    """``pack`` for attributes in columns, as ``columns_of`` makes them: nothing is done row by row.

    Raises ``BadInputError`` for latents of other names or shapes or that are not finite.
    """
    parts = [_flat(latents, name, shape) for name, shape in coordinates.latents]
    parts += [_scaled(one, columns[one.name], coordinates.spread) for one in coordinates.attributes]
    try:
        return as_points(np.concatenate(parts, 1), "The latents").astype(np.float32)
    except ValueError:
        raise BadInputError(
            "The latents are not equally many: give each picture one of every name."
        ) from None


def unpack(
    coordinates: Coordinates, places: np.ndarray
) -> tuple[dict[str, np.ndarray], list[dict[str, Setting]]]:
    """Latents (float32, batch first) and settings of places ``(N, width)``, the inverse of ``pack``.

    Between places of the data sliders are clipped to their range, and the kind with the largest share is
    taken, the first of equals. Raises ``BadInputError`` for another width and for NaN.
    """
    rows = as_points(places, "The places", coordinates.width)
    latents, start = {}, 0
    for name, shape in coordinates.latents:
        end = start + math.prod(shape)
        latents[name] = rows[:, start:end].reshape(-1, *shape).astype(np.float32)
        start = end
    settings: list[dict[str, Setting]] = [{} for _ in rows]
    for attribute in coordinates.attributes:
        for row, place in zip(settings, rows[:, coordinates.columns(attribute.name)], strict=True):
            row[attribute.name] = _decoded(attribute, place, coordinates.spread)
    return latents, settings


def place_of(attribute: Attribute, value: Setting) -> np.ndarray:
    """Where one attribute stands in a place of spread 1: one number, or one for each kind.

    Raises ``BadSettingError`` for a value that is not valid.
    """
    column = columns_of((attribute,), [{attribute.name: value}])[attribute.name]
    return np.asarray(_scaled(attribute, column, 1.0)[0])


def value_at(attribute: Attribute, place: np.ndarray) -> Setting:
    """The value of one attribute at its part of a place of spread 1: the inverse of ``place_of``."""
    return _decoded(attribute, place, 1.0)


def spread_of(latents: Mapping[str, np.ndarray]) -> float:
    """Root mean square deviation of one latent dimension over some pictures; 1 where they do not vary."""
    flat = np.concatenate([np.reshape(array, (len(array), -1)) for array in latents.values()], 1)
    spread = float(np.sqrt(flat.astype(np.float64).var(0).mean()))
    return spread if math.isfinite(spread) and spread > 0 else 1.0


def balanced_spread(latents: Mapping[str, np.ndarray], attributes: Sequence[Attribute]) -> float:
    """The spread at which all attributes together vary as much as all latents together: for judging likeness,
    where ten attributes beside sixty-four latent dimensions would hardly count."""
    width = sum(math.prod(array.shape[1:]) for array in latents.values())
    return spread_of(latents) * math.sqrt(width / len(attributes)) if attributes else spread_of(latents)


def _width(attribute: Attribute) -> int:
    return len(attribute.choices) if isinstance(attribute, Choice) else 1


def _labels(attribute: Attribute) -> list[str]:
    if isinstance(attribute, Choice):
        return [f"{attribute.name}={choice}" for choice in attribute.choices]
    return [attribute.name]


def _flat(latents: Mapping[str, np.ndarray], name: str, shape: Shape) -> np.ndarray:
    array = np.asarray(latents[name]) if name in latents else np.empty(0)
    if array.shape[1:] != shape or not array.ndim or not len(array):
        raise BadInputError(
            f"The latents need {name} of shape (N, {', '.join(map(str, shape))}): encode anew."
        )
    return array.reshape(len(array), -1)


_KINDS: Mapping[str, type] = {"slider": np.float64, "choice": np.int16, "toggle": np.bool_}


def _valid(attribute: Attribute, row: Settings) -> float | int | bool:
    """The value in a row as a number: of a choice its place."""
    if attribute.name not in row:
        raise BadSettingError(f"{attribute.name} is missing: a place needs every attribute.")
    value = attribute.validate(row[attribute.name])
    return attribute.choices.index(str(value)) if isinstance(attribute, Choice) else value  # type: ignore[return-value]


def _scaled(attribute: Attribute, column: np.ndarray, spread: float) -> np.ndarray:
    """What a column ``(N,)`` becomes in places: ``(N, width of the attribute)``."""
    if isinstance(attribute, Choice):
        own = np.arange(len(attribute.choices))
        return np.asarray((np.asarray(column)[:, None] == own) * _kind_unit(attribute, spread))
    if isinstance(attribute, Toggle):
        return np.where(np.asarray(column, bool), spread, -spread)[:, None]
    middle, unit = _slider_scale(attribute, spread)
    return ((np.asarray(column, np.float64) - middle) * unit)[:, None]


def _decoded(attribute: Attribute, place: np.ndarray, spread: float) -> Setting:
    if isinstance(attribute, Choice):
        return attribute.choices[int(place.argmax())]
    if isinstance(attribute, Toggle):
        return bool(place[0] > 0)
    middle, unit = _slider_scale(attribute, spread)
    value = round(float(place[0]) / unit + middle, 6)
    return min(max(value, attribute.minimum), attribute.maximum)


def _slider_scale(slider: Slider, spread: float) -> tuple[float, float]:
    """Middle of the range, and what one unit of the slider becomes: an even spread over a range of width w
    has the deviation w / √12."""
    return (slider.minimum + slider.maximum) / 2, spread * math.sqrt(12) / (slider.maximum - slider.minimum)


def _kind_unit(choice: Choice, spread: float) -> float:
    """Two of n kinds differ with probability 1 - 1/n and then by 2·unit² squared, which is to be 2·spread²
    on average, as for two values of one dimension."""
    n = len(choice.choices)
    return spread * math.sqrt(n / (n - 1)) if n > 1 else spread
