"""Between layers and the host: what is asked for a layer, and the layer that came of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import numpy as np

from morphospace.controls import Setting
from morphospace.errors import BadSettingError
from morphospace.hosting import Rendered
from morphospace.imaging.document import LatentLayer
from morphospace.latents.edits import moved
from morphospace.library import Card
from morphospace.models import Request


def placed(layer: LatentLayer) -> tuple[Mapping[str, np.ndarray], Mapping[str, Setting]]:
    """Latents and settings of what ``layer`` shows: its own, moved along its directions. The very same where
    nothing is moved, and before there are latents."""
    if not layer.moves or not layer.latents:
        return layer.latents, layer.settings
    return moved(layer.latents, layer.settings, layer.directions, layer.moves)


def request_for(layer: LatentLayer, draft: bool = False) -> Request:
    """What a full render of ``layer`` (or a draft of it) depends on.

    Until there are latents the opened picture is sent, or else only the seed. The settings stand in the
    order in which they were changed: where two exclude each other, the later one is meant.
    """
    images = {} if layer.latents or layer.source is None else {"image": layer.source[None]}
    latents, settings = placed(layer)
    return Request(
        settings=dict(settings),
        images=images,
        latents=dict(latents),
        seed=layer.seed,
        draft=draft,
    )


def rendered_layer(layer: LatentLayer, frame: Rendered) -> LatentLayer:
    """``layer`` with the picture, the latents and the settings that its render came to.

    The first render also becomes what before/after and *Reset* compare with. What was moved along
    directions keeps the latents and settings it was moved from.
    """
    pixels = np.array(frame.images[0])  # a frame may lie in memory that is lent by the host
    if layer.moves and layer.latents:
        return replace(layer, pixels=pixels)
    settings = settings_of(frame, layer.settings)
    return replace(
        layer,
        pixels=pixels,
        latents={name: _kept(layer.latents.get(name), z[:1]) for name, z in frame.latents.items()}
        or layer.latents,
        settings=settings,
        original=pixels if layer.original is None else layer.original,
        original_settings=layer.original_settings or settings,
    )


def settings_of(frame: Rendered, asked: Mapping[str, Setting]) -> dict[str, Setting]:
    """The settings a frame was made with, those of ``asked`` in their order and last."""
    made = frame.settings[0] if frame.settings else asked
    first = {name: value for name, value in made.items() if name not in asked}
    return first | {name: made[name] for name in asked if name in made}


def _kept(old: np.ndarray | None, new: np.ndarray) -> np.ndarray:
    """The array we have where the new one is equal to it, so that states share it."""
    return old if old is not None and np.array_equal(old, new) else np.array(new)


def fitted(layer: LatentLayer, card: Card) -> LatentLayer:
    """``layer`` as far as the model of ``card`` can take it, for files come from anywhere.

    Settings that the model does not know, or not in that range, are left to the model; where the
    latents have not its shapes, the picture itself is read again.
    """
    controls = {control.name: control for control in card.controls}
    settings = {}
    for name, value in layer.settings.items():
        with suppress(KeyError, BadSettingError):
            settings[name] = controls[name].validate(value)
    shapes = {name: (1, *shape) for name, shape in card.latents.items()}
    if layer.latents and shapes and {name: z.shape for name, z in layer.latents.items()} != shapes:
        seen = next((p for p in (layer.source, layer.original, layer.pixels) if p is not None), None)
        return replace(layer, settings=settings, latents={}, source=seen, moves={})
    return replace(layer, settings=settings)
