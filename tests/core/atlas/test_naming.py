"""Names for selections."""

from __future__ import annotations

import pytest
from support.faces_atlas import small_atlas

from morphospace.atlas.exploration import Exploration
from morphospace.atlas.naming import suggested_name


@pytest.fixture
def exploration() -> Exploration:
    made = Exploration()
    made.open(small_atlas())
    return made


def test_all_of_one_colour_is_called_as_the_legend_does(exploration: Exploration) -> None:
    exploration.colour_by("smile")
    exploration.select_rows([0, 4])
    assert suggested_name(exploration) == "sad"
    exploration.select_rows([0])
    assert suggested_name(exploration) == "Selection 1"


def test_all_that_matches_is_called_as_the_filter(exploration: Exploration) -> None:
    exploration.filter_by("glasses = 1")
    assert exploration.matches is not None
    exploration.select(exploration.matches)
    assert suggested_name(exploration) == "glasses = 1"


def test_a_name_that_is_taken_is_not_offered_again(exploration: Exploration) -> None:
    exploration.colour_by("smile")
    exploration.select_rows([0, 4])
    for expected in ("sad", "Selection 1", "Selection 2"):
        assert suggested_name(exploration) == expected
        exploration.keep(expected)
