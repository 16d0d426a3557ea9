"""The left panel: what it asks for, and how it follows the exploration."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from support.faces_atlas import layout_of, small_atlas

from morphospace.atlas.exploration import Exploration
from morphospace_desktop.explorer.map_panel import MapPanel


@pytest.fixture
def panel(qtbot, faces: Exploration) -> MapPanel:
    made = MapPanel(faces)
    qtbot.addWidget(made)
    made.resize(264, 900)
    made.show()
    QTest.qWaitForWindowExposed(made)
    return made


def test_without_an_atlas_only_the_picker_is_there(qtbot) -> None:
    panel, picker = MapPanel(Exploration()), QLabel("Choose")
    qtbot.addWidget(panel)
    panel.set_picker(picker)
    panel.show()
    assert picker.isVisible()
    for part in (panel.legend, panel.filter, panel.selections, panel.slider_button):
        assert not part.isVisible()


def test_pca_and_umap_are_asked_for(qtbot, panel: MapPanel) -> None:
    with qtbot.waitSignal(panel.projection_requested) as caught:
        panel.projecting.kind.pick("UMAP")
    assert caught.args == ["umap", {}]


def test_axes_ask_at_once_and_for_another_pair(qtbot, panel: MapPanel) -> None:
    with qtbot.waitSignal(panel.projection_requested) as caught:
        panel.projecting.kind.pick("Axes")
    assert caught.args == ["axes", {"first": 0, "second": 1}]
    assert panel.projecting.across.isVisible()
    with qtbot.waitSignal(panel.projection_requested) as caught:
        panel.projecting.up.pick("axis:4")
    assert caught.args == ["axes", {"first": 0, "second": 4}]
    with qtbot.waitSignal(panel.projection_requested) as caught:
        panel.projecting.across.pick("axis:4")
    assert caught.args[1]["first"] == 4 != caught.args[1]["second"]


def test_two_directions_span_the_plane(qtbot, panel: MapPanel) -> None:
    panel.set_directions(["A − B", "older"])
    panel.projecting.kind.pick("Axes")
    with qtbot.waitSignal(panel.projection_requested) as caught:
        panel.projecting.across.pick("direction:older")
    assert caught.args == ["directions", {"first": "older", "second": "A − B"}]


def test_one_direction_alone_spans_nothing(qtbot, panel: MapPanel) -> None:
    panel.set_directions(["older"])
    panel.projecting.kind.pick("Axes")
    with qtbot.assertNotEmitted(panel.projection_requested):
        panel.projecting.across.pick("direction:older")


def test_own_coordinates_are_asked_for_by_file(
    qtbot, panel: MapPanel, faces: Exploration, monkeypatch
) -> None:
    from morphospace_desktop.explorer import map_panel

    answers = iter(["", "/tmp/plane.csv"])
    monkeypatch.setattr(map_panel.QFileDialog, "getOpenFileName", lambda *_: (next(answers), ""))
    with qtbot.assertNotEmitted(panel.projection_requested):
        panel.projecting.across.pick("file")
    with qtbot.waitSignal(panel.projection_requested) as caught:
        panel.projecting.across.pick("file")
    assert caught.args == ["given", {"path": "/tmp/plane.csv"}]
    faces.lay_out(replace(layout_of(faces.atlas, "given"), title="plane"))
    assert panel.projecting.kind.setting() == "Axes" and panel.projecting.across.text() == "plane"


def test_the_chosen_projection_stays_while_it_is_made_and_goes_back_if_it_fails(
    panel: MapPanel, faces: Exploration
) -> None:
    panel.projecting.kind.pick("UMAP")
    faces.lay_out(layout_of(faces.atlas))
    assert panel.projecting.kind.setting() == "UMAP"
    panel.projection_failed()
    assert panel.projecting.kind.setting() == "PCA"
    panel.projecting.kind.pick("UMAP")
    faces.lay_out(layout_of(faces.atlas, "umap"))
    faces.lay_out(layout_of(faces.atlas, "pca"))
    assert panel.projecting.kind.setting() == "PCA"


def test_a_projection_that_someone_else_asked_for_is_shown(
    qtbot, panel: MapPanel, faces: Exploration
) -> None:
    with qtbot.assertNotEmitted(panel.projection_requested):
        panel.set_projection("umap")
    faces.lay_out(layout_of(faces.atlas))
    assert panel.projecting.kind.setting() == "UMAP"
    panel.set_projection("pca")
    assert panel.projecting.kind.setting() == "PCA"
    panel.set_projection("")
    assert panel.projecting.kind.setting() == "PCA"


def test_what_lies_under_is_asked_for_and_shown(qtbot, panel: MapPanel) -> None:
    with qtbot.waitSignal(panel.underlay_requested) as caught:
        panel.projecting.underlay.pick("holes")
    assert caught.args == ["holes"]
    with qtbot.assertNotEmitted(panel.underlay_requested):
        panel.set_underlay("decoded")
    assert panel.projecting.underlay.setting() == "decoded"


def test_a_colour_is_chosen_and_a_click_in_the_legend_selects(
    qtbot, panel: MapPanel, faces: Exploration
) -> None:
    panel.colour_head.choice.pick("smile")
    assert faces.colour == "smile"
    qtbot.mouseClick(panel.legend.entries[0], Qt.MouseButton.LeftButton)
    assert np.flatnonzero(faces.selected).tolist() == [2, 3, 6, 7]
    qtbot.mouseClick(panel.legend.entries[2], Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
    assert panel.selected_text == "6 selected"
    panel.colour_head.choice.pick("")
    assert faces.colour is None and not panel.legend.isVisible()


def test_how_many_are_selected_is_told_for_the_status_line(
    qtbot, panel: MapPanel, faces: Exploration
) -> None:
    told: list[str] = []
    panel.selected_changed.connect(told.append)
    faces.select_rows([1, 2])
    faces.grow(small_atlas())
    faces.undo()
    assert told == ["2 selected", ""], "a map that grows says nothing more of it"


def test_a_slider_can_be_made_of_two_kept_selections(qtbot, panel: MapPanel, faces: Exploration) -> None:
    assert not panel.slider_button.isEnabled() and "two selections" in panel.slider_button.toolTip()
    for at, name in enumerate(("smiling", "sad")):
        faces.select_rows([at])
        faces.keep(name)
    assert panel.slider_button.isEnabled() and "from sad towards smiling" in panel.slider_button.toolTip()
    with qtbot.waitSignal(panel.slider_requested):
        qtbot.mouseClick(panel.slider_button, Qt.MouseButton.LeftButton)
    faces.forget("sad")
    assert not panel.slider_button.isEnabled()


def test_a_layout_that_hides_nothing_has_no_section_for_it(panel: MapPanel, faces: Exploration) -> None:
    assert panel.off_plane.isVisible()
    faces.lay_out(layout_of(faces.atlas, "given", hidden=0))
    assert not panel.off_plane.isVisible()


def test_another_atlas_offers_its_own_columns(panel: MapPanel, faces: Exploration) -> None:
    panel.colour_head.choice.pick("smile")
    atlas = small_atlas()
    faces.open(replace(atlas, columns={"hair": atlas.columns["hair"]}))
    assert panel.colour_head.choice.keys() == ["", "hair"] and panel.colour_head.choice.setting() == ""


def test_a_selection_that_was_kept_is_scrolled_into_view(qtbot, panel: MapPanel, faces: Exploration) -> None:
    panel.resize(264, 420)
    for at in range(8):
        faces.select_rows([at])
        faces.keep(f"number {at}")
    faces.select_rows([0, 7])
    QTest.qWait(20)
    panel.selections.keep()
    row = panel.selections.row("Selection 1")
    qtbot.waitUntil(lambda: not row.visibleRegion().isEmpty())
