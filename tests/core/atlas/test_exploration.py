"""The exploration: what each panel is told, and what undo, names, filters and growing do to a selection."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.faces_atlas import atlas_of, layout_of, small_atlas, small_columns

from morphospace.atlas.columns import Column
from morphospace.atlas.exploration import ASPECTS, Exploration, Hover, Path
from morphospace.errors import BadFilterError, BadInputError


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def exploration(told: list[str]) -> Exploration:
    made = Exploration()
    made.open(small_atlas())
    made.subscribe(told.append)
    return made


def chosen(exploration: Exploration) -> list[int]:
    return np.flatnonzero(exploration.selected).tolist()


def test_a_selection_is_replaced_added_to_and_taken_from(exploration: Exploration, told: list[str]) -> None:
    exploration.select_rows([1, 2])
    exploration.select_rows([2, 5], "add")
    exploration.select_rows([1], "subtract")
    assert chosen(exploration) == [2, 5]
    assert told == ["selection"] * 3


def test_selections_are_taken_back_one_by_one_and_taken_again(exploration: Exploration) -> None:
    for rows in ([1], [2], [3]):
        exploration.select_rows(rows)
    exploration.undo()
    exploration.undo()
    assert chosen(exploration) == [1] and exploration.can_undo and exploration.can_redo
    exploration.redo()
    assert chosen(exploration) == [2]
    exploration.select_rows([7])
    assert not exploration.can_redo
    exploration.undo()
    assert chosen(exploration) == [2]


def test_choosing_the_same_again_is_no_step_to_take_back(exploration: Exploration, told: list[str]) -> None:
    exploration.select_rows([4])
    exploration.select_rows([4])
    exploration.undo()
    assert chosen(exploration) == [] and not exploration.can_undo
    assert told == ["selection", "selection"]


def test_undo_at_the_beginning_changes_nothing(exploration: Exploration, told: list[str]) -> None:
    exploration.undo()
    exploration.redo()
    assert chosen(exploration) == [] and told == []


def test_a_mask_of_another_atlas_is_refused(exploration: Exploration) -> None:
    with pytest.raises(ValueError):
        exploration.select(np.ones(3, bool))
    with pytest.raises(ValueError):
        exploration.select(np.ones(8, bool), "toggle")


def test_the_first_two_kept_selections_are_a_and_b(exploration: Exploration) -> None:
    for name, rows in (("smiling", [2, 3]), ("sad", [0]), ("third", [1])):
        exploration.select_rows(rows)
        exploration.keep(f"  {name} ")
    assert [one.name for one in exploration.named] == ["smiling", "sad", "third"]
    assert (exploration.a, exploration.b) == ("smiling", "sad")
    assert exploration.rows_of("smiling").tolist() == [2, 3]


def test_forgetting_one_of_the_pair_lets_the_next_take_its_place(exploration: Exploration) -> None:
    for at, name in enumerate(("one", "two", "three")):
        exploration.select_rows([at])
        exploration.keep(name)
    exploration.forget("one")
    assert (exploration.a, exploration.b) == ("three", "two")
    exploration.forget("two")
    assert (exploration.a, exploration.b) == ("three", None)


def test_keeping_under_a_name_again_replaces_it_where_it_stands(exploration: Exploration) -> None:
    for name, rows in (("one", [1]), ("two", [2]), ("one", [3, 4])):
        exploration.select_rows(rows)
        exploration.keep(name)
    assert [(one.name, one.rows.tolist()) for one in exploration.named] == [("one", [3, 4]), ("two", [2])]
    assert (exploration.a, exploration.b) == ("one", "two")


def test_nothing_and_nameless_are_not_kept(exploration: Exploration) -> None:
    with pytest.raises(BadInputError, match="Nothing is selected"):
        exploration.keep("empty")
    exploration.select_rows([1])
    with pytest.raises(BadInputError, match="needs a name"):
        exploration.keep("  ")
    assert exploration.named == ()


def test_a_new_name_goes_with_the_pair_and_must_be_free(exploration: Exploration) -> None:
    for at, name in enumerate(("one", "two")):
        exploration.select_rows([at])
        exploration.keep(name)
    exploration.rename("one", " first ")
    assert exploration.a == "first" and exploration.rows_of("first").tolist() == [0]
    exploration.rename("first", "first")
    for bad in ("two", " "):
        with pytest.raises(BadInputError):
            exploration.rename("first", bad)
    with pytest.raises(KeyError):
        exploration.rename("gone", "new")


def test_the_pair_is_two_different_kept_selections(exploration: Exploration) -> None:
    for at, name in enumerate(("one", "two")):
        exploration.select_rows([at])
        exploration.keep(name)
    exploration.pair("two", "one")
    assert (exploration.a, exploration.b) == ("two", "one")
    with pytest.raises(BadInputError):
        exploration.pair("one", "one")
    with pytest.raises(KeyError):
        exploration.pair("one", "gone")
    assert (exploration.a, exploration.b) == ("two", "one")


def test_a_bad_filter_leaves_the_one_there_was(exploration: Exploration, told: list[str]) -> None:
    exploration.filter_by("glasses = 1")
    with pytest.raises(BadFilterError):
        exploration.filter_by("glasses =")
    assert exploration.filter_text == "glasses = 1"
    assert exploration.matches is not None and exploration.matches.sum() == 4
    exploration.filter_by(" ")
    assert exploration.matches is None
    assert told == ["filter", "filter"]


def test_a_growing_atlas_keeps_what_is_chosen_and_filters_what_is_new(exploration: Exploration) -> None:
    exploration.select_rows([1])
    exploration.select_rows([2, 3])
    exploration.filter_by("glasses = 1")
    more = {
        name: replace(column, values=np.concatenate([column.values, column.values[:3]]))
        for name, column in small_columns().items()
    }
    lengths = []
    exploration.subscribe(
        lambda aspect: lengths.append((aspect, len(exploration.matches), len(exploration.selected)))
    )
    exploration.grow(atlas_of(more))
    assert lengths == [("atlas", 11, 11), ("selection", 11, 11), ("filter", 11, 11)]
    assert len(exploration.selected) == 11 and chosen(exploration) == [2, 3]
    assert exploration.matches is not None
    assert np.flatnonzero(exploration.matches).tolist() == [1, 3, 5, 7, 9]
    exploration.undo()
    assert len(exploration.selected) == 11 and chosen(exploration) == [1]
    with pytest.raises(ValueError):
        exploration.grow(small_atlas())


def test_opening_another_atlas_drops_everything_and_tells_everyone(
    exploration: Exploration, told: list[str]
) -> None:
    exploration.select_rows([1])
    exploration.keep("one")
    exploration.colour_by("smile")
    exploration.filter_by("smile = 1")
    told.clear()
    exploration.open(atlas_of({"h": Column("h", "H", np.zeros(3, np.float32))}))
    assert sorted(told) == sorted(ASPECTS)
    assert len(exploration.selected) == 3 and exploration.named == () and exploration.a is None
    assert exploration.colour is None and exploration.matches is None and not exploration.can_undo


def test_colours_are_counted_by_what_they_mean(exploration: Exploration) -> None:
    assert exploration.counts() == {}
    exploration.colour_by("hair_colour")
    assert dict(exploration.counts()) == {"black": 2, "red": 3, "not known": 3}
    with pytest.raises(BadInputError):
        exploration.colour_by("weight")
    assert exploration.colour == "hair_colour"


def test_the_sliders_move_places_off_the_plane_and_go_back_with_another_kind_of_map(
    exploration: Exploration, told: list[str]
) -> None:
    with pytest.raises(BadInputError, match="no map"):
        exploration.place_at(np.zeros((1, 2)))
    assert exploration.atlas is not None
    layout = layout_of(exploration.atlas)
    exploration.lay_out(layout)
    plane = np.array([[0.5, -1.0]])
    before = exploration.place_at(plane)
    exploration.move_off(np.array([2.0, 0.0, 0.0]))
    moved = exploration.place_at(plane) - before
    np.testing.assert_allclose(moved[0], 2.0 * layout.deviations[0] * layout.hidden[0], atol=1e-6)
    exploration.lay_out(replace(layout, positions=layout.positions * 2))
    assert exploration.offset.tolist() == [2.0, 0.0, 0.0]
    exploration.lay_out(layout_of(exploration.atlas, "umap"))
    assert exploration.offset.tolist() == [0.0, 0.0, 0.0]
    assert told == ["offset", "layout", "offset", "layout", "offset", "layout"]


def test_the_pointer_is_told_once_where_it_is(exploration: Exploration, told: list[str]) -> None:
    exploration.point_at(Hover(1.0, 2.0, 3))
    exploration.point_at(Hover(1.0, 2.0, 3))
    exploration.point_at(None)
    assert told == ["hover", "hover"]


def test_highlights_and_paths_are_told(exploration: Exploration, told: list[str]) -> None:
    exploration.highlight([3, 1])
    exploration.show_path(Path(np.zeros((4, 2))))
    assert exploration.highlights == (3, 1) and exploration.path is not None
    assert told == ["highlights", "path"]


def test_who_unsubscribed_is_told_no_more(told: list[str]) -> None:
    exploration = Exploration()
    unsubscribe = exploration.subscribe(told.append)
    unsubscribe()
    unsubscribe()
    exploration.open(small_atlas())
    assert told == []
