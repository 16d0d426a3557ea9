"""A person drags *Smile*, and the picture smiles; undo and redo are one step each."""

from __future__ import annotations

from collections.abc import Callable

from journeys.driver import Window


def test_drag_smile(open_window: Callable[..., Window]) -> None:
    window = open_window()
    before = window.settled()
    window.key("s")
    window.shot("smile-1-before")

    value = before["settings"]["smile"]
    start = (value + 1) / 2
    end = 0.05 if start > 0.5 else 0.95
    window.drag("smile", start, end)
    after = window.until(lambda state: (state["undo"] or "").startswith("Smile") and not state["busy"])
    window.shot("smile-2-after")
    assert after["print"] != before["print"]
    assert abs(after["settings"]["smile"] - (2 * end - 1)) < 0.1
    assert after["steps"] == before["steps"] + 1
    assert after["said"].startswith("Edited in")

    window.key("ctrl+z")
    back = window.until(lambda state: state["undo"] != after["undo"] and not state["busy"])
    assert back["print"] == before["print"] and back["shown"] == before["shown"]
    window.key("ctrl+shift+z")
    again = window.until(lambda state: state["redo"] is None and not state["busy"])
    assert again["print"] == after["print"]

    other_ways(window, again["settings"]["smile"])
    assert window.close() == 0


def other_ways(window: Window, value: float) -> None:
    """A value is stepped with arrows, typed, and found in the palette; digits are no shortcuts then."""
    window.click("smile", (value + 1) / 2)
    zoom = window.state["zoom"]
    window.key("Left")
    window.until(lambda state: state["settings"]["smile"] < value and not state["busy"])
    window.type("0.25")
    window.key("Return")
    typed = window.until(lambda state: state["settings"]["smile"] == 0.25 and not state["busy"])
    assert typed["zoom"] == zoom
    window.key("ctrl+k")
    window.until(lambda state: state["palette"])
    window.type("smile -0.5")
    window.key("Return")
    window.until(lambda state: state["settings"]["smile"] == -0.5 and not state["busy"])
