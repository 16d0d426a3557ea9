"""The pictures between two, and the pictures like one, from a shell."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.atlases import tiny_atlas
from support.commandline import Command
from support.tiny import SIZE

from morphospace.atlas.storage import atlases, opening
from morphospace.atlas.storage.atlases import AtlasInfo
from morphospace.hosting import retrieval_jobs
from morphospace.imaging.files import read_image, write_png
from morphospace.imaging.metadata import read_request

MODEL = "tiny-squares"
RED, GREEN, BLUE = (243, 25, 25), (25, 243, 25), (25, 25, 243)


def face(path: Path, grey: int, colour: tuple[int, int, int] = RED, half: int = 9) -> Path:
    """A picture of the tiny model's kind: a square of a colour on grey."""
    image = np.full((SIZE, SIZE, 3), grey, np.uint8)
    inside = slice(SIZE // 2 - half, SIZE // 2 + half)
    image[inside, inside] = colour
    write_png(path, image)
    return path


@pytest.fixture
def ends(tmp_path: Path) -> tuple[Path, Path]:
    """A dark picture with a small red square, and a light one with a large blue one."""
    return face(tmp_path / "a.png", 60, RED, 5), face(tmp_path / "b.png", 180, BLUE, 13)


def width(image: np.ndarray) -> int:
    """Of the square, in pixels."""
    row = image[SIZE // 2 + 3].astype(int)
    return int((np.abs(row - row[SIZE // 2]).sum(1) < 40).sum())


def test_a_path_through_latents_moves_everything(
    morphospace: Command, ends: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "path"
    said = morphospace("interpolate", MODEL, *ends, "--steps", 5, "-o", out)
    assert said.code == 0, said.error
    images = [read_image(out / f"{place:04d}.png") for place in range(5)]
    assert len(list(out.glob("*.png"))) == 5
    np.testing.assert_allclose([image[0, 0, 0] for image in images], [60, 90, 120, 150, 180], atol=2)
    assert [width(image) for image in images] == [10, 18, 26, 26, 26]  # first the smile, then the hair
    assert [int(image[SIZE // 2 + 3, SIZE // 2].argmax()) for image in images] == [0, 0, 0, 2, 2]
    lines = [json.loads(line) for line in (out / "manifest.jsonl").read_text().splitlines()]
    assert [line["t"] for line in lines] == [0, 0.25, 0.5, 0.75, 1]
    assert lines[3]["file_name"] == "0003.png" and lines[3]["attributes"]["hair"] == "blue"
    request = read_request(out / "0001.png")
    assert request is not None and request.model == MODEL and request.latents["z"].shape == (1, 3)


def test_attributes_may_change_together(
    morphospace: Command, ends: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "strip.png"
    said = morphospace("interpolate", MODEL, *ends, "--steps", 5, "--attributes", "together", "-o", out)
    assert said.code == 0, said.error
    images = np.split(read_image(out), 5, axis=1)
    assert [width(image) for image in images] == [10, 14, 18, 22, 26]
    assert [int(image[SIZE // 2 + 3, SIZE // 2].argmax()) for image in images] == [0, 0, 2, 2, 2]


def test_a_path_along_the_pictures_of_a_folder(
    morphospace: Command, ends: tuple[Path, Path], tmp_path: Path
) -> None:
    inside = tmp_path / "set"
    inside.mkdir()
    for grey in range(60, 190, 10):
        face(inside / f"{grey}.png", grey, GREEN, 9)
    (inside / "broken.png").write_bytes(b"no picture")
    out = tmp_path / "path"
    said = morphospace("interpolate", MODEL, *ends, "--steps", 9, "--path", "data", "--in", inside, "-o", out)
    assert said.code == 0 and "broken.png" in said.error
    middle = read_image(out / "0004.png")
    assert int(middle[SIZE // 2 + 3, SIZE // 2].argmax()) == 1  # green, as all the others are
    assert '"path": "data"' in (out / "manifest.jsonl").read_text()


def test_a_path_along_an_atlas(
    morphospace: Command, ends: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, model in (("mine", MODEL), ("other", "someone-elses")):
        info = AtlasInfo(name, name, tmp_path, model=model)
        monkeypatch.setattr(atlases, "find_atlas", lambda atlas, info=info: info)
        monkeypatch.setattr(opening, "open_atlas", lambda folder: tiny_atlas(folder=folder))
        said = morphospace(
            "interpolate", MODEL, *ends, "--path", "data", "--atlas", name, "-o", tmp_path / "strip.png"
        )
        assert said.code == (0 if name == "mine" else 2), said.error
    assert "was made by someone-elses" in said.error


def test_a_film(morphospace: Command, ends: tuple[Path, Path], tmp_path: Path) -> None:
    pytest.importorskip("av")
    said = morphospace("interpolate", MODEL, *ends, "--steps", 3, "-o", tmp_path / "film.mp4")
    assert said.code == 0 and (tmp_path / "film.mp4").read_bytes()[4:8] == b"ftyp"


def test_a_path_through_pixels_is_a_ghost(
    morphospace: Command, ends: tuple[Path, Path], tmp_path: Path
) -> None:
    said = morphospace(
        "interpolate", MODEL, *ends, "--steps", 3, "--space", "pixel", "-o", tmp_path / "path/"
    )
    assert said.code == 0, said.error
    a, b = (read_image(end).astype(int) for end in ends)
    np.testing.assert_allclose(read_image(tmp_path / "path" / "0001.png"), (a + b) / 2, atol=1)
    assert read_request(tmp_path / "path" / "0001.png") is None


def test_a_strip_and_an_animation(morphospace: Command, ends: tuple[Path, Path], tmp_path: Path) -> None:
    strip, moving = tmp_path / "strip.png", tmp_path / "moving.GIF"
    for out in (strip, moving):
        said = morphospace("interpolate", MODEL, *ends, "--steps", 4, "--path", "spherical", "-o", out)
        assert said.code == 0, said.error
    assert read_image(strip).shape == (SIZE, 4 * SIZE, 3)
    with Image.open(moving) as gif:
        assert gif.format == "GIF" and gif.n_frames == 4 and gif.size == (SIZE, SIZE)
        assert gif.info["loop"] == 0 and gif.info["duration"] == 600


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"-o": "path.webm"}, "path.webm ends in .webm"),
        ({"--path": "data"}, "--in FOLDER or --atlas ID"),
        ({"--path": "data", "--in": "nowhere"}, "nowhere does not exist"),
        ({"--path": "data", "--atlas": "nothing"}, "no map 'nothing'"),
        ({"--steps": "1"}, "1 steps"),
        ({"--steps": "100000"}, "100000 steps"),
        ({"--path": "round"}, "round"),
        ({"--space": "word"}, "word"),
        ({"b": "missing.png"}, "missing.png does not exist"),
        ({"-o": "a.txt/x"}, "a.txt"),
    ],
)
def test_what_is_no_path_is_one_sentence(
    morphospace: Command,
    ends: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("a file")
    options = {"--steps": "3", "-o": "path", **changes}
    b = options.pop("b", ends[1])
    said = morphospace("interpolate", MODEL, ends[0], b, *(word for pair in options.items() for word in pair))
    assert said.code == 2 and said.out == ""
    assert len(said.error.splitlines()) == 1 and words in said.error, said.error
    assert not (tmp_path / "path").exists()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures about a red square on grey 100: like it in meaning, like it in pixels, and other files."""
    inside = tmp_path / "set"
    inside.mkdir()
    face(inside / "darker.png", 70, RED)
    face(inside / "other_hair.png", 100, BLUE)
    face(inside / "far.png", 250, BLUE, 13)
    (inside / "broken.png").write_bytes((inside / "far.png").read_bytes()[:60])
    (inside / "text.png").write_text("not a picture")
    (inside / "notes.txt").write_text("notes")
    return inside


def test_neighbours_by_latents_and_by_pixels(morphospace: Command, folder: Path) -> None:
    asked = face(folder / "asked.png", 100, RED)
    said = morphospace("neighbours", MODEL, asked, "--in", folder, "-k", 2, "--json")
    assert said.code == 0, said.error
    found = said.json()
    assert found["count"] == 3 and found["model"] == MODEL
    names = {way: [Path(one["file"]).name for one in found[way]] for way in ("latent", "pixel")}
    assert names["pixel"] == ["darker.png", "other_hair.png"] and len(names["latent"]) == 2
    for way in ("latent", "pixel"):
        first, second = (one["distance"] for one in found[way])
        assert 0 < first <= second
    assert sorted(Path(one["file"]).name for one in found["skipped"]) == ["broken.png", "text.png"]
    assert all(one["reason"].endswith(".") for one in found["skipped"])


def test_more_than_there_are_gives_all_and_a_table_for_people(morphospace: Command, folder: Path) -> None:
    asked = face(folder.parent / "asked.png", 100, RED)
    face(folder / "same.png", 100, RED)
    said = morphospace("neighbours", MODEL, asked, "--in", folder, "-k", 99)
    assert said.code == 0
    for name in ("same.png", "darker.png", "other_hair.png", "far.png"):
        assert said.out.count(name) == 2
    first = next(line for line in said.out.splitlines() if "same.png" in line)
    assert first.count("0.000") == 2
    assert len(said.error.splitlines()) == 2 and "broken.png" in said.error


def test_what_cannot_be_searched_is_one_sentence(morphospace: Command, folder: Path) -> None:
    asked = face(folder.parent / "asked.png", 100, RED)
    empty = folder.parent / "empty"
    empty.mkdir()
    alone = folder.parent / "alone"
    alone.mkdir()
    only = face(alone / "only.png", 100)
    damaged = folder.parent / "damaged"
    damaged.mkdir()
    (damaged / "bad.png").write_text("not a picture")
    for arguments, words in (
        ((asked, "--in", empty), "empty holds no pictures"),
        ((asked, "--in", folder / "missing"), "missing does not exist"),
        ((asked, "--in", asked), "asked.png is a file"),
        ((only, "--in", alone), "no picture besides only.png"),
        ((asked, "--in", damaged), "can be read"),
        ((folder / "text.png", "--in", folder), "text.png is not a picture"),
        ((folder.parent / "nobody.png", "--in", folder), "nobody.png does not exist"),
        ((asked, "--in", folder, "-k", "0"), "0 neighbours"),
    ):
        said = morphospace("neighbours", MODEL, *arguments)
        assert said.code == 2 and said.out == "", arguments
        assert len(said.error.splitlines()) == 1 and words in said.error, said.error


def test_the_search_can_be_interrupted(
    morphospace: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(retrieval_jobs, "_readable", interrupt)
    said = morphospace("neighbours", MODEL, face(folder.parent / "asked.png", 100), "--in", folder)
    assert said.code == 130 and said.out == "" and "Traceback" not in said.error
