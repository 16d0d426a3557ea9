"""The inset map: there when it can say something, and right about where things are."""

import numpy as np
from pytestqt.qtbot import QtBot

from morphospace.atlas.whereabouts import Arrow, Whereabouts
from morphospace_desktop.canvas.inset import HEIGHT, WIDTH, InsetMap

POSITIONS = np.random.default_rng(0).normal(0, 1, (500, 2)).astype(np.float32)
NOW = Whereabouts(0.2, 0.1, (Arrow("smile", "Smile", 1.0, 0.1), Arrow("beard", "Beard", 0.2, 1.2)))


def inset(qtbot: QtBot) -> InsetMap:
    made = InsetMap()
    qtbot.addWidget(made)
    return made


def test_it_shows_itself_only_with_a_map_a_place_and_a_wish(qtbot: QtBot) -> None:
    shown = inset(qtbot)
    shown.set_whereabouts(NOW)
    assert shown.isHidden()
    shown.set_map(POSITIONS, "Faces, PCA")
    assert not shown.isHidden()
    shown.set_wanted(False)
    assert shown.isHidden()
    shown.set_wanted(True)
    shown.set_whereabouts(None)
    assert shown.isHidden()


def test_up_is_up_and_what_lies_outside_stays_on_the_edge(qtbot: QtBot) -> None:
    shown = inset(qtbot)
    shown.set_map(POSITIONS)
    low, high = shown.to_screen(0, -1), shown.to_screen(0, 1)
    assert high.y() < low.y() and abs(high.x() - low.x()) < 1e-6
    far = shown.to_screen(99, -99)
    assert 0 < far.x() < WIDTH and 0 < far.y() < HEIGHT


def test_very_many_points_lie_where_few_of_them_do(qtbot: QtBot) -> None:
    few, many = inset(qtbot), inset(qtbot)
    few.set_map(POSITIONS)
    many.set_map(np.repeat(POSITIONS, 200, axis=0))
    assert (few.to_screen(0.5, -0.5) - many.to_screen(0.5, -0.5)).manhattanLength() < 2
    many.set_whereabouts(NOW)
    assert not many.isHidden() and not many.grab().isNull()


def test_the_slider_that_moves_has_its_arrow_in_the_accent(qtbot: QtBot) -> None:
    shown = inset(qtbot)
    shown.set_map(POSITIONS)
    shown.set_whereabouts(NOW)
    before = shown.grab().toImage()
    shown.set_active("smile")
    assert shown.grab().toImage() != before


def test_points_that_are_nowhere_or_all_in_one_place_do_no_harm(qtbot: QtBot) -> None:
    shown = inset(qtbot)
    shown.set_whereabouts(NOW)
    for positions in (
        np.full((10, 2), np.nan, np.float32),
        np.zeros((10, 2), np.float32),
        np.zeros((1, 2), np.float32),
    ):
        shown.set_map(positions)
        shown.grab()
    shown.set_map(None)
    assert shown.isHidden()
