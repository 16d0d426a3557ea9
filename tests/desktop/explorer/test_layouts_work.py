"""Laying out: PCA by itself, UMAP from the host, and nothing that jumps while an atlas grows."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from support.atlases import head_of, tiny_atlas
from support.fakehost import FakeHost

from morphospace.atlas.exploration import Exploration
from morphospace.atlas.storage.kept_layouts import keep_positions
from morphospace_desktop.explorer.layouts_work import LayoutsWork

ATLAS = tiny_atlas(120)
PLANE = np.random.default_rng(0).normal(size=(120, 2)).astype(np.float32)


@pytest.fixture
def scene(qtbot: QtBot) -> SimpleNamespace:
    exploration, host = Exploration(), FakeHost()
    work = LayoutsWork(exploration, host)
    host.listen(work.hear)
    told: list[str] = []
    work.failed.connect(told.append)
    kinds: list[str] = []
    work.kind_changed.connect(kinds.append)
    progress: list[str] = []
    work.progressed.connect(lambda text, done, total: progress.append(text))
    yield SimpleNamespace(
        exploration=exploration, host=host, work=work, told=told, kinds=kinds, progress=progress
    )
    work.close()


def shows(scene: SimpleNamespace, kind: str, count: int = 120) -> bool:
    layout = scene.exploration.layout
    return layout is not None and layout.kind == kind and len(layout.positions) == count


def test_an_atlas_is_laid_out_by_pca_as_soon_as_it_is_open(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.exploration.open(ATLAS)
    qtbot.waitUntil(lambda: shows(scene, "pca"))
    assert scene.kinds == ["pca"] and scene.progress[-1] == "" and not scene.host.jobs


def test_umap_is_seen_on_its_way(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.exploration.open(ATLAS)
    qtbot.waitUntil(lambda: shows(scene, "pca"))
    scene.work.umap()
    qtbot.waitUntil(lambda: scene.host.newest_job > 0)
    assert scene.host.job.job == "project" and scene.work.busy
    assert scene.exploration.layout.kind == "pca"  # until there is something to see
    scene.host.step(0.2, 1, "UMAP, 1 of 10 rounds", positions=PLANE)
    qtbot.waitUntil(lambda: shows(scene, "umap"))
    assert not scene.exploration.layout.final
    scene.host.finish_job({"positions": PLANE + 1})
    qtbot.waitUntil(lambda: scene.exploration.layout.final)
    np.testing.assert_allclose(scene.exploration.layout.positions, PLANE + 1)
    assert len(scene.exploration.layout.hidden) and scene.kinds[-1] == "umap"
    qtbot.waitUntil(lambda: not scene.work.busy)
    assert scene.progress[-1] == ""


def test_what_was_kept_is_there_without_the_host(
    qtbot: QtBot, scene: SimpleNamespace, tmp_path: Path
) -> None:
    atlas = tiny_atlas(120, folder=tmp_path)
    keep_positions(tmp_path, "umap", atlas.places, PLANE)
    scene.exploration.open(atlas)
    qtbot.waitUntil(lambda: shows(scene, "pca"))
    scene.work.umap()
    qtbot.waitUntil(lambda: shows(scene, "umap"))
    assert not scene.host.jobs and scene.exploration.layout.final


def test_umap_that_is_stopped_stays_as_far_as_it_came(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.exploration.open(ATLAS)
    qtbot.waitUntil(lambda: shows(scene, "pca"))
    scene.work.umap()
    qtbot.waitUntil(lambda: scene.host.newest_job > 0)
    scene.host.step(0.2, 1, "UMAP", positions=PLANE)
    qtbot.waitUntil(lambda: shows(scene, "umap"))
    scene.work.cancel()
    assert scene.host.cancelled == [scene.host.newest_job]
    qtbot.waitUntil(lambda: scene.exploration.layout.final)
    np.testing.assert_allclose(scene.exploration.layout.positions, PLANE)


def test_a_failure_is_told_and_the_map_stays(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.exploration.open(ATLAS)
    qtbot.waitUntil(lambda: shows(scene, "pca"))
    scene.work.umap()
    qtbot.waitUntil(lambda: scene.host.newest_job > 0)
    scene.host.fail("UMAP needs the package numba.", ticket=scene.host.newest_job)
    assert scene.told == ["UMAP needs the package numba."]
    assert shows(scene, "pca") and scene.kinds[-1] == "pca" and not scene.work.busy
    scene.work.axes(0, 99)
    qtbot.waitUntil(lambda: len(scene.told) == 2)
    assert "no two of" in scene.told[1] and shows(scene, "pca")


def test_another_choice_stops_umap(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.exploration.open(ATLAS)
    qtbot.waitUntil(lambda: shows(scene, "pca"))
    scene.work.umap()
    qtbot.waitUntil(lambda: scene.host.newest_job > 0)
    ticket = scene.host.newest_job
    scene.work.axes(1, 2)
    qtbot.waitUntil(lambda: shows(scene, "axes"))
    assert scene.host.cancelled == [ticket]
    scene.host.step(0.5, 1, "UMAP", ticket=ticket, positions=PLANE)
    qtbot.wait(50)
    assert shows(scene, "axes")


def test_an_atlas_that_grows_keeps_its_map(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.exploration.open(head_of(ATLAS, 100))
    qtbot.waitUntil(lambda: shows(scene, "pca", 100))
    axes = scene.exploration.layout.projection.axes
    scene.exploration.grow(head_of(ATLAS, 110))
    qtbot.waitUntil(lambda: shows(scene, "pca", 110))
    assert scene.exploration.layout.projection.axes is axes
    scene.exploration.grow(ATLAS)  # complete: fitted to all, the same way round
    qtbot.waitUntil(lambda: shows(scene, "pca"))
    after = scene.exploration.layout.projection.axes
    assert after is not axes and ((after * axes).sum(1) > 0).all()


def test_an_atlas_without_items_waits_for_the_first(qtbot: QtBot, scene: SimpleNamespace) -> None:
    scene.exploration.open(head_of(ATLAS, 0))
    assert not scene.work.busy
    scene.exploration.grow(head_of(ATLAS, 10))
    qtbot.waitUntil(lambda: shows(scene, "pca", 10))


def test_coordinates_of_ones_own(qtbot: QtBot, scene: SimpleNamespace, tmp_path: Path) -> None:
    scene.exploration.open(ATLAS)
    qtbot.waitUntil(lambda: shows(scene, "pca"))
    np.save(tmp_path / "mine.npy", PLANE)
    scene.work.given(tmp_path / "mine.npy")
    qtbot.waitUntil(lambda: shows(scene, "given"))
    assert scene.exploration.layout.title == "mine"
    np.save(tmp_path / "mine.npy", PLANE[:7])
    scene.work.given(tmp_path / "mine.npy")
    qtbot.waitUntil(lambda: bool(scene.told))
    assert "7 coordinates for 120 items" in scene.told[0] and scene.kinds[-1] == "given"
