"""The path from A to B: choosing ends, the newest path, scrubbing, playing, export, and every fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from support.atlases import tiny_atlas
from support.fakehost import FakeHost

from morphospace.atlas.exploration import Exploration, Layout
from morphospace.hosting import Cancelled, Failed
from morphospace.latents.projections import along_axes
from morphospace_desktop.explorer.path_panel import PathPanel
from morphospace_desktop.explorer.path_travel import chosen_file
from morphospace_desktop.explorer.path_view import TEACH
from morphospace_desktop.pictures import to_image

ATLAS = tiny_atlas()
COLOURS = np.linspace(0, 240, 17).astype(np.uint8)


def result(steps: int = 17, width: int | None = None) -> dict[str, Any]:
    """What the job ``path`` returns: greys, ever lighter."""
    latent = np.broadcast_to(COLOURS[:steps, None, None, None], (steps, 8, 8, 3)).copy()
    places = np.linspace(ATLAS.places[0], ATLAS.places[1], steps)
    return {
        "latent": latent,
        "pixel": 255 - latent,
        "latent_validity": np.linspace(1, 0.5, steps),
        "pixel_validity": np.full(steps, 0.1),
        "latent_steps": np.ones(steps - 1),
        "pixel_steps": np.full(steps - 1, 0.5),
        "places": places if width is None else places[:, :width],
        "settings": [{}] * steps,
    }


@pytest.fixture
def exploration() -> Exploration:
    made = Exploration()
    made.open(ATLAS)
    projection = along_axes(ATLAS.places, 0, 1)
    positions = projection.transform(ATLAS.places).astype(np.float32)
    made.lay_out(Layout("axes", "z", projection, positions, np.eye(ATLAS.coordinates.width)[2:3], np.ones(1)))
    return made


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture
def panel(qtbot, exploration: Exploration, host: FakeHost) -> Iterator[PathPanel]:
    made = PathPanel(exploration, host)
    host.listen(made.hear)
    qtbot.addWidget(made)
    made.resize(288, 600)
    made.show()
    yield made
    made.close()


def choose(panel: PathPanel, a: int = 0, b: int = 1) -> None:
    for row, button in ((a, panel.set_a), (b, panel.set_b)):
        panel.offer_item(row)
        button.click()


def test_an_empty_path_teaches(panel: PathPanel, host: FakeHost) -> None:
    assert panel.words == TEACH and not panel.strips.isVisible() and not panel.set_a.isEnabled()
    panel.offer_item(3)
    assert panel.set_a.isEnabled()
    panel.set_a.click()
    assert panel.words == TEACH and not host.jobs and panel.set_a.accessibleDescription() == "square 003"


def test_two_picked_items_make_a_path(qtbot, panel: PathPanel, host: FakeHost, exploration) -> None:
    choose(panel)
    asked = host.job
    assert asked.job == "path" and asked.view == "path" and asked.arguments["model"] == "tiny-squares"
    np.testing.assert_array_equal(asked.arguments["a"]["place"], ATLAS.places[0])
    np.testing.assert_array_equal(asked.arguments["b"]["picture"], ATLAS.thumbnails[1])
    made = result()
    host.step(8, 51, "Making the path", latent=made["latent"][:8], pixel=made["pixel"])
    shown = [image is not None for image in panel.strips.latent.images]
    assert shown == [True] * 3 + [False] * 4 and all(panel.strips.pixel.images)
    assert not panel.export_button.isEnabled()
    host.finish_job(made)
    assert all(panel.strips.latent.images) and panel.export_button.isEnabled() and panel.words == ""
    qtbot.waitUntil(lambda: exploration.path is not None)
    np.testing.assert_allclose(exploration.path.positions[0], ATLAS.places[0, :2], atol=1e-5)


def test_the_playhead_scrubs_pictures_places_and_the_map(qtbot, panel: PathPanel, host, exploration) -> None:
    choose(panel)
    host.finish_job(result())
    qtbot.waitUntil(lambda: exploration.path is not None)
    heard: list[tuple[np.ndarray, np.ndarray, float]] = []
    panel.scrubbed.connect(lambda *said: heard.append(said))
    curve = panel.strips.validity
    QTest.mouseClick(curve, Qt.MouseButton.LeftButton, pos=QPoint(curve.width() // 2, 40))
    place, picture, t = heard[-1]
    assert t == pytest.approx(0.5, abs=0.01) and picture[0, 0, 0] == COLOURS[8]
    np.testing.assert_allclose(place, (ATLAS.places[0] + ATLAS.places[1]) / 2, atol=1e-5)
    assert exploration.path.playhead == t
    assert "75 %" in curve.words(t) and "pixel 10 %" in curve.accessibleDescription()
    curve.setFocus()
    QTest.keyClick(curve, Qt.Key.Key_Right)
    assert heard[-1][1][0, 0, 0] == COLOURS[9]
    QTest.keyClick(curve, Qt.Key.Key_End)
    assert heard[-1][2] == 1.0 and panel.count.text() == "17 of 17"
    last = panel.strips.pixel.box(0).center().toPoint()
    QTest.mouseClick(panel.strips.pixel, Qt.MouseButton.LeftButton, pos=last)
    assert heard[-1][2] == 0.0


def test_it_plays_from_the_start_again_until_a_hand_takes_over(qtbot, panel: PathPanel, host) -> None:
    choose(panel)
    host.finish_job(result())
    seen: list[float] = []
    panel.scrubbed.connect(lambda _place, _picture, t: seen.append(t))
    panel.move_to(15 / 16, told=False)
    panel.play_button.click()
    qtbot.waitUntil(lambda: 0.0 in seen, timeout=3000)
    assert seen[0] == 1.0
    panel.strips.dragged.emit(0.5)
    assert not panel.play_button.isChecked() and seen[-1] == 0.5


def test_the_newest_path_is_shown(panel: PathPanel, host: FakeHost) -> None:
    choose(panel)
    first = host.newest_job
    panel.way.pick("spherical")
    panel.pace.pick("together")
    panel.steps.pick("9")
    asked = host.job.arguments
    assert (asked["way"], asked["pace"], asked["steps"]) == ("spherical", "together", 9)
    host.tell(Cancelled(first))
    assert panel.words == ""
    host.finish_job(result(9))
    assert panel.path is not None and len(panel.path) == 9


def test_ends_can_be_swapped_and_taken_from_selections(panel: PathPanel, host, exploration) -> None:
    assert not panel.take.isVisible()
    for name, row in (("smiling", 5), ("sad", 9)):
        exploration.select_rows([row, row + 20])
        exploration.keep(name)
    assert panel.take.isVisible()
    panel.take.click()
    np.testing.assert_array_equal(host.job.arguments["a"]["place"], ATLAS.places[5])
    panel.swap.click()
    np.testing.assert_array_equal(host.job.arguments["a"]["place"], ATLAS.places[9])
    assert not panel.take.isVisible()


def test_the_picture_on_the_canvas_can_be_an_end(panel: PathPanel, host: FakeHost) -> None:
    picture = np.full((64, 64, 3), 9, np.uint8)
    choose(panel)
    panel.offer_place(ATLAS.places[4:5] + 0.1, picture)
    panel.set_b.click()
    end = host.job.arguments["b"]
    np.testing.assert_allclose(end["place"], ATLAS.places[4] + 0.1)
    assert end["picture"] is picture and panel.set_b.accessibleDescription() == "on the canvas"


def test_faults_are_one_sentence_and_can_be_mended(panel: PathPanel, host: FakeHost, exploration) -> None:
    choose(panel, 3, 3)
    assert "same picture" in panel.words and not host.jobs
    panel.offer_item(4)
    panel.set_b.click()
    assert panel.words == ""
    gone = "There is no model 'tiny-squares': install it."
    host.tell(Failed(host.newest_job, gone, "BadInputError"))
    assert panel.words == gone and panel.path is None and not panel.export_button.isEnabled()
    panel.way.pick("data")
    host.tell(Cancelled(host.newest_job))  # someone else cancelled it
    assert "was left" in panel.words
    panel.way.pick("straight")
    host.finish_job(result())
    assert panel.words == "" and panel.path is not None


def test_another_atlas_has_other_ends(qtbot, panel: PathPanel, host: FakeHost, exploration) -> None:
    choose(panel)
    host.finish_job(result())
    panel.offer_item(2)
    panel.set_a.click()
    exploration.open(tiny_atlas(20, folder=Path("other")))
    assert host.cancelled == [host.newest_job] and panel.words == TEACH and exploration.path is None
    assert not panel.set_a.isEnabled() and panel.set_a.accessibleDescription() == "not chosen"
    host.finish_job(result())  # too late
    assert panel.path is None


def test_a_path_becomes_a_file(panel: PathPanel, host: FakeHost, tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []
    panel.said.connect(lambda *words: said.append(words))
    choose(panel)
    host.finish_job(result())
    panel.export_to(tmp_path / "path.png")
    assert host.job.job == "export_path" and host.job.arguments["output"] == str(tmp_path / "path.png")
    np.testing.assert_array_equal(host.job.arguments["pixel"], result()["pixel"])
    host.finish_job({"output": "x"})
    panel.export_to(tmp_path / "path")
    assert host.job.arguments["output"].endswith("path.gif")
    host.tell(Failed(host.newest_job, "path.gif cannot be saved.", "CannotSaveError"))
    assert said == [("path.png is saved.", "done"), ("path.gif cannot be saved.", "error")]
    assert panel.path is not None  # a file that fails is no fault of the path


def test_a_model_without_a_measure_shows_no_validity(panel: PathPanel, host: FakeHost) -> None:
    choose(panel)
    made = result()
    made["latent_validity"] = made["pixel_validity"] = np.full(17, np.nan)
    host.finish_job(made)
    assert panel.strips.validity.words(0.5) == "Validity: not known"
    assert not panel.strips.grab().isNull()
    assert panel.strips.latent.images[0] == to_image(made["latent"][0])


def test_a_file_has_the_ending_of_the_kind_that_was_chosen() -> None:
    film, strip = "Film (*.mp4)", "Strip (*.png)"
    assert chosen_file(Path("/tmp/path.gif"), film) == Path("/tmp/path.mp4"), "the name as it was offered"
    assert chosen_file(Path("/tmp/my way"), strip) == Path("/tmp/my way.png")
    assert chosen_file(Path("/tmp/way.gif"), film) == Path("/tmp/way.gif"), "a name of one's own"
    assert chosen_file(Path("/tmp/path.gif"), "") == Path("/tmp/path.gif")
