"""Residuals painted: they glow where something is wrong, and nowhere else."""

import numpy as np

from morphospace.novelty.painting import painted


def test_an_ordinary_picture_is_greyed_and_a_fault_glows() -> None:
    picture = np.full((16, 16, 3), (90, 160, 90), np.uint8)
    heat = np.zeros((16, 16), np.float32)
    heat[4:8, 4:8] = 200
    heat[12, 12] = np.inf
    shown = painted(picture, heat)
    assert shown.dtype == np.uint8 and shown.shape == picture.shape
    assert (shown[0] == shown[0, 0]).all() and int(np.ptp(shown[0, 0])) < 35
    red, green, blue = shown[5, 5].astype(int)
    assert red > green + 80 and red > blue + 40
    np.testing.assert_array_equal(shown[12, 12], shown[5, 5])


def test_a_stronger_fault_glows_more() -> None:
    picture = np.full((4, 8, 3), 128, np.uint8)
    heat = np.tile(np.array([0, 0.6, 1, 2, 5, 10, 20, 40], np.float32), (4, 1))
    apart = np.abs(painted(picture, heat)[0].astype(int) - 128).sum(1)
    assert (np.diff(apart) > 0).all()
