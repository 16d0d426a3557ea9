"""What hands do on the plane and what it shows then."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from morphospace.atlas.exploration import Hover
from morphospace_desktop import theme
from morphospace_desktop.explorer.plane import Plane, View

RED, BLUE = (230, 20, 20), (20, 20, 230)
PALETTE = np.array([RED, BLUE], np.uint8)
CORNERS = np.array([(-1.0, -0.7), (1.0, -0.7), (1.0, 0.7), (-1.0, 0.7)], np.float32)
NONE, SHIFT, ALT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture
def plane(qtbot) -> Plane:
    made = Plane()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.set_positions(CORNERS)
    return made


def pixel(plane: Plane, place: tuple[float, float]) -> QPoint:
    x, y = plane.view.to_screen(np.array(place))
    return QPoint(round(x), round(y))


def colour_at(plane: Plane, place: tuple[float, float]) -> tuple[int, int, int]:
    return plane.grab().toImage().pixelColor(pixel(plane, place)).getRgb()[:3]


def mouse(
    plane: Plane,
    kind: QEvent.Type,
    at: QPointF,
    modifiers: Qt.KeyboardModifier = NONE,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> None:
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    sent = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    QApplication.sendEvent(plane, QMouseEvent(kind, at, plane.mapToGlobal(at), sent, held, modifiers))


def hover(plane: Plane, at: QPointF) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        plane.mapToGlobal(at),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        NONE,
    )
    QApplication.sendEvent(plane, event)


def drag(
    plane: Plane,
    places: list[tuple[float, float]],
    modifiers: Qt.KeyboardModifier = NONE,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    let_go: bool = True,
) -> None:
    points = [QPointF(pixel(plane, place)) for place in places]
    mouse(plane, QEvent.Type.MouseButtonPress, points[0], modifiers, button)
    for point in points[1:]:
        mouse(plane, QEvent.Type.MouseMove, point, modifiers, button)
    if let_go:
        mouse(plane, QEvent.Type.MouseButtonRelease, points[-1], modifiers, button)


def wheel(plane: Plane, at: QPointF, clicks: int) -> None:
    event = QWheelEvent(
        at,
        plane.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * clicks),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plane, event)


def heard(signal) -> list:
    """What a signal carries from now on."""
    got: list = []
    signal.connect(lambda *what: got.append(what[0] if len(what) == 1 else what))
    return got


AROUND_RIGHT = [(0.5, -1.5), (1.5, -1.5), (1.5, 1.5), (0.5, 1.5)]


class TestShowing:
    def test_points_stand_where_they_are_in_their_colours(self, plane: Plane) -> None:
        plane.set_colours(np.array([0, 0, 1, 1], np.uint8), PALETTE)
        for place, colour in zip(CORNERS, (RED, RED, BLUE, BLUE), strict=True):
            seen = colour_at(plane, tuple(place))
            assert np.abs(np.array(seen) - colour).max() < 40
        assert colour_at(plane, (0.0, 0.0)) == theme.color("window").getRgb()[:3]

    def test_what_does_not_match_is_grey(self, plane: Plane) -> None:
        plane.set_colours(np.zeros(4, np.uint8), PALETTE)
        plane.set_dimmed(np.array([True, False, True, True]))
        red, grey = colour_at(plane, (-1.0, -0.7)), colour_at(plane, (1.0, -0.7))
        assert red[0] > 150 and max(grey) - min(grey) < 20
        plane.set_dimmed(None)
        assert colour_at(plane, (1.0, -0.7)) == red

    def test_what_is_chosen_stands_out_from_what_is_not(self, plane: Plane) -> None:
        plane.set_colours(np.zeros(4, np.uint8), PALETTE)
        plane.set_selected(np.array([True, False, False, False]))
        assert colour_at(plane, (-1.0, -0.7))[0] > 1.5 * colour_at(plane, (1.0, -0.7))[0]

    def test_a_million_points_are_seen_when_they_are_sorted(self, plane: Plane, qtbot) -> None:
        many = np.random.default_rng(0).normal(size=(200_000, 2)).astype(np.float32)
        with qtbot.waitSignal(plane.placed, timeout=20_000):
            plane.set_colours(np.ones(200_000, np.uint8), PALETTE)
            plane.set_positions(many)
        middle, edge = colour_at(plane, (0, 0)), colour_at(plane, (0, 3.9))
        assert middle[2] > middle[0] + 60 and middle[2] > edge[2]

    def test_colours_may_come_before_the_positions_they_belong_to(self, plane: Plane) -> None:
        plane.set_colours(np.array([0, 0, 0, 0, 1], np.uint8), PALETTE)
        plane.set_positions(np.concatenate([CORNERS, [(0.0, 0.0)]]))
        assert colour_at(plane, (0, 0))[2] > 150

    def test_without_codes_all_have_the_first_colour(self, plane: Plane) -> None:
        plane.set_colours(None, PALETTE[1:])
        assert colour_at(plane, (1.0, 0.7))[2] > 150
        plane.set_colours(np.array([0, 0, 1, 1], np.uint8), None)
        assert colour_at(plane, (1.0, 0.7)) == colour_at(plane, (-1.0, -0.7))

    def test_thumbnails_stand_near_in(self, plane: Plane, qtbot) -> None:
        pictures = np.full((4, 16, 16, 3), 255, np.uint8)
        pictures[:, :, :, 1:] = 0
        plane.set_thumbnails(pictures)
        x, y = pixel(plane, (1.0, 0.7)).toTuple()

        def seen() -> tuple[int, ...]:
            return plane.grab().toImage().pixelColor(x + 15, y + 15).getRgb()[:3]

        qtbot.waitUntil(lambda: seen() == (255, 0, 0))
        hover(plane, QPointF(x + 18, y - 18))
        assert plane.pointed is not None and plane.pointed.row == 2, "a thumbnail is its item"
        plane.set_dimmed(np.array([True, True, False, True]))
        assert seen() == theme.color("window").getRgb()[:3], "what is greyed stays a dot"

    def test_what_lies_under_and_over_is_painted_in_that_order(self, plane: Plane) -> None:
        views: list[View] = []

        def fill(colour: str) -> Callable[[QPainter, View], None]:
            def paint(painter: QPainter, view: View) -> None:
                views.append(view)
                painter.fillRect(0, 0, 800, 600, colour)

            return paint

        plane.set_colours(np.zeros(4, np.uint8), PALETTE)
        plane.set_underlay(fill("#00ff00"))
        assert colour_at(plane, (0, 0)) == (0, 255, 0)
        assert colour_at(plane, (1.0, 0.7))[0] > 150
        plane.set_overlay(fill("#ffffff"))
        assert colour_at(plane, (1.0, 0.7)) == (255, 255, 255)
        assert set(views) == {plane.view}

    @pytest.mark.parametrize(
        "positions",
        [np.empty((0, 2)), np.zeros((1, 2)), np.full((300, 2), 7.0), np.full((5, 2), np.nan)],
        ids=["none", "one", "all in one place", "nowhere"],
    )
    def test_odd_maps_are_shown_and_walked_all_the_same(self, plane: Plane, positions: np.ndarray) -> None:
        plane.set_positions(positions)
        regions = heard(plane.regioned)
        plane.zoom(3, QPointF(10, 10), smooth=False)
        plane.fit(smooth=False)
        plane.grab()
        hover(plane, QPointF(400, 300))
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Plus):
            QTest.keyClick(plane, key)
        left, bottom, right, top = plane.view.rect
        drag(plane, [(left, bottom), (right, bottom), (right, top), (left, top)])
        mask, _mode = regions[0]
        assert len(mask) == len(positions)
        assert mask.sum() == np.isfinite(positions).all(axis=1).sum()


class TestTheView:
    def test_all_is_in_sight_at_first_and_after_a_resize(self, plane: Plane) -> None:
        for size in ((800, 600), (500, 300)):
            plane.resize(*size)
            at = plane.view.to_screen(CORNERS)
            assert (at > 0).all() and (at < size).all()

    def test_the_wheel_zooms_about_the_pointer(self, plane: Plane, qtbot) -> None:
        at, scale = QPointF(600, 200), plane.view.scale
        before = plane.view.to_plane(np.array([600.0, 200.0]))
        wheel(plane, at, 2)
        qtbot.waitUntil(lambda: plane.view.scale == pytest.approx(scale * 1.25**2))
        assert plane.view.to_plane(np.array([600.0, 200.0])) == pytest.approx(before)
        wheel(plane, at, -1)
        qtbot.waitUntil(lambda: plane.view.scale == pytest.approx(scale * 1.25))

    @pytest.mark.parametrize("how", ["middle", "space", "tool"])
    def test_dragging_pans(self, plane: Plane, how: str) -> None:
        button = Qt.MouseButton.MiddleButton if how == "middle" else Qt.MouseButton.LeftButton
        if how == "space":
            QTest.keyPress(plane, Qt.Key.Key_Space)
        if how == "tool":
            plane.tool = "pan"
        regions = heard(plane.regioned)
        drag(plane, [(0.0, 0.0), (0.2, 0.1), (0.5, 0.25)], button=button)
        assert plane.view.x == pytest.approx(-0.5, abs=0.02) and plane.view.y == pytest.approx(
            -0.25, abs=0.02
        )
        assert not regions

    def test_keys_pan_zoom_and_fit(self, plane: Plane, qtbot) -> None:
        whole = plane.view
        QTest.keyClick(plane, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda: plane.view.x == pytest.approx(whole.x + 48 / whole.scale))
        QTest.keyClick(plane, Qt.Key.Key_Plus)
        qtbot.waitUntil(lambda: plane.view.scale == pytest.approx(1.25 * whole.scale))
        QTest.keyClick(plane, Qt.Key.Key_0)
        qtbot.waitUntil(lambda: plane.view == whole)

    def test_new_positions_keep_a_view_that_was_moved_and_refit_one_that_was_not(self, plane: Plane) -> None:
        plane.set_positions(np.concatenate([CORNERS, [(3.0, 3.0)]]))
        assert plane.view.rect[2] > 3
        plane.zoom(2, smooth=False)
        moved = plane.view
        plane.set_positions(np.concatenate([CORNERS, [(3.0, 3.0), (8.0, 8.0)]]))
        assert plane.view == moved
        plane.set_positions(CORNERS + 1000)
        assert plane.view.rect[0] > 990, "a view from which nothing is in sight is of no use"

    def test_rest_is_told_once_after_a_move(self, plane: Plane, qtbot) -> None:
        qtbot.wait(200)
        rests, views = heard(plane.settled), heard(plane.view_changed)
        for _ in range(5):
            plane.pan_by(3, 0)
        assert len(views) == 5 and views[-1] == plane.view and not rests
        qtbot.waitUntil(lambda: len(rests) == 1)

    def test_one_cannot_get_lost_by_zooming(self, plane: Plane) -> None:
        for factor in (2.0, 0.5):
            for _ in range(100):
                plane.zoom(factor, smooth=False)
            plane.grab()
            assert 1e-4 < plane.view.scale < 1e9


class TestPointing:
    def test_a_point_within_twelve_pixels_is_found_at_once(self, plane: Plane) -> None:
        hovers = heard(plane.hovered)
        at = QPointF(pixel(plane, (1.0, 0.7)))
        hover(plane, at + QPointF(11, 0))
        assert hovers[-1].row == 2
        hover(plane, at + QPointF(14, 0))
        assert hovers[-1].row == -1
        assert (hovers[-1].x, hovers[-1].y) == pytest.approx((1 + 14 / plane.view.scale, 0.7), abs=0.01)
        QApplication.sendEvent(plane, QEvent(QEvent.Type.Leave))
        assert hovers[-1] is None and plane.pointed is None

    def test_what_is_pointed_at_is_ringed(self, plane: Plane) -> None:
        before = plane.grab().toImage()
        at = QPointF(pixel(plane, (1.0, 0.7)))
        hover(plane, at)
        assert plane.grab().toImage() != before

    def test_a_click_picks_and_a_double_click_opens(self, plane: Plane) -> None:
        picks, opens, regions = heard(plane.picked), heard(plane.opened), heard(plane.regioned)
        QTest.mouseClick(plane, Qt.MouseButton.LeftButton, pos=pixel(plane, (1.0, -0.7)))
        QTest.mouseClick(plane, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
        assert [hover.row for hover in picks] == [1, -1]
        QTest.mouseDClick(plane, Qt.MouseButton.LeftButton, pos=pixel(plane, (-1.0, 0.7)))
        assert [hover.row for hover in opens] == [3]
        assert not regions

    def test_the_keyboard_reaches_every_point(self, plane: Plane, qtbot) -> None:
        opens = heard(plane.opened)
        with qtbot.waitSignal(plane.placed):
            plane.set_positions(np.array([(0.0, 0.0), (1.0, 0.1), (2.0, 0.0), (1.0, 0.7)], np.float32))
        visited = []
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Right):
            QTest.keyClick(plane, key, CTRL)
            visited.append(plane.pointed.row if plane.pointed else None)
        assert visited == [1, 0, 1, 3, 2]
        QTest.keyClick(plane, Qt.Key.Key_Return)
        assert opens == [Hover(2.0, 0.0, 2)]

    def test_return_without_a_point_opens_the_middle(self, plane: Plane) -> None:
        opens = heard(plane.opened)
        QTest.keyClick(plane, Qt.Key.Key_Return)
        assert opens[0].row == -1 and (opens[0].x, opens[0].y) == pytest.approx((0, 0), abs=0.01)


class TestChoosing:
    @pytest.mark.parametrize(
        ("modifiers", "mode"), [(NONE, "replace"), (SHIFT, "add"), (ALT, "subtract"), (CTRL, "subtract")]
    )
    def test_a_lasso_holds_what_it_goes_around(
        self, plane: Plane, modifiers: Qt.KeyboardModifier, mode: str
    ) -> None:
        regions = heard(plane.regioned)
        drag(plane, AROUND_RIGHT, modifiers)
        mask, told = regions[0]
        assert mask.tolist() == [False, True, True, False] and told == mode

    def test_a_box_holds_what_lies_between_its_corners(self, plane: Plane) -> None:
        plane.tool = "box"
        regions = heard(plane.regioned)
        drag(plane, [(1.5, 1.5), (0.0, 0.0), (-1.5, 0.2)])
        assert regions[0][0].tolist() == [False, False, True, True]

    def test_the_greyed_are_not_chosen(self, plane: Plane) -> None:
        plane.set_dimmed(np.array([True, True, False, True]))
        regions = heard(plane.regioned)
        drag(plane, AROUND_RIGHT)
        assert regions[0][0].tolist() == [False, True, False, False]

    def test_escape_gives_a_lasso_up(self, plane: Plane) -> None:
        regions, picks = heard(plane.regioned), heard(plane.picked)
        drag(plane, AROUND_RIGHT, let_go=False)
        assert plane.drawing
        QTest.keyClick(plane, Qt.Key.Key_Escape)
        assert not plane.drawing
        mouse(plane, QEvent.Type.MouseButtonRelease, QPointF(400, 300))
        assert not regions and not picks

    def test_the_count_is_told_while_drawing(self, plane: Plane, qtbot) -> None:
        drag(plane, AROUND_RIGHT, let_go=False)
        qtbot.waitUntil(lambda: plane.choosing.count == 2)

    def test_new_points_may_come_while_a_lasso_is_drawn(self, plane: Plane) -> None:
        regions = heard(plane.regioned)
        drag(plane, AROUND_RIGHT[:-1], let_go=False)
        plane.set_positions(np.concatenate([CORNERS, [(1.0, 0.0)]]))
        mouse(plane, QEvent.Type.MouseButtonRelease, QPointF(pixel(plane, AROUND_RIGHT[-1])))
        assert regions[0][0].tolist() == [False, True, True, False, True]

    def test_the_hint_goes_when_it_has_been_followed(self, plane: Plane, qtbot) -> None:
        assert "lasso" in plane.hints.says("lasso")
        drag(plane, AROUND_RIGHT)
        qtbot.waitUntil(lambda: plane.hints.says("lasso") == "")
        assert "box" in plane.hints.says("box")

    def test_a_tool_that_is_none_is_refused(self, plane: Plane) -> None:
        with pytest.raises(ValueError, match="lasso, box or pan"):
            plane.tool = "magic"


class TestDrifting:
    def test_as_many_points_as_before_move_to_their_new_places(self, plane: Plane, qtbot) -> None:
        plane.zoom(0.5, smooth=False)
        hovers = heard(plane.hovered)
        with qtbot.waitSignal(plane.placed):
            plane.set_positions(CORNERS + np.float32(0.5))
            seen = set()
            plane.scene.moving.connect(lambda: seen.add(plane.scene.position_of(0)))
        # A machine that is busy shows few of the frames on the way.
        assert all(-1 < x < -0.5 for x, _y in seen)
        hover(plane, QPointF(pixel(plane, (-0.5, -0.2))))
        assert hovers[-1].row == 0

    def test_newer_positions_win_over_a_drift(self, plane: Plane, qtbot) -> None:
        plane.set_positions(CORNERS + np.float32(0.5))
        plane.set_positions(np.concatenate([CORNERS, [(0.0, 0.0)]]))
        qtbot.wait(450)
        assert plane.count == 5 and plane.scene.position_of(0) == (-1.0, pytest.approx(-0.7))

    def test_a_plane_can_go_away_while_it_is_being_drawn(self, qtbot) -> None:
        for _ in range(3):
            gone = Plane()
            gone.resize(400, 300)
            gone.show()
            gone.set_positions(np.random.default_rng(0).normal(size=(200_000, 2)).astype(np.float32))
            gone.deleteLater()
            qtbot.wait(1)
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
