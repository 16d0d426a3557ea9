"""Paths as a host runs them: pictures as they come, judged, cancelled, and as files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.atlases import tiny_atlas
from support.ears import TOYS
from support.tiny import SIZE, make_tiny_model

from morphospace.atlas.storage import opening
from morphospace.errors import BadInputError, CancelledError
from morphospace.hosting import Event, Host, Progress, open_host, path_jobs, wait
from morphospace.imaging.files import read_image

CATALOGUE = f"{Path(TOYS).with_name('tiny_catalogue.py')}:catalogue"
ATLAS = tiny_atlas()


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    make_tiny_model(tmp_path / "models")
    monkeypatch.setenv("MORPHOSPACE_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(opening, "open_atlas", lambda folder: ATLAS)
    host = open_host("inline", "cpu", catalogue=CATALOGUE)
    yield host
    host.close()


def run(host: Host, **changes: Any) -> dict[str, Any]:
    arguments = {
        "model": "tiny-squares",
        "a": {"place": ATLAS.places[0]},
        "b": {"place": ATLAS.places[1]},
        "steps": 9,
        "atlas": "nowhere",
    }
    found = wait(host, host.run("path", {**arguments, **changes}, view="path"))
    assert isinstance(found, dict)
    return found


def grey(level: int) -> np.ndarray:
    return np.full((40, 50, 3), level, np.uint8)


def test_between_two_items_of_an_atlas(host: Host) -> None:
    heard: list[Event] = []
    host.listen(heard.append)
    found = run(host)
    assert found["latent"].shape == found["pixel"].shape == (9, SIZE, SIZE, 3)
    np.testing.assert_array_equal(found["latent"][[0, -1]], found["pixel"][[0, -1]])
    np.testing.assert_allclose(found["places"][[0, -1]], ATLAS.places[:2], atol=1e-5)
    assert found["latent_steps"].shape == found["pixel_steps"].shape == (8,)
    assert (found["latent_validity"] > 0).all() and found["latent_validity"].shape == (9,)
    assert len(found["settings"]) == 9 and found["settings"][0]["glasses"] is False
    steps = [event for event in heard if isinstance(event, Progress) and "latent" in event.arrays]
    assert [len(step.arrays["latent"]) for step in steps] == [8, 9]
    np.testing.assert_array_equal(steps[0].arrays["latent"], found["latent"][:8])
    np.testing.assert_array_equal(steps[0].arrays["pixel"], found["pixel"])


def test_a_ghost_is_less_valid_than_a_picture_of_the_path(host: Host) -> None:
    ends = [place.copy() for place in ATLAS.places[:2]]
    smile = ATLAS.coordinates.columns("smile")
    ends[0][smile], ends[1][smile] = -0.5, 0.5  # a small square and a large one: pixels show both
    found = run(host, a={"place": ends[0]}, b={"place": ends[1]})
    assert found["latent_validity"][4] > found["pixel_validity"][4]


def test_pictures_are_encoded_and_fade_as_they_are(host: Host) -> None:
    found = run(host, a={"picture": grey(60)}, b={"picture": grey(180)}, steps=3, atlas="")
    assert [int(one.mean()) for one in found["pixel"]] == [60, 120, 180]
    assert np.isnan(found["latent_validity"]).all() and found["places"].shape == (3, 0)
    latents = {"z": np.zeros((1, 3), np.float32)}
    again = run(host, a={"latents": latents, "settings": {"smile": 0.0, "hair": "red", "glasses": False},
                         "picture": grey(9)}, b={"picture": grey(180)}, steps=2, atlas="")  # fmt: skip
    assert int(again["pixel"][0].mean()) == 9 and int(again["latent"][0, 0, 0, 0]) in (127, 128)


def test_along_the_data(host: Host) -> None:
    found = run(host, way="data", steps=30)
    inside = np.abs(found["places"][:, None] - ATLAS.places[None]).max(2).min(1)
    assert (inside[1:-1] < 0.2).any() and len(found["latent"]) == 30


def test_a_path_from_a_picture_to_itself_has_no_steps(host: Host) -> None:
    found = run(host, b={"place": ATLAS.places[0]}, steps=4)
    assert not found["latent_steps"].any() and not found["pixel_steps"].any()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"steps": 1}, "no two ends"),
        ({"steps": 5000}, "1000 at most"),
        ({"way": "round"}, "no path 'round'"),
        ({"way": "data", "atlas": ""}, "needs data"),
        ({"atlas": ""}, "open the atlas"),
        ({"a": {}}, "choose a picture"),
        ({"a": {"place": np.full(ATLAS.coordinates.width, np.nan)}}, "NaN"),
        ({"a": {"place": np.zeros(3)}}, "The places"),
        ({"a": {"latents": {"h": np.zeros((1, 2), np.float32)}}}, "two pictures of one model"),
        ({"model": "gone"}, "gone"),
    ],
)
def test_what_makes_no_path_is_one_sentence(host: Host, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        run(host, **changes)


@pytest.mark.parametrize("words", ["Loading", "Making", "Judging"])
def test_it_stops_when_cancelled(host: Host, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from morphospace.hosting import engine

    monkeypatch.setattr(engine, "_PROGRESS_SECONDS", 0.0)
    judged: list[int] = []
    real = path_jobs._tensor
    monkeypatch.setattr(path_jobs, "_tensor", lambda *given: judged.append(1) or real(*given))

    def stop(event: Event) -> None:
        if isinstance(event, Progress) and words in event.text:
            host.cancel(event.ticket)

    host.listen(stop)
    with pytest.raises(CancelledError):
        run(host, steps=40)
    assert len(judged) == (1 if words == "Judging" else 0)


def test_a_path_as_files(host: Host, tmp_path: Path) -> None:
    latent = np.stack([np.full((6, 5, 3), 40 * place, np.uint8) for place in range(3)])
    arguments = {"latent": latent, "pixel": 255 - latent}
    for name in ("path.png", "path.gif"):
        wait(host, host.run("export_path", {"output": str(tmp_path / name), **arguments}))
    assert read_image(tmp_path / "path.png").shape == (12, 15, 3)
    assert read_image(tmp_path / "path.png")[6, 0, 0] == 255
    assert (tmp_path / "path.gif").read_bytes().startswith(b"GIF")
    with pytest.raises(BadInputError, match="bmp"):
        wait(host, host.run("export_path", {"output": str(tmp_path / "path.bmp"), **arguments}))
