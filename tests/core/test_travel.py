"""From one picture to another in a notebook."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.tiny import install_tiny_plugin, make_tiny_model

import morphospace as ms
from morphospace import studio
from morphospace.controls import Slider, Toggle
from morphospace.errors import BadInputError
from morphospace.library import Card
from morphospace.studio import OpenModel
from morphospace.travel import between


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


class _Dressed:
    """What ``between`` asks of a model: its controls."""

    def __init__(self, *controls: Slider | Toggle) -> None:
        self.card = Card(
            id="x", title="X", family="x", summary="", licence="MIT", data="", image_size=8, controls=controls
        )


def test_what_no_picture_shows_together_takes_turns() -> None:
    names = ("glasses", "sunglasses", "smile")
    model = _Dressed(*(Slider(name=n, title=n, minimum=0, maximum=1, default=0) for n in names))
    a = {"glasses": 1.0, "sunglasses": 0.0, "smile": 0.0}
    b = {"glasses": 0.0, "sunglasses": 1.0, "smile": 1.0}
    seen = [between(model, a, b, t) for t in (0.0, 0.25, 0.5, 0.75, 1.0)]  # type: ignore[arg-type]
    assert [one["glasses"] for one in seen] == [1.0, 0.5, 0.0, 0.0, 0.0]
    assert [one["sunglasses"] for one in seen] == [0.0, 0.0, 0.0, 0.5, 1.0]
    assert [one["smile"] for one in seen] == [0.0, 0.25, 0.5, 0.75, 1.0]
    bare = {"glasses": 0.0, "sunglasses": 0.0, "smile": 0.0}
    assert between(model, a, bare, 0.5)["glasses"] == 0.5  # type: ignore[arg-type]


def test_switches_that_exclude_each_other_change_at_the_middle() -> None:
    model = _Dressed(*(Toggle(name=n, title=n) for n in ("glasses", "sunglasses")))
    a, b = {"glasses": True, "sunglasses": False}, {"glasses": False, "sunglasses": True}
    assert between(model, a, b, 0.4) == a and between(model, a, b, 0.6) == b  # type: ignore[arg-type]
