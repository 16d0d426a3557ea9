"""Pictures asked for while training: those of a batch with some of their attributes changed."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from morphospace import Setting, Settings, consistent, visible
from morphospace_vae.conditioning import Conditioning

STEP = 0.1
"""How far apart, as a share of its range, an ordered attribute is compared with itself."""


def swapped(conditioning: Conditioning, levels: Tensor, count: int) -> list[dict[str, Setting]]:
    """The first ``count`` rows as settings with attributes changed: one, three, or all to another row's.

    An ordered attribute sometimes goes between two levels. Pairs that exclude each other give way.
    """
    rows = conditioning.settings(levels)
    changes = (1, 1, 3)
    return [
        _changed(conditioning, row, changes[place % 4]) if place % 4 < 3 else dict(rows[place - 1])
        for place, row in enumerate(rows[:count])
    ]


def stepped(conditioning: Conditioning, row: Settings) -> tuple[Settings, Settings]:
    """Settings with one ordered attribute somewhere in its range, and a ``STEP`` of the range further."""
    ordered = [attribute for attribute in conditioning.attributes if attribute.ordered]
    attribute = ordered[int(torch.randint(len(ordered), ()))]
    low, high = float(attribute.levels[0]), float(attribute.levels[-1])
    value = low + (high - low) * (1 - STEP) * float(torch.rand(()))
    still = consistent({**row, attribute.name: high}, (attribute.name,))
    further = value + (high - low) * STEP
    return {**still, attribute.name: value}, {**still, attribute.name: further}


def judged(conditioning: Conditioning, rows: Sequence[Settings], device: torch.device) -> Tensor:
    """1.0 where an attribute can be seen in a picture with these settings: float ``(N, A)``."""
    names = [attribute.name for attribute in conditioning.attributes]
    table = [[float(name in shown) for name in names] for shown in map(visible, rows)]
    return torch.tensor(table, device=device).reshape(len(rows), len(names))


def _changed(conditioning: Conditioning, row: Settings, number: int) -> dict[str, Setting]:
    changed: dict[str, Setting] = {}
    for at in torch.randperm(len(conditioning.attributes))[:number].tolist():
        attribute = conditioning.attributes[at]
        choice = int(torch.randint(len(attribute.levels), ()))
        value = attribute.levels[choice]
        if attribute.ordered and choice and torch.rand(()) < 0.2:
            below = float(attribute.levels[choice - 1])
            value = below + (float(value) - below) * float(torch.rand(()))
        changed[attribute.name] = value
    return consistent({**row, **changed}, changed)
