"""What hands do on the canvas and what it shows then."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from morphospace_desktop.canvas import Canvas
from morphospace_desktop.canvas.viewport import to_content

RED, BLUE = (200, 30, 30), (30, 30, 200)


def flat(colour: tuple[int, int, int], side: int = 64) -> np.ndarray:
    return np.full((side, side, 3), colour, np.uint8)


@pytest.fixture
def canvas(qtbot) -> Canvas:
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    QTest.qWaitForWindowExposed(made)
    return made


def colour_at(canvas: Canvas, x: float, y: float) -> tuple[int, int, int]:
    image = canvas.grab().toImage()
    return image.pixelColor(round(x), round(y)).getRgb()[:3]


def wheel(
    canvas: Canvas,
    at: QPointF,
    clicks: float,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(0, 0),
        QPoint(0, round(120 * clicks)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def settled(qtbot, canvas: Canvas) -> None:
    qtbot.waitUntil(lambda: not canvas._glide.running)


def test_painted_says_which_picture_is_on_the_screen(qtbot, canvas: Canvas) -> None:
    first, second = flat(RED), flat(BLUE)
    for picture in (first, second):
        with qtbot.waitSignal(canvas.painted, check_params_cb=lambda shown, p=picture: shown is p):
            canvas.set_picture(picture)
    assert colour_at(canvas, 400, 300) == BLUE


def test_an_empty_canvas_offers_three_ways_to_begin(qtbot, canvas: Canvas) -> None:
    assert canvas.empty.isVisible()
    for button, signal in (
        (canvas.empty.new_button, canvas.new_requested),
        (canvas.empty.open_button, canvas.open_requested),
        (canvas.empty.paste_button, canvas.paste_requested),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    canvas.set_picture(flat(RED))
    assert not canvas.empty.isVisible() and canvas.zoom_chip.isVisible()
    canvas.set_picture(None)
    assert canvas.empty.isVisible() and not canvas.zoom_chip.isVisible()


def test_ctrl_wheel_zooms_about_the_pointer(qtbot, canvas: Canvas) -> None:
    canvas.set_picture(flat(RED))
    at = QPointF(350, 250)
    before, scale = to_content(canvas.port, (350, 250)), canvas.port.scale
    for _ in range(3):
        wheel(canvas, at, 1, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, canvas)
    assert canvas.port.scale == pytest.approx(scale * 1.25**3)
    assert to_content(canvas.port, (350, 250)) == pytest.approx(before, abs=0.01)


def test_the_wheel_scrolls_only_what_is_larger_than_the_canvas(qtbot, canvas: Canvas) -> None:
    canvas.set_picture(flat(RED))
    fitted = canvas.port
    wheel(canvas, QPointF(400, 300), -1)
    assert canvas.port == fitted
    canvas.zoom_by(4.0, smooth=False)
    top = canvas.picture_rect().top()
    wheel(canvas, QPointF(400, 300), -1)
    assert canvas.picture_rect().top() == pytest.approx(top - 60, abs=1)
    left = canvas.picture_rect().left()
    wheel(canvas, QPointF(400, 300), -1, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.picture_rect().left() == pytest.approx(left - 60, abs=1)


def test_zero_fits_and_one_is_a_hundred_per_cent(qtbot, canvas: Canvas) -> None:
    canvas.set_picture(flat(RED))
    fitted = canvas.picture_rect()
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_1)
    settled(qtbot, canvas)
    assert canvas.zoom_percent == pytest.approx(100)
    assert canvas.zoom_chip.text() == "100 %"
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    settled(qtbot, canvas)
    assert canvas.picture_rect() == fitted


@pytest.mark.parametrize("how", ["middle", "space"])
def test_dragging_pans(qtbot, canvas: Canvas, how: str) -> None:
    canvas.set_picture(flat(RED))
    start = canvas.picture_rect().topLeft()
    button = Qt.MouseButton.MiddleButton if how == "middle" else Qt.MouseButton.LeftButton
    if how == "space":
        canvas.setFocus()
        QTest.keyPress(canvas, Qt.Key.Key_Space)
    QTest.mousePress(canvas, button, pos=QPoint(400, 300))
    QTest.mouseMove(canvas, QPoint(440, 330))
    QTest.mouseRelease(canvas, button, pos=QPoint(440, 330))
    if how == "space":
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.picture_rect().topLeft() - start == QPointF(40, 30)
    QTest.mouseMove(canvas, QPoint(500, 400))
    assert canvas.picture_rect().topLeft() - start == QPointF(40, 30)


def test_the_split_shows_before_and_after_and_can_be_dragged(qtbot, canvas: Canvas) -> None:
    canvas.set_picture(flat(RED))
    canvas.set_original(flat(BLUE))
    assert colour_at(canvas, 300, 400) == RED
    canvas.set_split(True)
    assert colour_at(canvas, 300, 400) == BLUE
    assert colour_at(canvas, 500, 400) == RED
    with qtbot.waitSignal(canvas.split_moved):
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
        QTest.mouseMove(canvas, QPoint(270, 300))
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(270, 300))
    assert colour_at(canvas, 300, 400) == RED
    box = canvas.picture_rect()
    kept = canvas.split_position
    assert kept == pytest.approx((270 - box.left()) / box.width(), abs=0.01)
    canvas.set_split(False)
    assert colour_at(canvas, box.left() + 20, 400) == RED
    assert canvas.split_position == kept


def test_the_split_moves_by_keyboard(qtbot, canvas: Canvas) -> None:
    canvas.set_picture(flat(RED))
    canvas.set_original(flat(BLUE))
    canvas.set_split(True)
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.split_position == pytest.approx(0.4)


def test_backslash_holds_the_original(qtbot, canvas: Canvas) -> None:
    canvas.set_picture(flat(RED))
    canvas.set_original(flat(BLUE))
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_Backslash)
    assert colour_at(canvas, 400, 400) == BLUE
    QTest.keyRelease(canvas, Qt.Key.Key_Backslash)
    assert colour_at(canvas, 400, 400) == RED


def test_a_smaller_draft_does_not_move_the_picture(qtbot, canvas: Canvas) -> None:
    canvas.set_picture(flat(RED))
    canvas.zoom_by(1.7, QPointF(200, 200), smooth=False)
    box = canvas.picture_rect()
    canvas.set_picture(flat(BLUE, 32))
    assert canvas.picture_rect() == box
    canvas.set_picture(flat(BLUE, 64))
    assert canvas.picture_rect() == box


def test_repainting_leaves_the_rounded_corner_soft(qtbot, canvas: Canvas) -> None:
    canvas.set_picture(flat(RED))
    box = canvas.picture_rect().toRect()
    once = canvas.grab(box).toImage()
    for _ in range(20):
        canvas.update_picture()
        QApplication.processEvents()
    shown = canvas.screen().grabWindow(canvas.winId()).toImage()
    again = shown.copy(box) if not shown.isNull() else canvas.grab(box).toImage()
    assert again.pixelColor(0, 0) == once.pixelColor(0, 0) != QColor(*RED)


def drop(canvas: Canvas, mime: QMimeData) -> bool:
    """Carry something over the canvas and let go; says whether it was welcome."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(400, 300), copy, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(canvas, enter)
    if enter.isAccepted():
        QApplication.sendEvent(canvas, QDropEvent(QPointF(400, 300), copy, mime, left, none))
    return enter.isAccepted()


