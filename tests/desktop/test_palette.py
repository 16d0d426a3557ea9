"""The palette finds commands, choices, values and files, and runs them from the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLineEdit, QMainWindow

from morphospace import Choice, Slider, Toggle
from morphospace_desktop.entries import control_entries, recent_entries, value_entries
from morphospace_desktop.palette import CommandPalette, Entry, matches

CONTROLS = (
    Slider(name="smile", title="Smile", minimum=-1, maximum=1, default=0, group="Expression"),
    Choice(name="eyes", title="Eyes", choices=("open", "wink"), default="open", group="Expression"),
    Toggle(name="hat", title="Hat", group="Wears"),
)


class Window(QMainWindow):
    """A window with a field, a palette, and a record of what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[Any, ...]] = []
        self.field = QLineEdit(self)
        self.setCentralWidget(self.field)
        self.resize(900, 600)

        def change(name: str, value: Any) -> None:
            self.asked.append((name, value))

        def focus(name: str) -> None:
            self.asked.append((name,))

        self.sheet = CommandPalette(
            self,
            [
                lambda _query: [*control_entries(CONTROLS, change, focus), Entry("Undo", "Edit", self.close)],
                lambda query: value_entries(query, CONTROLS, change),
            ],
        )


@pytest.fixture
def window(qtbot: Any) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.field.setFocus()
    qtbot.waitUntil(window.field.hasFocus)
    window.sheet.open_below(QRect(200, 10, 400, 30))
    return window


def run(qtbot: Any, window: Window, text: str) -> list[tuple[Any, ...]]:
    qtbot.keyClicks(window.sheet.line, text)
    qtbot.keyClick(window.sheet.line, Qt.Key.Key_Return)
    return window.asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("wink", ("eyes", "wink")),
        ("eyes open", ("eyes", "open")),
        ("hat on", ("hat", True)),
        ("smile", ("smile",)),
        ("smile 0.7", ("smile", 0.7)),
        ("smile=-0,25", ("smile", -0.25)),
        ("smile 7", ("smile", 1.0)),
    ],
)
def test_what_is_typed_is_done(qtbot: Any, window: Window, text: str, asked: tuple[Any, ...]) -> None:
    assert run(qtbot, window, text) == [asked]
    assert not window.sheet.isVisible() and window.field.hasFocus()


def test_arrows_choose_another_line(qtbot: Any, window: Window) -> None:
    qtbot.keyClicks(window.sheet.line, "eyes")
    second = window.sheet.entries[1]
    qtbot.keyClick(window.sheet.line, Qt.Key.Key_Down)
    qtbot.keyClick(window.sheet.line, Qt.Key.Key_Return)
    assert [f"Eyes: {window.asked[0][1]}"] == [second.title]


def test_escape_leaves_everything_as_it_was(qtbot: Any, window: Window) -> None:
    qtbot.keyClicks(window.sheet.line, "wink")
    qtbot.keyClick(window.sheet.line, Qt.Key.Key_Escape)
    assert window.asked == [] and not window.sheet.isVisible() and window.field.hasFocus()


def test_nothing_fits_and_return_does_nothing(qtbot: Any, window: Window) -> None:
    assert run(qtbot, window, "zzzz") == []
    assert window.sheet.isVisible()


def test_recent_files_are_found_by_name_and_folder() -> None:
    opened: list[Path] = []
    entries = recent_entries([Path("/holiday/sea.png"), Path("/atwork/plan.ora")], opened.append)
    matches("plan work", [lambda _query: entries])[0].run()
    assert opened == [Path("/atwork/plan.ora")]
