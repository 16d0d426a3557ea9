"""A picture that was exported here can be edited again; a stranger's is only a picture."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from morphospace.errors import CannotSaveError
from morphospace.imaging.files import read_image
from morphospace.imaging.metadata import (
    KEY,
    MAX_NUMBERS,
    ExportedRequest,
    export_png,
    read_request,
    request_from_text,
    request_to_text,
)

PIXELS = np.random.default_rng(0).integers(0, 255, (16, 16, 3), np.uint8)
Z = np.random.default_rng(1).standard_normal((1, 64)).astype(np.float32)
REQUEST = ExportedRequest(
    model="faces-cvae",
    model_hash="c0ffee",
    settings={"smile": 0.68, "hair": "bob – ünïcode", "glasses": True, "steps": 8},
    seed=4711,
    latents={"z": Z},
    original_settings={"smile": 0.0},
)


def exported(path: Path, text: str) -> Path:
    info = PngImagePlugin.PngInfo()
    info.add_itxt(KEY, text)
    Image.fromarray(PIXELS).save(path, pnginfo=info)
    return path


def test_an_export_is_a_png_that_says_how_it_was_made(tmp_path: Path) -> None:
    export_png(tmp_path / "face.png", PIXELS, REQUEST)
    assert np.array_equal(read_image(tmp_path / "face.png"), PIXELS)
    found = read_request(tmp_path / "face.png")
    assert found is not None and found.pixels is not None
    assert (found.model, found.model_hash, found.seed) == ("faces-cvae", "c0ffee", 4711)
    assert found.settings == REQUEST.settings and found.original_settings == REQUEST.original_settings
    assert type(found.settings["glasses"]) is bool
    assert found.latents["z"].dtype == np.float32 and np.array_equal(found.latents["z"], Z)
    assert np.array_equal(found.pixels, PIXELS)


def test_many_latents_travel_in_half_precision_and_too_many_not_at_all(tmp_path: Path) -> None:
    for size, travels in ((2**16, True), (MAX_NUMBERS + 1, False)):
        z = np.random.default_rng(2).standard_normal((1, size)).astype(np.float32)
        request = ExportedRequest(**{**vars(REQUEST), "latents": {"z": z}})
        export_png(tmp_path / "face.png", PIXELS, request)
        found = read_request(tmp_path / "face.png")
        assert (found is not None) == travels
        if found is not None:
            assert np.abs(found.latents["z"] - z).max() < 0.01


def test_a_picture_changed_in_another_program_is_only_a_picture(tmp_path: Path) -> None:
    text = request_to_text(REQUEST, PIXELS)
    assert read_request(exported(tmp_path / "same.png", text)) is not None
    other = PIXELS.copy()
    other[0, 0] ^= 1
    assert read_request(exported(tmp_path / "changed.png", request_to_text(REQUEST, other))) is None


def test_what_is_no_export_has_no_request(tmp_path: Path) -> None:
    Image.fromarray(PIXELS).save(tmp_path / "plain.png")
    Image.fromarray(PIXELS).save(tmp_path / "plain.jpg")
    (tmp_path / "text.png").write_text("buy milk")
    for name in ("plain.png", "plain.jpg", "text.png", "absent.png", "."):
        assert read_request(tmp_path / name) is None


LATENT = {"shape": [1, 2], "type": "<f4", "data": "AACAPwAAgD8="}


@pytest.mark.parametrize(
    "change",
    [
        {"version": 99},
        {"model": 3},
        {"model": "m" * 1000},
        {"seed": -1},
        {"seed": 2**80},
        {"seed": True},
        {"settings": []},
        {"settings": {"smile": None}},
        {"settings": {"smile": float("nan")}},
        {"settings": {"smile": 10**400}},
        {"latents": {"z": LATENT | {"shape": [1, 3]}}},
        {"latents": {"z": LATENT | {"shape": [2**60, 2**60]}}},
        {"latents": {"z": LATENT | {"shape": [-1, -2]}}},
        {"latents": {"z": LATENT | {"shape": []}}},
        {"latents": {"z": LATENT | {"type": "|O"}}},
        {"latents": {"z": LATENT | {"data": "!!!"}}},
        {"latents": {"z": LATENT | {"data": "AADAfwAAgD8="}}},  # not a number
        {"latents": {"z": LATENT | {"data": 5}}},
    ],
)
def test_hostile_requests_are_none(tmp_path: Path, change: dict[str, Any]) -> None:
    good = json.loads(request_to_text(REQUEST, PIXELS)) | {"latents": {"z": LATENT}}
    assert request_from_text(json.dumps(good), PIXELS) is not None
    assert read_request(exported(tmp_path / "bad.png", json.dumps(good | change))) is None


@pytest.mark.parametrize("text", ["", "[" * 100_000, "null", "{}", '{"version": 1', "x" * (5 * 2**20)])
def test_garbage_is_none(tmp_path: Path, text: str) -> None:
    assert read_request(exported(tmp_path / "bad.png", text)) is None


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), st.lists), st.data())
@settings(max_examples=60, deadline=None)
def test_any_json_in_any_field_is_a_request_or_none(value: Any, data: st.DataObject) -> None:
    good = json.loads(request_to_text(REQUEST, PIXELS))
    field = data.draw(st.sampled_from(sorted(good)))
    found = request_from_text(json.dumps(good | {field: value}), PIXELS)
    assert found is None or isinstance(found, ExportedRequest)


def test_an_export_into_nowhere_says_so(tmp_path: Path) -> None:
    with pytest.raises(CannotSaveError, match="does not exist"):
        export_png(tmp_path / "none" / "face.png", PIXELS, REQUEST)
