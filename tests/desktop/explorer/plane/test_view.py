"""What is seen of the plane, as arithmetic."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morphospace_desktop.explorer.plane.view import View, between, fitted, panned, zoomed

VIEW = View(800, 600, 3.0, -2.0, 50.0)
SOME = st.floats(-1e3, 1e3)


@given(SOME, SOME, st.floats(1e-3, 1e5))
def test_to_the_screen_and_back(x: float, y: float, scale: float) -> None:
    view = replace(VIEW, scale=scale)
    assert view.to_plane(view.to_screen(np.array([x, y]))) == pytest.approx((x, y), abs=1e-6)


def test_up_is_up() -> None:
    low, high = VIEW.to_screen(np.array([(3.0, -3.0), (3.0, -1.0)]))
    assert high[1] < 300 < low[1] and low[0] == high[0] == 400
    assert VIEW.rect == (-5.0, -8.0, 11.0, 4.0)


@given(st.floats(0.1, 10), st.floats(0, 800), st.floats(0, 600))
def test_zooming_keeps_what_is_under_the_pointer(factor: float, px: float, py: float) -> None:
    before = VIEW.to_plane(np.array([px, py]))
    after = zoomed(VIEW, factor, (px, py))
    assert after.to_plane(np.array([px, py])) == pytest.approx(before, abs=1e-6)
    assert after.scale == pytest.approx(50 * factor)


@given(st.floats(0.1, 10), st.floats(0, 1))
def test_a_zoom_about_a_point_stays_about_it_all_the_way(factor: float, share: float) -> None:
    at = np.array([100.0, 500.0])
    way = between(VIEW, zoomed(VIEW, factor, (100.0, 500.0)), share)
    assert way.to_plane(at) == pytest.approx(VIEW.to_plane(at), abs=1e-6)


def test_panning_takes_the_plane_along() -> None:
    moved = panned(VIEW, 30, -12)
    assert moved.to_screen(np.array([3.0, -2.0])) == pytest.approx((430, 288))


@given(SOME, SOME, st.floats(0, 1e3), st.floats(0, 1e3))
def test_fitted_shows_all(left: float, bottom: float, wide: float, high: float) -> None:
    view = fitted(VIEW, (left, bottom, left + wide, bottom + high))
    corners = view.to_screen(np.array([(left, bottom), (left + wide, bottom + high)]))
    assert (corners >= -1e-3).all() and (corners <= (800 + 1e-3, 600 + 1e-3)).all()
    assert np.isfinite(view.scale) and view.scale > 0


def test_fitting_nothing_shows_something() -> None:
    assert fitted(VIEW, None).scale > 0
