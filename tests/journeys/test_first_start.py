"""A person starts the window for the first time, looks around, and leaves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from journeys.driver import Window


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    return open_window()


def test_first_start(window: Window) -> None:
    window.until(lambda state: state["usable"])
    window.shot("first-start-1-window")
    first = window.settled()
    window.shot("first-start-2-face")
    assert first["model"] and not first["dirty"] and not first["message"]
    assert first["shown"].items() <= first["settings"].items()

    imported = set(window.ask("modules"))
    assert "PySide6" in imported
    assert not imported & {"torch", "morphospace_vae", "tiny_family", "support"}

    window.move_to("canvas")
    window.key("n")
    other = window.until(lambda state: state["print"] != first["print"] and not state["busy"])
    assert other["undo"] and other["dirty"]
    look_around(window)
    leave(window)


def look_around(window: Window) -> None:
    """Zoom, hide the panels, compare, change the theme: all by keyboard."""
    window.click("canvas", 0.1, 0.5)
    fitted = window.state["zoom"]
    window.key("1")
    window.until(lambda state: round(state["zoom"]) == 100)
    window.key("0")
    window.until(lambda state: abs(state["zoom"] - fitted) < 0.5)
    window.key("Tab")
    window.until(lambda state: not state["panels"])
    window.shot("first-start-3-picture-alone")
    window.key("Tab")
    window.until(lambda state: state["panels"])
    window.key("ctrl+k")
    window.until(lambda state: state["palette"])
    window.type("light")
    window.shot("first-start-4-palette")
    window.key("Return")
    window.until(lambda state: not state["palette"])
    window.shot("first-start-5-light")


def leave(window: Window) -> None:
    """Quitting asks about unsaved work, and Cancel stays."""
    window.key("ctrl+q")
    window.until(lambda state: state["dialog"] == "UnsavedDialog")
    window.shot("first-start-6-unsaved")
    window.click("Cancel")
    window.until(lambda state: state["dialog"] is None)
    assert window.close() == 0
