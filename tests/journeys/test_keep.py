"""A person drops a picture, adds sunglasses, undoes, saves, reopens, exports, and reads the PNG back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from journeys.driver import State, Window

from morphospace.imaging.files import read_image
from morphospace.imaging.metadata import read_request


def test_keep(open_window: Callable[..., Window], face: Path, wears: str, tmp_path: Path) -> None:
    window = open_window()
    first = window.settled()
    assert window.ask("drop", path=str(face))
    opened = window.until(lambda state: state["undo"] == f"Open {face.name}" and not state["busy"])
    window.shot("keep-1-opened")
    assert opened["print"] != first["print"]
    assert float(opened["settings"][wears]) < 0.5

    worn = put_on(window, wears)
    window.shot("keep-2-worn")
    window.key("ctrl+z")
    undone = window.until(lambda state: state["undo"] == opened["undo"] and not state["busy"])
    assert undone["print"] == opened["print"]
    window.key("ctrl+shift+z")
    window.until(lambda state: state["print"] == worn["print"] and not state["busy"])

    project = save(window, tmp_path / "holiday.ora")
    picture = export(window, tmp_path / "holiday-edited.png")
    assert window.close() == 0

    request = read_request(picture)
    assert request is not None and request.model == worn["model"]
    assert dict(request.settings) == worn["settings"]
    reopen(open_window, project, picture, worn)


def put_on(window: Window, wears: str) -> State:
    """Sunglasses, by the slider's far end, or by the switch."""
    if wears == "sunglasses":
        window.drag(wears, 0.01, 0.99)
    else:
        window.click(wears)
    worn = window.until(lambda state: float(state["settings"][wears]) > 0.9 and not state["busy"])
    assert worn["undo"] != "Open" and worn["dirty"]
    return worn


def save(window: Window, path: Path) -> Path:
    window.key("ctrl+s")
    window.until(lambda state: state["dialog"] == "QFileDialog")
    window.shot("keep-3-save")
    answer(window, path)
    saved = window.until(lambda state: state["path"] == str(path))
    assert not saved["dirty"] and path.name in saved["title"] and saved["said"] == f"Saved {path.name}"
    return path


def export(window: Window, path: Path) -> Path:
    window.key("ctrl+e")
    window.until(lambda state: state["dialog"] == "QFileDialog")
    answer(window, path)
    window.until(lambda state: state["said"] == f"Exported {path.name}")
    return path


def answer(window: Window, path: Path) -> None:
    """Type a path into a file dialog."""
    window.key("ctrl+a")
    window.type(str(path))
    window.key("Return")
    window.until(lambda state: state["dialog"] is None)


def reopen(open_window: Callable[..., Window], project: Path, picture: Path, worn: State) -> None:
    """The project comes back with its history, and so does the exported picture with its latent."""
    window = open_window(str(project))
    again = window.settled()
    window.shot("keep-4-reopened")
    assert again["undo"] == worn["undo"] and not again["dirty"]
    assert again["settings"] == worn["settings"]
    window.key("ctrl+z")
    window.until(lambda state: state["redo"] == worn["undo"] and not state["busy"])

    assert window.ask("drop", path=str(picture))
    read_back = window.until(lambda state: state["undo"] == f"Open {picture.name}" and not state["busy"])
    assert read_back["settings"] == worn["settings"] and read_back["model"] == worn["model"]
    assert np.allclose(read_back["picture"], read_image(picture).mean(axis=(0, 1)))
    window.drag("smile", 0.5, 0.9)
    window.until(lambda state: (state["undo"] or "").startswith("Smile") and not state["busy"])
    window.shot("keep-5-edited-again")
    assert window.close() == 0
