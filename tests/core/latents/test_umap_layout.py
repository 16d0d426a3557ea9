"""UMAP that can be watched: it starts from PCA, gets better, and is the same each time."""

from itertools import pairwise

import numpy as np
import pytest

from morphospace.errors import BadInputError
from morphospace.latents.fuzzy import fuzzy_graph, near_blocks
from morphospace.latents.umap_layout import Look, umap_looks

RNG = np.random.default_rng(0)
CENTRES = RNG.normal(0, 4, (6, 20))
KINDS = RNG.integers(0, 6, 400)
POINTS = (CENTRES[KINDS] + RNG.normal(0, 1, (400, 20))).astype(np.float32)


def all_looks(points: np.ndarray, **options: int) -> list[Look]:
    return list(umap_looks(points, **options))


def last(points: np.ndarray, **options: int) -> np.ndarray:
    positions = all_looks(points, **options)[-1].positions
    assert positions is not None
    return positions


def test_neighbours_and_their_graph_are_those_of_umap_learn() -> None:
    from umap.umap_ import fuzzy_simplicial_set

    blocks = list(near_blocks(POINTS, POINTS, 10, own=True))
    rows, apart = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    exact = np.linalg.norm(POINTS[:, None].astype(float) - POINTS, axis=2)
    np.fill_diagonal(exact, np.inf)
    np.testing.assert_allclose(apart, np.sort(exact, 1)[:, :10], rtol=1e-4)
    ours = fuzzy_graph(rows, apart)
    # umap-learn looks for log2 k over the rows it is given, and counts the point itself among them.
    itself = np.arange(len(POINTS))[:, None]
    theirs = fuzzy_simplicial_set(
        POINTS,
        10,
        np.random.RandomState(0),
        "euclidean",
        knn_indices=np.concatenate([itself, rows], 1),
        knn_dists=np.concatenate([np.zeros((len(POINTS), 1), np.float32), apart], 1),
    )[0].toarray()
    mine = np.zeros_like(theirs)
    mine[ours.heads, ours.tails] = ours.weights
    np.testing.assert_allclose(mine, mine.T, atol=1e-6)
    np.testing.assert_allclose(mine, theirs, atol=0.02)


def test_it_starts_from_pca_and_ends_with_kinds_apart() -> None:
    looks = all_looks(POINTS, epochs=100)
    assert looks[0].positions is not None and looks[0].share == 0
    assert looks[-1].share == 1 and looks[-1].positions is not None
    assert all(one.share <= other.share for one, other in pairwise(looks))
    from sklearn.manifold import trustworthiness

    before, after = (
        trustworthiness(POINTS, look.positions, n_neighbors=10) for look in (looks[0], looks[-1])
    )
    assert after > max(before, 0.9)


def test_the_same_seed_gives_the_same_map() -> None:
    np.testing.assert_array_equal(last(POINTS, epochs=30, seed=3), last(POINTS, epochs=30, seed=3))
    assert not np.array_equal(last(POINTS, epochs=30, seed=3), last(POINTS, epochs=30, seed=4))


@pytest.mark.parametrize(
    "points",
    [
        POINTS[:3],
        np.repeat(POINTS[:5], 8, axis=0),
        np.full((20, 4), 2.5, np.float32),
        POINTS[:40, :1],
    ],
    ids=["three", "duplicates", "constant", "one dimension"],
)
def test_odd_sets_give_a_map_all_the_same(points: np.ndarray) -> None:
    positions = last(points, neighbours=500, epochs=20)
    assert positions.shape == (len(points), 2) and np.isfinite(positions).all()


def test_more_points_than_can_be_laid_out_together_go_beside_a_sample(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("morphospace.latents.umap_layout.MOST", 150)
    positions = last(POINTS, epochs=100)
    assert positions.shape == (400, 2)
    own = np.linalg.norm(positions[:, None] - positions, axis=2)
    np.fill_diagonal(own, np.inf)
    assert (KINDS[own.argmin(1)] == KINDS).mean() > 0.95


def test_what_cannot_be_laid_out_is_refused() -> None:
    with pytest.raises(BadInputError, match="3 items or more, and there are 2"):
        all_looks(POINTS[:2])
    broken = POINTS[:10].copy()
    broken[4, 2] = np.nan
    with pytest.raises(BadInputError, match="row 4"):
        all_looks(broken)
    with pytest.raises(BadInputError, match="1 neighbour"):
        all_looks(POINTS, neighbours=0)


def test_without_numba_the_plane_of_pca_stays_and_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "morphospace.latents.umap_epochs", raising=False)
    looks = umap_looks(POINTS)
    assert next(looks).positions is not None
    with pytest.raises(BadInputError, match="pip install"):
        next(looks)
