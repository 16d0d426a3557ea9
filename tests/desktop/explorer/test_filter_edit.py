"""The filter's line: what is typed is applied, completed, and told when it is wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from support.faces_atlas import atlas_of, small_atlas, small_columns

from morphospace.atlas.exploration import Exploration
from morphospace_desktop.explorer.filter_edit import FilterEdit


@pytest.fixture
def edit(qtbot, faces: Exploration) -> FilterEdit:
    made = FilterEdit(faces)
    qtbot.addWidget(made)
    made.resize(232, 80)
    made.show()
    return made


def test_what_is_typed_is_applied_soon_and_counted(qtbot, edit: FilterEdit, faces: Exploration) -> None:
    qtbot.keyClicks(edit.line, "glasses = 1")
    qtbot.waitUntil(lambda: faces.filter_text == "glasses = 1")
    assert edit.said.text() == "4 of 8 match; the rest stay, greyed"


def test_a_fault_is_said_with_a_caret_under_it_and_the_filter_stays(
    qtbot, edit: FilterEdit, faces: Exploration
) -> None:
    faces.filter_by("glasses = 1")
    edit.line.setText("glasses = 1 and hair = red")
    qtbot.keyClick(edit.line, Qt.Key.Key_Return)
    assert "did you mean hair_colour = red?" in edit.said.text()
    assert faces.filter_text == "glasses = 1"
    tip = edit.fault_place()
    assert tip is not None
    metrics = edit.line.fontMetrics()
    before = metrics.horizontalAdvance("glasses = 1 and hair = ")
    assert before < tip.x() < before + metrics.horizontalAdvance("red") + 16
    assert tip.y() > edit.line.geometry().bottom()


def test_a_half_typed_test_is_no_fault_yet(qtbot, edit: FilterEdit, faces: Exploration) -> None:
    qtbot.keyClicks(edit.line, "glasses =")
    edit.apply(complain=False)
    assert edit.said.text() == "" and edit.fault_place() is None
    assert faces.filter_text in ("", "glasses")


def test_typing_on_takes_the_caret_away(qtbot, edit: FilterEdit) -> None:
    edit.line.setText("glasses = ")
    edit.apply()
    assert edit.fault_place() is not None
    qtbot.keyClicks(edit.line, "1")
    assert edit.fault_place() is None
    edit.apply()
    assert edit.said.text().startswith("4 of 8")


def test_words_are_offered_and_taken_at_the_cursor(qtbot, edit: FilterEdit, faces: Exploration) -> None:
    qtbot.keyClicks(edit.line, "hair_c")
    assert edit.line._words.stringList() == ["hair_colour"]
    edit.line.take("hair_colour")
    qtbot.keyClicks(edit.line, "= r")
    edit.line.take("red")
    assert edit.line.text() == "hair_colour = red "
    edit.apply()
    assert faces.matches is not None and faces.matches.sum() == 3


def test_the_popup_is_used_by_keys_and_return_without_a_choice_filters(
    qtbot, edit: FilterEdit, faces: Exploration
) -> None:
    popup = edit.line._completer.popup()
    qtbot.keyClicks(edit.line, "hair_c")
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert edit.line.text() == "hair_colour " and not popup.isVisible()
    qtbot.keyClicks(edit.line, "= ")
    assert popup.isVisible()
    qtbot.keyClicks(edit.line, "red")
    assert not popup.isVisible()
    qtbot.keyClicks(edit.line, " and s")
    assert popup.isVisible()
    for _ in range(6):
        qtbot.keyClick(edit.line, Qt.Key.Key_Backspace)
    qtbot.keyClick(edit.line, Qt.Key.Key_Return)
    assert faces.filter_text.strip() == "hair_colour = red"


def test_tab_takes_the_first_word_that_is_offered(qtbot, edit: FilterEdit) -> None:
    popup = edit.line._completer.popup()
    qtbot.keyClicks(edit.line, "hair_c")
    qtbot.keyClick(popup, Qt.Key.Key_Tab)
    assert edit.line.text() == "hair_colour "
    qtbot.keyClicks(edit.line, "= ")
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    second = edit.line._words.stringList()[1]
    qtbot.keyClick(popup, Qt.Key.Key_Tab)
    assert edit.line.text() == f"hair_colour = {second} "


def test_escape_shows_everything_again(qtbot, edit: FilterEdit, faces: Exploration) -> None:
    edit.line.setText("glasses = 1")
    edit.apply()
    qtbot.keyClick(edit.line, Qt.Key.Key_Escape)
    edit.apply()
    assert faces.matches is None and edit.said.text() == ""


def test_a_filter_set_elsewhere_is_shown(edit: FilterEdit, faces: Exploration) -> None:
    faces.filter_by("smile = 1")
    assert edit.line.text() == "smile = 1" and edit.said.text().startswith("4 of 8")
    faces.open(replace(small_atlas(), id="another"))
    assert edit.line.text() == "" and edit.said.text() == ""


def test_an_atlas_that_grows_leaves_what_is_being_typed(qtbot, edit: FilterEdit, faces: Exploration) -> None:
    faces.filter_by("glasses = 1")
    edit.line.end(False)
    qtbot.keyClicks(edit.line, " and hai")
    more = {
        name: replace(column, values=np.tile(column.values, 2)) for name, column in small_columns().items()
    }
    faces.grow(atlas_of(more))
    assert edit.line.text() == "glasses = 1 and hai" and edit.said.text().startswith("8 of 16")


def test_a_filter_that_all_match_greys_none(edit: FilterEdit, faces: Exploration) -> None:
    faces.filter_by("smile < 5")
    assert edit.said.text() == "8 of 8 match; none is greyed"
