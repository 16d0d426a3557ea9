"""``morphospace direction`` and ``edit --move``: two folders make a slider, and pictures are moved by it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from support.commandline import Command

import morphospace as ms
from morphospace.contrast import slider_from
from morphospace.errors import BadInputError
from morphospace.imaging.files import read_image, write_png
from morphospace.latents.direction_files import read_direction, write_direction


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    """Large squares and small ones, on backgrounds of any colour."""
    model = ms.open_model("tiny-squares")
    folders = (tmp_path / "large", tmp_path / "small")
    for folder, smile in zip(folders, (1.0, -1.0), strict=True):
        folder.mkdir()
        for number, picture in enumerate(model.sample(20, seed=number_of(folder), smile=smile)):
            write_png(folder / f"{number:02d}.png", picture.array)
    return folders


def number_of(folder: Path) -> int:
    return len(folder.name)


def test_two_folders_make_a_slider_and_it_moves_a_picture(
    morphospace: Command, sides: tuple[Path, Path], tmp_path: Path
) -> None:
    large, small = sides
    file = tmp_path / "larger.safetensors"
    said = morphospace("direction", "tiny-squares", "--from", small, "--to", large, "-o", file, "--json")
    assert said.code == 0, said.error
    told = json.loads(said.out)
    assert told["held_out_auc"] == 1.0 and told["pictures"] == {"to": 20, "from": 20}
    assert told["moves"][0]["attribute"] == "smile" and told["name"] == "larger"
    assert read_direction(file).model == "tiny-squares"
    out = tmp_path / "moved.png"
    said = morphospace("edit", "tiny-squares", small / "00.png", "-o", out, "--move", f"{file}=2")
    assert said.code == 0, said.error
    model = ms.open_model("tiny-squares")
    wanted = model.edit(small / "00.png", smile=1.0).array
    assert np.abs(read_image(out).astype(int) - wanted).mean() < 3


def test_in_words(morphospace: Command, sides: tuple[Path, Path], tmp_path: Path) -> None:
    large, small = sides
    file = tmp_path / "larger.safetensors"
    said = morphospace(
        "direction",
        "tiny-squares",
        "--from",
        small,
        "--to",
        large,
        "-o",
        file,
        "--method",
        "svm",
        "--untangle",
    )
    assert (
        said.code == 0 and "held-out AUC" in said.out and "Smile" in said.out and "20 against 20" in said.out
    )
    assert read_direction(file).figures["method"] == "svm"


def test_a_picture_that_cannot_be_read_is_named_and_the_rest_used(
    morphospace: Command, sides: tuple[Path, Path], tmp_path: Path
) -> None:
    large, small = sides
    (large / "broken.png").write_bytes(b"?")
    file = tmp_path / "larger.safetensors"
    said = morphospace("direction", "tiny-squares", "--from", small, "--to", large, "-o", file, "--json")
    assert said.code == 2 and "broken.png" in said.error and json.loads(said.out)["pictures"]["to"] == 20


def test_what_cannot_be_is_one_sentence(
    morphospace: Command, sides: tuple[Path, Path], tmp_path: Path
) -> None:
    large, small = sides
    file = tmp_path / "larger.safetensors"
    empty = tmp_path / "empty"
    empty.mkdir()
    for arguments in (
        ("direction", "tiny-squares", "--from", small, "--to", large, "-o", tmp_path / "a.bin"),
        ("direction", "tiny-squares", "--from", empty, "--to", large, "-o", file),
        ("edit", "tiny-squares", small / "00.png", "-o", tmp_path / "x.png"),
        ("edit", "tiny-squares", small / "00.png", "-o", tmp_path / "x.png", "--move", f"{file}=2"),
        ("edit", "tiny-squares", small / "00.png", "-o", tmp_path / "x.png", "--move", "2"),
        ("edit", "tiny-squares", small / "00.png", "-o", tmp_path / "x.png", "--move", f"{file}=9"),
    ):
        said = morphospace(*arguments)
        assert said.code == 2 and said.error.count("\n") == 1 and "Traceback" not in said.error, said.error
    assert not file.exists() and not (tmp_path / "x.png").exists()


def test_a_direction_of_other_weights_is_refused_before_any_work(
    morphospace: Command, sides: tuple[Path, Path], tmp_path: Path
) -> None:
    from support.directions import tiny_direction

    file = tmp_path / "other.safetensors"
    write_direction(file, tiny_direction().__class__(**{**vars(tiny_direction()), "model_hash": "other"}))
    out = tmp_path / "x.png"
    said = morphospace("edit", "tiny-squares", sides[0] / "00.png", "-o", out, "--move", f"{file}=1")
    assert said.code == 2 and "other weights" in said.error and not out.exists()


def test_from_python(sides: tuple[Path, Path]) -> None:
    model = ms.open_model("tiny-squares")
    large, small = (model.reconstruct(sorted(side.iterdir())) for side in sides)
    found = slider_from(model, list(large), list(small), name="Larger")
    moved = small[0].move(found.direction, 2.0)
    assert moved.settings["smile"] == pytest.approx(1.0, abs=0.1)
    assert moved.settings["hair"] == small[0].settings["hair"]
    assert small[0].move(found.direction, 0.0).settings == small[0].settings
    with pytest.raises(BadInputError, match="both sides"):
        slider_from(model, list(large), [])
