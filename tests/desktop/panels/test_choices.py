"""Segments, swatches, switches, prompts and seeds: by mouse and by keyboard, and never cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest

from morphospace.controls import Prompt
from morphospace_desktop import theme
from morphospace_desktop.panels import PromptEdit, SeedEdit, SegmentedChoice, Swatches, ToggleSwitch
from morphospace_desktop.panels.segments import CompactChoice, Segment
from morphospace_desktop.panels.swatches import Swatch

HAIR = ("bald", "short", "medium", "long", "hat")
EYES = ("open", "happy", "closed", "wink", "surprised", "side")


def shown(qtbot, widget, width: int):
    qtbot.addWidget(widget)
    widget.resize(width, max(28, widget.heightForWidth(width)))
    widget.show()
    QTest.qWaitForWindowExposed(widget)
    return widget


def segment(choice: SegmentedChoice, text: str) -> Segment:
    return next(s for s in choice.findChildren(Segment) if s.text() == text)


@pytest.mark.parametrize("words", [HAIR, EYES])
@pytest.mark.parametrize("width", [110, 160, 192, 232, 304])
def test_no_word_is_ever_cut(qtbot, words: tuple[str, ...], width: int) -> None:
    choice = shown(qtbot, SegmentedChoice(words, words[1]), width)
    metrics = QFontMetricsF(theme.font("small"))
    segments = [s for s in choice.findChildren(Segment) if s.isVisible()]
    compact = choice.findChild(CompactChoice)
    assert bool(segments) != compact.isVisible()
    for s in segments:
        assert s.width() >= metrics.horizontalAdvance(s.text()) + 4
        assert choice.rect().contains(s.geometry())
    for one in segments:
        assert not any(one.geometry().intersects(two.geometry()) for two in segments if two is not one)


def test_a_click_chooses_and_says_so_once(qtbot) -> None:
    choice = shown(qtbot, SegmentedChoice(HAIR, "short"), 304)
    with qtbot.waitSignal(choice.chosen) as caught:
        qtbot.mouseClick(segment(choice, "long"), Qt.MouseButton.LeftButton)
    assert caught.args == ["long"] and choice.setting() == "long"
    assert [s.text() for s in choice.findChildren(Segment) if s.isChecked()] == ["long"]
    with qtbot.assertNotEmitted(choice.chosen):
        qtbot.mouseClick(segment(choice, "long"), Qt.MouseButton.LeftButton)
    assert segment(choice, "long").isChecked()


def test_showing_a_choice_says_nothing(qtbot) -> None:
    choice = shown(qtbot, SegmentedChoice(HAIR, "short"), 304)
    with qtbot.assertNotEmitted(choice.chosen):
        choice.show_setting("hat")
    assert choice.setting() == "hat" and segment(choice, "hat").isChecked()


def test_arrows_choose_the_neighbour_and_stop_at_the_ends(qtbot) -> None:
    choice = shown(qtbot, SegmentedChoice(HAIR, "medium"), 192)
    segment(choice, "medium").setFocus()
    qtbot.keyClick(segment(choice, "medium"), Qt.Key.Key_Right)
    assert choice.setting() == "long" and segment(choice, "long").hasFocus()
    for _ in range(9):
        qtbot.keyClick(choice.focusWidget(), Qt.Key.Key_Left)
    assert choice.setting() == "bald"


def test_a_choice_too_wide_becomes_a_menu(qtbot) -> None:
    words = tuple(f"a very long choice {at}" for at in range(6))
    choice = shown(qtbot, SegmentedChoice(words, words[0]), 160)
    compact = choice.findChild(CompactChoice)
    assert compact.isVisible() and compact.text() == words[0]
    qtbot.keyClick(compact, Qt.Key.Key_Down)
    assert choice.setting() == words[1] == compact.text()


def swatch(swatches: Swatches, name: str) -> Swatch:
    return next(s for s in swatches.findChildren(Swatch) if s.name == name)


def test_swatches_by_mouse_and_keyboard(qtbot) -> None:
    swatches = shown(qtbot, Swatches(("black", "red", "pink"), ("000000", "ff0000", "f59797"), "red"), 200)
    with qtbot.waitSignal(swatches.chosen) as caught:
        qtbot.mouseClick(swatch(swatches, "pink"), Qt.MouseButton.LeftButton)
    assert caught.args == ["pink"]
    qtbot.keyClick(swatch(swatches, "pink"), Qt.Key.Key_Left)
    assert swatches.setting() == "red"
    assert swatch(swatches, "red").grab().toImage().pixelColor(14, 14).name() == "#ff0000"


def test_the_ring_of_the_first_swatch_is_whole(qtbot) -> None:
    swatches = shown(qtbot, Swatches(("black", "red"), ("000000", "ff0000"), "black"), 200)
    image = swatches.grab().toImage()
    left = [image.pixelColor(x, 14).red() for x in range(5)]
    right = [image.pixelColor(25 - x, 14).red() for x in range(5)]
    assert left == pytest.approx(right, abs=4) and max(left) - min(left) > 50


def test_swatches_wrap_in_a_narrow_row(qtbot) -> None:
    names = tuple(f"c{at}" for at in range(6))
    swatches = shown(qtbot, Swatches(names, ("123456",) * 6, "c0"), 90)
    assert swatches.heightForWidth(90) == 56
    assert max(s.geometry().right() for s in swatches.findChildren(Swatch)) <= 90


def test_a_switch_by_mouse_and_keyboard(qtbot) -> None:
    switch = ToggleSwitch()
    qtbot.addWidget(switch)
    switch.show()
    with qtbot.waitSignal(switch.clicked):
        qtbot.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert switch.setting() is True
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert switch.setting() is False
    with qtbot.assertNotEmitted(switch.clicked):
        switch.show_setting(True)
    assert switch.setting() is True


def test_a_prompt_drafts_while_typing_and_releases_on_return(qtbot) -> None:
    edit = PromptEdit(Prompt(name="prompt", title="Prompt", max_length=12))
    qtbot.addWidget(edit)
    edit.show()
    said: list[tuple[str, bool]] = []
    edit.edited.connect(lambda text, draft: said.append((text, draft)))
    qtbot.keyClicks(edit, "a  red")
    qtbot.waitUntil(lambda: said == [("a red", True)])
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert said[-1] == ("a red", False)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert len(said) == 2
    qtbot.keyClicks(edit, " beard and more")
    assert edit.setting() == "a red beard"


def test_a_prompt_grows_with_its_words(qtbot) -> None:
    edit = PromptEdit(Prompt(name="prompt", title="Prompt"))
    qtbot.addWidget(edit)
    edit.resize(200, edit.height())
    edit.show()
    one = edit.height()
    edit.show_setting("a smiling face with long red hair and round glasses in front of a blue wall")
    qtbot.waitUntil(lambda: edit.height() > one)


def test_the_die_throws_another_seed_and_a_seed_can_be_typed(qtbot) -> None:
    seed = SeedEdit(4711)
    qtbot.addWidget(seed)
    seed.show()
    thrown: list[int] = []
    seed.changed.connect(thrown.append)
    for _ in range(3):
        qtbot.mouseClick(seed.dice, Qt.MouseButton.LeftButton)
    assert thrown and seed.setting() == thrown[-1] == int(seed.number.text())
    seed.number.selectAll()
    qtbot.keyClicks(seed.number, "12x34")
    qtbot.keyClick(seed.number, Qt.Key.Key_Return)
    assert thrown[-1] == 1234
    count = len(thrown)
    seed.show_setting(5)
    assert len(thrown) == count and seed.number.text() == "5"


def test_a_seed_beyond_the_range_is_not_taken(qtbot) -> None:
    seed = SeedEdit(1)
    qtbot.addWidget(seed)
    seed.show()
    with qtbot.assertNotEmitted(seed.changed):
        seed.number.selectAll()
        qtbot.keyClicks(seed.number, "99999999999")
        qtbot.keyClick(seed.number, Qt.Key.Key_Return)
        seed.number.clearFocus()
    assert seed.setting() == 1
