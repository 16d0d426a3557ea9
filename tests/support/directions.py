"""Directions of the tiny model."""

from __future__ import annotations

from typing import Any

import numpy as np

from morphospace.latents.coordinates import Coordinates, attributes_of
from morphospace.latents.edits import LatentDirection
from support.tiny import CONTROLS

COORDINATES = Coordinates((("z", (3,)),), attributes_of(CONTROLS), 0.3)


def tiny_direction(name: str = "Warmer", **parts: Any) -> LatentDirection:
    """A direction with these parts of its vector: latents as ``z``, attributes by name; by default ``z``."""
    vector = np.zeros(COORDINATES.width)
    for part, values in (parts or {"z": [1.0, 0, 0]}).items():
        vector[slice(0, 3) if part == "z" else COORDINATES.columns(part)] = values
    return LatentDirection(
        name=name,
        model="tiny-squares",
        model_hash="",
        coordinates=COORDINATES,
        vector=vector,
        sigma=0.3,
        figures={"pictures": [20, 30], "auc": 0.98},
    )
