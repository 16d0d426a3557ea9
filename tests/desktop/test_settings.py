"""What the window remembers is there at the next start, and only where it belongs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray

from morphospace.imaging.recent import LIMIT
from morphospace_desktop.settings import Preferences, state_folder


def reopened(preferences: Preferences) -> Preferences:
    preferences.sync()
    return Preferences()


def test_the_state_folder_follows_the_environment(own_state: Path) -> None:
    assert state_folder() == own_state
    Preferences().theme = "light"
    Preferences().sync()
    assert (own_state / "window.ini").is_file()


def test_values_come_back_after_a_restart(own_state: Path) -> None:
    one = Preferences()
    one.theme, one.split, one.model, one.geometry = "light", 0.25, "faces-cvae", QByteArray(b"\x01\x00g")
    two = reopened(one)
    assert (two.theme, two.split, two.model, two.geometry) == (
        "light",
        0.25,
        "faces-cvae",
        QByteArray(b"\x01\x00g"),
    )


def test_recent_files_are_newest_first_without_doubles_and_without_lost_ones(tmp_path: Path) -> None:
    paths = [tmp_path / f"{i}.png" for i in range(LIMIT + 3)]
    preferences = Preferences()
    for path in paths:
        path.touch()
        preferences.add_recent(path)
    preferences.add_recent(paths[-2])
    paths[-1].unlink()
    recent = reopened(preferences).recent
    assert recent[0] == paths[-2]
    assert paths[-1] not in recent and len(set(recent)) == len(recent) <= LIMIT


def test_one_recent_file_is_a_list_of_one(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    preferences = Preferences()
    preferences.add_recent(tmp_path / "a.png")
    assert reopened(preferences).recent == (tmp_path / "a.png",)


def test_a_spoilt_file_gives_the_defaults(own_state: Path) -> None:
    own_state.mkdir(parents=True, exist_ok=True)
    (own_state / "window.ini").write_text("[General]\ntheme=purple\nsplit=left\nrecent=\n")
    spoilt = Preferences()
    assert (spoilt.theme, spoilt.split, spoilt.recent) == ("dark", 0.5, ())


def test_a_command_can_lose_its_keys_and_get_them_back() -> None:
    preferences = Preferences()
    assert preferences.keys("edit.undo") is None
    preferences.set_keys("edit.undo", ())
    assert reopened(preferences).keys("edit.undo") == ()
    preferences.set_keys("edit.undo", None)
    assert reopened(preferences).keys("edit.undo") is None
