"""Kept selections: kept under a name to type over, paired, chosen again, renamed and dropped."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from morphospace.atlas.exploration import Exploration
from morphospace_desktop.explorer.selection_row import SelectionRow
from morphospace_desktop.explorer.selections_list import SelectionsList
from morphospace_desktop.panels.value_edit import ValueEdit


@pytest.fixture
def kept(qtbot, faces: Exploration) -> SelectionsList:
    made = SelectionsList(faces)
    qtbot.addWidget(made)
    made.resize(232, 400)
    made.show()
    QTest.qWaitForWindowExposed(made)
    return made


def keep(faces: Exploration, *names: str) -> None:
    for at, name in enumerate(names):
        faces.select_rows([at, at + 1])
        faces.keep(name)


def act(row: SelectionRow, text: str) -> None:
    next(action for action in row.menu().actions() if action.text() == text).trigger()


def chosen(faces: Exploration) -> list[int]:
    return np.flatnonzero(faces.selected).tolist()


def test_an_empty_list_teaches_and_a_selection_can_be_kept(
    qtbot, kept: SelectionsList, faces: Exploration
) -> None:
    assert kept.hint.isVisible() and not kept.keep_button.isVisible()
    faces.colour_by("smile")
    faces.select(faces.atlas.columns["smile"].values == 1)
    assert kept.count.text() == "4 selected" and not kept.hint.isVisible()
    qtbot.mouseClick(kept.keep_button, Qt.MouseButton.LeftButton)
    editor = kept.row("smiling").findChild(ValueEdit)
    assert editor is not None and editor.selectedText() == "smiling"
    qtbot.keyClicks(editor, "happy ones")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert [(one.name, len(one)) for one in faces.named] == [("happy ones", 4)]
    assert faces.a == "happy ones" and kept.row("happy ones").letter == "A"


def test_escape_leaves_the_name_that_was_suggested(qtbot, kept: SelectionsList, faces: Exploration) -> None:
    faces.select_rows([0])
    kept.keep()
    qtbot.keyClick(kept.rows[0].findChild(ValueEdit), Qt.Key.Key_Escape)
    assert [one.name for one in faces.named] == ["Selection 1"]


def test_a_taken_name_is_refused_in_one_sentence(qtbot, kept: SelectionsList, faces: Exploration) -> None:
    keep(faces, "one", "two")
    with qtbot.waitSignal(kept.said) as caught:
        kept.rename("one", "two")
    assert caught.args[1] == "error" and "taken" in caught.args[0]
    assert [one.name for one in faces.named] == ["one", "two"]


def test_a_click_chooses_again_and_shift_adds(qtbot, kept: SelectionsList, faces: Exploration) -> None:
    keep(faces, "one", "two", "three")
    at = QPoint(80, 20)
    qtbot.mouseClick(kept.row("one"), Qt.MouseButton.LeftButton, pos=at)
    assert chosen(faces) == [0, 1]
    qtbot.mouseClick(kept.row("three"), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at)
    assert chosen(faces) == [0, 1, 2, 3]
    qtbot.mouseClick(kept.row("two"), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, at)
    assert chosen(faces) == [0, 3]


def test_a_double_click_renames(qtbot, kept: SelectionsList, faces: Exploration) -> None:
    keep(faces, "one")
    qtbot.mouseDClick(kept.row("one"), Qt.MouseButton.LeftButton, pos=QPoint(80, 20))
    assert kept.row("one").findChild(ValueEdit) is not None


def test_after_naming_the_keyboard_stays_with_the_selection(
    qtbot, kept: SelectionsList, faces: Exploration
) -> None:
    kept.activateWindow()
    keep(faces, "one")
    kept.row("one").rename()
    edit = kept.row("one").findChild(ValueEdit)
    qtbot.waitUntil(edit.hasFocus)
    edit.setText("another")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert [one.name for one in faces.named] == ["another"]
    assert kept.row("another").hasFocus()


def test_keys_do_all_of_it(qtbot, kept: SelectionsList, faces: Exploration) -> None:
    keep(faces, "one", "two", "three")
    qtbot.keyClick(kept.row("three"), Qt.Key.Key_A)
    assert (faces.a, faces.b) == ("three", "two")
    qtbot.keyClick(kept.row("three"), Qt.Key.Key_B)
    assert (faces.a, faces.b) == ("two", "three")
    qtbot.keyClick(kept.row("one"), Qt.Key.Key_Return)
    assert chosen(faces) == [0, 1]
    kept.row("two").setFocus()
    qtbot.keyClick(kept.row("two"), Qt.Key.Key_Delete)
    assert [one.name for one in faces.named] == ["one", "three"]
    assert kept.row("three").hasFocus()
    qtbot.keyClick(kept.row("three"), Qt.Key.Key_F2)
    assert kept.row("three").findChild(ValueEdit) is not None


def test_the_menu_of_a_row_does_all_of_it(qtbot, kept: SelectionsList, faces: Exploration) -> None:
    keep(faces, "one", "two")
    for text, signal in (
        ("Show as a gallery", kept.gallery_requested),
        ("Export…", kept.export_requested),
    ):
        with qtbot.waitSignal(signal) as caught:
            act(kept.row("one"), text)
        assert caught.args[0].tolist() == [0, 1]
    act(kept.row("one"), "Select again")
    assert chosen(faces) == [0, 1]
    act(kept.row("one"), "Make it B")
    assert (faces.a, faces.b) == ("two", "one")
    act(kept.row("one"), "No longer B")
    assert (faces.a, faces.b) == ("two", None)
    act(kept.row("two"), "Delete")
    assert [one.name for one in faces.named] == ["one"]


def test_the_menu_of_the_selection_does_what_it_says(qtbot, kept: SelectionsList, faces: Exploration) -> None:
    def do(text: str) -> None:
        next(action for action in kept.menu().actions() if action.text() == text).trigger()

    faces.select_rows([0, 1, 3])
    with qtbot.waitSignal(kept.export_requested) as caught:
        do("Export…")
    assert caught.args[0].tolist() == [0, 1, 3]
    faces.filter_by("glasses = 1")
    do("Only those that match")
    assert chosen(faces) == [1, 3]
    do("All others")
    assert chosen(faces) == [0, 2, 4, 5, 6, 7]
    do("Take back")
    assert chosen(faces) == [1, 3]
    do("Select nothing")
    assert chosen(faces) == []


def test_another_atlas_begins_with_nothing_kept(kept: SelectionsList, faces: Exploration) -> None:
    keep(faces, "one")
    faces.open(faces.atlas)
    assert kept.rows == [] and kept.hint.isVisible()
