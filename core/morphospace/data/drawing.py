"""Drawing one face from its parts: the avataaars style by dicebear, rasterised by resvg.

Every part and colour is given, so nothing of a drawing comes from dicebear's own seed.
"Avataaars" is by Pablo Stanley (https://avataaars.com/), free for personal and commercial use.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from PIL import Image

from morphospace.data.sampling import NONE
from morphospace.errors import MorphospaceError

DRAWING = "avataaars-1"
"""Name and version of the way of drawing; pictures in the cache belong to one."""

_OPTIONAL = ("top", "facialHair", "accessories")
_ALWAYS = ("mouth", "eyes", "eyebrows", "clothes")
_COLOURS = ("hairColor", "skinColor", "accessoriesColor", "clothesColor", "hatColor", "backgroundColor")


def draw_face(variants: Mapping[str, str], size: int = 64) -> np.ndarray:
    """The face made of these variants (``sampling.PARTS``): uint8 ``(size, size, 3)``.

    Raises ``MorphospaceError`` where the extra ``faces`` is not installed.
    """
    return draw_avatar("avataaars", _options(variants, size))


def draw_avatar(style: str, options: Mapping[str, Any]) -> np.ndarray:
    """A picture in a style of dicebear's, by its options: uint8 ``(size, size, 3)``.

    Raises ``MorphospaceError`` where the extra ``faces`` is not installed.
    """
    definition, avatar, rasterise = _tools(style)
    svg = avatar(definition, dict(options)).to_string()
    png = rasterise(svg_string=svg, skip_system_fonts=True)
    with Image.open(io.BytesIO(bytes(png))) as image:
        return np.asarray(image.convert("RGB"))


def _options(variants: Mapping[str, str], size: int) -> dict[str, Any]:
    options: dict[str, Any] = {"size": size, "scale": 1.4, "translateY": 5, "noseVariant": "default"}
    for name in _ALWAYS:
        options[f"{name}Variant"] = variants[name]
    for name in _OPTIONAL:
        options[f"{name}Probability"] = 0 if variants[name] == NONE else 100
        if variants[name] != NONE:
            options[f"{name}Variant"] = variants[name]
    for name in _COLOURS:
        options[name] = variants[name]
    options["facialHairColor"] = variants["hairColor"]
    return options


def require_drawing() -> None:
    """Raises ``MorphospaceError`` with the remedy where faces cannot be drawn here."""
    _tools("avataaars")


@cache
def _tools(style: str) -> tuple[Any, Any, Any]:
    """The style, dicebear's ``Avatar`` and resvg's rasteriser."""
    try:
        import resvg_py
        from dicebear import Avatar, Style

        definition = resources.files("dicebear_styles").joinpath(f"{style}.json").read_text("utf-8")
    except (ImportError, FileNotFoundError):
        raise MorphospaceError(
            "Drawing faces needs the extra packages 'faces': install them with "
            'pip install "morphospace[faces]".'
        ) from None
    return Style(json.loads(definition)), Avatar, resvg_py.svg_to_bytes
