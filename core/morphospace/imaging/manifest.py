"""A history as plain JSON that names its arrays by their content, and back.

What many states share is written once. Reading trusts nothing: every field is checked, and a number
out of place is a ``ValueError``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from morphospace.imaging.arrays import content_hash
from morphospace.imaging.document import Document, LatentLayer, Layer, PixelLayer
from morphospace.imaging.files import MAX_PIXELS
from morphospace.imaging.history import History, State
from morphospace.imaging.metadata import checked_seed, checked_settings
from morphospace.latents.direction_files import direction_from_json, direction_to_json
from morphospace.latents.edits import FARTHEST, LatentDirection

_FARTHEST = 1_000_000

Arrays = dict[str, np.ndarray]
Directions = Mapping[str, LatentDirection]


class Inventory:
    """Arrays by their content. States share arrays, so each object is hashed once."""

    def __init__(self) -> None:
        self.arrays: Arrays = {}
        self.directions: dict[str, dict[str, Any]] = {}
        self._named: dict[int, tuple[np.ndarray, str]] = {}  # holds the arrays, so that ids stay theirs

    def name(self, array: np.ndarray) -> str:
        """The array's content hash; equal arrays share one."""
        if id(array) not in self._named:
            self._named[id(array)] = (array, content_hash(array))
        name = self._named[id(array)][1]
        self.arrays.setdefault(name, array)
        return name

    def direction(self, direction: LatentDirection) -> str:
        """The place of a direction in ``directions``, where those that many states share stand once."""
        item = {**direction_to_json(direction), "vector": self.name(direction.vector)}
        place = next((key for key, known in self.directions.items() if known == item), None)
        if place is None:
            place = str(len(self.directions))
            self.directions[place] = item
        return place

    def maybe(self, array: np.ndarray | None) -> str | None:
        """Like ``name``, None for None."""
        return None if array is None else self.name(array)


def describe(history: History) -> tuple[dict[str, Any], Inventory]:
    """``history`` as JSON, and the arrays it names by their hash."""
    inventory = Inventory()
    states = [{"label": state.label, "document": _document(state.document, inventory)} for state in history]
    manifest = {"index": history.index, "states": states}
    if inventory.directions:
        manifest["directions"] = inventory.directions
    return manifest, inventory


def restore(data: object, arrays: Mapping[str, np.ndarray]) -> History:
    """The history that ``describe`` gave; raises ``ValueError`` or ``KeyError`` for anything else.

    Pictures of states may be missing among ``arrays``: they are rendered again when they are shown.
    """
    manifest = _object(data)
    directions = {
        place: _read_direction(item, arrays)
        for place, item in _object(manifest.get("directions", {})).items()
    }
    states = tuple(
        State(_text(state["label"]), _read_document(state["document"], arrays, directions))
        for state in map(_object, _list(manifest["states"]))
    )
    return History(states, _integer(manifest["index"], 0, len(states) - 1))


def _document(document: Document, inventory: Inventory) -> dict[str, Any]:
    return {
        "layers": [_layer(layer, inventory) for layer in document.layers],
        "active": document.active,
        "size": list(document.size),
    }


def _layer(layer: Layer, inventory: Inventory) -> dict[str, Any]:
    common = {
        "name": layer.name,
        "opacity": layer.opacity,
        "visible": layer.visible,
        "mask": inventory.maybe(layer.mask),
        "pixels": inventory.maybe(layer.pixels),
    }
    if isinstance(layer, PixelLayer):
        return {"kind": "pixels", **common, "x": layer.x, "y": layer.y}
    return {
        "kind": "latent",
        **common,
        "model": layer.model,
        "model_hash": layer.model_hash,
        "latents": {key: inventory.name(z) for key, z in layer.latents.items()},
        "settings": dict(layer.settings),
        "original_settings": dict(layer.original_settings),
        "seed": layer.seed,
        "source": inventory.maybe(layer.source),
        "original": inventory.maybe(layer.original),
        "directions": [inventory.direction(one) for one in layer.directions],
        "moves": dict(layer.moves),
    }


def _read_document(data: object, arrays: Mapping[str, np.ndarray], directions: Directions) -> Document:
    item = _object(data)
    layers = tuple(_read_layer(layer, arrays, directions) for layer in _list(item["layers"]))
    width, height = (_integer(side, 0, MAX_PIXELS) for side in _list(item["size"]))
    if width * height > MAX_PIXELS:
        raise ValueError("its picture is too large")
    return Document(layers, _integer(item["active"], 0, max(0, len(layers) - 1)), (width, height))


def _read_layer(data: object, arrays: Mapping[str, np.ndarray], directions: Directions) -> Layer:
    item = _object(data)
    common: dict[str, Any] = {
        "name": _text(item["name"]),
        "opacity": float(item["opacity"]),
        "visible": bool(item["visible"]),
        "mask": _needed(item["mask"], arrays),
    }
    if item["kind"] == "pixels":
        pixels = _needed(item["pixels"], arrays)
        if pixels is None:
            raise ValueError("a layer of pixels has none")
        x, y = (_integer(item[axis], -_FARTHEST, _FARTHEST) for axis in "xy")
        return PixelLayer(**common, pixels=pixels, x=x, y=y)
    if item["kind"] != "latent":
        raise ValueError(f"a layer of the unknown kind {item['kind']!r}")
    return LatentLayer(
        **common,
        source=_picture(item["source"], arrays),
        pixels=_picture(item["pixels"], arrays),
        original=_picture(item["original"], arrays),
        model=_text(item["model"]),
        model_hash=_text(item["model_hash"]),
        latents={key: _latent(_needed(z, arrays)) for key, z in _object(item["latents"]).items()},
        settings=checked_settings(item["settings"]),
        original_settings=checked_settings(item["original_settings"]),
        seed=checked_seed(item["seed"]),
        directions=tuple(directions[_text(place)] for place in _list(item.get("directions", []))),
        moves={_text(name): _amount(by) for name, by in _object(item.get("moves", {})).items()},
    )


def _read_direction(data: object, arrays: Mapping[str, np.ndarray]) -> LatentDirection:
    item = _object(data)
    return direction_from_json(item, _latent(_needed(item["vector"], arrays)))


def _amount(data: object) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float) or not abs(data) <= FARTHEST:
        raise ValueError(f"{data!r} is not an amount of a direction")
    return float(data)


def _needed(key: object, arrays: Mapping[str, np.ndarray]) -> np.ndarray | None:
    return None if key is None else arrays[_text(key)]


def _picture(key: object, arrays: Mapping[str, np.ndarray]) -> np.ndarray | None:
    return None if key is None else arrays.get(_text(key))


def _latent(array: np.ndarray | None) -> np.ndarray:
    if array is None or array.dtype != np.float32:
        raise ValueError("latents that are not float32")
    return array


def _object(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ValueError("an object is missing")
    return data


def _list(data: object) -> list[Any]:
    if not isinstance(data, list):
        raise ValueError("a list is missing")
    return data


def _text(data: object) -> str:
    if not isinstance(data, str):
        raise ValueError("a text is missing")
    return data


def _integer(data: object, lowest: int, highest: int) -> int:
    if type(data) is not int or not lowest <= data <= highest:
        raise ValueError(f"{data!r} is not a whole number from {lowest} to {highest}")
    return data
