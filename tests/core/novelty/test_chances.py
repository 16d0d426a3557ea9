"""Chances: what is said of false alarms holds for pictures that come later."""

import numpy as np
import pytest
from scipy.stats import beta

from morphospace.errors import BadInputError
from morphospace.novelty.chances import beta_quantile, line_for, p_values


def test_a_p_value_counts_the_ordinary_that_score_as_high() -> None:
    ordinary = np.array([1.0, 2.0, 2.0, 3.0])
    found = p_values(np.array([0.0, 2.0, 2.5, 3.0, 9.0, np.inf]), ordinary)
    np.testing.assert_allclose(found, [1.0, 0.8, 0.4, 0.4, 0.2, 0.2])


@pytest.mark.parametrize("asked", [0.01, 0.05, 0.3])
def test_as_many_ordinary_pictures_lie_above_the_line_as_foretold(asked: float) -> None:
    random = np.random.default_rng(3)
    shares, held = [], []
    for _ in range(400):
        line = line_for(asked, np.sort(random.exponential(size=199)))
        truth = np.exp(-line.score)  # of the distribution the scores are drawn from
        shares.append(truth)
        held.append(line.low <= truth <= line.high)
    assert line.rate <= asked
    assert np.mean(shares) == pytest.approx(line.rate, rel=0.2)
    assert 0.91 < np.mean(held) < 0.985


def test_what_is_above_the_line_has_a_p_value_of_at_most_the_rate() -> None:
    ordinary = np.sort(np.random.default_rng(0).normal(size=300))
    line = line_for(0.05, ordinary)
    scores = np.random.default_rng(1).normal(size=2000)
    np.testing.assert_array_equal(scores > line.score, p_values(scores, ordinary) <= line.rate + 1e-12)


def test_few_pictures_allow_no_fine_line_and_it_says_so() -> None:
    line = line_for(0.01, np.arange(10.0))
    assert line.score == 9.0 and line.rate == pytest.approx(1 / 11) and line.asked == 0.01
    assert line.high > 0.25


def test_ninety_nine_pictures_are_enough_for_one_percent() -> None:
    assert line_for(0.01, np.arange(99.0)).rate == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("share", "a", "b"), [(0.025, 1, 99), (0.975, 5, 496), (0.5, 40, 60), (0.975, 300, 1)]
)
def test_the_quantiles_are_those_of_the_beta_distribution(share: float, a: int, b: int) -> None:
    assert beta_quantile(share, a, b) == pytest.approx(beta.ppf(share, a, b), abs=1e-7)


@pytest.mark.parametrize("asked", [0.0, 1.0, -1.0, float("nan")])
def test_a_share_that_cannot_be_is_refused(asked: float) -> None:
    with pytest.raises(BadInputError, match="ask for"):
        line_for(asked, np.arange(9.0))
