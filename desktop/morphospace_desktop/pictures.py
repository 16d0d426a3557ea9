"""Pictures between Qt and the core: clipboard and drops in, clipboard out."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from morphospace.errors import BadImageError
from morphospace.imaging.files import MAX_PIXELS


def from_mime(mime: QMimeData, name: str) -> np.ndarray:
    """The picture in what was pasted or dropped, uint8 ``(H, W, 3)``. Raises ``BadImageError``."""
    image = mime.imageData()
    if not isinstance(image, QImage) or image.isNull():
        raise BadImageError(f"{name} holds no picture: copy one first, or open a file.")
    if image.width() * image.height() > MAX_PIXELS:
        raise BadImageError(
            f"{name} has {image.width() * image.height() / 1e6:,.0f} megapixels, more than the "
            f"{MAX_PIXELS // 10**6} that are opened: make it smaller first."
        )
    return from_image(image)


def from_image(image: QImage) -> np.ndarray:
    """A ``QImage`` as uint8 ``(H, W, 3)``; what is transparent lies over white."""
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(rgba.constBits(), np.uint8).reshape(rgba.height(), rgba.bytesPerLine())
    pixels = rows[:, : 4 * rgba.width()].reshape(rgba.height(), rgba.width(), 4)
    if not image.hasAlphaChannel():
        return pixels[:, :, :3].copy()
    alpha = pixels[:, :, 3:].astype(np.uint16)
    over = pixels[:, :, :3] * alpha + 255 * (255 - alpha)
    return ((over + 127) // 255).astype(np.uint8)


def to_image(pixels: np.ndarray) -> QImage:
    """uint8 ``(H, W, 3)`` as a ``QImage`` of its own."""
    height, width = pixels.shape[:2]
    whole = np.ascontiguousarray(pixels)
    return QImage(whole.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
