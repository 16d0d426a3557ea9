"""The map's jobs as a host runs them: UMAP step by step, places decoded and judged a few at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.atlases import tiny_atlas
from support.ears import TOYS
from support.tiny import SIZE, make_tiny_model

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.storage.kept_layouts import kept_positions
from morphospace.atlas.storage.store import PLACES, State
from morphospace.errors import BadInputError, CancelledError
from morphospace.hosting import Event, Host, Progress, open_host, wait
from morphospace.latents.coordinates import unpack

CATALOGUE = f"{Path(TOYS).with_name('tiny_catalogue.py')}:catalogue"
ATLAS = tiny_atlas(40)


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    make_tiny_model(tmp_path / "models")
    monkeypatch.setenv("MORPHOSPACE_MODELS", str(tmp_path / "models"))
    host = open_host("inline", "cpu", catalogue=CATALOGUE)
    yield host
    host.close()


def some(count: int) -> dict[str, Any]:
    latents, settings = unpack(ATLAS.coordinates, ATLAS.places[:count])
    return {"model": ATLAS.model, "latents": latents, "settings": settings}


def steps_of(host: Host, job: str, arguments: dict[str, Any]) -> tuple[list[Progress], Any]:
    heard: list[Event] = []
    unlisten = host.listen(heard.append)
    result = wait(host, host.run(job, arguments, view="test"))
    unlisten()
    return [event for event in heard if isinstance(event, Progress) and event.arrays], result


def test_places_come_decoded_a_few_at_a_time(host: Host) -> None:
    steps, result = steps_of(host, "decode_places", some(5))
    assert [len(step.arrays["images"]) for step in steps] == [2, 2, 1]
    assert [step.done for step in steps] == [2, 4, 5]
    np.testing.assert_array_equal(np.concatenate([step.arrays["images"] for step in steps]), result["images"])
    # The tiny model paints its latent as the ground.
    ground = result["images"][:, 0, 0].astype(float) / 127.5 - 1
    np.testing.assert_allclose(ground, 0.8 * ATLAS.places[:5, :3], atol=0.01)


def test_round_trips_of_places_tell_those_that_no_picture_shows(host: Host) -> None:
    arguments = {**some(3), "spread": ATLAS.coordinates.spread}
    arguments["latents"]["z"][2] = 5.0  # beyond what pixels can show
    steps, result = steps_of(host, "judge_places", arguments)
    assert [len(step.arrays["errors"]) for step in steps] == [2, 1]
    assert result["errors"][:2].max() < 0.05 < 5 < result["errors"][2]


def stand_in(folder: Path, atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder hold this atlas."""
    (folder / PLACES).write_bytes(atlas.places.tobytes())
    monkeypatch.setattr("morphospace.atlas.storage.opening.open_atlas", lambda folder: atlas)
    monkeypatch.setattr("morphospace.atlas.storage.store.read_state", lambda folder: State(count=len(atlas)))


def test_a_place_is_looked_at_closely(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, ATLAS, monkeypatch)
    spread = ATLAS.coordinates.spread
    place = ATLAS.places[0] + np.float32(2 * spread)
    near = np.linalg.norm(ATLAS.places - place, axis=1).min() / (spread * np.sqrt(len(place)))
    picture = np.full((SIZE, SIZE, 3), 100, np.uint8)
    arguments = {**some(1), "spread": spread, "atlas": str(tmp_path), "place": place, "picture": picture}
    steps, found = steps_of(host, "look_at", arguments)
    assert found["image"].shape == (SIZE, SIZE, 3)
    np.testing.assert_array_equal(steps[0].arrays["image"], found["image"])
    assert found["distance"] == pytest.approx(near, rel=1e-4)
    assert found["round_trip"] < 0.05
    assert found["psnr"] == pytest.approx(-20 * np.log10(found["rebuilt"]))
    _, bare = steps_of(host, "look_at", some(1))
    assert np.isnan(bare["distance"]) and bare["rebuilt"] < 0.05 < found["rebuilt"]


def test_the_nearest_item_is_one_of_the_atlas_as_it_is_now(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, ATLAS, monkeypatch)
    arguments = {**some(1), "spread": 1.0, "atlas": str(tmp_path), "place": ATLAS.places[0]}
    assert steps_of(host, "look_at", arguments)[1]["distance"] == pytest.approx(0, abs=1e-3)
    # Removed, and built anew of as many other pictures.
    stand_in(tmp_path, replace(ATLAS, places=ATLAS.places + 10), monkeypatch)
    os.utime(tmp_path / PLACES, ns=(1, 1))
    assert steps_of(host, "look_at", arguments)[1]["distance"] > 1


def test_umap_starts_from_pca_and_is_kept_with_its_atlas(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("morphospace.atlas.storage.opening.open_atlas", lambda folder: ATLAS)
    steps, result = steps_of(host, "project", {"atlas": str(tmp_path / "map"), "epochs": 20})
    assert len(steps) >= 2 and all(step.arrays["positions"].shape == (40, 2) for step in steps)
    kept = kept_positions(tmp_path / "map", "umap", ATLAS.places)
    assert kept is not None
    np.testing.assert_array_equal(kept, result["positions"])
    assert kept_positions(tmp_path / "map", "umap", ATLAS.places[:39]) is None


def test_umap_stops_when_it_is_cancelled(host: Host) -> None:
    heard: list[Event] = []

    def stop(event: Event) -> None:
        heard.append(event)
        if isinstance(event, Progress) and event.arrays:
            host.cancel(event.ticket)

    host.listen(stop)
    with pytest.raises(CancelledError):
        wait(host, host.run("project", {"places": ATLAS.places}))
    assert len([event for event in heard if isinstance(event, Progress) and event.arrays]) == 1


def test_warming_up_says_so(host: Host) -> None:
    heard: list[Event] = []
    host.listen(heard.append)
    wait(host, host.run("warm_umap", {}))
    assert any(isinstance(event, Progress) and "ready" in event.text for event in heard)


def test_what_makes_no_sense_is_refused_in_a_sentence(host: Host) -> None:
    refused: list[tuple[str, dict[str, Any], str]] = [
        ("decode_places", {**some(3), "settings": []}, "3 latents but 0 settings"),
        ("decode_places", {**some(3), "latents": {}}, "every latent"),
        ("decode_places", {**some(1), "model": "gone"}, "gone"),
        ("project", {}, "name an atlas"),
        ("project", {"places": ATLAS.places, "kind": "tsne"}, "use umap"),
        ("project", {"places": ATLAS.places[:2]}, "3 items or more"),
        ("project", {"atlas": "/nowhere/at/all"}, "no map"),
    ]
    for job, arguments, sentence in refused:
        with pytest.raises(BadInputError, match=sentence):
            wait(host, host.run(job, arguments))


def test_a_damaged_or_foreign_file_is_no_layout(tmp_path: Path) -> None:
    from morphospace.atlas.storage.kept_layouts import keep_positions

    positions = np.zeros((40, 2), np.float32)
    keep_positions(tmp_path, "umap", ATLAS.places, positions + 1)
    keep_positions(tmp_path, "umap", ATLAS.places[:30], positions[:30])
    (file,) = (tmp_path / "layouts").iterdir()  # the older one went
    assert kept_positions(tmp_path, "umap", ATLAS.places[:30]) is not None
    file.write_bytes(file.read_bytes()[:100])
    assert kept_positions(tmp_path, "umap", ATLAS.places[:30]) is None
    assert kept_positions(tmp_path / "none", "umap", ATLAS.places) is None
