"""Cards: all that can be known about a model without loading it, as ``card.json`` beside its weights.

The window, the command line and the host draw and check everything from the card, so reading one
imports neither torch nor a plugin and takes well under a millisecond.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from morphospace.controls import Control, check_controls, control_from_json
from morphospace.errors import BadCheckpointError

VERSION = 1
CARD_NAME = "card.json"
WEIGHTS_NAME = "model.safetensors"

_REMEDY = "install the model again"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAX_BYTES = 4 * 2**20


@dataclass(frozen=True, kw_only=True)
class Card:
    """One model, described.

    ``id``: lower-case words joined by hyphens. ``family``: the id of the
    ``ModelFamily`` that loads it. ``licence``: of the weights. ``data``: the dataset it learned from.
    ``image_size``: side of its square pictures in pixels. ``config``: the network's shape.
    ``capabilities``: names of ``morphospace.models.CAPABILITIES``. ``latents``: for each latent its
    shape without the batch. ``figures``: measured qualities by name. ``training``: how it was made.
    ``tensors``: for each tensor in the weights its shape. ``sha256``: of the weights file.
    """

    id: str
    title: str
    family: str
    summary: str
    licence: str
    data: str
    image_size: int
    controls: tuple[Control, ...] = ()
    capabilities: tuple[str, ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)
    latents: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    training: Mapping[str, Any] = field(default_factory=dict)
    tensors: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    sha256: str = ""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"id {self.id!r} must be lower-case words joined by hyphens")
        if not 1 <= self.image_size <= 8192:
            raise ValueError(f"image_size {self.image_size} must be from 1 to 8192")
        check_controls(self.controls)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, ``{"morphospace": 1, ...}``; ``card_from_json`` reads it back."""
        return {
            "morphospace": VERSION,
            "id": self.id,
            "title": self.title,
            "family": self.family,
            "summary": self.summary,
            "licence": self.licence,
            "data": self.data,
            "image_size": self.image_size,
            "capabilities": list(self.capabilities),
            "controls": [control.to_json() for control in self.controls],
            "latents": {name: list(shape) for name, shape in self.latents.items()},
            "config": dict(self.config),
            "figures": dict(self.figures),
            "training": dict(self.training),
            "tensors": {name: list(shape) for name, shape in self.tensors.items()},
            "sha256": self.sha256,
        }


def card_from_json(data: object) -> Card:
    """The card that ``to_json`` wrote. Raises ``ValueError``, naming the field, for anything else."""
    if not isinstance(data, dict):
        raise ValueError("it is not a JSON object")
    version = data.get("morphospace")
    if version != VERSION:
        raise ValueError(
            f'"morphospace" is {version!r}; this version reads {VERSION}'
            if version is not None
            else 'the field "morphospace" (the version of the format) is missing'
        )
    known = {"morphospace", *Card.__dataclass_fields__}
    if unknown := sorted(set(data) - known):
        raise ValueError(f"the field {unknown[0]!r} is unknown")
    return Card(
        **{name: _typed(data, name, str) for name in ("id", "title", "family", "summary", "licence", "data")},
        image_size=_typed(data, "image_size", int),
        capabilities=tuple(_each(data, "capabilities", str)),
        controls=tuple(control_from_json(control) for control in _each(data, "controls", dict)),
        latents=_shapes(data, "latents"),
        config=_typed(data, "config", dict),
        figures=_typed(data, "figures", dict),
        training=_typed(data, "training", dict),
        tensors=_shapes(data, "tensors"),
        sha256=_typed(data, "sha256", str),
    )


def read_card(folder: Path) -> Card:
    """The card in a model's folder. Raises ``BadCheckpointError``: one sentence with file and remedy."""
    path = folder / CARD_NAME
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BadCheckpointError(f"{path} is too large for a card: {_REMEDY}.")
        return card_from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BadCheckpointError(f"{path} is missing: {_REMEDY}.") from None
    except OSError as error:
        raise BadCheckpointError(
            f"{path} cannot be read ({error.strerror}): check its permissions."
        ) from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise BadCheckpointError(f"{path} is not valid JSON: {_REMEDY}.") from None
    except ValueError as error:
        raise BadCheckpointError(f"{path} is not a model card ({error}): {_REMEDY}.") from None


def _typed(data: Mapping[str, Any], name: str, kind: type) -> Any:
    if name not in data:
        raise ValueError(f"the field {name!r} is missing")
    value = data[name]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(f"the field {name!r} is not {_KINDS[kind]}")
    return value


_KINDS = {str: "a text", int: "a whole number", dict: "an object", list: "a list"}


def _each(data: Mapping[str, Any], name: str, kind: type) -> list[Any]:
    items: list[Any] = _typed(data, name, list)
    if not all(isinstance(item, kind) for item in items):
        raise ValueError(f"the field {name!r} holds something that is not {_KINDS[kind]}")
    return items


def _shapes(data: Mapping[str, Any], name: str) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    for key, shape in _typed(data, name, dict).items():
        if not isinstance(shape, list) or not all(type(side) is int and side >= 0 for side in shape):
            raise ValueError(f"the shape of {key!r} in {name!r} is not a list of whole numbers")
        shapes[key] = tuple(shape)
    return shapes
