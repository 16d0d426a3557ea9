"""The panel of what is alike: follows the pointer, keeps the newest question, rings items on the map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.atlases import head_of, tiny_atlas

from morphospace.atlas.exploration import Exploration, Hover
from morphospace.atlas.similar import likeness_of, similar
from morphospace_desktop.explorer import nearest
from morphospace_desktop.explorer.nearest import NearestPanel
from morphospace_desktop.pictures import to_image

ATLAS = tiny_atlas(80)
LIKENESS = likeness_of(ATLAS)


@pytest.fixture
def exploration() -> Exploration:
    made = Exploration()
    made.open(ATLAS)
    return made


@pytest.fixture
def panel(qtbot, exploration: Exploration) -> NearestPanel:
    made = NearestPanel(exploration)
    qtbot.addWidget(made)
    made.resize(288, 160)
    made.show()
    yield made
    made.close()


def rows(row: int) -> list[int]:
    return similar(LIKENESS, ATLAS.places[row], None, 6, row).latent.rows.tolist()


def test_what_is_pointed_at_has_neighbours(qtbot, exploration: Exploration, panel: NearestPanel) -> None:
    exploration.point_at(Hover(0, 0, row=7))
    qtbot.waitUntil(lambda: exploration.highlights == tuple(rows(7)))
    assert panel.latent.isVisible() and panel.pixel.isVisible()
    assert panel.latent.images[0] == to_image(ATLAS.thumbnails[rows(7)[0]])
    assert f"square {rows(7)[0]:03d}" in panel.latent.accessibleDescription()
    assert panel.found is not None and len(panel.found.pixel.rows) == 6


def test_the_newest_question_is_answered_last(qtbot, exploration: Exploration, panel: NearestPanel) -> None:
    for row in range(40):
        exploration.point_at(Hover(0, 0, row=row))
    qtbot.waitUntil(lambda: exploration.highlights == tuple(rows(39)))
    QTest.qWait(50)
    assert exploration.highlights == tuple(rows(39))


def test_away_from_the_map_the_picture_on_the_canvas_is_in_question(
    qtbot, exploration: Exploration, panel: NearestPanel
) -> None:
    panel.show_place(ATLAS.places[3], ATLAS.thumbnails[3])
    qtbot.waitUntil(lambda: exploration.highlights[:1] == (3,))
    exploration.point_at(Hover(0, 0, row=9))
    qtbot.waitUntil(lambda: exploration.highlights == tuple(rows(9)))
    exploration.point_at(Hover(0, 0, row=-1))  # between items it stays
    QTest.qWait(50)
    assert exploration.highlights == tuple(rows(9))
    exploration.point_at(None)
    qtbot.waitUntil(lambda: exploration.highlights[:1] == (3,))


def test_a_click_and_return_open_an_item(qtbot, exploration: Exploration, panel: NearestPanel) -> None:
    opened: list[int] = []
    panel.opened.connect(opened.append)
    panel.show_item(7)
    qtbot.waitUntil(lambda: bool(exploration.highlights))
    box = panel.latent.box(2).center().toPoint()
    QTest.mouseClick(panel.latent, Qt.MouseButton.LeftButton, pos=box)
    panel.latent.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.latent, Qt.Key.Key_Right)
    QTest.keyClick(panel.latent, Qt.Key.Key_Return)
    assert opened == [rows(7)[2], rows(7)[3]]


def test_another_atlas_and_one_that_grows(qtbot, exploration: Exploration, panel: NearestPanel) -> None:
    exploration.open(head_of(tiny_atlas(80, folder=Path("other")), 5))
    panel.show_item(1)
    qtbot.waitUntil(lambda: len(exploration.highlights) == 4)  # fewer than there is room for
    exploration.grow(tiny_atlas(80, folder=Path("other")))
    panel.show_item(1)
    qtbot.waitUntil(lambda: exploration.highlights == tuple(rows(1)))
    exploration.open(None)
    assert exploration.highlights == () and not panel.latent.isVisible()
    panel.show_item(1)  # of nothing
    assert panel.found is None


def test_a_fault_is_one_sentence(qtbot, exploration: Exploration, panel: NearestPanel) -> None:
    panel.show_place(np.zeros(3), None)
    qtbot.waitUntil(lambda: "open the atlas of this model" in panel._hint.text())
    panel.show_item(2)
    qtbot.waitUntil(lambda: exploration.highlights == tuple(rows(2)))


def test_a_search_that_is_slow_does_not_hold_the_window(
    qtbot, exploration: Exploration, panel: NearestPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    gate, asked = threading.Event(), []
    real = nearest.similar

    def slow(*given):
        asked.append(given[-1])
        gate.wait(5)
        return real(*given)

    monkeypatch.setattr(nearest, "similar", slow)
    for row in range(30):
        exploration.point_at(Hover(0, 0, row=row))
        QTest.qWait(1)
    assert asked in ([], [0])
    gate.set()
    qtbot.waitUntil(lambda: exploration.highlights == tuple(rows(29)))
    assert asked == [0, 29]
