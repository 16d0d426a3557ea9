"""PSNR and SSIM against values known otherwise."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from morphospace.evaluation.fidelity import psnr, squared_errors, ssim

RNG = np.random.default_rng(0)
PICTURES = RNG.integers(0, 256, (3, 32, 24, 3), np.uint8)


def test_psnr_of_a_known_error():
    originals = np.full((2, 8, 8, 3), 100, np.uint8)
    again = originals.copy()
    again[1] += 51  # a fifth of the range: 20 log10(5) = 13.98 dB
    errors = squared_errors(again, originals)
    assert errors == pytest.approx([0, 0.04])
    assert psnr(errors) == pytest.approx([100, 13.979], abs=1e-3)


def test_errors_do_not_wrap_around_in_eight_bits():
    assert squared_errors(np.full((1, 4, 4, 3), 255, np.uint8), np.zeros((1, 4, 4, 3), np.uint8)) == 1.0


def test_ssim_is_one_for_the_same_picture_and_low_for_an_unlike_one():
    assert ssim(PICTURES, PICTURES) == pytest.approx(np.ones(3))
    assert ssim(PICTURES, PICTURES[::-1])[0] < 0.1


def test_ssim_agrees_with_its_definition():
    other = np.clip(PICTURES + RNG.normal(0, 20, PICTURES.shape), 0, 255).astype(np.uint8)
    x, y = PICTURES[0].astype(float) / 255, other[0].astype(float) / 255

    def windowed(values):
        smooth = [gaussian_filter(values[..., c], 1.5, radius=5)[5:-5, 5:-5] for c in range(3)]
        return np.stack(smooth, -1)

    mx, my = windowed(x), windowed(y)
    vx, vy, vxy = windowed(x * x) - mx**2, windowed(y * y) - my**2, windowed(x * y) - mx * my
    expected = (2 * mx * my + 1e-4) * (2 * vxy + 9e-4) / ((mx**2 + my**2 + 1e-4) * (vx + vy + 9e-4))
    assert ssim(PICTURES[:1], other[:1])[0] == pytest.approx(expected.mean(), abs=1e-6)


def test_ssim_does_not_depend_on_how_many_are_measured():
    many = np.repeat(PICTURES, 100, axis=0)
    assert ssim(many, many[::-1].copy())[-1] == pytest.approx(ssim(many[-1:], many[:1])[0])
