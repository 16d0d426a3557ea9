"""Exports of a selection: what others read of them, and that a failure or a cancel leaves nothing behind."""

from __future__ import annotations

import csv
import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image
from safetensors import safe_open
from support.faces_atlas import small_atlas

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.columns import Column
from morphospace.atlas.exporting.exports import FORMATS, export
from morphospace.errors import BadInputError, CannotSaveError
from morphospace.hosting.jobs import job_names

ROWS = [6, 1, 3]


def run(steps: Generator[int, None, list[tuple[str, str]]]) -> tuple[list[int], list[tuple[str, str]]]:
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as ended:
            return seen, ended.value


def written(atlas: Atlas, form: str, output: Path, rows: list[int] = ROWS) -> Path:
    assert run(export(atlas, rows, form, output))[1] == []
    return output


def with_files(atlas: Atlas, folder: Path) -> Atlas:
    """The atlas of files in two folders that have the same names, one of them twice in another case."""
    files = []
    for at in range(len(atlas)):
        file = folder / ("one" if at < 4 else "two") / f"{'Face' if at == 6 else 'face'} {at % 4}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((4, 4, 3), at, np.uint8)).save(file)
        files.append(str(file))
    return replace(atlas, files=files)


def test_a_csv_is_read_by_its_header_and_unknown_values_are_empty(tmp_path: Path) -> None:
    atlas = small_atlas()
    beard = Column("beard", "Beard", np.array([np.nan, 1 / 3, 0, 1, 0, 0, 0, 0], np.float32))
    atlas = replace(atlas, columns={**atlas.columns, "beard": beard, "name": beard})
    atlas = replace(atlas, names=[*atlas.names[:3], 'a "comma", é', *atlas.names[4:]])
    path = written(atlas, "csv", tmp_path / "some.csv", [1, 3, 0])
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert [line["name"] for line in lines] == ["face 00001", 'a "comma", é', "face 00000"]
    assert [line["beard"] for line in lines] == ["0.3333333", "1", ""]
    assert [line["hair_colour"] for line in lines] == ["black", "", ""]
    assert [line["name-2"] for line in lines] == ["0.3333333", "1", ""]
    assert [line["smile"] for line in lines] == ["0", "1", "-1"]
    assert "text" not in lines[0]


def test_what_is_said_of_an_item_is_a_column_where_anything_is(tmp_path: Path) -> None:
    atlas = replace(small_atlas(), texts=["", "a face"] + [""] * 6)
    path = written(atlas, "csv", tmp_path / "some.csv")
    lines = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [line["text"] for line in lines] == ["", "a face", ""]


def test_parquet_keeps_types_latents_and_where_they_come_from(tmp_path: Path) -> None:
    atlas = small_atlas()
    table = pq.read_table(written(atlas, "parquet", tmp_path / "some.parquet"))
    assert table["name"].to_pylist() == [atlas.names[row] for row in ROWS]
    assert table["smile"].to_pylist() == [1.0, 0.0, 1.0]
    assert table["hair_colour"].to_pylist() == [None, "black", None]
    np.testing.assert_array_equal(np.array(table["latents"].to_pylist(), np.float32), atlas.places[ROWS])
    assert table.schema.metadata[b"model"] == b"tiny" and table.schema.metadata[b"model_hash"]


def test_latents_have_their_shapes_and_names_and_say_whose_they_are(tmp_path: Path) -> None:
    atlas = small_atlas()
    path = written(atlas, "latents", tmp_path / "some.safetensors")
    with safe_open(path, "numpy") as file:
        metadata = file.metadata()
        np.testing.assert_array_equal(file.get_tensor("z"), atlas.places[ROWS][:, :4].reshape(3, 2, 2))
        np.testing.assert_array_equal(file.get_tensor("w"), atlas.places[ROWS][:, 4:])
        np.testing.assert_array_equal(file.get_tensor("places"), atlas.places[ROWS])
    assert (metadata["model"], metadata["model_hash"]) == ("tiny", "0" * 64)
    assert json.loads(metadata["names"]) == [atlas.names[row] for row in ROWS]
    assert json.loads(metadata["labels"])[0] == "z[0]"


