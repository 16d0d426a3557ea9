"""The window and the session belong together: what is done in one shows in the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from support.fakehost import FakeHost
from support.tiny import tiny_card

from morphospace.hosting import HostStatus, Resident, StatusChanged
from morphospace.imaging.metadata import read_request
from morphospace_desktop import dialogs
from morphospace_desktop.actions import BY_ID
from morphospace_desktop.connecting import EXPLORE
from morphospace_desktop.pictures import from_image
from morphospace_desktop.settings import Preferences
from morphospace_desktop.studio import Studio


@dataclass
class OneModel:
    """A library with the tiny model in it."""

    @dataclass
    class Checkpoint:
        card: Any

    models = (Checkpoint(tiny_card()),)
    broken = ()


class Desk:
    """A studio on a host that does what it is told."""

    def __init__(self, qtbot: Any, library: Any = None) -> None:
        self.host = FakeHost()
        self.studio = Studio(self.host, library or OneModel(), Preferences())  # type: ignore[arg-type]
        self.window, self.session = self.studio.window, self.studio.session
        self.canvas, self.controls = self.studio.create.canvas, self.studio.create.controls
        self._qtbot = qtbot
        qtbot.addWidget(self.window)
        self.window.may_close = lambda: True
        self.window.show()

    def finish(self) -> None:
        """The host answers the newest request."""
        self.host.finish()
        self._qtbot.waitUntil(lambda: self.session.busy is None)

    def do(self, command: str) -> None:
        self.window.actions_[command].trigger()

    def enabled(self, command: str) -> bool:
        return self.window.actions_[command].isEnabled()


@pytest.fixture
def desk(qtbot: Any) -> Iterator[Desk]:
    desk = Desk(qtbot)
    desk.studio.begin()
    desk.finish()
    yield desk
    desk.studio.close()


def test_the_first_model_is_one_that_reads_pictures(qtbot: Any) -> None:
    class Several(OneModel):
        plain = tiny_card("a-plain-one", controls=(), capabilities=("encode", "decode", "sample"))
        models = (OneModel.Checkpoint(plain), OneModel.Checkpoint(tiny_card()))

    desk = Desk(qtbot, Several())
    desk.studio.begin()
    assert desk.session.model is not None and desk.session.model.id == "tiny-squares"
    desk.studio.close()


def test_every_command_is_connected(desk: Desk) -> None:
    for id_ in BY_ID:
        action = desk.window.actions_[id_]
        signals = action.receivers("2triggered(bool)") + action.receivers("2toggled(bool)")
        assert signals > 0, id_


def test_the_first_picture_comes_without_being_asked(desk: Desk) -> None:
    assert desk.session.picture is not None
    assert not desk.session.dirty and not desk.enabled("edit.undo")
    assert desk.controls.values() == dict(desk.session.settings)
    assert desk.enabled("file.save") and desk.enabled("picture.new")


def test_without_a_model_the_canvas_says_what_to_do(qtbot: Any) -> None:
    class Nothing:
        models = broken = ()

    desk = Desk(qtbot, Nothing())
    desk.studio.begin()
    assert "No model is installed" in desk.canvas.messages.text
    assert not desk.enabled("picture.new") and desk.enabled("models.plugins")
    desk.studio.close()


def test_a_drag_is_drafts_and_then_one_step(desk: Desk) -> None:
    for value in (0.1, 0.2, 0.3):
        desk.controls.changed.emit("smile", value, True)
        assert desk.host.request.draft
    desk.controls.changed.emit("smile", 0.3, False)
    assert not desk.host.request.draft
    desk.finish()
    assert desk.window.status.undo.text() == "Undo: Smile 0.30"
    assert desk.window.actions_["edit.undo"].text() == "&Undo Smile 0.30"
    assert desk.window.isWindowModified()
    desk.do("edit.undo")
    assert desk.controls.values()["smile"] == 0.0 and not desk.enabled("edit.undo")
    assert desk.window.actions_["edit.redo"].text() == "&Redo Smile 0.30"


def test_the_canvas_shows_the_sessions_picture_and_its_original(qtbot: Any, desk: Desk) -> None:
    seen: list[Any] = []
    desk.canvas.painted.connect(seen.append)
    first = desk.session.picture
    desk.controls.changed.emit("smile", 0.9, False)
    desk.finish()
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] is desk.session.picture)
    assert not np.array_equal(desk.session.picture, first)
    np.testing.assert_array_equal(desk.session.original, first)


def test_what_the_host_cannot_do_stands_on_the_canvas(qtbot: Any, desk: Desk) -> None:
    before = desk.session.picture
    desk.controls.changed.emit("smile", 0.9, False)
    desk.host.fail("The model ran out of memory: close other programs.")
    qtbot.waitUntil(lambda: "out of memory" in desk.canvas.messages.text)
    np.testing.assert_array_equal(desk.session.picture, before)
    desk.window.stopped.emit()
    assert desk.canvas.messages.text == ""


def test_the_chip_and_the_line_follow_the_host(qtbot: Any, desk: Desk) -> None:
    resident = (Resident("tiny-squares", "Tiny squares", 10, "cpu", 0.0),)
    desk.host.tell(StatusChanged(HostStatus("ready", "cpu", "CPU", 100, 1000, resident)))
    qtbot.waitUntil(lambda: "Tiny squares" in desk.window.chip.words)
    assert desk.window.status.resident.text() == "1 model resident"
    desk.host.tell(StatusChanged(HostStatus("restarting", message="The host died and is starting again.")))
    qtbot.waitUntil(lambda: desk.canvas.messages.text == "The host died and is starting again.")
    desk.host.tell(StatusChanged(HostStatus("ready", "cpu", "CPU")))
    qtbot.waitUntil(lambda: desk.canvas.messages.text == "")


def test_a_seed_makes_its_face_again(desk: Desk) -> None:
    desk.controls.seed_changed.emit(77)
    desk.finish()
    first = desk.session.picture
    desk.do("picture.new")
    desk.finish()
    desk.controls.seed_changed.emit(77)
    desk.finish()
    np.testing.assert_array_equal(desk.session.picture, first)
    assert desk.controls.seed() == 77


def test_copy_and_paste_carry_the_picture(desk: Desk) -> None:
    desk.do("edit.copy")
    copied = from_image(QGuiApplication.clipboard().image())
    np.testing.assert_array_equal(copied, desk.session.picture)
    QGuiApplication.clipboard().setImage(QImage(20, 10, QImage.Format.Format_RGB32))
    desk.do("edit.paste")
    assert "image" in desk.host.request.images
    assert desk.host.request.images["image"].shape == (1, 10, 20, 3)


def test_pasting_no_picture_says_so(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("hello")
    desk.do("edit.paste")
    assert "holds no picture" in desk.canvas.messages.text


def test_a_dropped_file_is_opened(qtbot: Any, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "sea.png"
    Image.new("RGB", (30, 20), "teal").save(path)
    drop(desk, path)
    qtbot.waitUntil(lambda: "image" in desk.host.request.images)
    desk.finish()
    assert desk.session.undo_label == "Open sea.png"
    assert desk.studio.preferences.recent == (path,)
    assert any(action.text() == "sea.png" for action in desk.window.recent_menu.actions())


def test_a_bad_file_costs_nothing(qtbot: Any, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "letter.png"
    path.write_text("Dear all,")
    before = desk.session.history
    drop(desk, path)
    qtbot.waitUntil(lambda: "letter.png" in desk.canvas.messages.text)
    assert desk.session.history is before and desk.studio.preferences.recent == ()


def test_save_reopen_and_export(
    qtbot: Any, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.controls.changed.emit("smile", 0.5, False)
    desk.finish()
    edited = desk.session.picture
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: tmp_path / "face.ora")
    monkeypatch.setattr(dialogs, "ask_export", lambda *_: tmp_path / "face.png")
    desk.do("file.save")
    assert not desk.window.isWindowModified() and desk.window.windowTitle().startswith("face.ora")
    desk.do("file.export")
    request = read_request(tmp_path / "face.png")
    assert request is not None and request.settings["smile"] == 0.5

    desk.do("picture.new")
    desk.finish()
    monkeypatch.setattr(dialogs, "ask_unsaved", lambda *_: "discard")
    drop(desk, tmp_path / "face.ora")
    qtbot.waitUntil(lambda: desk.session.undo_label == "Smile 0.50")
    np.testing.assert_array_equal(desk.session.picture, edited)


@pytest.mark.parametrize(("answer", "closes"), [("save", True), ("discard", True), ("cancel", False)])
def test_closing_asks_about_unsaved_work(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, closes: bool
) -> None:
    desk.window.may_close = desk.studio.files.may_replace
    desk.controls.changed.emit("smile", 0.5, False)
    desk.finish()
    monkeypatch.setattr(dialogs, "ask_unsaved", lambda *_: answer)
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: tmp_path / "face.ora")
    assert desk.window.close() is closes
    assert (tmp_path / "face.ora").exists() is (answer == "save")


def test_a_save_that_fails_keeps_the_window_open(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.window.may_close = desk.studio.files.may_replace
    desk.controls.changed.emit("smile", 0.5, False)
    desk.finish()
    monkeypatch.setattr(dialogs, "ask_unsaved", lambda *_: "save")
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: tmp_path / "no such folder" / "face.ora")
    assert not desk.window.close()
    assert "face.ora" in desk.canvas.messages.text


def test_tab_hides_the_panels_from_the_canvas_only(qtbot: Any, desk: Desk) -> None:
    desk.window.activateWindow()
    desk.canvas.setFocus()
    qtbot.waitUntil(desk.canvas.hasFocus)
    qtbot.keyClick(desk.canvas, Qt.Key.Key_Tab)
    assert not desk.controls.isVisible()
    qtbot.keyClick(desk.canvas, Qt.Key.Key_Tab)
    assert desk.controls.isVisible()
    desk.controls.model_card.setFocus()
    qtbot.keyClick(desk.controls.model_card, Qt.Key.Key_Tab)
    assert desk.controls.isVisible() and not desk.controls.model_card.hasFocus()


def test_tab_hides_the_panels_from_the_map_as_well(qtbot: Any, desk: Desk) -> None:
    desk.window.show_workspace(EXPLORE)
    left = desk.studio.explorer.view.left
    qtbot.keyClick(desk.studio.explorer.plane, Qt.Key.Key_Tab)
    assert left.isHidden()
    qtbot.keyClick(desk.studio.explorer.plane, Qt.Key.Key_Tab)
    assert not left.isHidden()


def test_the_held_key_shows_the_original_wherever_the_keyboard_is(qtbot: Any, desk: Desk) -> None:
    def middle() -> str:
        return desk.canvas.grab().toImage().pixelColor(desk.canvas.rect().center()).name()

    before = middle()
    desk.controls.changed.emit("hair", "green", False)
    desk.finish()
    edited = middle()
    assert edited != before
    desk.controls.model_card.setFocus()
    qtbot.keyPress(desk.controls.model_card, Qt.Key.Key_Backslash)
    assert middle() == before
    qtbot.keyRelease(desk.controls.model_card, Qt.Key.Key_Backslash)
    assert middle() == edited


def test_theme_split_and_place_are_kept(desk: Desk, own_state: Path) -> None:
    desk.do("view.light")
    desk.canvas.set_split_position(0.25)
    desk.window.resize(1000, 700)
    desk.window.close()
    kept = Preferences(own_state)
    assert kept.theme == "light" and kept.split == 0.25 and not kept.geometry.isEmpty()
    desk.do("view.light")


def drop(desk: Desk, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    middle, action = desk.canvas.rect().center(), Qt.DropAction.CopyAction
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(desk.canvas, QDragEnterEvent(middle, action, mime, button, keys))
    event = QDropEvent(middle.toPointF(), action, mime, button, keys)
    QApplication.sendEvent(desk.canvas, event)
    assert event.isAccepted()
