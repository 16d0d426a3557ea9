"""Neighbours in the plane are exact, wherever one asks and however the points lie."""

import numpy as np
import pytest

from morphospace.latents.plane_index import plane_index

RNG = np.random.default_rng(0)
CLOUDS = {
    "even": RNG.uniform(-5, 5, (9_000, 2)),
    "clusters": np.concatenate([RNG.normal(0, 0.01, (3_000, 2)), RNG.normal(6, 2, (3_000, 2))]),
    "on a lattice": np.round(RNG.normal(0, 1, (2_500, 2)), 1),
    "on a line": np.stack([np.arange(500.0), np.zeros(500)], 1),
    "in one place": np.full((100, 2), 3.0),
    "single": np.ones((1, 2)),
}


@pytest.mark.parametrize("name", CLOUDS)
@pytest.mark.parametrize("k", [1, 7, 32, 70])
def test_the_nearest_are_found(name: str, k: int) -> None:
    cloud = CLOUDS[name]
    queries = np.concatenate([RNG.uniform(-8, 12, (60, 2)), cloud[:10], [[1e4, -1e4]]])
    near = plane_index(cloud).nearest(queries, k)
    apart = np.linalg.norm(queries[:, None] - cloud, axis=2)
    wanted = np.sort(apart, 1)[:, :k]
    np.testing.assert_allclose(near.distances, wanted, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(np.take_along_axis(apart, near.places, 1), near.distances, atol=1e-9)
    assert all(len(set(row)) == len(row) for row in near.places.tolist())
