"""Inks: how points of each colour and standing are drawn, as tables that a million points look up.

A point's *standing* says whether the filter passes it and whether it is chosen; its ink is its standing
and the code of its colour in one number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np


class Standing(IntEnum):
    """From what lies behind to what stands out."""

    DIMMED = 0
    FADED = 1
    NORMAL = 2
    CHOSEN = 3


WEIGHTS = (1, 2, 8, 32)
"""What one point of each standing counts where several fall together; a normal one counts ``UNIT``."""
UNIT = 8
_OPACITY = (0.40, 0.45, 0.92, 1.0)
_LIFT = 0.2
"""How far a chosen point's colour is moved towards the colour of text."""


@dataclass(frozen=True, eq=False)
class Inks:
    """Tables by ink, ``I = 4 * kinds`` long.

    ``colours``: float32 ``(I, 3)``, 0 to 255. ``opacity``: float32 ``(I,)``. ``red_green``,
    ``blue_weight``: uint64 ``(I,)``, weighted colours two to a number, so that one sum adds both.
    ``glow``: float32 ``(3,)``, towards which the densest places go.
    """

    kinds: int
    colours: np.ndarray
    opacity: np.ndarray
    red_green: np.ndarray
    blue_weight: np.ndarray
    glow: np.ndarray


def make_inks(palette: np.ndarray, grey: np.ndarray, text: np.ndarray) -> Inks:
    """Inks of a palette uint8 ``(K, 3)``; ``grey`` is for what is dimmed, ``text`` what stands out most."""
    kinds = len(palette)
    own = palette.astype(np.float32)
    bright = own + _LIFT * (text.astype(np.float32) - own)
    dimmed = np.broadcast_to(grey.astype(np.float32), own.shape)
    colours = np.concatenate([dimmed, own, own, bright])
    weights = np.repeat(np.array(WEIGHTS, np.uint64), kinds)
    whole = colours.round().astype(np.uint64) * weights[:, None]
    return Inks(
        kinds=kinds,
        colours=colours,
        opacity=np.repeat(np.array(_OPACITY, np.float32), kinds),
        red_green=(whole[:, 0] << np.uint64(32)) | whole[:, 1],
        blue_weight=(whole[:, 2] << np.uint64(32)) | weights,
        glow=text.astype(np.float32),
    )


def ink_points(
    codes: np.ndarray, kinds: int, matches: np.ndarray | None, selected: np.ndarray | None
) -> np.ndarray:
    """The ink of each point, uint16 ``(N,)``; codes beyond the palette take its last colour.

    ``matches``: None for all. ``selected``: with none chosen nothing is faded.
    """
    inks = np.minimum(codes, kinds - 1).astype(np.uint16)
    chosen = selected is not None and bool(selected.any())
    inks += np.uint16(kinds * (Standing.FADED if chosen else Standing.NORMAL))
    if chosen and selected is not None:
        inks += selected * np.uint16(kinds * (Standing.CHOSEN - Standing.FADED))
    if matches is not None:
        # Everything dimmed looks alike, so its code no longer matters; what is chosen stays so.
        behind = ~matches if not chosen or selected is None else ~(matches | selected)
        inks[behind] = 0
    return np.asarray(inks)
