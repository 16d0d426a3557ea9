"""From one picture to another in a notebook."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.tiny import CONTROLS, HAIR, install_tiny_plugin, make_tiny_model

import morphospace as ms
from morphospace import studio
from morphospace.errors import BadInputError
from morphospace.latents.coordinates import Coordinates, attributes_of, pack
from morphospace.studio import OpenModel
from morphospace.travel import Data, PathKind, Stop, stops


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenModel]:
    monkeypatch.syspath_prepend(str(install_tiny_plugin(tmp_path / "site")))
    monkeypatch.setenv("MORPHOSPACE_MODELS", str(tmp_path / "models"))
    make_tiny_model(tmp_path / "models")
    make_tiny_model(tmp_path / "models", "tiny-blind", capabilities=("sample",))
    studio._host.cache_clear()
    yield ms.open_model("tiny-squares")
    studio._host.cache_clear()


def test_pictures_between_two_can_be_edited_on(model: OpenModel) -> None:
    a, b = model.sample(2, seed=3)
    path = model.interpolate(a, b, steps=3)
    assert len(path) == 3
    np.testing.assert_allclose(path[1].latents["z"], (path[0].latents["z"] + path[2].latents["z"]) / 2)
    np.testing.assert_allclose(path[0].latents["z"], model.encode(a)["z"], atol=1e-6)
    assert path[1].edit(hair="green").settings["hair"] == "green"
    assert path[2].settings["hair"] == model.edit(b).settings["hair"]


def test_a_model_that_cannot_encode_says_so(model: OpenModel) -> None:
    picture = model.sample()
    with pytest.raises(BadInputError, match="cannot encode"):
        ms.open_model("tiny-blind").interpolate(picture, picture)
    with pytest.raises(BadInputError, match="no path 'round'"):
        model.interpolate(picture, picture, path="round")  # type: ignore[arg-type]


def test_along_the_data_the_way_leads_over_real_pictures() -> None:
    coordinates = Coordinates((("z", (2,)),), attributes_of(CONTROLS), 0.3)
    angles = np.linspace(0, np.pi, 41)
    z = np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32)
    settings = [{"smile": 0.0, "hair": HAIR[k // 14], "glasses": False} for k in range(41)]
    data = Data(coordinates, pack(coordinates, {"z": z}, settings))
    a, b = Stop({"z": z[:1]}, settings[0]), Stop({"z": z[-1:]}, {**settings[-1], "smile": 1.0})
    found = stops(CONTROLS, a, b, 9, "data", data=data)
    points = np.concatenate([stop.latents["z"] for stop in found])
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 1, atol=0.15)
    assert points[4, 1] > 0.8
    assert {stop.settings["hair"] for stop in found} == set(HAIR)  # the middle one is met on the way
    assert found[0].settings == a.settings and found[-1].settings == b.settings
    np.testing.assert_array_equal(points[[0, -1]], z[[0, -1]])


@pytest.mark.parametrize("path", ["straight", "spherical"])
def test_a_path_from_a_picture_to_itself_stands_still(path: PathKind) -> None:
    a = Stop({"z": np.ones((1, 3), np.float32)}, {"smile": 0.5, "hair": "red", "glasses": True})
    for stop in stops(CONTROLS, a, a, 4, path):
        np.testing.assert_allclose(stop.latents["z"], 1, rtol=1e-6)
        assert stop.settings == a.settings


def test_what_makes_no_path_is_one_sentence() -> None:
    a = Stop({"z": np.ones((1, 3), np.float32)}, {})
    for b, asked, words in (
        (a, {"steps": 1}, "no two ends"),
        (a, {"steps": 3, "path": "data"}, "needs data"),
        (a, {"steps": 3, "pace": "hasty"}, "no pace"),
        (Stop({"h": np.ones((1, 3), np.float32)}, {}), {"steps": 3}, "two pictures of one model"),
    ):
        with pytest.raises(BadInputError, match=words):
            stops((), a, b, **asked)  # type: ignore[arg-type]
