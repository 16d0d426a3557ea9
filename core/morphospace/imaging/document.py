"""The document: a stack of layers, each pixels or a latent that can be edited for ever.

Everything here is frozen and every array is read-only, so that states of the history share what did
not change, and a document handed to another thread stays what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from morphospace.controls import Setting
from morphospace.imaging.arrays import frozen, frozen_latents, frozen_pixels
from morphospace.latents.edits import LatentDirection


@dataclass(frozen=True, kw_only=True, eq=False)
class LatentLayer:
    """A picture that a model renders.

    ``model``: id, and ``model_hash`` of its weights. ``latents``: float32 by name, batch first with one
    item; empty until the first render. ``settings``: by control name, the most recently changed last.
    ``source``: the opened picture, any size, or None for a picture the model made up from ``seed``.
    ``pixels``: the last full render, uint8 ``(H, W, 3)``, or None where it must be rendered again.
    ``original``, ``original_settings``: what before/after and *Reset* compare with. ``directions``: sliders
    of its own, names unlike each other, and ``moves``: by how many sigmas each is moved, those at 0 left
    out; latents and settings are those before any move. ``opacity``: 0 to 1. ``mask``: uint8 ``(H, W)``,
    255 where the layer shows, or None for everywhere.
    """

    name: str
    model: str
    model_hash: str = ""
    latents: Mapping[str, np.ndarray] = field(default_factory=dict)
    settings: Mapping[str, Setting] = field(default_factory=dict)
    seed: int = 0
    source: np.ndarray | None = None
    pixels: np.ndarray | None = None
    original: np.ndarray | None = None
    original_settings: Mapping[str, Setting] = field(default_factory=dict)
    directions: tuple[LatentDirection, ...] = ()
    moves: Mapping[str, float] = field(default_factory=dict)
    opacity: float = 1.0
    visible: bool = True
    mask: np.ndarray | None = None

    def __post_init__(self) -> None:
        _set(self, "latents", frozen_latents(self.latents))
        _set(self, "settings", MappingProxyType(dict(self.settings)))
        _set(self, "original_settings", MappingProxyType(dict(self.original_settings)))
        _set(self, "moves", MappingProxyType({name: by for name, by in self.moves.items() if by}))
        _set(self, "directions", tuple(self.directions))
        for name in ("source", "pixels", "original"):
            pixels = getattr(self, name)
            _set(self, name, None if pixels is None else frozen_pixels(pixels))
        _freeze_mask(self)


@dataclass(frozen=True, kw_only=True, eq=False)
class PixelLayer:
    """Pixels, uint8 ``(H, W, 3)`` or ``(H, W, 4)``, with the upper left corner at ``x``, ``y``."""

    name: str
    pixels: np.ndarray
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    visible: bool = True
    mask: np.ndarray | None = None

    def __post_init__(self) -> None:
        _set(self, "pixels", frozen_pixels(self.pixels, (3, 4)))
        _freeze_mask(self)


Layer = LatentLayer | PixelLayer


@dataclass(frozen=True, eq=False)
class Document:
    """Layers from the bottom up, the index of the ``active`` one, and ``size`` (width, height)."""

    layers: tuple[Layer, ...] = ()
    active: int = 0
    size: tuple[int, int] = field(default=(0, 0))

    @property
    def layer(self) -> Layer | None:
        """The active layer, or None in an empty document."""
        return self.layers[self.active] if self.layers else None

    def with_layer(self, layer: Layer) -> Document:
        """This document with ``layer`` in the place of the active one."""
        return replace(self, layers=(*self.layers[: self.active], layer, *self.layers[self.active + 1 :]))


def baked(layer: Layer) -> np.ndarray | None:
    """The layer's pixels with its mask as alpha, uint8 ``(H, W, 3)`` or ``(H, W, 4)``; without opacity."""
    pixels = layer.pixels
    if pixels is None or layer.mask is None:
        return pixels
    alpha = layer.mask
    if pixels.shape[2] == 4:
        alpha = (pixels[:, :, 3].astype(np.uint16) * alpha // 255).astype(np.uint8)
    return np.dstack([pixels[:, :, :3], alpha])


def flatten(document: Document) -> np.ndarray | None:
    """All visible layers over white, uint8 ``(H, W, 3)``; None where there is nothing to show.

    A single plain layer that fills the document is returned as it is, without a copy.
    """
    shown = [layer for layer in document.layers if layer.visible and layer.pixels is not None]
    if not shown:
        return None
    width, height = document.size
    if len(shown) == 1 and _fills(shown[0], width, height):
        return shown[0].pixels
    canvas = np.full((height, width, 3), 255.0, np.float32)
    for layer in shown:
        _lay(canvas, layer)
    return frozen(np.rint(canvas).astype(np.uint8))


def _fills(layer: Layer, width: int, height: int) -> bool:
    pixels = layer.pixels
    plain = layer.opacity == 1.0 and layer.mask is None and _corner(layer) == (0, 0)
    return plain and pixels is not None and pixels.shape == (height, width, 3)


def _corner(layer: Layer) -> tuple[int, int]:
    return (layer.x, layer.y) if isinstance(layer, PixelLayer) else (0, 0)


def _lay(canvas: np.ndarray, layer: Layer) -> None:
    """Paint ``layer`` over float ``canvas``; what hangs over its edges is cut off."""
    pixels = baked(layer)
    assert pixels is not None
    (x, y), (height, width) = _corner(layer), canvas.shape[:2]
    left, top = max(0, -x), max(0, -y)
    part = pixels[top : max(0, height - y), left : max(0, width - x)]
    if not part.size:
        return
    ground = canvas[y + top : y + top + part.shape[0], x + left : x + left + part.shape[1]]
    alpha = layer.opacity * (part[:, :, 3:].astype(np.float32) / 255 if part.shape[2] == 4 else 1.0)
    ground += (part[:, :, :3] - ground) * alpha


def _freeze_mask(layer: Layer) -> None:
    if layer.mask is not None:
        if layer.pixels is not None and layer.mask.shape != layer.pixels.shape[:2]:
            raise ValueError(f"a mask of {layer.mask.shape} does not fit a layer of {layer.pixels.shape[:2]}")
        _set(layer, "mask", frozen(np.asarray(layer.mask, np.uint8)))
    if not 0.0 <= layer.opacity <= 1.0:
        raise ValueError(f"opacity {layer.opacity} must be from 0 to 1")


def _set(layer: object, name: str, value: object) -> None:
    object.__setattr__(layer, name, value)
