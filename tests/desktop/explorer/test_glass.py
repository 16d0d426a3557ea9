"""The picture under the pointer: an item's at once, a place's as soon as it is decoded, judged at rest."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot
from support.atlases import tiny_atlas
from support.fakehost import FakeHost

from morphospace.atlas.exploration import Exploration
from morphospace.atlas.layouts import pca_layout
from morphospace.hosting import Progress
from morphospace_desktop.explorer.glass import Glass, Sight
from morphospace_desktop.explorer.glass_card import GlassCard
from morphospace_desktop.explorer.plane import Plane

ATLAS = tiny_atlas(60)
PICTURE = np.full((1, 8, 8, 3), 200, np.uint8)
FOUND = {"image": PICTURE[0], "round_trip": 0.3, "rebuilt": 0.02, "psnr": 34.0, "distance": 0.8}


@pytest.fixture
def scene(qtbot: QtBot) -> Iterator[SimpleNamespace]:
    exploration, host, plane = Exploration(), FakeHost(), Plane()
    qtbot.addWidget(plane)
    plane.resize(600, 400)
    glass = Glass(exploration, host)
    host.listen(glass.hear)
    plane.hovered.connect(exploration.point_at)
    card = glass.show_on(plane)
    seen: list[Sight | None] = []
    glass.seen.connect(seen.append)
    told: list[str] = []
    glass.failed.connect(told.append)
    exploration.open(ATLAS)
    exploration.lay_out(pca_layout(ATLAS))
    plane.set_positions(exploration.layout.positions)
    plane.show()
    qtbot.waitUntil(lambda: plane.count == 60)
    plane.fit(smooth=False)
    yield SimpleNamespace(
        exploration=exploration, host=host, plane=plane, glass=glass, card=card, seen=seen, told=told
    )
    glass.close()


def empty(scene: SimpleNamespace) -> QPointF:
    """A pixel far from every point, where there is room for the card."""
    on_screen = scene.plane.view.to_screen(scene.exploration.layout.positions)
    corners = [QPointF(x, y) for x in range(8, 300, 8) for y in range(40, 160, 8)]
    return max(corners, key=lambda at: np.hypot(*(on_screen - (at.x(), at.y())).T).min())


def item(scene: SimpleNamespace, row: int) -> QPointF:
    return QPointF(*scene.plane.view.to_screen(scene.exploration.layout.positions[row]))


def test_an_item_shows_its_own_picture_at_once(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.plane.point_at(item(scene, 7))
    row = scene.exploration.hover.row
    assert scene.card.isVisible() and scene.seen[-1].hover.row == row
    np.testing.assert_array_equal(scene.seen[-1].picture, ATLAS.thumbnails[row])
    assert ATLAS.names[row] in scene.card.accessibleDescription()
    assert not scene.host.jobs
    qtbot.waitUntil(lambda: bool(scene.host.jobs))  # at rest it is judged by its own picture
    asked = scene.host.job
    assert (asked.job, asked.view) == ("look_at", "judge")
    np.testing.assert_array_equal(asked.arguments["picture"], ATLAS.thumbnails[row])
    scene.host.finish_job(FOUND)
    assert scene.seen[-1].psnr == 34.0 and scene.seen[-1].valid == pytest.approx(1.0)


def test_between_items_the_place_is_decoded_and_judged_at_rest(qtbot: QtBot, scene: SimpleNamespace) -> None:
    at = empty(scene)
    scene.plane.point_at(at)
    asked = scene.host.job
    assert (asked.job, asked.view) == ("decode_places", "glass") and scene.card.isHidden()
    place = scene.plane.view.to_plane(np.array([[at.x(), at.y()]]))
    z = scene.exploration.place_at(place)[:, :3]
    np.testing.assert_allclose(asked.arguments["latents"]["z"], z, atol=1e-6)
    scene.host.step(1, 1, images=PICTURE)
    assert scene.card.isVisible() and "Decoded here" in scene.card.accessibleDescription()
    scene.host.finish_job({"images": PICTURE})
    qtbot.waitUntil(lambda: scene.host.job.job == "look_at")
    assert scene.host.job.arguments["atlas"] == str(ATLAS.folder)
    scene.host.finish_job(FOUND)
    assert "no item within 0.8" in scene.card.accessibleDescription()
    assert "validity 100 %" in scene.card.accessibleDescription()


def test_the_newest_place_wins(scene: SimpleNamespace) -> None:
    scene.plane.point_at(empty(scene))
    first = scene.host.newest_job
    scene.plane.point_at(empty(scene) + QPointF(3, 0))
    scene.host.tell(Progress(first, 1, 1, "", None, {"images": PICTURE}))
    assert scene.card.isHidden()
    scene.host.step(1, 1, images=PICTURE)
    assert scene.card.isVisible()


def test_a_judgement_that_comes_too_late_is_dropped(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.plane.point_at(item(scene, 7))
    qtbot.waitUntil(lambda: bool(scene.host.jobs))
    judging = scene.host.newest_job
    scene.plane.point_at(item(scene, 8))
    scene.host.finish_job(FOUND, judging)
    assert scene.seen[-1].psnr is None


def test_the_card_goes_with_the_pointer_and_takes_no_mouse(scene: SimpleNamespace) -> None:
    scene.plane.point_at(item(scene, 7))
    assert scene.card.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    scene.plane.point_at(None)
    assert scene.card.isHidden() and scene.seen[-1] is None
    scene.glass.set_shown(False)
    scene.plane.point_at(item(scene, 7))
    assert scene.card.isHidden()


@pytest.mark.parametrize("at", [(5, 5), (595, 5), (5, 395), (595, 395), (300, 200)])
def test_the_card_stays_on_the_map_and_off_the_pointer(
    qtbot: QtBot, scene: SimpleNamespace, at: tuple[int, int]
) -> None:
    card: GlassCard = scene.card
    card.say("Decoded here", [[("no item within reach", "secondary")]])
    card.stand_by(QPointF(*at))
    assert scene.plane.rect().contains(card.geometry())
    assert not card.geometry().contains(QPoint(*at))


def test_off_the_plane_the_same_spot_is_another_place(scene: SimpleNamespace) -> None:
    scene.plane.point_at(empty(scene))
    before = scene.host.job.arguments["latents"]["z"]
    scene.exploration.move_off(2 * np.ones(len(scene.exploration.layout.hidden)))
    assert np.abs(scene.host.job.arguments["latents"]["z"] - before).max() > 0.05


def test_a_model_that_is_gone_is_told_once(scene: SimpleNamespace) -> None:
    scene.plane.point_at(empty(scene))
    scene.host.fail("There is no model.", ticket=scene.host.newest_job, kind="BadInputError")
    asked = scene.host.newest_job
    scene.plane.point_at(empty(scene) + QPointF(4, 0))
    assert scene.told == ["There is no model."] and scene.host.newest_job == asked
    scene.plane.point_at(item(scene, 7))  # thumbnails need no model
    assert scene.card.isVisible()
