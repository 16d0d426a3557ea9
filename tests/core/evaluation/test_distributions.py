"""Distances between sets of features, on sets whose distances are known."""

import numpy as np
import pytest

from morphospace.evaluation.distributions import (
    distances,
    frechet_distance,
    kernel_distance,
    nearest,
    neighbourhoods,
    radii,
)

RNG = np.random.default_rng(0)


def gaussian(n: int, mean: float = 0.0, deviation: float = 1.0, width: int = 8) -> np.ndarray:
    return RNG.normal(mean, deviation, (n, width)).astype(np.float32)


def test_frechet_distance_of_a_set_to_itself_and_to_its_shift():
    points = gaussian(500)
    assert frechet_distance(points, points) == pytest.approx(0, abs=1e-4)
    assert frechet_distance(points, points + 2) == pytest.approx(8 * 4, rel=1e-4)


def test_frechet_distance_of_a_stretched_set():
    points = gaussian(2000)
    trace = np.trace(np.cov(points, rowvar=False))
    centred = points - points.mean(0)
    assert frechet_distance(centred, 3 * centred) == pytest.approx(4 * trace, rel=1e-3)


def test_frechet_distance_of_differently_turned_sets():
    """Against the matrix square root itself."""
    from scipy.linalg import sqrtm

    x, y = gaussian(300, width=4), gaussian(300, width=4) @ RNG.normal(size=(4, 4)).astype(np.float32)
    cx, cy = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    expected = np.sum((x.mean(0) - y.mean(0)) ** 2) + np.trace(cx + cy - 2 * np.real(sqrtm(cx @ cy)))
    assert frechet_distance(x, y) == pytest.approx(expected, rel=1e-4)


def test_kernel_distance_is_near_zero_for_one_distribution_and_grows():
    x = gaussian(2000)
    same, near, far = (kernel_distance(x, gaussian(2000, mean)) for mean in (0.0, 0.3, 1.0))
    assert abs(same) < 0.01 < near < far


def test_kernel_distance_does_not_depend_on_scale():
    x, y = gaussian(500), gaussian(500, 0.5)
    assert kernel_distance(100 * x, 100 * y) == pytest.approx(kernel_distance(x, y), rel=1e-3)


def test_kernel_distance_of_a_tiny_set_by_hand():
    x = np.array([[1.0], [-1.0]], np.float32)
    # xx and yy off the diagonal: (-1 + 1)³ = 0; xy: two of (1 + 1)³ and two of 0, mean 4.
    assert kernel_distance(x, x) == pytest.approx(-8)


def test_distances_radii_and_nearest_are_those_of_brute_force():
    x, y = gaussian(1203), gaussian(40)
    apart = np.sqrt(((x[:, None].astype(float) - y[None]) ** 2).sum(-1))
    assert distances(x, y) == pytest.approx(apart, abs=1e-3)
    assert nearest(x, y) == pytest.approx(apart.min(1), abs=1e-3)
    own = np.sort(np.sqrt(((x[:300, None].astype(float) - x[None]) ** 2).sum(-1)), axis=1)
    assert radii(x, 5)[:300] == pytest.approx(own[:, 5], abs=1e-3)


def test_one_distribution_scores_near_one():
    found = neighbourhoods(gaussian(1500), gaussian(1500))
    assert found.precision > 0.9 and found.recall > 0.9 and found.coverage > 0.9
    assert found.density == pytest.approx(1, abs=0.1)


def test_a_distribution_far_away_scores_zero():
    found = neighbourhoods(gaussian(300), gaussian(300, 50.0))
    assert (found.precision, found.recall, found.density, found.coverage) == (0, 0, 0, 0)


def test_a_collapsed_sampler_is_precise_and_covers_little():
    real = gaussian(800)
    collapsed = np.zeros((800, 8), np.float32) + 1e-3 * gaussian(800)
    found = neighbourhoods(real, collapsed)
    assert found.precision > 0.9 and found.coverage < 0.2 and found.recall < 0.1


def test_half_the_modes_give_half_the_coverage():
    real = np.concatenate([gaussian(500), gaussian(500, 100.0)])
    assert neighbourhoods(real, gaussian(1000)).coverage == pytest.approx(0.5, abs=0.05)
