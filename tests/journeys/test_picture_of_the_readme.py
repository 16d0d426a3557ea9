"""The README's picture: the window with a face being edited. ``MORPHOSPACE_WRITE_DOCS=1`` puts it in docs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from journeys.driver import Window
from PIL import Image

DOCS = Path(__file__).parents[2] / "docs" / "create.png"


def test_picture_of_the_readme(open_window: Callable[..., Window], face: Path, wears: str) -> None:
    window = open_window()
    window.settled()
    assert window.ask("drop", path=str(face))
    window.until(lambda state: state["undo"] == f"Open {face.name}" and not state["busy"])
    window.drag("smile", 0.5, 0.97)
    window.until(lambda state: state["settings"]["smile"] > 0.8 and not state["busy"])
    window.click("canvas", 0.03, 0.5)
    window.key("s")
    window.until(lambda state: state["split"] and state["strips"] and not state["busy"])
    shot = Image.open(window.shot("create")).convert("RGB")
    box = window.ask("where", name="window")
    picture = shot.crop((box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]))
    assert picture.size == (1440, 900)
    if os.environ.get("MORPHOSPACE_WRITE_DOCS"):
        picture.save(DOCS, optimize=True)
    assert window.close() == 0
