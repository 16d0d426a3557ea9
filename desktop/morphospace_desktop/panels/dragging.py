"""How a slider's numbers and its pixels relate: plain arithmetic, no Qt."""

from __future__ import annotations

import math

from morphospace.controls import Slider


def snapped(control: Slider, value: float) -> float:
    """The nearest multiple of the step within the range, free of binary dust."""
    inside = min(max(value, control.minimum), control.maximum)
    steps = round((inside - control.minimum) / control.step)
    near = control.minimum + steps * control.step
    # The range need not be a whole number of steps: its end stays reachable.
    if abs(control.maximum - inside) < abs(near - inside):
        near = control.maximum
    return round(min(near, control.maximum), 9)


def share(control: Slider, value: float) -> float:
    """Where ``value`` stands in the range, 0 to 1."""
    place = (value - control.minimum) / (control.maximum - control.minimum)
    return min(max(place, 0.0), 1.0)


def at_share(control: Slider, place: float) -> float:
    """The value at a share of the range."""
    return snapped(control, control.minimum + place * (control.maximum - control.minimum))


def key_step(control: Slider) -> float:
    """What an arrow key moves: a hundredth of the range, in whole steps."""
    hundredth = (control.maximum - control.minimum) / 100
    return max(1, round(hundredth / control.step)) * control.step


def written(control: Slider, value: float) -> str:
    """The value as people read it, with as many decimals as its steps need and a true minus sign."""
    decimals = max(map(_decimals, (control.step, control.minimum, control.maximum)))
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def _decimals(number: float) -> int:
    return len(f"{number:.4f}".rstrip("0").partition(".")[2])


def read(control: Slider, text: str) -> float | None:
    """What a person typed, brought into range; None where it is no number."""
    try:
        number = float(text.strip().replace("−", "-").replace(",", "."))
    except ValueError:
        return None
    return None if math.isnan(number) else snapped(control, number)
