"""Items of equal values are told apart, and stay with their values."""

from __future__ import annotations

import numpy as np

from morphospace.atlas.spreading import spread


def test_items_of_few_values_lie_beside_each_other_and_near_their_value() -> None:
    values = np.repeat(np.float32([[-1, 0], [-1, 1], [1, 0], [1, 1]]), 50, axis=0)
    found = spread(values)
    assert len(np.unique(found, axis=0)) == len(values)
    assert np.array_equal(np.sign(found[:, 0]), values[:, 0])
    assert np.array_equal(np.round(found[:, 1]), values[:, 1])
    assert np.allclose(found.reshape(4, 50, 2).mean(1), values[::50], atol=0.05), "around where they lie"
    assert np.array_equal(found, spread(values)), "the same every time"


def test_an_axis_of_many_values_stays() -> None:
    values = np.stack([np.linspace(0, 1, 200), np.arange(200) % 2], axis=1).astype(np.float32)
    found = spread(values)
    assert np.array_equal(found[:, 0], values[:, 0])
    assert not np.array_equal(found[:, 1], values[:, 1])


def test_constant_and_distinct_values_stay() -> None:
    constant = np.zeros((40, 2), np.float32)
    assert np.array_equal(spread(constant), constant)
    three = np.float32([[0, 0], [1, 1], [2, 5]])
    assert np.array_equal(spread(three), three)
