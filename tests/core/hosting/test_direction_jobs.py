"""Pictures along a direction, and what a slider changes besides, by a host with the tiny model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.directions import tiny_direction
from support.tiny import install_tiny_plugin, make_tiny_model

from morphospace.errors import BadInputError, MorphospaceError
from morphospace.hosting import Event, Host, Progress, open_host, wait
from morphospace.latents.edits import along

LATENTS = {"z": np.array([[-0.5, 0.2, 0.1]], np.float32)}
SETTINGS = {"smile": 0.0, "hair": "green", "glasses": False}


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    models = tmp_path / "installed"
    monkeypatch.syspath_prepend(str(install_tiny_plugin(tmp_path / "site")))
    monkeypatch.setenv("MORPHOSPACE_MODELS", str(models))
    make_tiny_model(models)
    opened = open_host("inline", "cpu")
    yield opened
    opened.close()


def ran(host: Host, job: str, **arguments: Any) -> Mapping[str, Any]:
    found = wait(host, host.run(job, {"model": "tiny-squares", **arguments}, view="direction"))
    assert isinstance(found, Mapping)
    return found


def test_a_strip_shows_the_picture_at_each_amount(host: Host) -> None:
    heard: list[Event] = []
    host.listen(heard.append)
    redder = tiny_direction(z=[1.0, 0, 0], hair=[0.5, -0.5, 0])
    stops = along(LATENTS, SETTINGS, redder, [-1.0, 0.0, 1.0, 3.0])
    pictures = ran(host, "direction_strip", stops=stops)["pictures"]
    assert pictures.shape == (4, 32, 32, 3) and pictures.dtype == np.uint8
    corners = pictures[:, 0, 0, 0].astype(int)
    assert (np.diff(corners) > 0).all(), "the background turns redder from step to step"
    assert pictures[0, 20, 16].argmax() == 1 and pictures[3, 20, 16].argmax() == 0, "and green becomes red"
    counts = [len(e.arrays["pictures"]) for e in heard if isinstance(e, Progress) and e.arrays]
    assert counts == [1, 2, 3, 4]


def test_side_effects_are_what_the_models_own_reader_reads(host: Host) -> None:
    without = {"latents": LATENTS, "settings": SETTINGS}
    edited = {"latents": LATENTS, "settings": {**SETTINGS, "smile": 1.0, "glasses": True}}
    found = ran(host, "side_effects", without=without, edited=edited)
    assert found["before"] == SETTINGS
    assert found["after"]["glasses"] is True and found["after"]["smile"] == pytest.approx(1.0, abs=0.15)


def test_what_cannot_be_shown_is_one_sentence(host: Host) -> None:
    with pytest.raises(BadInputError, match="no place to show"):
        ran(host, "direction_strip", stops=[])
    bad = {"latents": LATENTS, "settings": {"smile": 9.0}}
    with pytest.raises(MorphospaceError, match="out of range"):
        ran(host, "direction_strip", stops=[bad])
