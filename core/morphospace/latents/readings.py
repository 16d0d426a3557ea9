"""Readings: what the model's own reader finds changed between two pictures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from morphospace.controls import Choice, Control, Setting, Slider, Toggle
from morphospace.data.attributes import visible
from morphospace.latents.coordinates import attributes_of
from morphospace.models import Settings

_NEEDED = {"hair", "beard", "moustache"}


@dataclass(frozen=True)
class Change:
    """An attribute that is read as another value. ``amount``: of a slider, in its own units; ``share``: of
    its whole range, and 1 for a kind that changed. ``value``: what is read now."""

    name: str
    title: str
    amount: float
    share: float
    value: Setting


def changes(
    before: Settings, after: Settings, controls: Sequence[Control], apart: Collection[str] = ()
) -> tuple[Change, ...]:
    """What changed besides the attributes ``apart``, largest first; kinds that stay the same are left out.

    What cannot be seen in one of the two pictures (the colour of hair on a bald head) is passed over.
    """
    seen = _seen(before) & _seen(after)
    found = []
    for control in attributes_of(controls):
        name = control.name
        if name in apart or name not in before or name not in after or name not in seen:
            continue
        change = _change(control, before[name], after[name])
        if change is not None:
            found.append(change)
    return tuple(sorted(found, key=lambda change: -change.share))


def _change(control: Slider | Choice | Toggle, old: Setting, new: Setting) -> Change | None:
    if isinstance(control, Slider):
        amount = float(new) - float(old)
        share = abs(amount) / (control.maximum - control.minimum)
        return Change(control.name, control.title, amount, share, new)
    return Change(control.name, control.title, 0.0, 1.0, new) if old != new else None


def _seen(reading: Settings) -> frozenset[str]:
    return (
        visible(reading) | (set(reading) - {"hair_colour"}) if set(reading) >= _NEEDED else frozenset(reading)
    )
