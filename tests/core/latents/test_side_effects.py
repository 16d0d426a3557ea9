"""What a direction moves besides, and the direction without that."""

import numpy as np
import pytest

from morphospace.errors import BadInputError
from morphospace.latents.directions import make_direction
from morphospace.latents.side_effects import attribute_axes, leakage, orthogonal

RNG = np.random.default_rng(0)
POINTS = RNG.standard_normal((3000, 5))
COLUMNS = {
    "smile": 2 * POINTS[:, 0] + 7,
    "beard": POINTS[:, 1] + POINTS[:, 2],
    "hat": (POINTS[:, 3] > 0).astype(float),
    "noise": RNG.standard_normal(3000),
    "constant": np.ones(3000),
}
AXES = attribute_axes(POINTS, COLUMNS)


def test_leakage_is_in_spreads_of_the_attribute() -> None:
    wanted = POINTS[:, 0] + POINTS[:, 1] > 0
    direction = make_direction(POINTS[wanted], POINTS[~wanted])
    found = leakage(direction, AXES)
    # Halfway between smile's dimension and one of beard's two, and one sigma long.
    assert found["smile"] == pytest.approx(0.71 * direction.sigma, abs=0.05)
    assert found["beard"] == pytest.approx(0.5 * direction.sigma, abs=0.05)
    assert abs(found["hat"]) < 0.05 and abs(found["noise"]) < 0.05


def test_attributes_that_go_together_are_told_apart() -> None:
    """Leakage is of the direction, not of a selection in which two things happen to go together."""
    points = POINTS.copy()
    points[:, 1] += 0.9 * points[:, 0]
    axes = attribute_axes(points, {"first": points[:, 0], "second": points[:, 1]})
    np.testing.assert_allclose(axes["first"], [1 / points[:, 0].std(), 0, 0, 0, 0], atol=0.02)


def test_a_constant_attribute_has_no_axis() -> None:
    assert set(AXES) == {"smile", "beard", "hat", "noise"}


def test_an_orthogonal_direction_leaks_nothing() -> None:
    vector = np.array([1.0, 1, 0, 0, 1])
    clean = orthogonal(vector, np.stack([AXES["smile"], AXES["beard"], 2 * AXES["smile"]]))
    assert np.linalg.norm(clean) == pytest.approx(1) and clean @ vector > 0
    assert abs(clean @ AXES["smile"]) < 1e-9 and abs(clean @ AXES["beard"]) < 1e-9
    np.testing.assert_allclose(orthogonal(vector, np.zeros((0, 5))), vector / np.sqrt(3))
    np.testing.assert_allclose(orthogonal(vector, np.zeros((1, 5))), vector / np.sqrt(3))


def test_what_cannot_be_done_is_refused() -> None:
    with pytest.raises(BadInputError, match="Nothing is left"):
        orthogonal(AXES["smile"], np.stack([3 * AXES["smile"], AXES["beard"]]))
    with pytest.raises(BadInputError, match="3 values for 3000 points"):
        attribute_axes(POINTS, {"smile": np.ones(3)})
    with pytest.raises(BadInputError, match="values of smile hold NaN"):
        attribute_axes(POINTS, {"smile": np.full(3000, np.nan)})
