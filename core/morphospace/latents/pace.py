"""Settings on the way from one picture to another: one attribute after another, or all together.

A model knows an attribute from the values that its data hold: no face wears half a pair of glasses, and no
skin lies between two of five colours. Where all attributes move together, every picture on the way shows
several such halves at once; where they take turns, one at most, and the rest is as one of the two ends has
it. So pictures stay valid on the whole way, and no step is much larger than another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from morphospace.controls import Control, Setting, Slider, Toggle
from morphospace.data.attributes import EXCLUSIVE
from morphospace.latents.coordinates import attributes_of
from morphospace.latents.paths import blended
from morphospace.models import Settings

Pace = Literal["turns", "together"]
PACES: tuple[Pace, ...] = ("turns", "together")

_ALIKE = 0.05
"""Values of a slider nearer than this share of its range do not take a turn: no eye sees the difference."""


def between(
    controls: Sequence[Control], a: Settings, b: Settings, t: float, pace: Pace = "turns"
) -> dict[str, Setting]:
    """Settings at the moment ``t`` in [0, 1] on the way from ``a`` to ``b``.

    ``turns``: what differs changes one after another, each in an equal part of the way. ``together``: see
    ``blended``. Of two attributes that no picture shows together (a beard, a moustache) the one that goes
    is gone before the other comes.
    """
    return in_turn(controls, a, b, t) if pace == "turns" else together(controls, a, b, t)


def in_turn(controls: Sequence[Control], a: Settings, b: Settings, t: float) -> dict[str, Setting]:
    """One after another, in the order of the controls. Prompts and seeds say how to make a picture, not
    what it shows: they change at the middle, as do sliders all the time whose change is not seen."""
    settings = blended(controls, a, b, t)
    changing = _changing(controls, a, b)
    for place, control in enumerate(changing):
        share = min(max(t * len(changing) - place, 0.0), 1.0)
        settings[control.name] = blended([control], a, b, share)[control.name]
    return settings


def together(controls: Sequence[Control], a: Settings, b: Settings, t: float) -> dict[str, Setting]:
    """Ordered attributes evenly over the whole way, kinds at its middle; of two that exclude each other the
    one in the first half, the other in the second."""
    settings = blended(controls, a, b, t)
    for one, other in _swapped(controls, a, b, (Slider,)):
        for name in (one, other):
            # Twice as fast, and only on its own side of the middle.
            leaving = max(0.0, 1 - 2 * t) * float(a[name])
            coming = max(0.0, 2 * t - 1) * float(b[name])
            settings[name] = leaving + coming
    return settings


def _changing(controls: Sequence[Control], a: Settings, b: Settings) -> list[Control]:
    """The attributes that differ, in the order of their turns."""
    changing: list[Control] = [
        control
        for control in attributes_of(controls)
        if control.name in a and control.name in b and _differs(control, a[control.name], b[control.name])
    ]
    names = [control.name for control in changing]
    for one, other in _swapped(controls, a, b, (Slider, Toggle)):
        comes, goes = (one, other) if float(b[one]) > float(a[one]) else (other, one)
        if {comes, goes} <= set(names) and names.index(comes) < names.index(goes):
            first, second = names.index(comes), names.index(goes)
            changing[first], changing[second] = changing[second], changing[first]
            names[first], names[second] = names[second], names[first]
    return changing


def _differs(control: Control, a: Setting, b: Setting) -> bool:
    if not isinstance(control, Slider):
        return a != b
    return abs(float(a) - float(b)) > _ALIKE * (control.maximum - control.minimum)


def _swapped(
    controls: Sequence[Control], a: Settings, b: Settings, kinds: tuple[type, ...]
) -> list[tuple[str, str]]:
    """Pairs of controls that exclude each other, of which the first picture has more of one and the second
    more of the other."""
    known = {control.name for control in controls if isinstance(control, kinds)} & set(a) & set(b)
    return [
        (one, other)
        for one, other in EXCLUSIVE
        if {one, other} <= known and (float(a[one]) - float(a[other])) * (float(b[one]) - float(b[other])) < 0
    ]
