"""Comparing: a picture with and without one of its edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from morphospace.controls import Setting
from morphospace.imaging.document import LatentLayer
from morphospace.imaging.rendering import placed
from morphospace.latents.edits import attribute_steps


@dataclass(frozen=True)
class Edit:
    """One thing that was done to a picture: a setting at ``value``, or a direction moved by it."""

    name: str
    value: Setting
    direction: bool = False


def edits_of(layer: LatentLayer) -> tuple[Edit, ...]:
    """What differs from the original, settings in the order in which they were changed, then directions."""
    first = layer.original_settings
    settings = (Edit(n, v) for n, v in layer.settings.items() if n in first and first[n] != v)
    return (*settings, *(Edit(name, amount, True) for name, amount in layer.moves.items()))


def with_and_without(layer: LatentLayer, edit: Edit) -> tuple[dict[str, Any], dict[str, Any]]:
    """Latents and settings of the picture without that edit, and as it is; the layer must have latents."""
    if edit.direction:
        moves = {name: amount for name, amount in layer.moves.items() if name != edit.name}
        undone = replace(layer, moves=moves)
    else:
        undone = replace(layer, settings={**layer.settings, edit.name: layer.original_settings[edit.name]})
    return _stop(undone), _stop(layer)


def meant(layer: LatentLayer, edit: Edit) -> frozenset[str]:
    """The attributes that the edit is about: itself, or the one that the direction moves most."""
    if not edit.direction:
        return frozenset({edit.name})
    sizes = {
        attribute.name: float(np.abs(step).max())
        for direction in layer.directions
        if direction.name == edit.name
        for attribute, step in attribute_steps(direction, 1.0)
    }
    return frozenset({max(sizes, key=lambda name: sizes[name])} if sizes else ())


def _stop(layer: LatentLayer) -> dict[str, Any]:
    latents, settings = placed(layer)
    found: Mapping[str, np.ndarray] = dict(latents)
    return {"latents": found, "settings": dict(settings)}
