"""Novelty from a shell: what is unlike the known pictures comes first, with its cause."""

import json
from pathlib import Path

import numpy as np
import pytest
from support.commandline import Command
from support.tiny import SIZE

from morphospace.hosting import novelty_jobs
from morphospace.imaging.files import read_image, write_png

MODEL = "tiny-squares"


def square(path: Path, seed: int, grey: int | None = None) -> np.ndarray:
    """A picture of the tiny model's kind: a coloured square on an even background."""
    random = np.random.default_rng(seed)
    image = np.full((SIZE, SIZE, 3), random.integers(90, 170) if grey is None else grey, np.uint8)
    half = int(random.integers(6, 12))
    inside = slice(SIZE // 2 - half, SIZE // 2 + half)
    image[inside, inside] = [(243, 25, 25), (25, 243, 25), (25, 25, 243)][seed % 3]
    write_png(path, image)
    return image


@pytest.fixture
def known(tmp_path: Path) -> Path:
    folder = tmp_path / "known"
    folder.mkdir()
    for seed in range(60):
        square(folder / f"{seed:02d}.png", seed)
    return folder


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """Three ordinary pictures, one with a spot, one of a background never seen, and one that is broken."""
    folder = tmp_path / "asked"
    folder.mkdir()
    for seed in range(3):
        square(folder / f"fine{seed}.png", 100 + seed)
    spotted = square(folder / "spot.png", 200)
    spotted[26:30, 2:6] = (255, 0, 255)
    write_png(folder / "spot.png", spotted)
    square(folder / "white.png", 201, grey=228)
    (folder / "broken.png").write_bytes(b"not a picture")
    return folder


def test_pictures_are_ranked_with_cause_line_and_residuals(
    morphospace: Command, known: Path, asked: Path, tmp_path: Path
) -> None:
    out = tmp_path / "painted"
    said = morphospace("novelty", MODEL, asked, "--against", known, "-o", out, "--json")
    assert said.code == 0, said.error
    found = json.loads(said.out)
    by_name = {Path(one["file"]).name: one for one in found["pictures"]}
    assert [one["rank"] for one in found["pictures"]] == [1, 2, 3, 4, 5]
    assert {Path(one["file"]).name for one in found["pictures"][:2]} == {"spot.png", "white.png"}
    assert by_name["spot.png"]["cause"] == "rebuilt" and by_name["spot.png"]["new"]
    assert by_name["white.png"]["cause"] == "far" and by_name["white.png"]["new"]
    assert by_name["white.png"]["p_far"] == pytest.approx(1 / 31)
    assert by_name["fine0.png"]["p_far"] > 0.04
    assert found["line"]["ordinary"] == 30 and found["line"]["rate"] == pytest.approx(1 / 31)
    assert found["expected_false_alarms"] == pytest.approx(5 / 31)
    assert [Path(one["file"]).name for one in found["skipped"]] == ["broken.png"]
    shown = read_image(Path(by_name["spot.png"]["painted"])).astype(int)
    red_over_green = shown[..., 0] - shown[..., 1]
    assert red_over_green[27, 3] > 80 and abs(red_over_green[27, 28]) < 30
    lines = [json.loads(line) for line in (out / novelty_jobs.MANIFEST).read_text().splitlines()]
    assert [line["file"] for line in lines] == [one["file"] for one in found["pictures"]]


def test_a_person_reads_a_table_and_what_to_expect(morphospace: Command, known: Path, asked: Path) -> None:
    said = morphospace("novelty", MODEL, asked, "--against", known)
    assert said.code == 0 and "broken.png" in said.error
    words = " ".join(said.out.split())
    assert "far from the data" in words and "badly decoded" in words
    assert "ordinary pictures are expected above" in words and "more known pictures are needed" in words


def test_one_picture_and_more_neighbours_than_there_are(
    morphospace: Command, known: Path, tmp_path: Path
) -> None:
    (tmp_path / "one").mkdir()
    square(tmp_path / "one" / "only.png", 300)
    said = morphospace("novelty", MODEL, tmp_path / "one", "--against", known, "-k", 999, "--json")
    assert said.code == 0, said.error
    assert json.loads(said.out)["count"] == 1


def test_what_cannot_be_judged_is_said_in_one_sentence(
    morphospace: Command, known: Path, asked: Path, tmp_path: Path
) -> None:
    empty, few, broken = (tmp_path / name for name in ("empty", "few", "broken"))
    for folder in (empty, few, broken):
        folder.mkdir()
    square(few / "one.png", 1)
    (broken / "a.png").write_bytes(b"nothing")
    for arguments, words in (
        ((asked,), "--against"),
        ((asked, "--against", "no-such-map"), "There is no map"),
        ((asked, "--against", tmp_path / "gone" / "away"), "does not exist"),
        ((asked, "--against", empty), "holds no pictures"),
        ((asked, "--against", few), "takes 20 or more"),
        ((asked, "--against", broken), "None of the known pictures"),
        ((empty, "--against", known), "holds no pictures"),
        ((broken, "--against", known), "No picture in"),
        ((asked, "--against", known, "--rate", "0"), "ask for 0.01"),
        ((asked, "--against", known, "-k", "0"), "1 or more"),
        ((asked, "--against", known, "-o", known / "00.png"), "is a file"),
    ):
        said = morphospace("novelty", MODEL, *arguments)
        assert said.code == 2 and words in said.error, (arguments, said)
        assert len(said.error.strip().splitlines()) == 1 and "Traceback" not in said.error


def test_a_model_that_cannot_rebuild_is_refused(
    morphospace: Command, known: Path, asked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from support.tiny import TinyModel

    monkeypatch.setattr(TinyModel, "decode", None)
    said = morphospace("novelty", MODEL, asked, "--against", known)
    assert said.code == 2 and "cannot decode pictures" in said.error
