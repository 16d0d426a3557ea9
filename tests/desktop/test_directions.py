"""Sliders of the picture's own between the canvas, the panel and a person's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.directions import tiny_direction
from support.fakehost import FakeHost
from support.sessions import make

from morphospace.latents.direction_files import keep_direction, known_directions, read_direction
from morphospace_desktop.directions import Directions
from morphospace_desktop.panels.directions_section import DirectionsSection

WARMER, BLUER = tiny_direction(), tiny_direction("Bluer", hair=[-0.7, 0, 0.7])


class Scene:
    """A session with a picture, the section, and a folder that holds *Bluer*."""

    def __init__(self, qtbot: Any, folder: Path) -> None:
        self.host, self.folder, self.qtbot = FakeHost(), folder, qtbot
        keep_direction(BLUER, folder)
        self.session = make(self.host)
        self.session.new_face(7)
        self.host.finish()
        self.section = DirectionsSection()
        qtbot.addWidget(self.section)
        self.directions = Directions(self.session, self.section, folder)
        self.said: list[tuple[str, str]] = []
        self.directions.said.connect(lambda *words: self.said.append(words))
        qtbot.waitUntil(lambda: "Bluer" in self.names)

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.session.directions]

    @property
    def kept(self) -> list[str]:
        mine = (one for one in known_directions(self.folder) if one.model == "tiny-squares")
        return sorted(one.name for one in mine)


@pytest.fixture
def scene(qtbot: Any, tmp_path: Path) -> Scene:
    return Scene(qtbot, tmp_path / "directions")


def test_those_of_the_folder_are_sliders_on_the_canvas(scene: Scene) -> None:
    assert scene.section.slider("Bluer").setting() == 0.0
    scene.section.changed.emit("Bluer", 2.5, False)
    scene.host.finish()
    assert scene.session.moves == {"Bluer": 2.5} and scene.section.slider("Bluer").setting() == 2.5
    scene.session.undo()
    assert scene.section.slider("Bluer").setting() == 0.0


def test_the_panel_is_told_where_controls_are_moved_to(scene: Scene) -> None:
    heard: list[dict[str, Any]] = []
    scene.section.moved_to.connect(heard.append)
    scene.section.changed.emit("Bluer", 2.5, True)
    assert heard[-1]["hair"] == "blue"
    scene.section.changed.emit("Bluer", 0.0, True)
    assert heard[-1] == {}


def test_one_that_is_added_is_kept_for_later_pictures(scene: Scene) -> None:
    scene.directions.add(WARMER)
    assert "Warmer" in scene.names and "Warmer" in scene.said[0][0]
    scene.qtbot.waitUntil(lambda: scene.kept == ["Bluer", "Warmer"])
    scene.section.rename_requested.emit("Warmer", "Sunny")
    scene.qtbot.waitUntil(lambda: scene.kept == ["Bluer", "Sunny"])
    assert scene.section.slider("Sunny").direction.same_as(WARMER)
    scene.section.remove_requested.emit("Sunny")
    assert scene.kept == ["Bluer"] and scene.names == ["Bluer"]


def test_none_takes_the_turn_of_another(scene: Scene) -> None:
    names = [f"Shade {at}" for at in range(5)]
    for at, name in enumerate(names):
        scene.directions.add(tiny_direction(name, hair=[-1.0 - at, 0, 1]))
    scene.qtbot.waitUntil(lambda: scene.kept == ["Bluer", *names])


def test_what_waits_is_kept_when_the_window_closes(scene: Scene) -> None:
    names = [f"Shade {at}" for at in range(5)]
    for at, name in enumerate(names):
        scene.directions.add(tiny_direction(name, hair=[-1.0 - at, 0, 1]))
    scene.directions.close()
    assert scene.kept == ["Bluer", *names]


def test_one_that_is_removed_at_once_does_not_come_back(scene: Scene) -> None:
    scene.directions.add(WARMER)
    scene.section.remove_requested.emit("Warmer")
    scene.directions.add(tiny_direction("Later", hair=[-3.0, 0, 1]))
    scene.qtbot.waitUntil(lambda: "Later" in scene.kept)
    assert scene.kept == ["Bluer", "Later"]


def test_those_of_the_folder_come_though_one_is_added_meanwhile(qtbot: Any, tmp_path: Path) -> None:
    keep_direction(BLUER, tmp_path)
    session = make(FakeHost())
    section = DirectionsSection()
    qtbot.addWidget(section)
    Directions(session, section, tmp_path).add(WARMER)
    qtbot.waitUntil(lambda: {"Bluer", "Warmer"} <= {one.name for one in session.directions})


def test_one_of_another_model_says_so(scene: Scene) -> None:
    other = WARMER.__class__(**{**vars(WARMER), "model": "another"})
    scene.directions.add(other)
    assert "choose that model" in scene.said[0][0] and "Warmer" not in scene.names


def test_one_is_exported_and_read_from_a_file(scene: Scene, tmp_path: Path) -> None:
    scene.directions.export(WARMER, tmp_path / "mine")
    scene.qtbot.waitUntil(lambda: bool(scene.said))
    assert scene.said == [("Saved mine.safetensors", "status")]
    assert read_direction(tmp_path / "mine.safetensors").same_as(WARMER)
    scene.directions.read(tmp_path / "mine.safetensors")
    assert "Warmer" in scene.names
    (tmp_path / "bad.safetensors").write_bytes(b"?")
    scene.directions.read(tmp_path / "bad.safetensors")
    assert scene.said[-1][1] == "warning" and "holds no direction" in scene.said[-1][0]


def test_a_folder_that_cannot_be_written_is_told_of(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "full").write_bytes(b"")
    scene.directions._folder = tmp_path / "full"
    scene.directions.add(WARMER)
    scene.qtbot.waitUntil(lambda: any(kind == "warning" for _, kind in scene.said))
    assert "Warmer" in scene.names, "the slider is there all the same"
