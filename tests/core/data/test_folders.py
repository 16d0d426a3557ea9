"""Faces as a folder of files that other tools read."""

import json

import numpy as np
import pytest
from PIL import Image

from morphospace.data.drawing import draw_face
from morphospace.data.folders import write_faces
from morphospace.data.sampling import split_table
from morphospace.errors import BadInputError, CancelledError, CannotSaveError


def test_pictures_and_metadata(tmp_path):
    counts = []
    path = write_faces("unseen", 12, tmp_path / "out", size=32, progress=lambda *at: counts.append(at))
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["file_name"] for line in lines] == [f"{index:05d}.png" for index in range(12)]
    table = split_table("unseen", 0, 12)
    for index, line in enumerate(lines):
        with Image.open(path.parent / line["file_name"]) as image:
            assert np.array_equal(np.asarray(image), draw_face(line["variants"], 32))
        assert line["attributes"] == table.row(index)
        assert line["text"] and set(line["seen"]) <= set(line["attributes"])
    assert counts[-1] == (12, 12)


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        write_faces("val", 3, tmp_path / name, size=16, seed=seed)
    contents = {
        name: [file.read_bytes() for file in sorted((tmp_path / name).iterdir())] for name in ("a", "b", "c")
    }
    assert contents["a"] == contents["b"] != contents["c"]


def test_a_cancelled_folder_has_no_metadata(tmp_path):
    with pytest.raises(CancelledError):
        write_faces("val", 300, tmp_path, size=16, cancelled=lambda: True)
    assert not (tmp_path / "metadata.jsonl").exists()


def test_impossible_places_and_splits_are_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotSaveError, match="file"):
        write_faces("val", 2, tmp_path / "file", size=16)
    with pytest.raises(BadInputError, match="holiday"):
        write_faces("holiday", 2, tmp_path, size=16)
