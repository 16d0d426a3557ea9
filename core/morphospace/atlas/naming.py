"""A name for what is selected, from how it can be said."""

from __future__ import annotations

import numpy as np

from morphospace.atlas.drawing.colours import codes, legend
from morphospace.atlas.exploration import Exploration

_LONGEST = 40


def suggested_name(exploration: Exploration) -> str:
    """What to call the present selection: the legend's word, the filter, or a number that is free."""
    taken = {one.name for one in exploration.named}
    for name in (_by_colour(exploration), _by_filter(exploration)):
        if name and name not in taken:
            return name
    number = 1
    while f"Selection {number}" in taken:
        number += 1
    return f"Selection {number}"


def _by_colour(exploration: Exploration) -> str:
    """The word of the one colour of which everything is selected, and nothing else."""
    if exploration.atlas is None or exploration.colour is None or not exploration.selected.any():
        return ""
    column = exploration.atlas.columns[exploration.colour]
    found = codes(column)
    code = found[int(exploration.selected.argmax())]
    if not np.array_equal(found == code, exploration.selected):
        return ""
    return next((entry.title for entry in legend(column) if entry.code == code), "")


def _by_filter(exploration: Exploration) -> str:
    text = exploration.filter_text.strip()
    if exploration.matches is None or len(text) > _LONGEST:
        return ""
    return text if np.array_equal(exploration.matches, exploration.selected) else ""
