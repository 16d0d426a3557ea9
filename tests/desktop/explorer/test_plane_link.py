"""The map as the plane shows it: another atlas, and one that grows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.atlases import head_of, tiny_atlas
from support.faces_atlas import layout_of

from morphospace.atlas.exploration import Exploration
from morphospace_desktop.explorer.overlay import Overlay
from morphospace_desktop.explorer.plane import Plane
from morphospace_desktop.explorer.plane_link import PlaneLink

WHOLE = tiny_atlas(60)


@pytest.fixture
def state() -> Exploration:
    return Exploration()


@pytest.fixture
def plane(qtbot, state: Exploration) -> Plane:
    made = Plane()
    qtbot.addWidget(made)
    made.resize(600, 400)
    PlaneLink(made, state, Overlay(state), made)
    state.open(WHOLE)
    state.lay_out(layout_of(WHOLE))
    return made


def test_points_of_the_atlas_before_are_gone_at_once(plane: Plane, state: Exploration) -> None:
    assert plane.count == 60
    state.open(tiny_atlas(20, folder=Path("another")))
    assert plane.count == 0, "its items are others, and may be fewer"
    state.lay_out(layout_of(tiny_atlas(20)))
    assert plane.count == 20


def test_items_that_are_not_laid_out_yet_are_in_no_region(plane: Plane, state: Exploration) -> None:
    state.open(head_of(WHOLE, 40))
    state.lay_out(layout_of(head_of(WHOLE, 40)))
    state.grow(WHOLE)
    assert plane.count == 40
    plane.regioned.emit(np.ones(40, bool), "replace")
    assert np.flatnonzero(state.selected).tolist() == list(range(40))
