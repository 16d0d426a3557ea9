"""One of many in a menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from morphospace_desktop.explorer.choosing import ChoosingHead, MenuChoice


@pytest.fixture
def choice(qtbot) -> MenuChoice:
    made = MenuChoice()
    qtbot.addWidget(made)
    made.set_choices(
        {"": [("", "nothing")], "Kinds": [("a", "One"), ("b", "Two")], "Gone": [], "Many": _many(30)}
    )
    made.show_setting("a")
    made.show()
    return made


def _many(count: int) -> list[tuple[str, str]]:
    return [(f"m{at}", f"Many {at}") for at in range(count)]


def test_the_menu_holds_every_choice_and_a_large_group_is_a_menu_of_its_own(choice: MenuChoice) -> None:
    actions = [action for action in choice.menu().actions() if not action.isSeparator()]
    assert [action.text() for action in actions] == ["nothing", "One", "Two", "Many"]
    assert [action.text() for action in actions if action.isChecked()] == ["One"]
    assert len(actions[-1].menu().actions()) == 30


def test_choosing_in_the_menu_is_told_once(qtbot, choice: MenuChoice) -> None:
    told: list[str] = []
    choice.chosen.connect(told.append)
    menu = choice.menu()
    for _ in range(2):
        next(action for action in menu.actions() if action.text() == "Two").trigger()
    assert told == ["b"] and choice.text() == "Two" and choice.setting() == "b"


def test_arrow_keys_step_through_all(qtbot, choice: MenuChoice) -> None:
    told: list[str] = []
    choice.chosen.connect(told.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(choice, key)
    assert told == ["b", "m0", "b", "a", ""]


def test_showing_a_choice_tells_no_one(qtbot, choice: MenuChoice) -> None:
    with qtbot.assertNotEmitted(choice.chosen):
        choice.show_setting("b")
    assert choice.text() == "Two"


def test_a_head_has_its_choice_at_the_right(qtbot) -> None:
    head = ChoosingHead("Colour by")
    qtbot.addWidget(head)
    head.choice.set_choices({"": [("smile", "Smile")]})
    head.choice.show_setting("smile")
    head.resize(232, 24)
    head.show()
    assert head.choice.geometry().right() == 231
    assert head.choice.accessibleName() == "Colour by" and head.choice.accessibleDescription() == "Smile"
