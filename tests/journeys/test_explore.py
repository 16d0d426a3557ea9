"""An analyst maps a folder, looks around, makes a slider of two groups, and takes a face to the canvas."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from journeys.driver import Window
from PIL import Image

from morphospace.data.drawing import draw_face
from morphospace.data.sampling import split_table

COUNT = 90


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory, models: tuple[list[str], dict[str, str]]) -> Path:
    """A folder of pictures of someone's own: faces, or squares for the tiny model, and one broken file."""
    folder = tmp_path_factory.mktemp("my pictures")
    table = None if models[1] else split_table("val", 0, COUNT)
    random = np.random.default_rng(0)
    for index in range(COUNT):
        if table is None:
            pixels = np.full((32, 32, 3), random.integers(0, 255, 3), np.uint8)
            pixels[8:24, 8:24] = [(230, 20, 20), (20, 230, 20), (20, 20, 230)][index % 3]
        else:
            pixels = draw_face(table.row_variants(index), 64)
        Image.fromarray(pixels).save(folder / f"{index:03d}.png")
    (folder / "letter.png").write_text("Dear all,")
    return folder


def test_a_folder_becomes_a_landscape(open_window: Callable[..., Window], pictures: Path) -> None:
    window = open_window()
    window.settled()
    window.key("ctrl+2")
    window.until_map(lambda state: state["up"])
    window.shot("explore-1-empty")
    assert window.ask("drop_folder", path=str(pictures))
    shown = window.until_map(lambda state: state["complete"] and state["drawn"] == COUNT, "a finished map")
    assert shown["layout"] == "pca"
    window.until_map(lambda state: state["dot"], "the picture on the canvas is a dot on the map")
    window.shot("explore-2-map")

    first, second, *_ = window.ask("visible")
    window.point_at_item(first)
    seen = window.until_map(lambda state: state["row"] == first and state["judged"] and state["nearest"] > 0)
    window.shot("explore-3-item")
    window.point_at_gap()
    place = window.until_map(lambda state: state["row"] == -1 and state["seen"] and state["judged"])
    assert place["seen"] != seen["seen"], "where no item lies there is a picture, too"
    window.shot("explore-4-place")

    window.draw("plane", [(0.02, 0.02), (0.5, 0.02), (0.5, 0.98), (0.02, 0.98)])
    left = window.until_map(lambda state: state["selected"] > 0)["mask"]
    window.key("ctrl+g")
    window.draw("plane", [(0.5, 0.02), (0.98, 0.02), (0.98, 0.98), (0.5, 0.98)])
    window.until_map(lambda state: state["selected"] > 0 and state["mask"] != left)
    window.key("ctrl+g")
    made = window.until_map(lambda state: len(state["named"]) == 2 and state["auc"] is not None)
    assert made["auc"] > 0.6, "what lies apart on the map can be told apart"
    window.key("Return")  # the name that is offered will do
    window.key("ctrl+z")
    window.until_map(lambda state: state["mask"] == left)
    window.shot("explore-5-slider")
    window.click("Make a slider: A − B")
    window.click("Add to the canvas")
    added = window.until_map(lambda state: set(state["directions"]) - set(shown["directions"]))
    (name,) = set(added["directions"]) - set(shown["directions"])

    before = window.settled()
    window.key("ctrl+1")
    window.until_map(lambda state: not state["up"] and state["inset"], "the inset on the canvas")
    window.drag(name, 0.5, 0.9)
    window.until_map(lambda state: state["moves"].get(name, 0) > 0.5)
    after = window.settled()
    assert after["print"] != before["print"]
    window.shot("explore-6-slider-on-the-canvas")
    window.key("ctrl+z")
    window.until_map(lambda state: not state["moves"])
    assert window.settled()["print"] == before["print"]

    window.key("ctrl+2")
    window.until_map(lambda state: state["up"])
    window.point_at_item(second, clicks=2)
    window.until_map(lambda state: not state["up"], "an item opened on the canvas")
    opened = window.settled()
    assert opened["print"] != before["print"]
    window.shot("explore-7-opened")
    assert window.close() == 0

    again = open_window()
    again.settled()
    again.until_map(lambda state: state["count"] == COUNT and state["inset"], "the map of last time")
    assert again.close() == 0


def test_a_filter_says_what_is_wrong_and_a_dead_host_costs_no_map(
    open_window: Callable[..., Window], pictures: Path
) -> None:
    window = open_window()
    window.settled()
    window.key("ctrl+2")
    window.until_map(lambda state: state["up"])
    assert window.ask("drop_folder", path=str(pictures))
    window.until_map(lambda state: state["complete"] and state["drawn"] == COUNT)
    window.click("filter")
    window.type("glasses = 0 and (")
    window.until_map(lambda state: state["filter"] == "glasses = 0 and (" and state["matches"] is None)
    window.shot("explore-8-filter-with-a-fault")
    window.key("ctrl+a", "BackSpace")
    window.type("glasses = 0")
    found = window.until_map(lambda state: state["matches"])
    assert 0 < found["matches"] < COUNT
    window.draw("plane", [(0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99)])
    assert window.until_map(lambda state: state["selected"])["selected"] <= found["matches"]

    os.kill(window.state["pids"]["interactive"], signal.SIGKILL)
    window.until(lambda state: state["host"] == "restarting")
    window.shot("explore-9-host-died")
    window.until(lambda state: state["host"] == "ready")
    window.point_at_gap()
    back = window.until_map(lambda state: state["row"] == -1 and state["seen"] and state["judged"])
    assert back["matches"] == found["matches"] and back["count"] == COUNT
    assert window.close() == 0
