"""The colours of points on the map: a quiet set for kinds, a ramp for numbers, by day and by night.

Mixed in OKLab (Ottosson, "A perceptual color space for image processing", 2020), in which equal steps
look equal. The kinds' colours were searched for the largest smallest distance, to normal eyes and to the
three kinds of colour blindness (Machado and others, 2009); the first of them are the farthest apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Shades:
    """Colours ``rrggbb`` of one theme.

    ``neutral``: what is not known or not coloured; ``other``: the kinds for which there is no colour left.
    ``low``, ``middle``, ``high``: the sides of a signed number. ``ramp``: from the least to the most.
    ``lightness``: where OKLab's L from 0 to 1 is moved for colours that are given, so that black and white
    both show on the ground.
    """

    neutral: str
    other: str
    kinds: tuple[str, ...]
    low: str
    middle: str
    high: str
    ramp: tuple[str, ...]
    lightness: tuple[float, float]


SHADES = {
    "dark": Shades(
        neutral="5c6068",
        other="8a8f98",
        kinds=(
            *("f2b35e", "6ea8fe", "4ccdb4", "b86fb5", "b8611f", "aacdff"),
            *("d6734c", "915b77", "745cb4", "b696c9", "8cb180", "cc9c2a"),
        ),
        low="6ea8fe",
        middle="9a9fa8",
        high="f2b35e",
        ramp=("3f6fd0", "8f97a8", "ffc46b"),
        lightness=(0.38, 0.93),
    ),
    "light": Shades(
        neutral="b4b8be",
        other="7d838c",
        kinds=(
            *("8d5300", "1c63d5", "00897b", "8a2f84", "760714", "c68206"),
            *("259cde", "03464c", "70a16f", "3d6853", "502075", "7a5da9"),
        ),
        low="1c63d5",
        middle="7d838c",
        high="8d5300",
        ramp=("7aa7e6", "7d838c", "6a3a00"),
        lightness=(0.20, 0.74),
    ),
}
"""By the name of the theme."""

_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def rgb(colour: str) -> np.ndarray:
    """``rrggbb``, with or without ``#``, as uint8 ``(3,)``."""
    return np.frombuffer(bytes.fromhex(colour.lstrip("#")), np.uint8)


def along(colours: Sequence[str], places: Sequence[float] | np.ndarray) -> np.ndarray:
    """Colours uint8 ``(K, 3)`` at ``places`` ``(K,)`` in [0, 1] of the way through ``colours``."""
    stops = to_oklab(np.stack([rgb(colour) for colour in colours]))
    at = np.linspace(0, 1, len(stops))
    return from_oklab(np.stack([np.interp(places, at, axis) for axis in stops.T], 1))


def shown(colours: Sequence[str], lightness: tuple[float, float]) -> np.ndarray:
    """Given colours uint8 ``(K, 3)``, lighter or darker where they would be lost in the ground."""
    lab = to_oklab(np.stack([rgb(colour) for colour in colours]))
    low, high = lightness
    lab[:, 0] = low + (high - low) * lab[:, 0]
    return from_oklab(lab)


def to_oklab(colours: np.ndarray) -> np.ndarray:
    """OKLab float64 ``(K, 3)`` of sRGB uint8 ``(K, 3)``."""
    part = colours / 255.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _TO_CONES.T) @ _TO_LAB.T)


def from_oklab(lab: np.ndarray) -> np.ndarray:
    """sRGB uint8 ``(K, 3)`` of OKLab ``(K, 3)``; what no screen can show is clipped."""
    linear = np.clip((lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONES).T, 0, 1)
    part = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(part * 255).astype(np.uint8))
