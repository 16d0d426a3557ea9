"""The parts of Explore together: what is done in one is seen in the others, and on the canvas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from support.atlases import tiny_atlas
from support.fakehost import FakeHost
from support.sessions import make

from morphospace.atlas.exploration import Hover
from morphospace.imaging.session import Session
from morphospace.library import Library
from morphospace_desktop.explorer.explorer import Explorer
from morphospace_desktop.settings import Preferences


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture
def session(host: FakeHost) -> Session:
    return make(host)


@pytest.fixture
def explorer(
    qtbot: QtBot, session: Session, host: FakeHost, tmp_path: Path, monkeypatch: Any
) -> Iterator[Explorer]:
    monkeypatch.setenv("MORPHOSPACE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MORPHOSPACE_MODELS", str(tmp_path / "models"))
    owner = QWidget()  # kept while it is needed: it takes its children with it
    made = Explorer(session, host, Library(), Preferences(tmp_path), owner)
    qtbot.addWidget(made.view)
    made.exploration.open(tiny_atlas())
    qtbot.waitUntil(lambda: made.exploration.layout is not None)
    yield made
    made.close()


def test_an_opened_atlas_is_laid_out_and_coloured(explorer: Explorer) -> None:
    assert explorer.exploration.layout is not None and explorer.exploration.layout.kind == "pca"
    assert explorer.exploration.colour == "smile", "a map without colours says nothing at first sight"
    assert not explorer.plane.isHidden() and explorer.empty.isHidden()
    assert explorer.plane.count == 60


def test_what_is_opened_on_the_map_goes_to_the_canvas(
    qtbot: QtBot, explorer: Explorer, session: Session, host: FakeHost
) -> None:
    with qtbot.waitSignal(explorer.taken):
        explorer.plane.opened.emit(Hover(0.0, 0.0, 12))
    atlas = explorer.exploration.atlas
    assert atlas is not None
    assert np.allclose(host.request.latents["z"], atlas.places[12:13, :3])
    with qtbot.waitSignal(explorer.taken):
        explorer.plane.opened.emit(Hover(0.1, 0.1))
    assert session.document.layer is not None and session.document.layer.name.startswith("Place")


def test_the_picture_on_the_canvas_is_a_dot_that_moves_with_its_sliders(
    qtbot: QtBot, explorer: Explorer, session: Session, host: FakeHost
) -> None:
    session.new_face(3)
    host.finish()
    explorer.touch()
    qtbot.waitUntil(lambda: explorer.follower.now is not None)
    before = explorer.follower.now
    session.change("smile", 1.0, draft=True)
    explorer.touch()
    qtbot.waitUntil(lambda: explorer.follower.now != before)


def test_a_region_selects_only_what_is_laid_out(explorer: Explorer) -> None:
    explorer.plane.regioned.emit(np.arange(60) < 7, "replace")
    assert explorer.exploration.selected.sum() == 7
    explorer.wishes.keep()
    assert [len(one) for one in explorer.exploration.named] == [7]
    explorer.wishes.select_none()
    assert not explorer.exploration.selected.any()
    explorer.exploration.filter_by("glasses = 1")
    explorer.wishes.select_shown()
    assert explorer.exploration.selected.sum() == 30


def test_a_slider_that_moves_has_the_model_for_itself(explorer: Explorer) -> None:
    explorer.set_active("smile", moving=True)
    assert explorer.underlay.held
    explorer.set_active("smile")
    assert not explorer.underlay.held


def test_an_export_without_a_selection_says_so(qtbot: QtBot, explorer: Explorer) -> None:
    with qtbot.waitSignal(explorer.said) as said:
        explorer.wishes.export()
    assert "Nothing is selected" in said.args[0]


def test_what_lies_under_the_points_is_kept_for_the_next_start(explorer: Explorer, tmp_path: Path) -> None:
    explorer.panel.underlay_requested.emit("holes")
    assert explorer.underlay.kind == "holes" and Preferences(tmp_path).underlay == "holes"


def test_both_panels_and_the_map_fit_into_the_least_window(explorer: Explorer) -> None:
    assert explorer.view.minimumSizeHint().width() <= 880


def test_building_another_map_takes_away_what_was_wrong_with_one(explorer: Explorer) -> None:
    messages = explorer.view.stage.messages
    messages.show_message("The folder holds no pictures: choose another.")
    explorer.atlases.build("faces:test")
    assert explorer.atlases.building is not None and messages.isHidden()
    messages.show_message("Said while it is being built.")
    explorer.show_building()
    assert not messages.isHidden()


def test_another_projection_takes_away_what_was_wrong_with_one(explorer: Explorer) -> None:
    messages = explorer.view.stage.messages
    messages.show_message("short.csv has 5 coordinates for 60 items.")
    explorer.panel.projection_requested.emit("axes", {"first": 0, "second": 1})
    assert messages.isHidden()


def test_a_map_without_its_model_opens_nothing_and_says_why(
    qtbot: QtBot, explorer: Explorer, session: Session
) -> None:
    explorer.exploration.open(replace(tiny_atlas(), model="gone"))
    qtbot.waitUntil(lambda: explorer.exploration.layout is not None)
    with qtbot.assertNotEmitted(explorer.taken), qtbot.waitSignal(explorer.said) as said:
        explorer.plane.opened.emit(Hover(0.0, 0.0, 3))
    assert "gone is not installed" in said.args[0] and session.document.layer is None
