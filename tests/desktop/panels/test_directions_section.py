"""The picture's own sliders on the panel."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.directions import tiny_direction

from morphospace_desktop.panels.directions_section import DirectionsSection

WARMER, BLUER = tiny_direction(), tiny_direction("Bluer", hair=[-0.7, 0, 0.7])


def section(qtbot: Any) -> DirectionsSection:
    made = DirectionsSection()
    qtbot.addWidget(made)
    made.set_directions([WARMER, BLUER])
    made.resize(304, 200)
    made.show()
    return made


def test_without_directions_there_is_no_section(qtbot: Any) -> None:
    made = DirectionsSection()
    qtbot.addWidget(made)
    assert made.isHidden()
    made.set_directions([WARMER])
    assert not made.isHidden() and made.slider("Warmer").control.title == "Warmer"
    made.set_directions([])
    assert made.isHidden()


def test_a_hand_on_a_slider_says_drafts_and_then_once_not(qtbot: Any) -> None:
    made, heard = section(qtbot), []
    made.changed.connect(lambda name, amount, draft: heard.append((name, amount, draft)))
    slider = made.slider("Bluer")
    track = slider.track()
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=track.center().toPoint())
    QTest.mouseMove(slider, track.center().toPoint() + (track.topRight() - track.center()).toPoint())
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton)
    assert {name for name, _, _ in heard} == {"Bluer"}
    assert [draft for _, _, draft in heard][-2:] == [True, False] and heard[-1][1] > 2.9


def test_it_shows_how_far_each_is_moved_and_says_nothing(qtbot: Any) -> None:
    made, heard = section(qtbot), []
    made.changed.connect(lambda *all_: heard.append(all_))
    made.set_moves({"Bluer": -1.5})
    assert made.slider("Bluer").setting() == -1.5 and made.slider("Warmer").setting() == 0.0
    assert heard == []
    made.slider("Bluer").reset_requested.emit()
    assert heard == [("Bluer", 0.0, False)]


def test_the_same_directions_keep_their_sliders_in_the_hand(qtbot: Any) -> None:
    made = section(qtbot)
    slider = made.slider("Warmer")
    made.set_directions([tiny_direction(), BLUER])
    assert made.slider("Warmer") is slider
    made.set_directions([BLUER])
    assert made.slider("Bluer").control.title == "Bluer"


def test_the_menu_renames_exports_and_removes(qtbot: Any) -> None:
    made, heard = section(qtbot), []
    made.rename_requested.connect(lambda *names: heard.append(names))
    made.remove_requested.connect(lambda name: heard.append(name))
    made.export_requested.connect(lambda direction: heard.append(direction))
    slider = made.slider("Warmer")
    actions = {action.text(): action for action in slider.menu().actions()}
    actions["Export…"].trigger()
    actions["Remove"].trigger()
    assert heard == [WARMER, "Warmer"]
    actions["Rename…"].trigger()
    QTest.keyClicks(slider._naming, "Sunny")
    QTest.keyClick(slider._naming, Qt.Key.Key_Return)
    assert heard[-1] == ("Warmer", "Sunny") and slider._naming is None


def test_its_tool_tip_says_how_it_was_made(qtbot: Any) -> None:
    slider = section(qtbot).slider("Warmer")
    assert "20 pictures against 30" in slider.toolTip() and "0.980" in slider.toolTip()
