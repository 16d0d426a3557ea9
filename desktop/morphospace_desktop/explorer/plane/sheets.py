"""Pixels that numpy writes and a painter reads."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage


def blank(width: int, height: int) -> tuple[np.ndarray, QImage]:
    """Clear pixels uint32 ``(H, W)`` and the picture that reads them; the pixels must live as long."""
    pixels = np.zeros((height, width), np.uint32)
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return pixels, image
