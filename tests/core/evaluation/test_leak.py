"""The leak of latents that hold all, nothing, or part of the attributes."""

import numpy as np
import pytest

from morphospace.data.attributes import NAMES
from morphospace.data.sampling import split_table
from morphospace.evaluation.evaluator import levels_of
from morphospace.evaluation.leak import score_leak
from morphospace.evaluation.watch import Watch

TABLE = split_table("test", 0, 1200)
ROWS = [TABLE.row(index) for index in range(1200)]
NOISE = np.random.default_rng(0).normal(size=(1200, 12)).astype(np.float32)


def test_noise_tells_nothing():
    leak = score_leak(NOISE, ROWS, NAMES, Watch())
    assert np.mean(list(leak.linear.values())) < 0.05
    assert set(leak.worst) == set(NAMES)


def test_a_latent_with_an_attribute_in_it_tells_it_and_no_other():
    latents = NOISE.copy()
    latents[:, 3] += 20 * levels_of(TABLE.labels)["skin"]
    leak = score_leak(latents, ROWS, ("skin", "glasses"), Watch())
    assert leak.worst["skin"] > 0.9 and leak.worst["glasses"] < 0.15


def test_what_a_line_cannot_read_the_perceptron_can():
    """A parity: the signs of three numbers multiply to the answer."""
    glasses = levels_of(TABLE.labels)["glasses"]
    latents = np.sign(NOISE[:, :3])
    latents[:, 2] = latents[:, 0] * latents[:, 1] * np.where(glasses == 1, 1, -1)
    leak = score_leak(latents, ROWS, ("glasses",), Watch())
    assert leak.linear["glasses"] < 0.5 < 0.9 < leak.perceptron["glasses"]
    assert leak.worst["glasses"] == leak.perceptron["glasses"]


def test_an_attribute_that_never_varies_leaks_nothing():
    rows = [{**row, "hair": "short"} for row in ROWS]
    assert score_leak(NOISE, rows, ("hair",), Watch()).worst["hair"] == pytest.approx(0)
