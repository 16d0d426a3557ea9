"""The arithmetic of mixtures, beside scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.mixture import GaussianMixture

from morphospace_density.mixture import Mixture, draw, improved, log_density, start

FLOOR = 1e-3


def clusters(n: int = 600) -> torch.Tensor:
    """Points ``(n, 3)`` in three stretched clusters."""
    random = np.random.default_rng(1)
    turns = random.normal(0, 1, (3, 3, 3))
    which = random.integers(0, 3, n)
    points = np.einsum("nij,nj->ni", turns[which], random.normal(0, 1, (n, 3)))
    return torch.from_numpy(points + np.array([[0, 0, 0], [6, 0, 2], [0, 7, -3]])[which])


def fitted(h: torch.Tensor, steps: int) -> Mixture:
    mixture = start(h, 3, FLOOR, torch.Generator().manual_seed(0))
    for _ in range(steps):
        mixture, _ = improved(mixture, h, FLOOR)
    return mixture


def of_scikit_learn(mixture: Mixture, steps: int, h: torch.Tensor) -> GaussianMixture:
    """scikit-learn's mixture after ``steps`` from where ours stands."""
    precisions = torch.cholesky_inverse(mixture.roots).numpy()
    return GaussianMixture(
        len(mixture.weights),
        tol=0.0,
        max_iter=steps,
        reg_covar=FLOOR,
        weights_init=mixture.weights.numpy(),
        means_init=mixture.means.numpy(),
        precisions_init=precisions,
    ).fit(h.numpy())


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_a_step_is_a_step_of_scikit_learn() -> None:
    h = clusters()
    ours, theirs = fitted(h, 4), of_scikit_learn(fitted(h, 0), 4, h)
    np.testing.assert_allclose(ours.means, theirs.means_, atol=1e-6)
    np.testing.assert_allclose(ours.roots @ ours.roots.mT, theirs.covariances_, atol=1e-6)
    np.testing.assert_allclose(log_density(ours, h), theirs.score_samples(h.numpy()), atol=1e-6)


def test_the_likelihood_never_falls() -> None:
    h = clusters()
    mixture = start(h, 4, 0.0, torch.Generator().manual_seed(2))
    before = -np.inf
    for _ in range(15):
        mixture, likelihood = improved(mixture, h, 0.0)
        assert likelihood > before - 1e-9
        before = float(likelihood)


def test_one_component_is_the_gaussian_of_the_data() -> None:
    h = clusters()
    gaussian = start(h, 1, 0.0, torch.Generator().manual_seed(0))
    np.testing.assert_allclose(gaussian.means[0], h.mean(0))
    covariance = gaussian.roots[0] @ gaussian.roots[0].T
    np.testing.assert_allclose(covariance, np.cov(h.numpy(), rowvar=False, bias=True))


def test_what_is_drawn_is_as_likely_as_what_was_seen() -> None:
    h = clusters(4000)
    mixture = fitted(h, 10)
    drawn = draw(mixture, 4000, 0)
    torch.testing.assert_close(drawn.mean(0), h.mean(0), atol=0.2, rtol=0)
    ours, theirs = log_density(mixture, drawn.double()).mean(), log_density(mixture, h).mean()
    assert abs(float(ours - theirs)) < 0.1


def test_the_first_that_are_drawn_are_the_same_however_many() -> None:
    mixture = fitted(clusters(), 2)
    assert torch.equal(draw(mixture, 9, 3)[:4], draw(mixture, 4, 3))
    assert not torch.equal(draw(mixture, 4, 3), draw(mixture, 4, 4))


def test_points_in_one_place_do_not_break_the_fit() -> None:
    mixture = start(torch.ones(20, 2).double(), 3, FLOOR, torch.Generator().manual_seed(0))
    for _ in range(3):
        mixture, likelihood = improved(mixture, torch.ones(20, 2).double(), FLOOR)
    assert torch.isfinite(likelihood) and torch.isfinite(mixture.roots).all()
