"""A slider's numbers stay in range, on its steps, and read back as they are written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from morphospace.controls import Slider
from morphospace_desktop.panels import dragging

cases = settings(deadline=None, max_examples=60)


@st.composite
def sliders(draw: st.DrawFn) -> Slider:
    """Sliders as cards declare them."""
    low = draw(st.integers(-50, 50)) / 10
    span = draw(st.integers(1, 100)) / 10
    step = draw(st.sampled_from([0.01, 0.05, 0.1, 1.0]))
    return Slider(name="x", title="X", minimum=low, maximum=low + span, default=low, step=step)


values = st.floats(-1e6, 1e6)


@cases
@given(sliders(), values)
def test_snapped_stays_in_range_and_is_stable(slider: Slider, value: float) -> None:
    near = dragging.snapped(slider, value)
    assert slider.minimum - 1e-9 <= near <= slider.maximum + 1e-9
    assert dragging.snapped(slider, near) == near


@cases
@given(sliders(), st.floats(0, 1))
def test_a_place_on_the_track_comes_back_within_a_step(slider: Slider, place: float) -> None:
    value = dragging.at_share(slider, place)
    span = slider.maximum - slider.minimum
    assert abs(dragging.share(slider, value) - place) <= slider.step / span / 2 + 1e-6


@cases
@given(sliders())
def test_both_ends_can_be_reached(slider: Slider) -> None:
    assert dragging.at_share(slider, 0.0) == pytest.approx(slider.minimum)
    assert dragging.at_share(slider, 1.0) == pytest.approx(slider.maximum)


@cases
@given(sliders(), st.floats(0, 1))
def test_what_is_written_can_be_typed_again(slider: Slider, place: float) -> None:
    value = dragging.at_share(slider, place)
    again = dragging.read(slider, dragging.written(slider, value))
    assert again == pytest.approx(value, abs=1e-9)


SMILE = Slider(name="smile", title="Smile", minimum=-1, maximum=1, default=0)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.5", 0.5), ("0,5", 0.5), (" −0.25 ", -0.25), ("-2", -1.0), ("7", 1.0), ("lots", None), ("nan", None)],
)
def test_typing_is_forgiving(text: str, value: float | None) -> None:
    assert dragging.read(SMILE, text) == value


@pytest.mark.parametrize(("value", "text"), [(0.68, "0.68"), (-0.5, "−0.50"), (-0.001, "0.00"), (1, "1.00")])
def test_values_are_written_for_people(value: float, text: str) -> None:
    assert dragging.written(SMILE, value) == text
