"""PCA agrees with scikit-learn's and stands whatever it is given."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from morphospace.errors import BadInputError
from morphospace.latents.pca import fit_pca


def cloud(n: int, d: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n, d)) * np.geomspace(5, 0.1, d) @ rng.standard_normal((d, d)) + 3


@pytest.mark.parametrize(("n", "d", "k"), [(500, 20, 5), (12, 40, 4), (30, 30, 2), (200, 3, 3)])
def test_it_equals_scikit_learns(n: int, d: int, k: int) -> None:
    points = cloud(n, d)
    ours, theirs = fit_pca(points, k), PCA(k, svd_solver="full").fit(points)
    signs = np.sign((ours.axes * theirs.components_).sum(1))
    np.testing.assert_allclose(ours.axes, theirs.components_ * signs[:, None], atol=1e-4)
    np.testing.assert_allclose(ours.variances, theirs.explained_variance_, rtol=1e-4)
    np.testing.assert_allclose(ours.shares, theirs.explained_variance_ratio_, rtol=1e-4)
    new = cloud(7, d, seed=1)
    np.testing.assert_allclose(ours.transform(new), theirs.transform(new) * signs, atol=1e-4)
    plane = ours.transform(points)
    np.testing.assert_allclose(ours.inverse(plane), theirs.inverse_transform(plane * signs), atol=1e-4)


def test_the_same_points_in_another_order_give_the_same_plane() -> None:
    points = cloud(100, 6)
    np.testing.assert_allclose(fit_pca(points).axes, fit_pca(points[::-1]).axes, atol=1e-8)
    axes = fit_pca(points, 6).axes
    assert (axes[np.arange(6), np.abs(axes).argmax(1)] > 0).all()


def test_constant_columns_change_nothing() -> None:
    points = cloud(50, 4)
    wide = np.insert(points, 2, 7.0, axis=1)
    np.testing.assert_allclose(fit_pca(wide).transform(wide), fit_pca(points).transform(points), atol=1e-8)


@pytest.mark.parametrize("shape", [(1, 5), (3, 5), (2, 1), (4, 1)])
def test_too_few_points_or_dimensions_leave_axes_empty(shape: tuple[int, int]) -> None:
    points = np.random.default_rng(0).standard_normal(shape)
    pca = fit_pca(points, 3)
    assert pca.transform(points).shape == (shape[0], 3)
    np.testing.assert_allclose(pca.inverse(pca.transform(points)), points, atol=1e-9)
    rank = min(shape[0] - 1, shape[1])
    assert not pca.axes[rank:].any() and not pca.variances[rank:].any()


def test_identical_points_lie_in_one_place() -> None:
    pca = fit_pca(np.full((5, 3), 2.5))
    assert not pca.transform(np.full((2, 3), 2.5)).any() and not pca.shares.any()


def test_what_cannot_be_projected_is_refused() -> None:
    points = cloud(5, 3)
    points[3, 1] = np.nan
    with pytest.raises(BadInputError, match="NaN or infinity in row 3"):
        fit_pca(points)
    with pytest.raises(BadInputError, match="0 components"):
        fit_pca(cloud(5, 3), 0)
    with pytest.raises(BadInputError, match=r"\(N, 3\)"):
        fit_pca(cloud(5, 3)).transform(np.zeros((2, 4)))
    with pytest.raises(BadInputError, match="at least one row"):
        fit_pca(np.zeros((0, 3)))


def test_single_precision_gives_the_plane_of_double_precision() -> None:
    points = cloud(30_000, 24) + 50
    one, other = fit_pca(points.astype(np.float32), 3), fit_pca(points, 3)
    np.testing.assert_allclose(one.axes, other.axes, atol=1e-3)
    np.testing.assert_allclose(one.variances, other.variances, rtol=1e-4)
    np.testing.assert_allclose(
        one.transform(points.astype(np.float32)), other.transform(points), atol=2e-3 * np.abs(points).max()
    )
