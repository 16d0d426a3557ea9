"""The request inside an exported PNG: what made the picture, so that it can be edited again for ever.

One international text chunk ``morphospace`` holds JSON. The latents are base64 of little-endian
float32, or of float16 where there are many. The hash of the pixels stands beside them: a picture that
another program has changed is opened as a picture. Nothing read from a file is trusted or executed.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from morphospace.controls import Setting
from morphospace.imaging.arrays import content_hash
from morphospace.imaging.files import MAX_PIXELS, png_bytes, read_picture
from morphospace.imaging.saving import save_file

KEY = "morphospace"
VERSION = 1
MAX_NUMBERS = 2**18
"""The most latent numbers an export carries (in 512 KB, as float16); larger ones are left out."""

_MAX_TEXT = 4 * 2**20
_FLOAT32_NUMBERS = 2**14
_MAX_NAMES = 1000


@dataclass(frozen=True, kw_only=True, eq=False)
class ExportedRequest:
    """What rendered an exported picture. ``pixels``: uint8 ``(H, W, 3)`` as exported, or None when writing.

    ``latents``: float32 by name, batch first, one item. ``original_settings``: what *Reset* goes back to.
    """

    model: str
    model_hash: str
    settings: Mapping[str, Setting]
    seed: int
    latents: Mapping[str, np.ndarray]
    original_settings: Mapping[str, Setting]
    pixels: np.ndarray | None = None


def export_bytes(pixels: np.ndarray, request: ExportedRequest | None) -> bytes:
    """A PNG of uint8 ``(H, W, 3)`` that carries ``request``, unless its latents are too large to travel."""
    if request is None or sum(z.size for z in request.latents.values()) > MAX_NUMBERS:
        return png_bytes(pixels)
    return png_bytes(pixels, {KEY: request_to_text(request, pixels)})


def export_png(path: Path, pixels: np.ndarray, request: ExportedRequest | None) -> None:
    """Save what ``export_bytes`` makes, all or nothing; raises ``CannotSaveError``."""
    save_file(path, export_bytes(pixels, request))


def read_request(path: Path) -> ExportedRequest | None:
    """The request in an exported PNG; None for anything else, damaged or changed since. Never raises."""
    try:
        with path.open("rb") as file, Image.open(file, formats=("PNG",)) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            text = image.info.get(KEY)
        if not isinstance(text, str) or len(text) > _MAX_TEXT:
            return None
        return request_from_text(text, read_picture(path).pixels)
    except Exception:  # the file is a stranger's: whatever is wrong, it is only a picture
        return None


def request_to_text(request: ExportedRequest, pixels: np.ndarray) -> str:
    """``request`` as JSON for the picture ``pixels``."""
    return json.dumps(
        {
            "version": VERSION,
            "model": request.model,
            "model_hash": request.model_hash,
            "settings": dict(request.settings),
            "original_settings": dict(request.original_settings),
            "seed": request.seed,
            "latents": {name: _packed(z) for name, z in request.latents.items()},
            "pixels": content_hash(pixels),
        },
        ensure_ascii=False,
    )


def request_from_text(text: str, pixels: np.ndarray) -> ExportedRequest | None:
    """What ``request_to_text`` wrote for these very ``pixels``, or None."""
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or data["version"] != VERSION or data["pixels"] != content_hash(pixels):
            return None
        packed = _mapping(data["latents"])
        latents = {name: _unpacked(item) for name, item in packed.items()}
        if sum(z.size for z in latents.values()) > MAX_NUMBERS:
            return None
        return ExportedRequest(
            model=_text(data["model"]),
            model_hash=_text(data["model_hash"]),
            settings=checked_settings(data["settings"]),
            original_settings=checked_settings(data["original_settings"]),
            seed=checked_seed(data["seed"]),
            latents=latents,
            pixels=pixels,
        )
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None


def checked_settings(data: object) -> dict[str, Setting]:
    """Settings from a file: names to finite numbers, words and yes/no; raises ``ValueError`` otherwise."""
    settings = _mapping(data)
    for name, value in settings.items():
        number = isinstance(value, int | float) and math.isfinite(value)
        if not number and not isinstance(value, str):
            raise ValueError(f"setting {name!r} is not a number, a word or yes/no")
    return settings


def checked_seed(data: object) -> int:
    """A seed from a file; raises ``ValueError`` for anything but a whole number in ``[0, 2**63)``."""
    if type(data) is not int or not 0 <= data < 2**63:
        raise ValueError("the seed is not a whole number")
    return data


def _mapping(data: object) -> dict[str, Any]:
    if not isinstance(data, dict) or len(data) > _MAX_NAMES:
        raise ValueError("an object is missing or too large")
    return data


def _text(data: object) -> str:
    if not isinstance(data, str) or len(data) > 200:
        raise ValueError("a text is missing or too long")
    return data


def _packed(latents: np.ndarray) -> dict[str, Any]:
    kind = "<f4" if latents.size <= _FLOAT32_NUMBERS else "<f2"
    data = base64.b64encode(np.ascontiguousarray(latents, kind).tobytes()).decode("ascii")
    return {"shape": list(latents.shape), "type": kind, "data": data}


def _unpacked(data: object) -> np.ndarray:
    item = _mapping(data)
    kind, shape = item["type"], item["shape"]
    if kind not in ("<f4", "<f2") or not isinstance(shape, list) or not 1 <= len(shape) <= 8:
        raise ValueError("latents of an unknown form")
    if not all(type(side) is int and 0 < side <= MAX_NUMBERS for side in shape):
        raise ValueError("latents of an impossible shape")
    try:
        raw = base64.b64decode(item["data"], validate=True)
    except binascii.Error as error:
        raise ValueError("latents that are not base64") from error
    values = np.frombuffer(raw, kind).astype(np.float32)
    if values.size != math.prod(shape) or not np.isfinite(values).all():
        raise ValueError("latents that do not fill their shape")
    return values.reshape(shape)
