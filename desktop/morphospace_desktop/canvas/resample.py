"""From an array to an image the screen can enlarge well, in well under a millisecond.

Qt enlarges linearly, which shows the pixel grid of a 64-pixel face as diamonds; a bicubic step of
three to about 192 pixels first, and linear from there, cannot be told from bicubic all the way and
costs 0.4 ms instead of 3.2 (64 to 640 pixels on one core). Shrinking averages whole pixels first, so
that fine detail does not shimmer.
"""

from __future__ import annotations

import numpy as np
from PIL import Image
from PySide6.QtGui import QImage

ENLARGED_SIDE = 192
"""Longest side that the bicubic step makes: what one frame of a moving slider can afford."""


class Picture:
    """One picture to be shown: uint8 ``(H, W, 3)``, held by reference, and its latest enlargement."""

    def __init__(self, array: np.ndarray) -> None:
        if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3 or 0 in array.shape:
            raise ValueError(f"a picture is uint8 (H, W, 3), not {array.dtype} {array.shape}")
        self.array = array
        self._made: tuple[int, QImage] | None = None

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels."""
        return float(self.array.shape[1]), float(self.array.shape[0])

    def image(self, scale: float) -> QImage:
        """The picture prepared to be drawn at ``scale`` device pixels a picture pixel."""
        factor = prescale(max(self.size), scale)
        if self._made is None or self._made[0] != factor:
            self._made = (factor, _prepared(self.array, factor))
        return self._made[1]


def prescale(side: float, scale: float) -> int:
    """How often to enlarge first (2, 3), not at all (1), or how many pixels to average (-2, -3...)."""
    if scale > 1.25:
        return max(1, min(3, round(ENLARGED_SIDE / side)))
    if scale < 0.6:
        return -max(2, int(1 / scale))
    return 1


def _prepared(array: np.ndarray, factor: int) -> QImage:
    height, width = array.shape[:2]
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[..., :3] = array[..., ::-1]
    pixels[..., 3] = 255
    if factor != 1:
        # RGBX: four plain channels, so Pillow neither premultiplies nor drops the last one.
        made = Image.frombuffer("RGBX", (width, height), pixels, "raw", "RGBX", 0, 1)
        if factor > 1:
            made = made.resize((width * factor, height * factor), Image.Resampling.BICUBIC)
        else:
            made = made.reduce(-factor)
        pixels = np.asarray(made)
        height, width = pixels.shape[:2]
    pixels = np.ascontiguousarray(pixels)
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
    image._pixels = pixels  # type: ignore[attr-defined]  # QImage borrows the memory
    return image
