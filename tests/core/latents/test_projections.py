"""Planes: points go on them, new ones too, and places come back as points."""

import numpy as np
import pytest

from morphospace.errors import BadInputError
from morphospace.latents.pca import fit_pca
from morphospace.latents.projections import Projection, along_axes, along_directions, given, hidden

POINTS = np.random.default_rng(0).standard_normal((200, 6)) + np.arange(6)
PLANE = POINTS[:, :2] * 3 + 1

ALL: dict[str, Projection] = {
    "pca": fit_pca(POINTS),
    "axes": along_axes(POINTS, 1, 4),
    "directions": along_directions(POINTS, np.array([[1.0, 2, 0, 0, 0, 0], [0, 1, 1, 0, 0, 3]])),
    "given": given(POINTS, PLANE),
}


@pytest.mark.parametrize("name", ALL)
def test_there_and_back_stays(name: str) -> None:
    projection = ALL[name]
    places = projection.transform(POINTS)
    assert places.shape == (200, 2)
    back = projection.inverse(places)
    assert back.shape == POINTS.shape
    np.testing.assert_allclose(projection.transform(back), places, atol=1e-6)
    np.testing.assert_allclose(projection.inverse(places) + hidden(projection, POINTS), POINTS, atol=1e-9)


@pytest.mark.parametrize("name", ALL)
def test_a_new_point_lies_beside_its_like(name: str) -> None:
    near = ALL[name].transform(POINTS[5:6] + 1e-4) - ALL[name].transform(POINTS[5:6])
    assert np.abs(near).max() < 0.01 < np.ptp(ALL[name].transform(POINTS), axis=0).min()


@pytest.mark.parametrize("name", ALL)
def test_what_is_no_place_is_refused(name: str) -> None:
    with pytest.raises(BadInputError, match="NaN"):
        ALL[name].transform(np.full((1, 6), np.nan))
    with pytest.raises(BadInputError, match="NaN"):
        ALL[name].inverse(np.full((1, 2), np.nan))
    with pytest.raises(BadInputError):
        ALL[name].transform(np.zeros((1, 5)))
    with pytest.raises(BadInputError):
        ALL[name].inverse(np.zeros((1, 3)))


def test_moving_along_one_direction_leaves_the_other() -> None:
    plane = along_directions(POINTS, np.array([[1.0, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0]]))
    moved = plane.transform(POINTS + 2 * np.array([1.0, 1, 0, 0, 0, 0])) - plane.transform(POINTS)
    np.testing.assert_allclose(moved, np.tile([0.0, 2.0], (200, 1)), atol=1e-9)


def test_two_dimensions_show_as_they_are() -> None:
    np.testing.assert_allclose(ALL["axes"].transform(POINTS), POINTS[:, [1, 4]], atol=1e-9)
    assert ALL["axes"].inverse(np.zeros((1, 2)))[0, 0] == pytest.approx(POINTS[:, 0].mean())


def test_no_plane_without_two_directions() -> None:
    for directions in (np.eye(6)[:1], np.eye(6)[:3], np.zeros((2, 6))):
        with pytest.raises(BadInputError, match="two directions"):
            along_directions(POINTS, directions)
    with pytest.raises(BadInputError, match="parallel"):
        along_directions(POINTS, np.stack([np.ones(6), -2 * np.ones(6)]))
    for first, second in ((0, 6), (2, 2), (-1, 0)):
        with pytest.raises(BadInputError, match="no two of the 6"):
            along_axes(POINTS, first, second)


def test_given_places_hold_exactly_and_between_them_is_woven() -> None:
    line = given(np.array([[0.0, 0], [1, 10]]), np.array([[0.0, 0], [1, 0]]))
    np.testing.assert_allclose(line.inverse(np.array([[0.0, 0], [1, 0]])), [[0, 0], [1, 10]])
    np.testing.assert_allclose(line.inverse(np.array([[0.5, 0]])), [[0.5, 5]])
    # At a third of the way the weights are 1/(1/3)² and 1/(2/3)²: 4 to 1.
    np.testing.assert_allclose(line.inverse(np.array([[1 / 3, 0]])), [[0.2, 2]])


def test_points_in_one_place_are_averaged() -> None:
    both = given(np.array([[0.0], [2], [9]]), np.array([[5.0, 5], [5, 5], [6, 6]]))
    assert both.inverse(np.array([[5.0, 5]]))[0, 0] == 1.0


def test_only_near_places_are_woven_in() -> None:
    plane = np.stack([np.arange(100.0), np.zeros(100)], 1)
    values = np.where(np.arange(100) < 50, 0.0, 1e9)[:, None]
    assert given(values, plane).inverse(np.array([[10.2, 0.0]]))[0, 0] == 0.0


def test_many_places_come_back_like_few() -> None:
    places = np.random.default_rng(1).uniform(-5, 5, (1500, 2))
    together = ALL["given"].inverse(places)
    np.testing.assert_allclose(together[1400:1410], ALL["given"].inverse(places[1400:1410]), atol=1e-9)


def test_coordinates_of_another_number_are_refused() -> None:
    with pytest.raises(BadInputError, match="199 coordinates for 200 points"):
        given(POINTS, PLANE[:199])
    with pytest.raises(BadInputError, match=r"\(N, 2\)"):
        given(POINTS, POINTS)


def test_what_the_plane_says_of_a_point_without_its_own_word() -> None:
    plane = np.stack([np.arange(100.0), np.zeros(100)], 1)
    values = np.arange(100.0)[:, None]
    values[40] = 1e6
    smoothed = given(values, plane).smoothed(np.array([20, 40]))
    assert abs(smoothed[0, 0] - 20) < 1 and abs(smoothed[1, 0] - 40) < 1
    both = given(np.array([[1.0], [3.0]]), np.zeros((2, 2))).smoothed(np.array([0, 1]))
    np.testing.assert_allclose(both, [[3.0], [1.0]])
    assert given(np.array([[7.0]]), np.zeros((1, 2))).smoothed(np.array([0]))[0, 0] == 7.0
