"""The linear baseline against an exact decomposition."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from morphospace.evaluation.linear import fit_components

RNG = np.random.default_rng(0)
HIDDEN = RNG.normal(0, 1, (1300, 6)) * [40, 30, 22, 15, 10, 6]
MIX = np.linalg.qr(RNG.normal(size=(8 * 8 * 3, 6)))[0].T
PICTURES = np.clip(128 + HIDDEN @ MIX * 2 + RNG.normal(0, 2, (1300, 192)), 0, 255).astype(np.uint8)
PICTURES = PICTURES.reshape(-1, 8, 8, 3)


@pytest.mark.parametrize("k", [4, 6])
def test_reconstructions_are_those_of_exact_components(k):
    exact = PCA(k, svd_solver="full").fit(PICTURES.reshape(1300, -1) / 255)
    flat = PICTURES[:100].reshape(100, -1) / 255
    expected = exact.inverse_transform(exact.transform(flat)).reshape(-1, 8, 8, 3) * 255
    found = fit_components(PICTURES, k)
    assert np.abs(found.reconstruct(PICTURES[:100]) - np.clip(expected, 0, 255)).max() <= 1
    assert found.variances == pytest.approx(exact.explained_variance_, rel=1e-3)


def test_fewer_components_reconstruct_worse():
    found = fit_components(PICTURES, 6)
    errors = [np.abs(found.reconstruct(PICTURES, k).astype(int) - PICTURES).mean() for k in (1, 3, 6)]
    assert errors[0] > errors[1] > errors[2]


def test_samples_have_the_pictures_mean_and_spread():
    found = fit_components(PICTURES, 6)
    samples = found.sample(3000, 1)
    assert samples.shape == (3000, 8, 8, 3) and samples.dtype == np.uint8
    assert np.abs(samples.mean(0) - PICTURES.mean(0)).max() < 3
    assert samples.std(0).mean() == pytest.approx(PICTURES.std(0).mean(), rel=0.1)
    assert np.array_equal(found.sample(5, 1), found.sample(5, 1))
