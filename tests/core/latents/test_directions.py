"""Two selections make a direction, with honest figures beside it."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.svm import LinearSVC

from morphospace.errors import BadInputError
from morphospace.latents.directions import make_direction
from morphospace.latents.separating import FITS, Method, auc

METHODS: tuple[Method, ...] = ("means", "svm")
WAY = np.array([3.0, 4, 0, 0, 0, 0]) / 5


def sides(n: int, apart: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two clouds that lie ``apart`` along WAY."""
    rng = np.random.default_rng(seed)
    toward, away = rng.standard_normal((2, n, 6))
    return toward + apart * WAY + 10, away + 10


@pytest.mark.parametrize("method", METHODS)
def test_it_points_from_one_selection_to_the_other(method: Method) -> None:
    direction = make_direction(*sides(200, 4.0), method)
    assert direction.vector @ WAY > 0.97 and np.linalg.norm(direction.vector) == pytest.approx(1)
    assert direction.auc is not None and direction.auc > 0.98
    low, high = direction.turn
    assert 0 < low < high < 25
    back = make_direction(*sides(200, 4.0)[::-1], method)
    assert back.vector @ direction.vector == pytest.approx(-1, abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_what_cannot_be_told_apart_shows_in_the_figures(method: Method) -> None:
    direction = make_direction(*sides(60, 0.0), method)
    assert direction.auc is not None and 0.3 < direction.auc < 0.7
    assert direction.turn[1] > 40


def test_more_pictures_make_a_surer_direction() -> None:
    few, many = (make_direction(*sides(n, 2.0)).turn[1] for n in (10, 500))
    assert many < few / 2


def test_the_slider_moves_by_sigmas() -> None:
    toward, away = sides(300, 4.0)
    direction = make_direction(toward, away)
    moved = direction.moved(away, 2.0)
    np.testing.assert_allclose((moved - away) @ direction.vector, 2 * direction.sigma)
    everything = np.concatenate([toward, away]) @ direction.vector
    assert direction.sigma == pytest.approx(everything.std())


def test_an_uneven_dimension_turns_the_machine_but_not_the_means() -> None:
    """Where noise along one dimension is large, the machine leans away from it."""
    rng = np.random.default_rng(0)
    toward = rng.standard_normal((400, 2)) * [10, 0.3] + [5, 1]
    away = rng.standard_normal((400, 2)) * [10, 0.3] - [5, 1]
    means, machine = (make_direction(toward, away, method) for method in METHODS)
    assert abs(means.vector[0]) > 0.9 > 0.3 > abs(machine.vector[0])
    assert machine.auc is not None and means.auc is not None and machine.auc > means.auc + 0.1


def test_the_machine_agrees_with_scikit_learns() -> None:
    toward, away = sides(150, 1.5)
    rows, labels = np.concatenate([toward, away]), np.r_[np.ones(150), np.zeros(150)]
    scale = rows.std()
    # The same problem: C is the share of one point over the penalty of the weights, halved.
    theirs = LinearSVC(
        C=0.5 / 150 / (2 * 1e-3), intercept_scaling=1e3, max_iter=100_000, tol=1e-8, dual=False
    )
    theirs.fit((rows - rows.mean(0)) / scale, labels)
    normal = theirs.coef_[0] / np.linalg.norm(theirs.coef_[0])
    ours = FITS["svm"](toward, away)
    assert ours is not None and ours @ normal > 0.9999


def test_auc_counts_ties_as_half() -> None:
    rng = np.random.default_rng(0)
    positive, negative = rng.integers(0, 6, 50), rng.integers(-2, 4, 70)
    theirs = roc_auc_score(np.r_[np.ones(50), np.zeros(70)], np.r_[positive, negative])
    assert auc(positive, negative) == pytest.approx(theirs)


def test_one_picture_a_side_is_enough_but_nothing_can_be_held_out() -> None:
    direction = make_direction(np.array([[1.0, 0]]), np.array([[0.0, 0]]))
    assert direction.auc is None and direction.vector.tolist() == [1, 0] and direction.turn == (0, 0)


@pytest.mark.parametrize("method", METHODS)
def test_what_makes_no_direction_is_refused(method: Method) -> None:
    points = sides(5, 1.0)[0]
    for pair in ((points, points[:0]), (points[:0], points)):
        with pytest.raises(BadInputError, match="one of them is empty"):
            make_direction(*pair, method)
    with pytest.raises(BadInputError, match="same place"):
        make_direction(points, points[::-1], method)
    with pytest.raises(BadInputError, match="NaN"):
        make_direction(points, points * np.nan, method)
    with pytest.raises(BadInputError, match=r"\(N, 6\)"):
        make_direction(points, points[:, :4], method)


def test_the_same_seed_gives_the_same_figures() -> None:
    one, other = (make_direction(*sides(40, 1.0), "svm", seed=3) for _ in range(2))
    assert (one.auc, one.turn) == (other.auc, other.turn)
    with pytest.raises(BadInputError, match="no method"):
        make_direction(*sides(40, 1.0), "tree")  # type: ignore[arg-type]


def test_a_bootstrap_in_parts_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from morphospace.latents import separating

    toward, away = (np.random.default_rng(seed).normal(seed, 1, (50, 3)) for seed in (1, 2))
    whole = separating.resampled_means(toward, away, 20, np.random.default_rng(0))
    monkeypatch.setattr(separating, "_AT_ONCE", 150)
    parts = separating.resampled_means(toward, away, 20, np.random.default_rng(0))
    assert whole.shape == (20, 3) and np.allclose(whole, parts)
