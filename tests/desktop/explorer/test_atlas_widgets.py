"""The picker of atlases and the empty map: what they show, offer and ask for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QMenu

from morphospace.atlas.storage.atlases import AtlasInfo
from morphospace_desktop.explorer import empty, gallery_of_atlases
from morphospace_desktop.explorer.atlas_dialogs import DeleteDialog, TitleDialog
from morphospace_desktop.explorer.atlas_shelf import Building, Shelved
from morphospace_desktop.explorer.empty import EmptyMap
from morphospace_desktop.explorer.gallery_of_atlases import AtlasPicker


def shelved(
    atlas: str, title: str, count: int, total: int, trouble: str = "", model: str = "ready"
) -> Shelved:
    info = AtlasInfo(
        atlas, title, Path("/data") / atlas, "test split · 64 latents", ("faces:test",), "m", "M", "h",
        count, total, count == total, trouble,
    )  # fmt: skip
    return Shelved(info, np.zeros((64, 64, 3), np.uint8), model)  # type: ignore[arg-type]


SHELF = (
    shelved("faces", "Faces", 10_000, 10_000),
    shelved("cats", "Cats", 40, 100),
    shelved("bad", "bad", 0, 0, "It is damaged."),
    shelved("lost", "Lost", 5, 5, model="gone"),
)
BUILDING = Building("cats", "Cats", "Encoding 60 of 100", 60, 100, 0.0)


def actions(menu: QMenu) -> dict[str, QAction]:
    return {action.text(): action for action in menu.actions() if action.text()}


@pytest.fixture
def picker(qapp: QApplication) -> AtlasPicker:
    made = AtlasPicker()
    made.set_shelf(SHELF)
    return made


def test_it_says_which_map_is_open(picker: AtlasPicker) -> None:
    assert picker.title == "No map"
    picker.set_current("faces")
    assert (picker.title, picker.line) == ("Faces, 10,000", "test split · 64 latents")
    assert picker.accessibleName() == "Map: Faces, 10,000, test split · 64 latents"
    picker.set_current("cats", 40)
    assert (picker.title, picker.line) == ("Cats, 40", "40 of 100 · not finished")
    picker.set_building(BUILDING)
    picker.set_current("cats", 52)
    assert (picker.title, picker.line) == ("Cats, 52", "60 of 100")
    picker.set_current("lost")
    assert picker.line == "model not installed"


def test_the_menu_opens_another(picker: AtlasPicker) -> None:
    picker.set_current("faces")
    chosen = QSignalSpy(picker.atlas_chosen)
    offered = actions(picker.menu())
    assert not offered["bad\tdamaged"].isEnabled()
    offered["Faces, 10,000\ttest split · 64 latents"].trigger()
    assert chosen.count() == 0
    offered["Cats, 40\t40 of 100 · not finished"].trigger()
    assert chosen.at(0) == ["cats"]


def test_the_menu_offers_what_can_be_done_now(picker: AtlasPicker) -> None:
    offered = actions(picker.menu())
    assert not any(offered[words].isEnabled() for words in ("Add pictures…", "Rename…", "Delete…"))
    picker.set_current("faces")
    offered = actions(picker.menu())
    assert all(offered[words].isEnabled() for words in ("New map", "Add pictures…", "Rename…", "Delete…"))
    assert "Go on building" not in offered
    picker.set_current("lost")
    assert not actions(picker.menu())["Add pictures…"].isEnabled()
    picker.set_current("cats")
    resumed = QSignalSpy(picker.resume_requested)
    actions(picker.menu())["Go on building"].trigger()
    assert resumed.at(0) == ["cats"]
    picker.set_building(BUILDING)
    cancelled = QSignalSpy(picker.cancel_requested)
    offered = actions(picker.menu())
    offered["Stop building"].trigger()
    assert cancelled.count() == 1
    assert not any(offered[words].isEnabled() for words in ("New map", "Add pictures…", "Delete…"))


def test_it_asks_before_it_asks_for_anything(picker: AtlasPicker, monkeypatch: pytest.MonkeyPatch) -> None:
    picker.set_current("faces")
    spies = {
        name: QSignalSpy(getattr(picker, f"{name}_requested"))
        for name in ("build", "add", "rename", "delete")
    }
    answers: dict[str, object] = {"ask_folder": None, "ask_title": None, "ask_delete": False}
    for name in answers:
        monkeypatch.setattr(gallery_of_atlases, name, lambda *_, name=name: answers[name])

    def do_all() -> None:
        for words in ("Add pictures…", "Rename…", "Delete…"):
            actions(picker.menu())[words].trigger()
        picker.ask_new()

    do_all()
    assert [spy.count() for spy in spies.values()] == [0, 0, 0, 0]
    answers.update(ask_folder=Path("/pictures"), ask_title="Heads", ask_delete=True)
    do_all()
    assert [spies[name].at(0) for name in spies] == [
        ["/pictures"],
        ["/pictures"],
        ["faces", "Heads"],
        ["faces"],
    ]


def test_the_dialogs_say_what_they_do(qapp: QApplication) -> None:
    dialog = TitleDialog(None, "Faces")
    assert dialog.accept_button.isEnabled()
    dialog.edit.setText("  ")
    assert not dialog.accept_button.isEnabled()
    assert DeleteDialog(None, "Faces", 10).accept_button.text() == "Delete"


def test_the_empty_map_offers_two_ways_to_begin(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = EmptyMap()
    asked, refused = QSignalSpy(made.build_requested), QSignalSpy(made.drop_refused)
    made.faces_button.click()
    monkeypatch.setattr(empty, "ask_folder", lambda *_: None)
    made.folder_button.click()
    monkeypatch.setattr(empty, "ask_folder", lambda *_: tmp_path)
    made.folder_button.click()
    (tmp_path / "a.png").touch()
    made.take_dropped([tmp_path / "a.png"])
    made.take_dropped([tmp_path / "a.png", tmp_path])
    assert [asked.at(index) for index in range(asked.count())] == [
        ["faces:test"],
        [str(tmp_path)],
        [str(tmp_path)],
    ]
    assert refused.at(0) == ["a.png is not a folder: drop a folder of pictures."]


def test_while_the_first_is_made_it_shows_how_far(qapp: QApplication) -> None:
    made = EmptyMap()
    made.resize(800, 500)
    made.show()
    cancelled = QSignalSpy(made.cancel_requested)
    quiet = made.grab().toImage()
    made.set_building(Building("x", "Cats", "Encoding 60 of 100", 60, 100, 0.0))
    assert not made.faces_button.isVisible() and made.accessibleDescription() == "Encoding 60 of 100"
    half = made.grab().toImage()
    assert half != quiet
    made.set_building(
        Building("x", "Cats", "Encoding 60 of 100", 60, 100, 0.0, np.full((64, 512, 3), 200, np.uint8))
    )
    assert made.grab().toImage() != half
    made.cancel_button.click()
    assert cancelled.count() == 1
    made.set_building(None)
    assert made.faces_button.isVisible() and "close together" in made.accessibleDescription()
    made.close()
