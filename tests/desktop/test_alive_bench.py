"""How alive the map is: the figures are the machine's; that they are taken is tested with a small set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from support.atlases import tiny_atlas
from support.ears import TOYS
from support.tiny import make_tiny_model

from morphospace.hosting import Host, open_host
from morphospace_desktop.alive_bench import Scene, glass_rows, made_up, umap_rows

CATALOGUE = f"{Path(TOYS).with_name('tiny_catalogue.py')}:catalogue"


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    make_tiny_model(tmp_path / "models")
    monkeypatch.setenv("MORPHOSPACE_MODELS", str(tmp_path / "models"))
    host = open_host("inline", "cpu", catalogue=CATALOGUE)
    yield host
    host.close()


def test_every_figure_is_taken(qtbot: QtBot, host: Host) -> None:
    scene = Scene(host)
    (under,) = glass_rows(scene, tiny_atlas(40), moves=5)
    assert under.name == "picture_under_cursor" and under.details["moves"] == 5
    assert 0 < under.value < 5000
    first, tick = umap_rows(scene, 60, 4)
    assert np.isfinite(first.value) and first.details["looks"] >= 2
    assert tick.name == "umap_tick_p99" and tick.bar == 20  # an inline host leaves no time to tick in
    scene.close()


def test_made_up_clusters_are_the_same_each_time() -> None:
    np.testing.assert_array_equal(made_up(50, 3).places, made_up(50, 3).places)
