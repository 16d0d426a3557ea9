"""The panel is made from a card: every control is there, speaks when touched, and is never cut."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from morphospace.controls import Choice, ImageInput, MaskInput, Prompt, Seed, Slider, Strength, Toggle
from morphospace_desktop import theme
from morphospace_desktop.panels import (
    ControlsPanel,
    LabelledRow,
    MorphSlider,
    SectionHead,
    SegmentedChoice,
    Swatches,
)
from morphospace_desktop.panels.role_label import RoleLabel
from morphospace_desktop.panels.segments import Segment

CONTROLS = (
    Slider(name="smile", title="Smile", group="Expression", minimum=-1, maximum=1, default=0),
    Choice(
        name="eyes",
        title="Eyes",
        group="Expression",
        choices=("open", "happy", "closed", "wink", "surprised", "side"),
        default="open",
    ),
    Choice(
        name="hair_colour",
        title="Hair colour",
        group="Hair",
        choices=("black", "brown", "blonde", "red", "grey", "pink"),
        default="brown",
        colours=("2c1b18", "724133", "d6b370", "c93305", "b0b0b0", "f59797"),
    ),
    Slider(name="beard", title="Beard", group="Hair", minimum=0, maximum=1, default=0),
    Toggle(name="tile", title="Tile", group="More"),
    Prompt(name="prompt", title="Prompt", group="More"),
    Strength(name="strength", title="Strength", group="More"),
    Seed(name="seed", title="Seed", default=7),
    ImageInput(name="image", title="Picture"),
    MaskInput(name="mask", title="Mask"),
)


def card(controls=CONTROLS, **changes: object) -> SimpleNamespace:
    known = {
        "id": "faces-cvae",
        "title": "Conditional VAE",
        "summary": "Edits faces.",
        "data": "faces",
        "image_size": 64,
        "latents": {"h": (64,)},
        "controls": controls,
    }
    return SimpleNamespace(**(known | changes))


@pytest.fixture
def panel(qtbot, qapp: QApplication) -> ControlsPanel:
    theme.apply(qapp, theme.DARK)
    made = ControlsPanel()
    qtbot.addWidget(made)
    made.set_model(card())
    made.resize(theme.PANEL_WIDTH, 900)
    made.show()
    QTest.qWaitForWindowExposed(made)
    return made


@pytest.fixture
def heard(panel: ControlsPanel) -> list[tuple[str, object, bool]]:
    said: list[tuple[str, object, bool]] = []
    panel.changed.connect(lambda name, value, draft: said.append((name, value, draft)))
    return said


def test_controls_stand_in_their_sections_in_the_order_of_the_card(panel: ControlsPanel) -> None:
    tops = [panel.editor(c.name).mapTo(panel, QPoint(0, 0)).y() for c in CONTROLS[:7]]
    assert tops == sorted(tops)
    heads = [head for head in panel.findChildren(SectionHead) if head.isVisible()]
    assert [head.accessibleName() for head in heads] == ["Expression", "Hair", "More"]
    assert set(panel.values()) == {c.name for c in CONTROLS[:7]}


def test_every_control_says_its_name_and_value(qtbot, panel: ControlsPanel, heard: list) -> None:
    slider = panel.editor("smile")
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(130, 14))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(130, 14))
    value = panel.values()["smile"]
    assert value < 0 and heard == [("smile", value, True), ("smile", value, False)]
    heard.clear()
    eyes = panel.editor("eyes").findChild(SegmentedChoice)
    wink = next(s for s in eyes.findChildren(Segment) if s.text() == "wink")
    qtbot.mouseClick(wink, Qt.MouseButton.LeftButton)
    panel.editor("hair_colour").findChild(Swatches).pick("pink")
    qtbot.mouseClick(panel.editor("tile").editor, Qt.MouseButton.LeftButton)
    assert heard == [("eyes", "wink", False), ("hair_colour", "pink", False), ("tile", True, False)]


def test_values_are_shown_without_a_word(panel: ControlsPanel, heard: list) -> None:
    values = {
        "smile": 0.5,
        "eyes": "side",
        "hair_colour": "red",
        "beard": 0.3,
        "tile": True,
        "prompt": "red hair",
        "strength": 0.9,
    }
    panel.set_values({**values, "seed": 99, "unknown": 1})
    assert panel.values() == values and panel.seed() == 99
    assert heard == []


def test_a_double_click_and_the_button_ask_for_a_reset(qtbot, panel: ControlsPanel, heard: list) -> None:
    asked: list[str] = []
    panel.reset_requested.connect(asked.append)
    qtbot.mouseDClick(panel.editor("beard"), Qt.MouseButton.LeftButton, pos=QPoint(20, 14))
    qtbot.mouseClick(panel.foot.reset_button, Qt.MouseButton.LeftButton)
    assert asked == ["beard", ""] and heard == []


def test_seed_and_new_face_stand_at_the_foot(qtbot, panel: ControlsPanel, heard: list) -> None:
    assert panel.seed() == 7
    with qtbot.waitSignals([panel.seed_changed, panel.changed]):
        panel.foot.seed.number.selectAll()
        qtbot.keyClicks(panel.foot.seed.number, "123")
        qtbot.keyClick(panel.foot.seed.number, Qt.Key.Key_Return)
    assert heard == [("seed", 123, False)]
    with qtbot.waitSignal(panel.new_requested):
        qtbot.mouseClick(panel.foot.new_button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("width", [264, 300, 336, 420])
def test_nothing_is_cut_at_any_width(qtbot, panel: ControlsPanel, width: int) -> None:
    panel.resize(width, 900)
    QApplication.processEvents()
    rows = [w for w in panel.findChildren(QWidget) if isinstance(w, LabelledRow | MorphSlider)]
    visible = [row for row in rows if row.isVisible()]
    assert len(visible) == 7
    for row in visible:
        assert row.mapTo(panel, QPoint(row.width(), 0)).x() <= width
        if isinstance(row, LabelledRow):
            assert row.rect().contains(row.editor.geometry())
            needed = row.editor.heightForWidth(row.editor.width())
            assert row.editor.height() >= needed
    for button in panel.foot.findChildren(QPushButton):
        words = button.fontMetrics().horizontalAdvance(button.text())
        assert button.width() >= words + 12
        assert panel.rect().contains(button.mapTo(panel, button.rect().bottomRight()))


def test_rows_do_not_overlap(panel: ControlsPanel) -> None:
    rows = [panel.editor(c.name) for c in CONTROLS[:7]]
    for upper, lower in pairwise(rows):
        assert upper.geometry().bottom() < lower.geometry().top()


def test_another_model_replaces_the_controls(panel: ControlsPanel) -> None:
    panel.set_model(card((CONTROLS[0],), title="DCGAN"))
    assert set(panel.values()) == {"smile"}
    assert panel.model_card.accessibleName() == "Model: DCGAN"
    with pytest.raises(KeyError):
        panel.editor("beard")


def test_a_disabled_panel_still_makes_faces_and_changes_models(qtbot, panel: ControlsPanel) -> None:
    panel.set_enabled(False)
    assert not panel.editor("smile").isEnabled() and not panel.foot.reset_button.isEnabled()
    assert panel.foot.new_button.isEnabled() and panel.model_card.isEnabled()
    panel.set_enabled(True)
    assert panel.editor("smile").isEnabled()


def wheel_down(widget: QWidget) -> None:
    """One click of the wheel over a widget; what it leaves goes to its parents, as Qt would do."""
    while True:
        event = QWheelEvent(
            QPointF(100, 10), widget.mapToGlobal(QPointF(100, 10)), QPoint(), QPoint(0, -120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        event.ignore()
        QApplication.sendEvent(widget, event)
        if event.isAccepted() or widget.parentWidget() is None:
            return
        widget = widget.parentWidget()


def test_scrolling_the_panel_moves_no_slider(qtbot, panel: ControlsPanel, heard: list) -> None:
    many = tuple(Slider(name=f"s{at}", title=f"S {at}", minimum=-1, maximum=1, default=0) for at in range(60))
    panel.set_model(card(many))
    bar = panel._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    wheel_down(panel._scroll.viewport())  # begun where there is no slider
    first = bar.value()
    assert first > 0
    for at in (5, 9, 14):
        wheel_down(panel.editor(f"s{at}"))
    assert bar.value() > first and heard == []


def test_everything_can_be_reached_by_tab(qtbot, panel: ControlsPanel) -> None:
    panel.activateWindow()
    QTest.qWaitForWindowActive(panel)
    panel.model_card.setFocus()
    reached = set()
    for _ in range(30):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget().accessibleName() or QApplication.focusWidget().text())
    wanted = {"Smile", "Eyes: open", "Hair colour: brown", "Beard", "Tile", "Prompt", "Strength", "Seed"}
    assert wanted | {"Reset", "New face"} <= reached


def test_the_model_card_names_the_model_and_offers_the_others(qtbot, panel: ControlsPanel) -> None:
    cards = [card(), card(id="dcgan", title="DCGAN", latents={"z": (100,)})]
    panel.model_card.set_models(cards)
    panel.model_card.set_thumbnail(np.zeros((64, 64, 3), np.uint8))
    menu = panel.model_card.menu()
    assert [action.text() for action in menu.actions()] == [
        "Conditional VAE\tFaces · 64 px · 64 latents",
        "DCGAN\tFaces · 64 px · 100 latents",
    ]
    assert [action.isChecked() for action in menu.actions()] == [True, False]
    with qtbot.waitSignal(panel.model_chosen) as caught:
        menu.actions()[1].trigger()
    assert caught.args == ["dcgan"]
    with qtbot.assertNotEmitted(panel.model_chosen):
        menu.actions()[0].trigger()


def test_a_ghost_stands_where_directions_have_moved_a_slider_to(qtbot: object) -> None:
    panel = ControlsPanel()
    qtbot.addWidget(panel)  # type: ignore[attr-defined]
    panel.set_model(card())
    panel.set_values({"smile": 0.5})
    smile = panel.editor("smile")
    assert isinstance(smile, MorphSlider)
    before = smile.grab().toImage()
    panel.show_ghosts({"smile": -0.8, "eyes": "happy"})
    assert smile.grab().toImage() != before and smile.setting() == 0.5
    panel.show_ghosts({"smile": 0.501})
    assert smile.grab().toImage() == before
    panel.show_ghosts({})
    assert smile.grab().toImage() == before


def test_a_model_without_controls_says_where_sliders_come_from(panel: ControlsPanel) -> None:
    def hints() -> list[str]:
        return [one.text() for one in panel.findChildren(RoleLabel) if "no sliders" in one.text()]

    assert not hints()
    panel.set_model(card(controls=()))
    assert len(hints()) == 1
