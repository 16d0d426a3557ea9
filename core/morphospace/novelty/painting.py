"""The residual painted over its picture: grey where all is as usual, glowing where it is rebuilt badly."""

from __future__ import annotations

import numpy as np

_GREY = 0.62
"""How much of the picture's colour is taken from it, so that the glow is not mistaken for skin or hair."""
_COLOURS = np.array([(255, 214, 10), (255, 96, 0), (214, 0, 92)], np.float32)
"""From the first glow to the strongest."""
_FIRST, _FULL = 0.5, 40.0
"""Heat, in tails of what is ordinary, at which the glow begins and from which it is strongest."""
_COVER = 0.72


def painted(picture: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """uint8 ``(H, W, 3)`` of the picture with its ``heat`` ``(H, W)`` over it (``Measured.heat``).

    The glow grows with the logarithm of the heat, as faults differ a hundredfold, and by the same measure in
    every picture: an ordinary one stays grey.
    """
    colours = picture.astype(np.float32)
    grey = colours @ np.array([0.299, 0.587, 0.114], np.float32)
    base = colours + _GREY * (grey[..., None] - colours)
    strength = np.log(np.clip(np.nan_to_num(heat), _FIRST, _FULL) / _FIRST) / np.log(_FULL / _FIRST)
    steps = np.linspace(0.0, 1.0, len(_COLOURS))
    glow = np.stack([np.interp(strength, steps, _COLOURS[:, c]) for c in range(3)], -1)
    cover = (_COVER * np.sqrt(strength))[..., None]
    return np.asarray(np.clip(base + cover * (glow - base), 0, 255).round().astype(np.uint8))
