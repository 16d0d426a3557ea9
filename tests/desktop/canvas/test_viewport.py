"""Zoom keeps what is under the pointer, fit shows all, and nothing is ever lost from sight."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from morphospace_desktop.canvas import viewport
from morphospace_desktop.canvas.viewport import Viewport

cases = settings(deadline=None, max_examples=60)

sides = st.integers(16, 4000).map(float)
views = st.tuples(st.integers(200, 2400).map(float), st.integers(200, 1600).map(float))
shares = st.floats(0, 1)


@st.composite
def ports(draw: st.DrawFn) -> Viewport:
    """A view that a person may have come to."""
    port = viewport.fitted(Viewport(view=draw(views), content=(draw(sides), draw(sides))))
    low, high = viewport.limits(port)
    port = viewport.zoomed(port, low * (high / low) ** draw(shares))
    centre = (port.content[0] * draw(shares), port.content[1] * draw(shares))
    return replace(port, centre=centre)


@cases
@given(ports(), shares, shares)
def test_there_and_back(port: Viewport, x: float, y: float) -> None:
    point = (x * port.view[0], y * port.view[1])
    back = viewport.to_view(port, viewport.to_content(port, point))
    assert back == pytest.approx(point, abs=1e-6)


@cases
@given(ports(), shares, shares, st.floats(1.0, 8.0))
def test_zooming_in_keeps_what_is_under_the_pointer(
    port: Viewport, x: float, y: float, factor: float
) -> None:
    held = (x * port.content[0], y * port.content[1])
    about = viewport.to_view(port, held)
    zoomed = viewport.zoomed(port, port.scale * factor, about)
    assert viewport.to_view(zoomed, held) == pytest.approx(about, abs=1e-4)


@cases
@given(ports(), shares, shares, st.floats(0.1, 1.0))
def test_zooming_out_keeps_it_too_unless_the_picture_would_leave(
    port: Viewport, x: float, y: float, factor: float
) -> None:
    held = (x * port.content[0], y * port.content[1])
    about = viewport.to_view(port, held)
    zoomed = viewport.zoomed(port, port.scale * factor, about)
    inside = all(0 < at < side for at, side in zip(zoomed.centre, zoomed.content, strict=True))
    assume(inside)
    assert viewport.to_view(zoomed, held) == pytest.approx(about, abs=1e-4)


@cases
@given(ports(), st.floats(-1e5, 1e5), st.floats(-1e5, 1e5), st.floats(1e-6, 1e6))
def test_the_picture_never_leaves_the_middle(port: Viewport, dx: float, dy: float, scale: float) -> None:
    low, high = viewport.limits(port)
    moved = viewport.zoomed(viewport.panned(port, dx, dy), scale)
    assert low <= moved.scale <= high
    left, top, width, height = moved.box
    assert left <= moved.view[0] / 2 + 1e-6 and left + width >= moved.view[0] / 2 - 1e-6
    assert top <= moved.view[1] / 2 + 1e-6 and top + height >= moved.view[1] / 2 - 1e-6


@cases
@given(views, sides, sides)
def test_fit_shows_the_whole_picture_in_the_middle(
    view: tuple[float, float], width: float, height: float
) -> None:
    port = viewport.fitted(Viewport(view=view, content=(width, height)))
    left, top, shown_width, shown_height = port.box
    assert left >= 0 and top >= 0
    assert left + shown_width / 2 == pytest.approx(view[0] / 2)
    assert top + shown_height / 2 == pytest.approx(view[1] / 2)
    assert left + shown_width <= view[0] + 1e-6 and top + shown_height <= view[1] + 1e-6


@cases
@given(views, views, sides)
def test_a_fitted_picture_follows_the_window(
    view: tuple[float, float], other: tuple[float, float], side: float
) -> None:
    port = viewport.fitted(Viewport(view=view, content=(side, side)))
    assert viewport.viewed(port, other) == viewport.fitted(Viewport(view=other, content=(side, side)))


@cases
@given(ports(), st.sampled_from([0.5, 2.0, 4.0]))
def test_a_draft_of_another_size_takes_the_same_place(port: Viewport, ratio: float) -> None:
    swapped = viewport.showing(port, (port.content[0] * ratio, port.content[1] * ratio))
    assert swapped.box == pytest.approx(port.box, rel=1e-6, abs=1e-3)


@cases
@given(ports(), sides, sides)
def test_a_picture_of_other_proportions_is_fitted(port: Viewport, width: float, height: float) -> None:
    assume(abs(port.content[0] / width - port.content[1] / height) > 1e-3)
    assert viewport.showing(port, (width, height)).fit


@cases
@given(ports(), shares, shares, st.floats(1.0, 4.0), st.floats(0.01, 0.99))
def test_a_point_held_by_a_zoom_stays_put_all_the_way(
    port: Viewport, x: float, y: float, factor: float, share: float
) -> None:
    held = (x * port.content[0], y * port.content[1])
    about = viewport.to_view(port, held)
    assume(all(-5000 < at < 5000 for at in about))
    end = viewport.zoomed(port, port.scale * factor, about)
    on_the_way = viewport.between(port, end, share)
    assert viewport.to_view(on_the_way, held) == pytest.approx(about, abs=1e-2)


def test_the_way_starts_and_ends_where_it_should() -> None:
    start = viewport.fitted(Viewport(view=(800, 600), content=(64, 64)))
    end = viewport.zoomed(start, 20.0, (100, 100))
    assert viewport.between(start, end, 0.0).scale == pytest.approx(start.scale)
    assert viewport.between(start, end, 1.0) is end
