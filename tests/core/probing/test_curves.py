"""Intervals over seeds."""

import pytest

from morphospace.probing.curves import spread_over, within


def test_the_interval_is_students() -> None:
    stats = pytest.importorskip("scipy.stats")
    for values in ([0.5, 0.7], [0.6, 0.62, 0.64, 0.7, 0.5], [0.1 * (place % 7) for place in range(40)]):
        found = spread_over(values)
        low, high = stats.t.interval(0.95, len(values) - 1, loc=stats.tmean(values), scale=stats.sem(values))
        assert (found.low, found.high) == pytest.approx((low, high), abs=2e-4)


def test_one_seed_has_no_interval() -> None:
    found = spread_over([0.4])
    assert found.mean == 0.4 and found.low is None and found.high is None


def test_a_share_stays_one() -> None:
    found = within(spread_over([0.9, 1.0]))
    assert found.low is not None and 0.0 <= found.low < 0.9 and found.high == 1.0
