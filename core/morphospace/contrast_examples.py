"""Examples of sliders that nobody drew: selections of the embedded faces that make one.

``morphospace direction faces-cvae --example older -o older.safetensors`` makes the one that is shipped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from morphospace.data.faces import Faces
from morphospace.latents.separating import Method

FACES = 3000
"""Of the ``test`` split, from which the selections are made."""
_SIDE = 300


@dataclass(frozen=True)
class Example:
    """``select``: from faces the rows to lead to, and those to lead away from. ``note``: how it is made."""

    name: str
    method: Method
    select: Callable[[Faces], tuple[np.ndarray, np.ndarray]]
    note: str


def _older(faces: Faces) -> tuple[np.ndarray, np.ndarray]:
    hair, colour = faces.labels["hair"], faces.labels["hair_colour"]
    haired = ~np.isin(hair, ["bald", "hat"])
    grey, bald = np.flatnonzero(haired & (colour == "grey")), np.flatnonzero(hair == "bald")
    rest = np.flatnonzero(haired & (colour != "grey"))
    half = _SIDE // 2
    return np.concatenate([grey[:half], bald[:half]]), rest[:_SIDE]


EXAMPLES: Mapping[str, Example] = {
    "older": Example(
        "Older",
        "svm",
        _older,
        "Grey and bald heads against the rest: hair turns grey, then falls out; "
        "the other way, grey takes colour.",
    )
}
