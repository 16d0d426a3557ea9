"""Columns: which are kinds, and of which items the value is known."""

from __future__ import annotations

import numpy as np

from morphospace.atlas.columns import MISSING, Column


def test_a_number_is_not_known_where_it_is_nan_and_a_kind_where_its_code_is_missing() -> None:
    number = Column("h", "H", np.array([0.0, np.nan, -1.0], np.float32))
    kind = Column("hair", "Hair", np.array([0, MISSING, 1], np.int16), ("bald", "short"))
    assert not number.is_kind and number.known.tolist() == [True, False, True]
    assert kind.is_kind and kind.known.tolist() == [True, False, True]
