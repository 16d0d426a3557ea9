"""Columns: one attribute of all items of an atlas, as numbers or as kinds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MISSING = -1
"""The code of an item of which a kind is not known; of a number that is NaN."""


@dataclass(frozen=True, eq=False)
class Column:
    """``values``: float32 ``(N,)`` of numbers (NaN where not known), or int16 ``(N,)`` places in ``kinds``
    (``MISSING`` where not known). ``kinds``: the names of the values, empty for numbers. ``colours``: one
    ``rrggbb`` a kind where the kinds are colours, else empty."""

    name: str
    title: str
    values: np.ndarray
    kinds: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()

    @property
    def is_kind(self) -> bool:
        """Whether the values are names without an order."""
        return bool(self.kinds)

    @property
    def known(self) -> np.ndarray:
        """Bool ``(N,)``: of which items the value is known."""
        return np.asarray(self.values != MISSING if self.is_kind else np.isfinite(self.values))
