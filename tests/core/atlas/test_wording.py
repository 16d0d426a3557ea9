"""What is said of an item in few words."""

from dataclasses import replace

import numpy as np
from support.atlases import tiny_atlas

from morphospace.atlas.columns import MISSING, Column
from morphospace.atlas.wording import facts, value_text


def test_zero_and_what_is_not_known_are_left_out() -> None:
    atlas = tiny_atlas(2)
    columns = {
        "smile": Column("smile", "Smile", np.array([0.0, np.nan], np.float32)),
        "hair": Column("hair", "Hair", np.array([1, MISSING], np.int16), ("red", "green")),
        "beard": Column("beard", "Beard", np.array([-0.3333, 1.0], np.float32)),
    }
    atlas = replace(atlas, columns=columns)
    assert facts(atlas, 0) == ["green · beard −0.33"]
    assert facts(atlas, 1) == ["beard 1"]
    assert value_text(columns["smile"], 1) == ""


def test_nearly_nothing_below_zero_is_zero() -> None:
    column = Column("smile", "Smile", np.float32([-0.004, -0.5]))
    assert [value_text(column, row) for row in (0, 1)] == ["0", "−0.5"]


def test_many_attributes_take_lines_of_their_own() -> None:
    atlas = tiny_atlas(1)
    columns = {f"c{n}": Column(f"c{n}", f"Attribute {n}", np.ones(1, np.float32)) for n in range(9)}
    lines = facts(replace(atlas, columns=columns), 0)
    assert len(lines) == 3 and all(len(line) <= 30 for line in lines)
    assert lines[0] == "attribute 0 1 · attribute 1 1"
