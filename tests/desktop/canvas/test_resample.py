"""Pictures are enlarged smoothly and shrunk without shimmer, in the colours they have."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from morphospace_desktop.canvas.resample import Picture, prescale


def test_colours_are_those_of_the_array() -> None:
    array = np.zeros((4, 6, 3), np.uint8)
    array[1, 2] = (10, 20, 200)
    image = Picture(array).image(1.0)
    assert (image.width(), image.height()) == (6, 4)
    assert image.pixelColor(2, 1) == QColor(10, 20, 200)


@pytest.mark.parametrize(("scale", "side"), [(10.0, 192), (1.0, 64), (0.5, 32), (0.25, 16)])
def test_prepared_size_follows_the_zoom(scale: float, side: int) -> None:
    array = np.full((64, 64, 3), (200, 100, 50), np.uint8)
    image = Picture(array).image(scale)
    assert image.width() == image.height() == side
    assert image.pixelColor(side // 2, side // 2) == QColor(200, 100, 50)


def test_an_enlarged_edge_is_smooth_but_not_washed_out() -> None:
    array = np.zeros((64, 64, 3), np.uint8)
    array[:, 32:] = 255
    image = Picture(array).image(10.0)
    row = [image.pixelColor(x, 96).red() for x in range(192)]
    assert row[90] < 16 and row[101] > 239
    assert any(40 < value < 215 for value in row[94:98])


def test_a_large_picture_is_not_enlarged_first() -> None:
    assert prescale(1024, 3.0) == 1
    assert prescale(64, 3.0) == 3


def test_a_view_into_a_larger_array_is_shown_right() -> None:
    sheet = np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)
    part = sheet[8:24:2, 4:20]
    image = Picture(part).image(1.0)
    assert image.pixelColor(3, 2).getRgb()[:3] == tuple(int(v) for v in part[2, 3])


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 3)),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4, 3), "u1"),
    ],
)
def test_anything_else_than_a_picture_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(ValueError, match="uint8"):
        Picture(bad)
