"""A slider under the hand: drags, clicks, wheel, keys, typing; and what it tells while they last."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from morphospace.controls import Slider
from morphospace_desktop.panels import MorphSlider

SMILE = Slider(
    name="smile", title="Smile", help="Sad to happy", minimum=-1, maximum=1, default=0, typical=(-0.8, 0.8)
)


class Heard:
    """Everything a slider says, in order."""

    def __init__(self, slider: MorphSlider) -> None:
        self.all: list[tuple[str, float]] = []
        slider.moved.connect(lambda value: self.all.append(("moved", value)))
        slider.released.connect(lambda value: self.all.append(("released", value)))
        slider.reset_requested.connect(lambda: self.all.append(("reset", 0.0)))

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.all]


@pytest.fixture
def slider(qtbot) -> MorphSlider:
    made = MorphSlider(SMILE)
    qtbot.addWidget(made)
    made.resize(320, 28)
    made.show()
    QTest.qWaitForWindowExposed(made)
    return made


@pytest.fixture
def heard(slider: MorphSlider) -> Heard:
    return Heard(slider)


def at(slider: MorphSlider, share: float) -> QPoint:
    track = slider.track()
    return QPointF(track.left() + share * track.width(), 14).toPoint()


def drag(slider: MorphSlider, start: QPoint, *stops: QPoint) -> None:
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    for stop in stops:
        QTest.mouseMove(slider, stop)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=stops[-1] if stops else start)


def test_a_drag_moves_and_then_releases_once(slider: MorphSlider, heard: Heard) -> None:
    drag(slider, at(slider, 0.5), at(slider, 0.6), at(slider, 0.75), at(slider, 0.9))
    assert heard.kinds == ["moved", "moved", "moved", "released"]
    assert slider.setting() == pytest.approx(0.8, abs=0.02)
    assert heard.all[-1] == ("released", slider.setting())


def test_a_click_on_the_track_goes_there(slider: MorphSlider, heard: Heard) -> None:
    drag(slider, at(slider, 0.25))
    assert slider.setting() == pytest.approx(-0.5, abs=0.02)
    assert heard.kinds == ["moved", "released"]


def test_a_click_on_the_knob_changes_nothing(slider: MorphSlider, heard: Heard) -> None:
    drag(slider, at(slider, 0.5) + QPoint(4, 0))
    assert heard.all == [] and slider.setting() == 0


def test_the_label_is_a_dial(slider: MorphSlider, heard: Heard) -> None:
    drag(slider, QPoint(20, 14), QPoint(50, 14), QPoint(80, 14))
    assert slider.setting() == pytest.approx(0.5, abs=0.01)
    assert heard.kinds == ["moved", "moved", "released"]


def test_a_drag_ends_at_the_end_of_the_range(slider: MorphSlider) -> None:
    drag(slider, at(slider, 0.5), QPoint(5000, 14))
    assert slider.setting() == 1.0


def test_a_double_click_asks_for_the_value_to_go_back_to(qtbot, slider: MorphSlider, heard: Heard) -> None:
    slider.show_setting(0.5)
    qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=at(slider, 0.75))
    assert heard.kinds == ["reset"]


def test_showing_a_value_says_nothing(slider: MorphSlider, heard: Heard) -> None:
    slider.show_setting(0.37)
    assert slider.setting() == 0.37 and heard.all == []
    slider.show_setting(9)
    assert slider.setting() == 1.0


def test_a_value_shown_during_a_drag_is_left_to_the_hand(slider: MorphSlider) -> None:
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=at(slider, 0.9))
    held = slider.setting()
    slider.show_setting(-1.0)
    assert slider.setting() == held
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at(slider, 0.9))


def test_keys_step_and_release_after_a_pause(qtbot, slider: MorphSlider, heard: Heard) -> None:
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.keyClick(slider, Qt.Key.Key_PageDown)
    assert heard.kinds == ["moved"] * 3
    qtbot.waitUntil(lambda: "released" in heard.kinds)
    assert heard.all[-1] == ("released", pytest.approx(-0.16))
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert slider.setting() == 1.0


def test_the_wheel_steps_unless_the_panel_is_being_scrolled(qtbot, slider: MorphSlider, heard: Heard) -> None:
    def turn(clicks: int) -> bool:
        event = QWheelEvent(
            QPointF(200, 14), slider.mapToGlobal(QPointF(200, 14)), QPoint(), QPoint(0, 120 * clicks),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(slider, event)
        return event.isAccepted()

    assert turn(1) and slider.setting() > 0
    value = slider.setting()
    slider.wheel_allowed = lambda: False
    assert not turn(1) and slider.setting() == value
    qtbot.waitUntil(lambda: heard.kinds == ["moved", "released"])


def test_leaving_the_slider_releases_at_once(qtbot, slider: MorphSlider, heard: Heard) -> None:
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    slider.clearFocus()
    assert heard.kinds == ["moved", "released"]


def editor(slider: MorphSlider):
    from morphospace_desktop.panels.value_edit import ValueEdit

    return slider.findChild(ValueEdit)


def test_a_click_on_the_value_lets_another_be_typed(qtbot, slider: MorphSlider, heard: Heard) -> None:
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(310, 14))
    qtbot.keyClicks(editor(slider), "-0.4")
    qtbot.keyClick(editor(slider), Qt.Key.Key_Return)
    assert slider.setting() == -0.4
    assert heard.all == [("moved", -0.4), ("released", -0.4)]


@pytest.mark.parametrize(("text", "key"), [("0.4", Qt.Key.Key_Escape), ("lots", Qt.Key.Key_Return)])
def test_escape_and_nonsense_leave_the_value(
    qtbot, slider: MorphSlider, heard: Heard, text: str, key: Qt.Key
) -> None:
    slider.edit_value()
    qtbot.keyClicks(editor(slider), text)
    qtbot.keyClick(editor(slider), key)
    assert slider.setting() == 0 and heard.all == []


def test_figures_typed_on_a_focused_slider_begin_an_edit(qtbot, slider: MorphSlider) -> None:
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(slider, "0")
    qtbot.keyClicks(editor(slider), ".7")
    qtbot.keyClick(editor(slider), Qt.Key.Key_Return)
    assert slider.setting() == 0.7


@pytest.mark.parametrize("by_keyboard", [True, False])
def test_after_a_drag_zero_still_fits_the_canvas(qtbot, by_keyboard: bool) -> None:
    window, slider, fits = QWidget(), MorphSlider(SMILE), []
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(slider)
    action = QAction(window)
    action.setShortcut(QKeySequence("0"))
    action.triggered.connect(lambda: fits.append(1))
    window.addAction(action)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    if by_keyboard:
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    else:
        drag(slider, at(slider, 0.5), at(slider, 0.9))
    assert slider.hasFocus()
    qtbot.keyClick(slider, Qt.Key.Key_0)
    assert bool(fits) != by_keyboard


def test_it_speaks_to_screen_readers(slider: MorphSlider, heard: Heard) -> None:
    slider.show_setting(0.5)
    spoken = QAccessible.queryAccessibleInterface(slider)
    assert spoken.role() == QAccessible.Role.Slider
    assert spoken.text(QAccessible.Text.Name) == "Smile"
    assert "0.50" in spoken.text(QAccessible.Text.Description)
    slider.setValue(slider.maximum())
    assert heard.all == [("moved", 1.0), ("released", 1.0)]