def test_files_can_be_dropped(qtbot, canvas: Canvas, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png")), QUrl.fromLocalFile(str(tmp_path / "b.png"))])
    with qtbot.waitSignal(canvas.dropped) as caught:
        assert drop(canvas, mime)
    assert caught.args == [[tmp_path / "a.png", tmp_path / "b.png"]]


def test_a_picture_from_another_program_can_be_dropped(qtbot, canvas: Canvas) -> None:
    mime = QMimeData()
    mime.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
    with qtbot.waitSignal(canvas.dropped) as caught:
        assert drop(canvas, mime)
    assert caught.args[0].hasImage()


def test_a_drag_over_the_canvas_is_seen_and_text_is_not_welcome(qtbot, canvas: Canvas) -> None:
    before = canvas.grab().toImage()
    mime = QMimeData()
    mime.setText("no picture")
    assert not drop(canvas, mime)
    assert canvas.grab().toImage() == before
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/a.png")])
    QApplication.sendEvent(
        canvas,
        QDragEnterEvent(
            QPoint(400, 300),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        ),
    )
    assert canvas.grab().toImage() != before


def test_short_work_shows_nothing_and_long_work_can_be_cancelled(qtbot, canvas: Canvas) -> None:
    canvas.set_busy("Reading the picture")
    canvas.set_busy(None)
    qtbot.wait(450)
    assert not canvas.busy.isVisible()
    canvas.set_busy("Reading the picture")
    assert not canvas.busy.isVisible()
    qtbot.waitUntil(canvas.busy.isVisible)
    with qtbot.waitSignal(canvas.cancel_requested):
        qtbot.mouseClick(canvas.busy.cancel_button, Qt.MouseButton.LeftButton)
    canvas.set_busy(None)
    qtbot.waitUntil(lambda: not canvas.busy.isVisible())


def test_a_message_stands_on_the_lower_edge_with_its_remedy(qtbot, canvas: Canvas) -> None:
    done: list[str] = []
    text = "notes.png is a text file, not a picture: choose a PNG, JPEG or WebP."
    canvas.show_message(text, remedy="Choose another…", action=lambda: done.append("asked"))
    assert canvas.messages.isVisible() and canvas.messages.text == text
    assert canvas.rect().contains(canvas.messages.geometry())
    assert canvas.messages.geometry().bottom() > 500
    qtbot.mouseClick(canvas.messages.remedy_button, Qt.MouseButton.LeftButton)
    assert done == ["asked"] and not canvas.messages.isVisible()


def test_what_stands_on_the_canvas_keeps_its_place_when_it_is_resized(qtbot, canvas: Canvas) -> None:
    canvas.set_picture(flat(RED))
    canvas.show_message("A long sentence that needs some room to be read on a small canvas. " * 3)
    for size in ((1200, 900), (420, 320)):
        canvas.resize(*size)
        QApplication.processEvents()
        for child in (canvas.messages, canvas.zoom_chip):
            assert canvas.rect().contains(child.geometry())
        box = canvas.picture_rect()
        assert box.center().x() == pytest.approx(size[0] / 2, abs=1)
