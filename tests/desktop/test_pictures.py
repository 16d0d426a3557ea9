"""Pictures survive the way through the clipboard, to the pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QColor, QImage

from morphospace.errors import BadImageError
from morphospace_desktop.pictures import from_image, from_mime, to_image


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize("shape", [(1, 1), (7, 5), (64, 64), (3, 101)])
def test_there_and_back(qapp: Any, shape: tuple[int, int]) -> None:
    pixels = noise(*shape)
    mime = QMimeData()
    mime.setImageData(to_image(pixels))
    np.testing.assert_array_equal(from_mime(mime, "The clipboard"), pixels)


def test_transparency_lies_over_white(qapp: Any) -> None:
    image = QImage(2, 1, QImage.Format.Format_ARGB32)
    image.setPixelColor(0, 0, QColor(10, 20, 30, 0))
    image.setPixelColor(1, 0, QColor(0, 0, 0, 128))
    assert from_image(image).tolist() == [[[255, 255, 255], [127, 127, 127]]]


def test_a_clipboard_without_a_picture_says_so(qapp: Any) -> None:
    mime = QMimeData()
    mime.setText("no picture")
    with pytest.raises(BadImageError, match=r"The clipboard holds no picture: copy one first"):
        from_mime(mime, "The clipboard")
