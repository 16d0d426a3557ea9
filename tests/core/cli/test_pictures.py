"""What people do with pictures from a shell, and what they are told when it cannot be done."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors import safe_open
from support.commandline import Command, Said
from support.tiny import CONTROLS, SIZE

from morphospace.imaging.files import read_image
from morphospace.imaging.metadata import read_request

MODEL = "tiny-squares"


def one_sentence(said: Said, *words: str) -> None:
    """Exit code 2 and one line on standard error that has these words."""
    assert said.code == 2 and said.out == ""
    lines = said.error.splitlines()
    assert len(lines) == 1 and "Traceback" not in said.error and lines[0].endswith("."), said.error
    for word in words:
        assert word in lines[0]


def test_sample_writes_pictures_and_a_manifest(morphospace: Command, tmp_path: Path) -> None:
    said = morphospace("sample", MODEL, "-n", 3, "--seed", 5, "--set", "hair=green", "-o", tmp_path / "new")
    assert said.code == 0, said.error
    lines = [json.loads(line) for line in (tmp_path / "new" / "manifest.jsonl").read_text().splitlines()]
    assert [line["file_name"] for line in lines] == ["0000.png", "0001.png", "0002.png"]
    for line in lines:
        assert line["seed"] == 5 and line["model"] == MODEL
        assert set(line["attributes"]) == {control.name for control in CONTROLS}
        assert line["attributes"]["hair"] == "green"
        image = read_image(tmp_path / "new" / line["file_name"])
        assert image.shape == (SIZE, SIZE, 3)
        assert image[SIZE // 2 + 3, SIZE // 2].argmax() == 1  # green


def test_the_same_seed_makes_the_same_pictures_and_another_others(
    morphospace: Command, tmp_path: Path
) -> None:
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert morphospace("sample", MODEL, "-n", 70, "--seed", seed, "-o", tmp_path / folder).code == 0
    a, b, c = ([read_image(p) for p in sorted((tmp_path / name).glob("*.png"))] for name in "abc")
    assert np.array_equal(a, b) and not np.array_equal(a, c)
    assert len(a) == 70 and not np.array_equal(a[0], a[64])  # the second chunk is not the first again


def test_edit_one_picture_into_one_file(morphospace: Command, faces: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    said = morphospace(
        "edit", MODEL, faces / "face0.png", "--set", "hair=blue", "--set", "smile=1", "-o", out
    )
    assert said.code == 0, said.error
    image = read_image(out)
    assert image.shape == (SIZE, SIZE, 3)
    assert image[SIZE // 2 + 3, SIZE // 2].argmax() == 2  # blue
    assert abs(int(image[0, 0, 0]) - 60) <= 1  # the background stayed


def test_an_edited_picture_carries_its_request(morphospace: Command, faces: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    morphospace("edit", MODEL, faces / "face0.png", "--set", "hair=blue", "-o", out)
    request = read_request(out)
    assert request is not None and request.model == MODEL
    assert request.settings["hair"] == "blue" and request.original_settings["hair"] == "red"
    assert request.latents["z"].shape == (1, 3)


def test_edit_many_into_a_folder_that_keeps_the_names(
    morphospace: Command, faces: Path, tmp_path: Path
) -> None:
    given = [faces / "face0.png", faces / "face2.png"]
    said = morphospace("edit", MODEL, *given, "--set", "glasses=yes", "-o", tmp_path / "out")
    assert said.code == 0, said.error
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["face0.png", "face2.png"]
    assert read_image(tmp_path / "out" / "face2.png")[SIZE // 2, SIZE // 2].min() > 240


def test_a_folder_stands_for_the_pictures_in_it(morphospace: Command, faces: Path, tmp_path: Path) -> None:
    assert morphospace("reconstruct", MODEL, faces, "-o", tmp_path / "out").code == 0
    assert len(list((tmp_path / "out").glob("*.png"))) == 3


def test_one_picture_goes_into_a_folder_that_is_there(
    morphospace: Command, faces: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    assert morphospace("reconstruct", MODEL, faces / "face1.png", "-o", tmp_path / "out").code == 0
    assert (tmp_path / "out" / "face1.png").exists()
    assert morphospace("reconstruct", MODEL, faces / "face1.png", "-o", f"{tmp_path}/new/").code == 0
    assert (tmp_path / "new" / "face1.png").exists()


def test_reconstruct_changes_nothing_that_the_model_knows(morphospace: Command, tmp_path: Path) -> None:
    morphospace("sample", MODEL, "-n", 1, "--set", "smile=0.5", "-o", tmp_path)
    assert morphospace("reconstruct", MODEL, tmp_path / "0000.png", "-o", tmp_path / "again.png").code == 0
    before, after = (read_image(tmp_path / name).astype(int) for name in ("0000.png", "again.png"))
    assert np.abs(before - after).max() <= 1


def test_encode_writes_latents_names_and_settings(morphospace: Command, faces: Path, tmp_path: Path) -> None:
    out = tmp_path / "latents.safetensors"
    assert morphospace("encode", MODEL, faces, "-o", out).code == 0
    with safe_open(out, framework="numpy") as file:
        assert file.get_tensor("z").shape == (3, 3)
        metadata = file.metadata()
    assert [Path(name).name for name in json.loads(metadata["files"])] == [
        "face0.png",
        "face1.png",
        "face2.png",
    ]
    assert json.loads(metadata["settings"])[0]["hair"] == "red" and metadata["model"] == MODEL


def test_bad_pictures_are_named_and_the_good_ones_done(
    morphospace: Command, faces: Path, tmp_path: Path
) -> None:
    (faces / "text.png").write_text("I am no picture")
    whole = (faces / "face2.png").read_bytes()
    (faces / "cut.png").write_bytes(whole[: len(whole) // 2])
    said = morphospace("reconstruct", MODEL, faces, "-o", tmp_path / "out")
    assert said.code == 2
    assert "text.png" in said.error and "cut.png" in said.error and len(said.error.splitlines()) == 2
    assert len(list((tmp_path / "out").iterdir())) == 3


@pytest.mark.parametrize("command", ["edit", "reconstruct"])
def test_one_bad_picture(morphospace: Command, tmp_path: Path, command: str) -> None:
    (tmp_path / "text.png").write_text("I am no picture")
    asked = ["--set", "smile=1"] if command == "edit" else []
    said = morphospace(command, MODEL, tmp_path / "text.png", *asked, "-o", tmp_path / "out.png")
    one_sentence(said, str(tmp_path / "text.png"))
    assert not (tmp_path / "out.png").exists()
    one_sentence(morphospace(command, MODEL, "gone.png", *asked, "-o", tmp_path / "out.png"), "gone.png")


def test_pictures_of_every_kind_that_people_have(morphospace: Command, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    rgb = Image.new("RGB", (40, 40), (200, 100, 50))
    rgb.convert("CMYK").save(source / "cmyk.jpg")
    rgb.convert("P").save(source / "palette.png", transparency=0)
    Image.fromarray(np.full((40, 40), 30000, np.uint16)).save(source / "sixteen.png")
    rgb.save(source / "moving.gif", save_all=True, append_images=[Image.new("RGB", (40, 40))])
    said = morphospace("reconstruct", MODEL, source, "-o", tmp_path / "out")
    assert said.code == 0, said.error
    assert {path.stem for path in (tmp_path / "out").iterdir()} == {"cmyk", "palette", "sixteen", "moving"}


def test_unknown_models_controls_and_values(morphospace: Command, faces: Path, tmp_path: Path) -> None:
    def edit(*asked: str, model: str = MODEL) -> Said:
        return morphospace("edit", model, faces / "face0.png", *asked, "-o", tmp_path / "out.png")

    one_sentence(edit("--set", "smile=1", model="nobody"), "'nobody'", MODEL)
    one_sentence(edit("--set", "beard=1"), "'beard'", "smile")
    one_sentence(edit("--set", "smile=7"), "smile = 7", "-1 to 1")
    one_sentence(edit("--set", "smile=nan"), "smile")
    one_sentence(edit("--set", "smile=wide"), "smile", "'wide'")
    one_sentence(edit("--set", "hair=purple"), "hair", "'purple'")
    one_sentence(edit("--set", "smile"), "'smile'", "name=value")
    one_sentence(edit("--set", "smile=1", "--set", "smile=0"), "smile twice")
    one_sentence(edit(), "--set")
    assert not (tmp_path / "out.png").exists()


def test_numbers_that_cannot_be(morphospace: Command, tmp_path: Path) -> None:
    one_sentence(morphospace("sample", MODEL, "-n", 0, "-o", tmp_path / "x"), "0 pictures")
    one_sentence(morphospace("sample", MODEL, "-n", "many", "-o", tmp_path / "x"), "'-n'")
    one_sentence(morphospace("sample", MODEL, "--seed", -1, "-o", tmp_path / "x"), "seed")


def test_outputs_that_cannot_be(morphospace: Command, faces: Path, tmp_path: Path) -> None:
    one_sentence(morphospace("reconstruct", MODEL, faces / "face0.png", "-o", "out.jpg"), "out.jpg")
    (tmp_path / "file").write_text("in the way")
    one_sentence(morphospace("reconstruct", MODEL, faces, "-o", tmp_path / "file"), str(tmp_path / "file"))
    one_sentence(morphospace("sample", MODEL, "-o", tmp_path / "file"), str(tmp_path / "file"))
    one_sentence(morphospace("reconstruct", MODEL, faces, "-o", faces), "overwritten")
    twin = tmp_path / "face0.jpg"
    Image.new("RGB", (8, 8)).save(twin)
    said = morphospace("reconstruct", MODEL, faces / "face0.png", twin, "-o", tmp_path / "out")
    one_sentence(said, str(twin), str(faces / "face0.png"))
    one_sentence(morphospace("encode", MODEL, faces, "-o", tmp_path / "z.npy"), ".safetensors")
    (tmp_path / "empty").mkdir()
    one_sentence(morphospace("encode", MODEL, tmp_path / "empty", "-o", "z.safetensors"), "empty")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that cannot be written")
def test_a_read_only_folder(morphospace: Command, faces: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    said = morphospace("reconstruct", MODEL, faces / "face0.png", "-o", tmp_path / "closed" / "out.png")
    one_sentence(said, "closed")


def test_a_damaged_model(morphospace: Command, faces: Path, tiny: Path, tmp_path: Path) -> None:
    (tiny / "model.safetensors").unlink()
    said = morphospace("reconstruct", MODEL, faces / "face0.png", "-o", tmp_path / "out.png")
    one_sentence(said, "model.safetensors", "missing")
    (tiny / "model.safetensors").write_bytes(b"short")
    said = morphospace("reconstruct", tiny, faces / "face0.png", "-o", tmp_path / "out.png")
    one_sentence(said, "model.safetensors", "damaged")


def test_a_pickle_given_as_weights_is_never_loaded(morphospace: Command, tiny: Path, tmp_path: Path) -> None:
    (tiny / "model.safetensors").rename(tiny / "model.pth")
    one_sentence(morphospace("sample", MODEL, "-o", tmp_path / "x"), "model.safetensors is missing")
