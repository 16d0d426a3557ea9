"""Ways between two points, and between two pictures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tiny import CONTROLS

from morphospace.errors import BadInputError
from morphospace.latents.paths import (
    along_data,
    blended,
    quality,
    spherical,
    step_sizes,
    straight,
    through_pixels,
)

numbers = st.lists(st.floats(-5, 5).map(lambda x: round(x, 3)), min_size=3, max_size=3).map(np.array)


@given(numbers, numbers, st.integers(2, 9))
def test_every_path_has_its_ends_and_its_length(a: np.ndarray, b: np.ndarray, steps: int) -> None:
    for path in (straight(a, b, steps), spherical(a, b, steps), along_data(a, b, np.eye(3), steps)):
        assert path.shape == (steps, 3) and np.isfinite(path).all()
        np.testing.assert_allclose(path[[0, -1]], [a, b], atol=1e-9)


def test_a_straight_path_has_equal_steps() -> None:
    path = straight(np.zeros(2), np.array([4.0, 8]), 5)
    np.testing.assert_allclose(path, [[0, 0], [1, 2], [2, 4], [3, 6], [4, 8]])


def test_a_spherical_path_keeps_to_the_shell() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, 64))
    path = spherical(a, b, 11)
    lengths = np.linalg.norm(path, axis=1)
    np.testing.assert_allclose(lengths, np.linspace(lengths[0], lengths[-1], 11))
    cosines = (path[1:] * path[:-1]).sum(1) / (lengths[1:] * lengths[:-1])
    np.testing.assert_allclose(cosines, cosines[0])  # equal angles
    middle = np.linalg.norm(straight(a, b, 11)[5])
    assert middle < 0.85 * lengths[5]


def test_a_quarter_turn() -> None:
    path = spherical(np.array([2.0, 0]), np.array([0, 2.0]), 3)
    np.testing.assert_allclose(path[1], [np.sqrt(2), np.sqrt(2)])


def test_where_there_is_no_arc_the_way_is_straight() -> None:
    a = np.array([1.0, 2])
    for b in (np.zeros(2), -a, 3 * a, a):
        np.testing.assert_allclose(spherical(a, b, 4), straight(a, b, 4))


def test_a_path_along_the_data_goes_round_the_gap() -> None:
    angles = np.linspace(0, np.pi, 60)
    arc = np.stack([np.cos(angles), np.sin(angles)], 1)
    path = along_data(arc[0], arc[-1], arc, 21)
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), 1, atol=0.01)
    steps = step_sizes(path)
    assert steps.max() < 1.05 * steps.min()
    bare = along_data(arc[0], arc[-1], arc, 21, power=1.0)
    np.testing.assert_allclose(bare, straight(arc[0], arc[-1], 21), atol=1e-6)


def test_of_many_points_some_are_taken() -> None:
    angles = np.linspace(0, np.pi, 50_000)
    arc = np.stack([np.cos(angles), np.sin(angles)], 1)
    assert np.linalg.norm(along_data(arc[0], arc[-1], arc, 3)[1]) == pytest.approx(1, abs=0.01)


def test_pixels_fade() -> None:
    black, white = np.zeros((2, 2, 3), np.uint8), np.full((2, 2, 3), 255, np.uint8)
    path = through_pixels(black, white, 3)
    assert path.dtype == np.uint8 and [int(one.mean()) for one in path] == [0, 128, 255]
    with pytest.raises(BadInputError, match="one size"):
        through_pixels(black, white[:1], 3)


def test_sliders_move_and_kinds_change_at_the_middle() -> None:
    a = {"smile": -1.0, "hair": "red", "glasses": False, "only_here": 1.0}
    b = {"hair": "blue", "smile": 1.0, "glasses": True}
    assert blended(CONTROLS, a, b, 0.25) == {"smile": -0.5, "hair": "red", "glasses": False}
    assert blended(CONTROLS, a, b, 0.5) == {"smile": 0.0, "hair": "blue", "glasses": True}
    assert blended(CONTROLS, a, b, 1.0) == b
    assert blended(CONTROLS, a, a, 0.5) == a


def test_quality_is_measured_on_the_pictures() -> None:
    pictures = through_pixels(np.zeros((1, 1, 3), np.uint8), np.full((1, 1, 3), 200, np.uint8), 5)
    found = quality(pictures, lambda p: p.reshape(len(p), -1), lambda p: p.reshape(len(p), -1).max(1) < 120)
    np.testing.assert_allclose(found.steps, 50 * np.sqrt(3))
    assert found.valid.tolist() == [True, True, True, False, False] and found.unevenness == pytest.approx(1)
    jump = quality(pictures[[0, 0, 0, 4]], lambda p: p.reshape(len(p), -1), lambda p: np.ones(len(p)))
    assert jump.unevenness == pytest.approx(3)
    still = quality(pictures[[0, 0]], lambda p: p.reshape(len(p), -1), lambda p: np.ones(len(p)))
    assert still.unevenness == 1.0


def test_what_is_no_path_is_refused() -> None:
    a, b = np.zeros(2), np.ones(2)
    for path in (straight, spherical):
        with pytest.raises(BadInputError, match="2 or more"):
            path(a, b, 1)
        with pytest.raises(BadInputError, match="NaN"):
            path(a, b * np.nan, 3)
        with pytest.raises(BadInputError, match=r"end of the path must be numbers \(N, 2\)"):
            path(a, np.ones(3), 3)
    with pytest.raises(BadInputError, match="power of"):
        along_data(a, b, np.eye(2), 3, power=0.5)
