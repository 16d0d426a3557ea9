"""Under the points: the plane decoded a few tiles at a time, and its holes."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.atlases import tiny_atlas
from support.fakehost import FakeHost

from morphospace.atlas.exploration import Exploration, Hover
from morphospace.atlas.layouts import pca_layout, umap_layout
from morphospace_desktop import theme
from morphospace_desktop.explorer.heat import Scale
from morphospace_desktop.explorer.heat_legend import HeatLegend
from morphospace_desktop.explorer.plane import View
from morphospace_desktop.explorer.underlay import Underlay

ATLAS = tiny_atlas(60)
WIDE = View(width=400, height=300, x=0.0, y=0.0, scale=100.0)


@pytest.fixture
def scene(qtbot: QtBot) -> Iterator[SimpleNamespace]:
    exploration, host = Exploration(), FakeHost()
    underlay = Underlay(exploration, host)
    host.listen(underlay.hear)
    told: list[str] = []
    underlay.failed.connect(told.append)
    exploration.open(ATLAS)
    exploration.lay_out(pca_layout(ATLAS))
    yield SimpleNamespace(exploration=exploration, host=host, underlay=underlay, told=told)
    underlay.close()


def picture(scene: SimpleNamespace, view: View = WIDE) -> np.ndarray:
    """What is painted, uint8 ``(300, 400, 3)``; black where nothing is."""
    image = QImage(round(view.width), round(view.height), QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    scene.underlay.paint(painter, view)
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[..., 2::-1].copy()


def asked(qtbot: QtBot, scene: SimpleNamespace, after: int = 0) -> Any:
    qtbot.waitUntil(lambda: scene.host.newest_job > after, timeout=2000)
    return scene.host.job


def answer(scene: SimpleNamespace, colour: int = 255) -> int:
    """Everything of the newest request comes in two parts."""
    ticket = scene.host.newest_job
    count = len(scene.host.job.arguments["settings"])
    for start, end in ((0, count // 2), (count // 2, count)):
        images = np.full((end - start, 8, 8, 3), colour, np.uint8)
        scene.host.step(end, count, ticket=ticket, images=images)
    scene.host.finish_job({}, ticket)
    return ticket


def test_nothing_is_asked_for_where_nothing_is_shown(qtbot: QtBot, scene: SimpleNamespace) -> None:
    picture(scene)
    qtbot.wait(200)
    assert not scene.host.jobs and not picture(scene).any()


def test_the_plane_fills_with_pictures_while_idle(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.underlay.set_kind("decoded")
    picture(scene)
    job = asked(qtbot, scene)
    assert job.job == "decode_places" and job.view == "underlay"
    assert job.arguments["model"] == ATLAS.model and len(job.arguments["latents"]["z"]) == 12
    before = picture(scene)
    for _ in range(20):  # until nothing is lacking
        count = len(scene.host.jobs)
        answer(scene)
        if len(scene.host.jobs) == count:
            break
    assert scene.host.open == []
    qtbot.waitUntil(lambda: picture(scene).min() > before.max(), timeout=2000)


def test_while_a_slider_is_held_the_model_is_left_alone(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.underlay.set_kind("decoded")
    scene.underlay.pause()
    picture(scene)
    qtbot.wait(250)
    assert not scene.host.jobs
    scene.underlay.resume()
    asked(qtbot, scene)


def test_those_near_the_pointer_come_first_and_stand_out(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.exploration.point_at(Hover(-1.5, 1.0))
    scene.underlay.set_kind("decoded")
    picture(scene)
    asked(qtbot, scene)
    places = scene.exploration.layout.projection.inverse(np.array([[-1.5, 1.0], [1.5, -1.0]]))
    first = scene.host.job.arguments["latents"]["z"][0]
    near, far = (np.linalg.norm(first - place[:3]) for place in places)
    assert near < far
    while scene.host.open:
        answer(scene)
    qtbot.waitUntil(lambda: picture(scene)[50, 50].max() > picture(scene)[250, 350].max() + 40, timeout=2000)


def test_moved_off_the_plane_it_is_decoded_anew_and_the_old_stays_meanwhile(
    qtbot: QtBot, scene: SimpleNamespace
) -> None:
    scene.underlay.set_kind("decoded")
    picture(scene)
    asked(qtbot, scene)
    while scene.host.open:
        answer(scene)
    qtbot.waitUntil(lambda: picture(scene).min() > 60, timeout=2000)
    last = scene.host.newest_job
    scene.exploration.move_off(np.eye(len(scene.exploration.layout.hidden))[0])
    assert picture(scene).min() > 60
    asked(qtbot, scene, after=last)


def test_another_layout_takes_the_pictures_away(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.underlay.set_kind("decoded")
    picture(scene)
    asked(qtbot, scene)
    ticket = scene.host.newest_job
    scene.exploration.lay_out(umap_layout(ATLAS, np.random.default_rng(0).normal(size=(60, 2)), final=False))
    assert scene.host.cancelled == [ticket] and not picture(scene).any()
    qtbot.wait(250)  # a map in the making is not decoded
    assert scene.host.newest_job == ticket


def test_holes_are_judged_coarse_to_fine_and_have_a_scale(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scales: list[Any] = []
    scene.underlay.scaled.connect(scales.append)
    scene.underlay.set_kind("holes")
    picture(scene)
    job = asked(qtbot, scene)
    assert job.job == "judge_places" and job.arguments["spread"] == pytest.approx(ATLAS.unit)
    usual = float(np.median(ATLAS.round_trips))
    sides = []
    while scene.host.open:
        latents = scene.host.job.arguments["latents"]["z"]
        sides.append(len(latents))
        # The left half of the plane goes round worse.
        ticket = scene.host.newest_job
        tiles = scene.underlay._feed._asked
        errors = np.array([usual * (8 if tile.centre[0] < 0 else 1) for tile in tiles], np.float32)
        scene.host.step(len(tiles), len(tiles), ticket=ticket, errors=errors)
        scene.host.finish_job({"errors": errors}, ticket)
    assert scales and scales[-1].low == pytest.approx(1.0) and scales[-1].high == pytest.approx(8.0)
    qtbot.waitUntil(lambda: picture(scene).any(), timeout=2000)
    left, right = picture(scene)[150, 60].astype(int), picture(scene)[150, 340].astype(int)
    assert left[0] - left[1] > 40 > abs(right[0] - right[1])  # red against nearly nothing
    scene.underlay.set_kind("none")
    assert scales[-1] is None and not picture(scene).any()


def test_without_a_yardstick_there_are_no_holes(qtbot: QtBot, scene: SimpleNamespace) -> None:
    from dataclasses import replace

    bare = replace(ATLAS, round_trips=np.empty(0, np.float32))
    scene.exploration.open(bare)
    scene.exploration.lay_out(pca_layout(bare))
    scene.underlay.set_kind("holes")
    picture(scene)
    qtbot.wait(250)
    assert len(scene.told) == 1 and "nothing to judge" in scene.told[0] and not scene.host.jobs


def test_a_model_that_is_gone_is_told_once(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.underlay.set_kind("decoded")
    picture(scene)
    asked(qtbot, scene)
    scene.host.fail("There is no model tiny-squares.", ticket=scene.host.newest_job, kind="BadInputError")
    scene.exploration.point_at(Hover(0.1, 0.1))
    qtbot.wait(250)
    assert scene.told == ["There is no model tiny-squares."] and len(scene.host.jobs) == 1


def test_only_kinds_there_are(scene: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="decoded"):
        scene.underlay.set_kind("lava")


def test_the_legend_stands_in_the_corner_while_there_is_a_scale(qtbot: QtBot, scene: SimpleNamespace) -> None:
    plane = QWidget()
    qtbot.addWidget(plane)
    plane.resize(800, 500)
    plane.show()
    legend = HeatLegend(plane)
    scene.underlay.scaled.connect(legend.set_scale)
    assert legend.isHidden()
    scene.underlay.scaled.emit(Scale(1.0, 4.2))
    assert legend.isVisible() and "4.2 × the items" in legend.accessibleDescription()
    plane.resize(700, 300)
    qtbot.waitUntil(lambda: legend.geometry().bottom() == 300 - 16 - 1 and legend.x() == 16)
    scene.underlay.scaled.emit(Scale(3.1, 6.0))
    assert "3.1 ×" in legend.accessibleDescription()
    scene.underlay.scaled.emit(None)
    assert legend.isHidden()


def test_by_day_the_mosaic_is_light(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.underlay.set_kind("decoded")
    picture(scene)
    asked(qtbot, scene)
    while scene.host.open:
        answer(scene, colour=0)
    qtbot.waitUntil(lambda: picture(scene).max() < 60)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = theme.current()
    theme.apply(app, theme.LIGHT)
    try:
        qtbot.waitUntil(lambda: picture(scene).min() > 120, timeout=2000)
    finally:
        theme.apply(app, before)