def test_drawn_items_become_a_folder_of_png_with_their_attributes(tmp_path: Path) -> None:
    atlas = small_atlas()
    folder = written(atlas, "images", tmp_path / "faces")
    lines = list(csv.DictReader((folder / "metadata.csv").read_text(encoding="utf-8").splitlines()))
    assert [line["file_name"] for line in lines] == ["face_00006.png", "face_00001.png", "face_00003.png"]
    assert [line["hair"] for line in lines] == ["bald", "short", "bald"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [line["file_name"] for line in lines] + ["metadata.csv"]
    )
    for row, line in zip(ROWS, lines, strict=True):
        np.testing.assert_array_equal(
            np.asarray(Image.open(folder / line["file_name"])), atlas.thumbnails[row]
        )


def test_files_are_copied_as_they_are_and_none_takes_the_place_of_another(tmp_path: Path) -> None:
    atlas = with_files(small_atlas(), tmp_path / "originals")
    folder = written(atlas, "images", tmp_path / "out", [0, 2, 4, 6])
    lines = list(csv.DictReader((folder / "metadata.csv").read_text(encoding="utf-8").splitlines()))
    assert [line["file_name"] for line in lines] == [
        "face 0.png",
        "face 2.png",
        "face 0-2.png",
        "Face 2-2.png",
    ]
    for row, line in zip([0, 2, 4, 6], lines, strict=True):
        assert (folder / line["file_name"]).read_bytes() == Path(atlas.files[row]).read_bytes()


def test_files_that_are_gone_are_left_out_and_listed(tmp_path: Path) -> None:
    atlas = with_files(small_atlas(), tmp_path / "originals")
    Path(atlas.files[1]).unlink()
    _, skipped = run(export(atlas, ROWS, "images", tmp_path / "out"))
    assert [file for file, _ in skipped] == [atlas.files[1]]
    assert len(list((tmp_path / "out").glob("*.png"))) == 2
    Path(atlas.files[2]).unlink()
    with pytest.raises(BadInputError, match="No picture could be copied"):
        run(export(atlas, [1, 2], "images", tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_a_folder_with_something_in_it_is_left_alone_and_an_empty_one_used(tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    with pytest.raises(BadInputError, match="holds something already"):
        run(export(small_atlas(), ROWS, "images", full))
    assert [path.name for path in full.iterdir()] == ["mine.txt"]
    (tmp_path / "empty").mkdir()
    written(small_atlas(), "images", tmp_path / "empty")
    assert (tmp_path / "empty" / "metadata.csv").exists()


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_that_is_cancelled_leaves_what_was_there(form: str, tmp_path: Path) -> None:
    output = tmp_path / "out"
    if form != "images":
        output.write_text("before")
    steps = export(small_atlas(), ROWS, form, output)
    next(steps)
    steps.close()
    assert [path.name for path in tmp_path.iterdir()] == ([] if form == "images" else ["out"])
    assert form == "images" or output.read_text() == "before"


@pytest.mark.parametrize("form", FORMATS)
def test_a_place_that_cannot_be_written_is_one_sentence(form: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises((CannotSaveError, BadInputError)) as caught:
        run(export(small_atlas(), ROWS, form, tmp_path / "file" / "out"))
    assert str(caught.value).endswith(".")
    assert (tmp_path / "file").read_text() == "not a folder"


@pytest.mark.parametrize(("rows", "form"), [([], "csv"), ([8], "csv"), ([-1], "csv"), ([1], "excel")])
def test_what_cannot_be_exported_is_said(rows: list[int], form: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError):
        run(export(small_atlas(), rows, form, tmp_path / "out"))


def test_progress_goes_to_the_end_in_parts(tmp_path: Path) -> None:
    rows = np.zeros(4500, int)
    seen, _ = run(export(small_atlas(), rows, "csv", tmp_path / "many.csv"))
    assert seen == [2000, 4000, 4500]


def test_the_job_is_known() -> None:
    assert "export_selection" in job_names()
