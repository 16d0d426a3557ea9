"""Every command has a menu, works, and can be given other keys."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from morphospace_desktop.actions import BY_ID, COMMANDS, HANDLED_BY_WINDOW, Actions
from morphospace_desktop.settings import Preferences
from morphospace_desktop.shortcuts import ShortcutsDialog


@pytest.fixture
def window(qtbot: Any) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def actions(window: QMainWindow) -> Actions:
    return Actions(window, Preferences())


def test_no_key_belongs_to_two_commands() -> None:
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))


def test_every_command_stands_in_a_menu(window: QMainWindow, actions: Actions) -> None:
    bar = QMenuBar(window)
    recent = actions.fill(bar)
    shown = {action.objectName() for menu in bar.findChildren(QMenu) for action in menu.actions()}
    assert set(BY_ID) <= shown
    assert recent.menuAction() in bar.actions()[0].menu().actions()


def test_other_keys_are_kept_for_the_next_start(window: QMainWindow, actions: Actions) -> None:
    actions.rebind("edit.undo", ("Ctrl+U",))
    assert actions["edit.undo"].shortcut() == QKeySequence("Ctrl+U")
    assert Actions(window, Preferences())["edit.undo"].shortcut() == QKeySequence("Ctrl+U")
    actions.rebind("edit.undo", None)
    assert Actions(window, Preferences())["edit.undo"].shortcut() == QKeySequence("Ctrl+Z")


def test_keys_that_the_window_handles_take_nothing_away(actions: Actions) -> None:
    for id_ in HANDLED_BY_WINDOW:
        assert actions[id_].shortcut().isEmpty()
        assert "\t" in actions[id_].text()


def test_the_sheet_refuses_keys_of_another_command(qtbot: Any, window: QMainWindow, actions: Actions) -> None:
    sheet = ShortcutsDialog(actions, window)
    sheet.table.setCurrentCell(list(BY_ID).index("file.open"), 0)
    sheet.keys.setKeySequence(QKeySequence("Ctrl+Z"))
    sheet.keys.editingFinished.emit()
    assert actions.keys("file.open") == ("Ctrl+O",) and "Undo" in sheet.note.text()
    sheet.keys.setKeySequence(QKeySequence("Ctrl+Alt+O"))
    sheet.keys.editingFinished.emit()
    assert actions.keys("file.open") == ("Ctrl+Alt+O",)
    assert sheet.table.item(sheet.table.currentRow(), 1).text() == QKeySequence("Ctrl+Alt+O").toString()


def test_single_keys_do_not_fire_while_typing(qtbot: Any, window: QMainWindow, actions: Actions) -> None:
    from PySide6.QtWidgets import QLineEdit

    line, fired = QLineEdit(window), []
    window.setCentralWidget(line)
    for id_ in ("picture.new", "view.fit", "view.split"):
        actions[id_].triggered.connect(lambda _checked=False, id_=id_: fired.append(id_))
    window.show()
    window.activateWindow()
    line.setFocus()
    qtbot.waitUntil(lambda: line.hasFocus())
    qtbot.keyClicks(line, "n0s")
    assert fired == [] and line.text() == "n0s"
    qtbot.keyClick(window, Qt.Key.Key_N)
    assert fired == ["picture.new"]
