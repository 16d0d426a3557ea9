"""What becomes of labels: classes, what is left aside, and what is held out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from morphospace.errors import BadInputError
from morphospace.imaging.files import write_png
from morphospace.probing.labelled import Labelled, part, read_labelled


def read(source: object, attribute: str, most: int = 2000) -> Labelled:
    found = None
    for _, _, found in read_labelled(str(source), attribute, 16, most):  # noqa: B007
        pass
    assert found is not None
    return found


def pictures(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        write_png(folder / f"{index:02d}.png", np.full((16, 16, 3), 10 * index, np.uint8))
    return folder


def labels(folder: Path, values: list[object]) -> None:
    rows = "".join(f"{index:02d}.png,{value}\n" for index, value in enumerate(values))
    (folder / "metadata.csv").write_text("file_name,mood\n" + rows)


def test_sub_folders_are_classes(tmp_path: Path) -> None:
    for name in ("dogs", "cats"):
        pictures(tmp_path / name, 7)
    found = read(tmp_path, "folder")
    assert found.classes == ("cats", "dogs") and found.counts == {"cats": 7, "dogs": 7}
    assert found.images.shape == (14, 16, 16, 3)


def test_numbers_are_classes_in_their_order(tmp_path: Path) -> None:
    labels(pictures(tmp_path, 6), [10, 9, "9.0", -1, 10, ""])
    found = read(tmp_path, "Mood")
    assert found.classes == ("-1", "9", "10") and found.unlabelled == 1
    assert found.places.tolist() == [2, 1, 1, 0, 2]
    assert [int(image[0, 0, 0]) for image in found.images] == [0, 10, 20, 30, 40]


def test_missing_and_broken_files_are_left_aside(tmp_path: Path) -> None:
    labels(pictures(tmp_path, 4), ["glad", "sad", "glad", "sad", "sad"])
    (tmp_path / "03.png").write_bytes(b"no picture")
    found = read(tmp_path, "mood")
    assert found.counts == {"glad": 2, "sad": 1}
    assert sorted(Path(file).name for file, _ in found.skipped) == ["03.png", "04.png"]


def test_faces_come_with_labels_that_are_theirs() -> None:
    from morphospace.data.sampling import split_table

    pytest.importorskip("resvg_py")
    found = read("faces:test", "glasses", most=12)
    told = split_table("test", 0, 12).labels["glasses"]
    assert [found.classes[place] for place in found.places] == [f"{value:g}" for value in told]


@pytest.mark.parametrize(
    ("values", "attribute", "says"),
    [
        (["glad"] * 4, "mood", "mood is glad in every picture"),
        (["glad", "sad"] * 2, "colour", "choose one of mood"),
        ([0.1 * index for index in range(60)], "mood", "60 different values"),
        (["", "", "", ""], "mood", "no labels"),
    ],
)
def test_what_cannot_be_probed_is_said(
    tmp_path: Path, values: list[object], attribute: str, says: str
) -> None:
    labels(pictures(tmp_path, len(values)) if len(values) < 20 else _greys(tmp_path, len(values)), values)
    with pytest.raises(BadInputError, match=says):
        read(tmp_path, attribute)


def test_no_labels_at_all(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="sub-folder"):
        read(pictures(tmp_path, 3), "folder")


def test_what_is_held_out_is_never_learnt_from_and_few_labels_are_among_many() -> None:
    places = np.array([0] * 30 + [1] * 12)
    labelled = Labelled("mood", np.zeros((42, 4, 4, 3), np.uint8), places, ("glad", "sad"))
    seeds = [part(labelled, 6, seed) for seed in range(3)]
    for parting in seeds:
        assert not set(parting.first(6)) & set(parting.held_out)
        assert set(parting.first(2)) < set(parting.first(6))
        assert np.bincount(places[parting.held_out]).tolist() == [6, 6]
        assert np.bincount(places[parting.first(6)]).tolist() == [6, 6]
    assert set(seeds[0].held_out) != set(seeds[1].held_out)


def test_more_labels_than_pictures() -> None:
    labelled = Labelled(
        "mood", np.zeros((20, 4, 4, 3), np.uint8), np.array([0] * 12 + [1] * 8), ("glad", "sad")
    )
    with pytest.raises(BadInputError, match=r"sad in 8 pictures only.*at most 3 labels"):
        part(labelled, 4, 0)


def _greys(folder: Path, count: int) -> Path:
    for index in range(count):
        write_png(folder / f"{index:02d}.png", np.full((16, 16, 3), index, np.uint8))
    return folder
