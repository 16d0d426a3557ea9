"""Columns: one attribute of all items of an atlas, as numbers or as kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from morphospace.controls import Choice, Control

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


def with_colours(columns: Mapping[str, Column], controls: Iterable[Control]) -> dict[str, Column]:
    """The columns, those with the colours that a model's choice of the same name has for all their kinds."""
    choices = {one.name: one for one in controls if isinstance(one, Choice) and one.colours}
    return {name: _coloured(column, choices.get(name)) for name, column in columns.items()}


def _coloured(column: Column, choice: Choice | None) -> Column:
    if choice is None or choice.colours is None or not set(column.kinds) <= set(choice.choices):
        return column
    own = dict(zip(choice.choices, choice.colours, strict=True))
    return replace(column, colours=tuple(own[kind] for kind in column.kinds))
