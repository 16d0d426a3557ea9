"""Noise through models of which it is known what it does to them."""

import numpy as np
import pytest
from torch.nn import functional as F

from morphospace.evaluation.linear import fit_components
from morphospace.evaluation.noise import linear_denoised, score_noise
from morphospace.evaluation.subject import Subject
from morphospace.evaluation.watch import Watch


class Mosaic:
    """The latent is the mean of every square of ``side`` pixels, and the picture is made of such squares."""

    controls = ()

    def __init__(self, side):
        self.side = side

    def encode(self, images, settings=None):
        return {"h": F.avg_pool2d(images, self.side)}

    def decode(self, latents, settings=None):
        return F.interpolate(latents["h"], scale_factor=self.side)


@pytest.fixture(scope="module")
def pictures():
    """Mosaics of squares of 8 pixels in greys that noise does not push over the ends."""
    random = np.random.default_rng(0)
    colours = random.integers(90, 166, (150, 4, 4, 3), np.uint8)
    return colours.repeat(8, 1).repeat(8, 2)


def scored(pictures, side):
    return score_noise(Subject(Mosaic(side), 32), pictures, Watch())


def test_a_model_that_keeps_every_pixel_keeps_the_noise(pictures):
    assert scored(pictures, 1).denoised == pytest.approx(20.0, abs=0.1)


def test_a_model_that_knows_what_pictures_are_takes_it_off(pictures):
    """Of 64 pixels' noise the mean has an eighth, which is 18 dB less."""
    assert scored(pictures, 8).denoised == pytest.approx(38.0, abs=0.5)


def test_noise_moves_latents_by_as_much_as_they_let_through(pictures):
    deviation = (pictures[:, ::8, ::8] / 127.5).std(0).reshape(-1)
    expected = 0.2 / 8 * np.sqrt((deviation**-2).mean())
    assert scored(pictures, 8).shift == pytest.approx(expected, rel=0.05)
    assert scored(pictures, 1).shift == pytest.approx(8 * expected, rel=0.05)


def test_principal_components_are_measured_alike(pictures):
    components = fit_components(pictures, 48)
    all_of_them = linear_denoised(components, pictures, 48)
    assert all_of_them == pytest.approx(scored(pictures, 8).denoised, abs=0.7)
    assert linear_denoised(components, pictures, 4) < all_of_them
