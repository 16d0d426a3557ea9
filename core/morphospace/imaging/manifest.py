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

_FARTHEST = 1_000_000

Arrays = dict[str, np.ndarray]


class Inventory:
    """Arrays by their content. States share arrays, so each object is hashed once."""

    def __init__(self) -> None:
        self.arrays: Arrays = {}
        self._named: dict[int, tuple[np.ndarray, str]] = {}  # holds the arrays, so that ids stay theirs

    def name(self, array: np.ndarray) -> str:
        """The array's content hash; equal arrays share one."""
        if id(array) not in self._named:
            self._named[id(array)] = (array, content_hash(array))
        name = self._named[id(array)][1]
        self.arrays.setdefault(name, array)
        return name

    def maybe(self, array: np.ndarray | None) -> str | None:
        """Like ``name``, None for None."""
        return None if array is None else self.name(array)


def describe(history: History) -> tuple[dict[str, Any], Inventory]:
    """``history`` as JSON, and the arrays it names by their hash."""
    inventory = Inventory()
    states = [{"label": state.label, "document": _document(state.document, inventory)} for state in history]
    return {"index": history.index, "states": states}, inventory


def restore(data: object, arrays: Mapping[str, np.ndarray]) -> History:
    """The history that ``describe`` gave; raises ``ValueError`` or ``KeyError`` for anything else.

    Pictures of states may be missing among ``arrays``: they are rendered again when they are shown.
    """
    manifest = _object(data)
    states = tuple(
        State(_text(state["label"]), _read_document(state["document"], arrays))
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
    }


def _read_document(data: object, arrays: Mapping[str, np.ndarray]) -> Document:
    item = _object(data)
    layers = tuple(_read_layer(layer, arrays) for layer in _list(item["layers"]))
    width, height = (_integer(side, 0, MAX_PIXELS) for side in _list(item["size"]))
    if width * height > MAX_PIXELS:
        raise ValueError("its picture is too large")
    return Document(layers, _integer(item["active"], 0, max(0, len(layers) - 1)), (width, height))


def _read_layer(data: object, arrays: Mapping[str, np.ndarray]) -> Layer:
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
    )


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
