"""Columns: which are kinds, and of which items the value is known."""

from __future__ import annotations

import numpy as np

from morphospace.atlas.columns import MISSING, Column, with_colours
from morphospace.controls import Choice


def test_a_number_is_not_known_where_it_is_nan_and_a_kind_where_its_code_is_missing() -> None:
    number = Column("h", "H", np.array([0.0, np.nan, -1.0], np.float32))
    kind = Column("hair", "Hair", np.array([0, MISSING, 1], np.int16), ("bald", "short"))
    assert not number.is_kind and number.known.tolist() == [True, False, True]
    assert kind.is_kind and kind.known.tolist() == [True, False, True]


def test_kinds_have_the_colours_of_the_models_choice_of_that_name() -> None:
    codes = np.zeros(2, np.int16)
    columns = {
        name: Column(name, name, codes, kinds)
        for name, kinds in (("wood", ("oak", "ash")), ("hair", ("bald",)), ("paint", ("red", "gold")))
    }
    controls = [
        Choice(name="wood", title="", choices=("ash", "oak"), default="oak", colours=("a1", "b2")),
        Choice(name="hair", title="", choices=("bald",), default="bald"),
        Choice(name="paint", title="", choices=("red",), default="red", colours=("ff0000",)),
    ]
    found = with_colours(columns, controls)
    assert [found[name].colours for name in columns] == [("b2", "a1"), (), ()]
    assert found["wood"].values is codes
