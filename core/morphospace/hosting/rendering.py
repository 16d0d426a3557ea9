"""Around a model's ``render``: check the request before it, and turn frames into pixels after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from morphospace.controls import ImageInput, MaskInput, validate_settings
from morphospace.errors import BadImageError, BadInputError, PluginError
from morphospace.hosting.catalogue import Entry
from morphospace.hosting.host import Rendered
from morphospace.hosting.messages import plain
from morphospace.models import Frame, Request

MOST_PICTURES = 4096
"""More than this in one request is refused: it is work for a job."""


def check_request(entry: Entry, request: Request) -> Request:
    """The request with its settings validated against the model's card.

    Raises ``BadSettingError`` for a setting, ``BadImageError`` for a picture or mask, and
    ``BadInputError`` for latents or numbers that cannot be.
    """
    settings = validate_settings(entry.controls, request.settings)
    for name, image in request.images.items():
        _check(name, image, 4, "(N, H, W, 3)")
    for name, mask in request.masks.items():
        _check(name, mask, 3, "(N, H, W)")
    latents = {name: _latent(name, latent) for name, latent in request.latents.items()}
    _check_inputs(entry, request)
    return replace(request, settings=settings, latents=latents, n=_count(request))


def to_rendered(entry: Entry, frame: Frame, draft: bool, seconds: float) -> Rendered:
    """The frame as it leaves the host. Raises ``PluginError`` if it is not what the contract says."""
    from morphospace.pixels import to_pixels

    shape = tuple(getattr(frame.images, "shape", ()))
    if len(shape) != 4 or shape[1] != 3 or not frame.images.is_floating_point():
        raise PluginError(
            f"{entry.title} rendered pictures of shape {shape} instead of float (N, 3, H, W): "
            "tell the plugin's author."
        )
    pixels = to_pixels(frame.images.nan_to_num(0.0))
    pixels.setflags(write=False)
    return Rendered(
        images=pixels,
        latents={name: _array(latent).astype(np.float32) for name, latent in frame.latents.items()},
        settings=tuple(_numbers(one) for one in frame.settings),
        step=frame.step,
        steps=frame.steps,
        draft=draft,
        extras=_numbers(frame.extras),
        seconds=seconds,
    )


def _check(name: str, value: object, rank: int, shape: str) -> None:
    array = np.asarray(value)
    colours_fit = rank < 4 or array.shape[-1:] == (3,)
    if array.dtype != np.uint8 or array.ndim != rank or not colours_fit or 0 in array.shape:
        raise BadImageError(f"The picture {name!r} must be uint8 {shape}, not {array.dtype} {array.shape}.")


def _latent(name: str, value: object) -> np.ndarray:
    array = np.asarray(value)
    if array.dtype.kind != "f" or array.ndim < 2 or not np.isfinite(array).all():
        raise BadInputError(f"The latent {name!r} must be finite floats, batch first: make it anew.")
    return array.astype(np.float32, copy=False)


def _check_inputs(entry: Entry, request: Request) -> None:
    for control in entry.controls:
        if isinstance(control, ImageInput) and control.required:
            given = request.masks if isinstance(control, MaskInput) else request.images
            if control.name not in given and not request.latents:
                raise BadInputError(f"{entry.title} needs a picture for {control.title}: give it one.")


def _count(request: Request) -> int:
    """How many pictures: the latents' or images' number, or ``n`` where there are none."""
    given = {**request.masks, **request.images, **request.latents}
    counts = {len(array) for array in given.values()}
    if len(counts) > 1:
        each = ", ".join(f"{name} {len(array)}" for name, array in given.items())
        raise BadInputError(f"The inputs have different numbers of pictures ({each}): give each the same.")
    count = counts.pop() if counts else request.n
    if type(count) is not int or not 1 <= count <= MOST_PICTURES:
        raise BadInputError(f"One request holds 1 to {MOST_PICTURES} pictures, not {count}: ask in parts.")
    return count


def _array(value: Any) -> np.ndarray:
    """A tensor, or anything numpy understands, as an array."""
    if hasattr(value, "detach"):
        value = value.detach().float() if value.is_floating_point() else value.detach()
        value = value.cpu().numpy()
    return np.asarray(value)


def _numbers(value: Any) -> Any:
    """Plain data with tensors as arrays, and those of a single number as numbers."""
    if hasattr(value, "detach"):
        array = _array(value)
        return array.item() if array.ndim == 0 else array
    if isinstance(value, Mapping):
        return {str(key): _numbers(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool | np.ndarray):
        return value
    return plain(value) if isinstance(value, np.generic) else str(value)
