"""Off the plane: a slider for each hidden direction, which moves the exploration's offset."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from support.faces_atlas import layout_of

from morphospace.atlas.exploration import Exploration
from morphospace_desktop.explorer.off_plane import FIRST, OffPlane


@pytest.fixture
def off_plane(qtbot, faces: Exploration) -> OffPlane:
    made = OffPlane(faces)
    qtbot.addWidget(made)
    made.resize(232, 260)
    made.show()
    return made


def test_a_slider_moves_its_direction_and_a_double_click_takes_it_back(
    qtbot, off_plane: OffPlane, faces: Exploration
) -> None:
    assert [slider.control.title for slider in off_plane.sliders] == ["h3", "h4", "h5"]
    slider = off_plane.sliders[1]
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert faces.offset.tolist() == [0.0, 3.0, 0.0]
    at = QPoint(round(slider.track().center().x()), slider.height() // 2)
    qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=at)
    assert faces.offset.tolist() == [0.0, 0.0, 0.0] and slider.setting() == 0.0


def test_sliders_show_where_the_exploration_stands(off_plane: OffPlane, faces: Exploration) -> None:
    faces.move_off(np.array([1.5, 0.0, -1.0]))
    assert [slider.setting() for slider in off_plane.sliders] == [1.5, 0.0, -1.0]


def test_what_the_plane_keeps_is_said_where_that_makes_sense(off_plane: OffPlane, faces: Exploration) -> None:
    assert off_plane.note.text().startswith("The plane keeps 31 % of the variance.")
    assert faces.atlas is not None
    faces.lay_out(replace(layout_of(faces.atlas, "umap"), share=float("nan")))
    assert off_plane.note.text() == "These move what the projection hides."


def test_a_few_sliders_first_and_more_on_demand(qtbot, off_plane: OffPlane, faces: Exploration) -> None:
    assert faces.atlas is not None
    layout = layout_of(faces.atlas, "umap")
    names = tuple(f"h{at}" for at in range(6))
    faces.lay_out(replace(layout, hidden=np.ones((6, 6)), deviations=np.ones(6), hidden_names=names))
    faces.move_off(np.arange(6) / 10)
    assert len(off_plane.sliders) == FIRST and off_plane.more.text() == "2 more"
    qtbot.mouseClick(off_plane.more, Qt.MouseButton.LeftButton)
    assert [slider.setting() for slider in off_plane.sliders] == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    qtbot.mouseClick(off_plane.more, Qt.MouseButton.LeftButton)
    assert len(off_plane.sliders) == FIRST


def test_a_layout_that_hides_nothing_needs_no_sliders(off_plane: OffPlane, faces: Exploration) -> None:
    assert off_plane.needed and faces.atlas is not None
    faces.lay_out(layout_of(faces.atlas, "given", hidden=0))
    assert not off_plane.needed and off_plane.sliders == []
