"""The nearest points, exactly, against working out every distance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morphospace.errors import BadInputError
from morphospace.latents import neighbours
from morphospace.latents.neighbours import Metric, index_of, nearest


def by_hand(points: np.ndarray, query: np.ndarray, metric: Metric) -> np.ndarray:
    """Distances of one query to all points."""
    p, q = points.astype(np.float64), query.astype(np.float64)
    if metric == "euclidean":
        return np.sqrt(((p - q) ** 2).sum(1))
    lengths = np.linalg.norm(p, axis=1) * np.linalg.norm(q)
    return 1 - np.divide(p @ q, lengths, out=np.zeros(len(p)), where=lengths > 0)


@pytest.mark.parametrize(("metric", "offset"), [("euclidean", 0.0), ("euclidean", 1000.0), ("cosine", 0.0)])
def test_they_are_the_nearest(metric: Metric, offset: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "_NUMBERS", 500)  # many blocks
    rng = np.random.default_rng(0)
    points = (rng.standard_normal((700, 8)) + offset).astype(np.float32)
    queries = (rng.standard_normal((70, 8)) + offset).astype(np.float32)
    near = nearest(index_of(points, metric), queries, 5)
    for row, query in enumerate(queries):
        apart = by_hand(points, query, metric)
        np.testing.assert_allclose(near.distances[row], np.sort(apart)[:5], atol=1e-9)
        np.testing.assert_allclose(apart[near.places[row]], near.distances[row], atol=1e-9)


@given(st.integers(1, 6), st.integers(1, 8), st.sampled_from(["euclidean", "cosine"]), st.integers(0, 99))
def test_a_few_points_whatever_k(n: int, k: int, metric: Metric, seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.integers(-1, 2, (n, 2))  # duplicates and zero vectors among them
    near = nearest(index_of(points, metric), rng.integers(-1, 2, (3, 2)), k)
    assert near.places.shape == near.distances.shape == (3, min(k, n))
    assert all(len(set(row)) == len(row) for row in near.places.tolist())
    assert (np.diff(near.distances) >= 0).all()


def test_of_equal_ones_the_first_come_first() -> None:
    near = nearest(index_of(np.ones((5000, 3))), np.zeros((1, 3)), 4)
    assert near.places.tolist() == [[0, 1, 2, 3]]
    np.testing.assert_allclose(near.distances, np.sqrt(3))


def test_a_point_is_its_own_neighbour() -> None:
    points = np.random.default_rng(0).standard_normal((300, 64)) * 1e3
    near = nearest(index_of(points), points[7:9], 2)
    assert near.places[:, 0].tolist() == [7, 8] and not near.distances[:, 0].any()


def test_a_zero_vector_is_at_distance_one_by_cosine() -> None:
    index = index_of(np.array([[0.0, 0], [1, 0], [-1, 0]]), "cosine")
    near = nearest(index, np.array([[2.0, 0], [0, 0]]), 3)
    assert near.places[0].tolist() == [1, 0, 2] and near.distances[0].tolist() == [0, 1, 2]
    assert near.distances[1].tolist() == [1, 1, 1]


def test_pixels_are_searched_as_they_are() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 48), np.uint8)
    near = nearest(index_of(pixels), pixels[3:4], 3)
    apart = by_hand(pixels, pixels[3], "euclidean")
    np.testing.assert_allclose(near.distances[0], np.sort(apart)[:3], atol=1e-6)


def test_what_cannot_be_searched_is_refused() -> None:
    good = index_of(np.zeros((3, 2)))
    bad = np.zeros((4, 2))
    bad[2, 1] = np.inf
    with pytest.raises(BadInputError, match="row 2"):
        index_of(bad)
    with pytest.raises(BadInputError, match="NaN"):
        nearest(good, np.full((1, 2), np.nan), 1)
    with pytest.raises(BadInputError, match=r"\(N, 2\)"):
        nearest(good, np.zeros((1, 3)), 1)
    with pytest.raises(BadInputError, match="0 neighbours"):
        nearest(good, np.zeros((1, 2)), 0)
    with pytest.raises(BadInputError, match="at least one row"):
        index_of(np.zeros((0, 2)))
    with pytest.raises(BadInputError, match="no distance 'manhattan'"):
        index_of(np.zeros((1, 2)), "manhattan")  # type: ignore[arg-type]
