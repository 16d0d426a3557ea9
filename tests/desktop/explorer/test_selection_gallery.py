"""The gallery: it shows the selection, points at the map, and takes out and back in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from support.faces_atlas import atlas_of, small_atlas, small_columns

from morphospace.atlas.exploration import Exploration, Hover
from morphospace_desktop.explorer.gallery_panel import GalleryPanel
from morphospace_desktop.explorer.selection_gallery import SelectionGallery


@pytest.fixture
def gallery(qtbot, faces: Exploration) -> SelectionGallery:
    made = SelectionGallery(faces)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    QTest.qWaitForWindowExposed(made)
    return made


def select(qtbot, gallery: SelectionGallery, faces: Exploration, rows: list[int]) -> None:
    faces.select_rows(rows)
    qtbot.waitUntil(lambda: gallery.rows.tolist() == rows)


def at(gallery: SelectionGallery, index: int) -> QPoint:
    x, y = gallery.cells.place(index)
    return QPoint(x + 20, y + 20 - gallery.verticalScrollBar().value())


def pixel(gallery: SelectionGallery, index: int) -> tuple[int, ...]:
    return gallery.viewport().grab().toImage().pixelColor(at(gallery, index)).getRgb()[:3]


def test_it_shows_the_pictures_of_the_selection(qtbot, gallery: SelectionGallery, faces: Exploration) -> None:
    select(qtbot, gallery, faces, [1, 4, 6])
    for index, row in enumerate([1, 4, 6]):
        assert pixel(gallery, index) == tuple(faces.atlas.thumbnails[row, 4, 4].tolist())


def test_hovering_points_at_the_item_on_the_map(qtbot, gallery: SelectionGallery, faces: Exploration) -> None:
    select(qtbot, gallery, faces, [1, 4, 6])
    qtbot.mouseMove(gallery.viewport(), at(gallery, 1))
    x, y = faces.layout.positions[4].tolist()
    assert faces.hover == Hover(x, y, 4)
    qtbot.mouseMove(gallery.viewport(), at(gallery, 1) + QPoint(0, 90))
    assert faces.hover is None


def test_hovering_the_map_rings_the_picture(qtbot, gallery: SelectionGallery, faces: Exploration) -> None:
    select(qtbot, gallery, faces, [1, 4, 6])
    before = gallery.viewport().grab().toImage()
    faces.point_at(Hover(0.0, 0.0, 4))
    assert gallery.viewport().grab().toImage() != before
    faces.point_at(None)
    assert gallery.viewport().grab().toImage() == before


def test_a_click_picks_and_a_double_click_opens(qtbot, gallery: SelectionGallery, faces: Exploration) -> None:
    select(qtbot, gallery, faces, [1, 4, 6])
    with qtbot.waitSignal(gallery.picked) as caught:
        qtbot.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=at(gallery, 2))
    assert caught.args == [6]
    with qtbot.waitSignal(gallery.opened) as caught:
        qtbot.mouseDClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=at(gallery, 0))
    assert caught.args == [1]


def test_a_shift_click_takes_out_and_back_in(qtbot, gallery: SelectionGallery, faces: Exploration) -> None:
    select(qtbot, gallery, faces, [1, 4, 6])
    for expected in ([1, 6], [1, 4, 6]):
        with qtbot.assertNotEmitted(gallery.picked):
            qtbot.mouseClick(
                gallery.viewport(),
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.ShiftModifier,
                at(gallery, 1),
            )
        assert np.flatnonzero(faces.selected).tolist() == expected
        qtbot.wait(80)
        assert gallery.rows.tolist() == [1, 4, 6]
    select(qtbot, gallery, faces, [2])


def test_keys_walk_open_and_take_out(qtbot, gallery: SelectionGallery, faces: Exploration) -> None:
    select(qtbot, gallery, faces, list(range(8)))
    columns = gallery.cells.columns
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(gallery, key)
    assert gallery.current == 1 + columns and faces.hover is not None and faces.hover.row == 1 + columns
    with qtbot.waitSignal(gallery.opened) as caught:
        qtbot.keyClick(gallery, Qt.Key.Key_Return)
    assert caught.args == [1 + columns]
    qtbot.keyClick(gallery, Qt.Key.Key_Delete)
    assert not faces.selected[1 + columns]
    qtbot.keyClick(gallery, Qt.Key.Key_End)
    assert gallery.current == 7


def test_a_kept_selection_stays_until_it_follows_again(
    qtbot, gallery: SelectionGallery, faces: Exploration
) -> None:
    gallery.show_rows(np.array([0, 2]))
    faces.select_rows([5])
    qtbot.wait(80)
    assert gallery.rows.tolist() == [0, 2]
    gallery.follow()
    assert gallery.rows.tolist() == [5]


def test_only_what_is_seen_of_many_is_made(qtbot, faces: Exploration) -> None:
    columns = {
        name: replace(column, values=np.tile(column.values, 1250)) for name, column in small_columns().items()
    }
    faces.open(atlas_of(columns))
    gallery = SelectionGallery(faces)
    qtbot.addWidget(gallery)
    gallery.resize(400, 200)
    gallery.show()
    faces.select(np.ones(10_000, bool))
    qtbot.waitUntil(lambda: len(gallery.rows) == 10_000)
    gallery.grab()
    assert 0 < len(gallery._images) < 40
    qtbot.keyClick(gallery, Qt.Key.Key_End)
    qtbot.keyClick(gallery, Qt.Key.Key_PageDown)
    assert gallery.current == 9_999 and gallery.verticalScrollBar().value() > 0
    gallery.grab()
    assert 9_999 in gallery._images and len(gallery._images) < 80


def test_an_empty_gallery_teaches(gallery: SelectionGallery) -> None:
    picture = gallery.viewport().grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, 400, 2) for y in range(80, 120)}
    assert len(colours) > 4


def test_another_atlas_empties_it(qtbot, gallery: SelectionGallery, faces: Exploration) -> None:
    gallery.show_rows(np.array([6, 7]))
    faces.open(None)
    assert gallery.rows.tolist() == []
    faces.open(small_atlas())
    gallery.show_rows(np.array([6, 7]))
    faces.grow(small_atlas())
    assert gallery.rows.tolist() == [6, 7]
    faces.open(small_atlas(Path("another")))
    assert gallery.rows.tolist() == [] and not gallery.pinned


def test_the_panel_says_what_is_shown_and_exports_it(qtbot, faces: Exploration) -> None:
    panel = GalleryPanel(faces)
    qtbot.addWidget(panel)
    panel.show()
    faces.select_rows([2, 3])
    faces.keep("smiling")
    faces.select_rows([0, 1, 5])
    qtbot.waitUntil(lambda: panel.count.text() == "3 items")
    panel.show_rows(faces.rows_of("smiling"))
    assert (panel.title.text(), panel.count.text()) == ("smiling", "2 items")
    with qtbot.waitSignal(panel.export_requested) as caught:
        qtbot.mouseClick(panel.export_button, Qt.MouseButton.LeftButton)
    assert caught.args[0].tolist() == [2, 3]
    qtbot.mouseClick(panel.follow_button, Qt.MouseButton.LeftButton)
    assert (panel.title.text(), panel.count.text()) == ("Selection", "3 items")
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(panel.gallery, Qt.Key.Key_Escape)


def test_the_panel_follows_when_it_is_given_the_selection_itself(qtbot, faces: Exploration) -> None:
    panel = GalleryPanel(faces)
    qtbot.addWidget(panel)
    faces.select_rows([0, 1])
    panel.show_rows(np.array([0, 1]))
    assert not panel.gallery.pinned
