"""Building atlases as a host runs it: progress, cancel at any moment, going on, adding, and bad input."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from support.ears import TOYS
from support.tiny import SIZE, make_tiny_model

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.building import building, growing
from morphospace.atlas.storage.atlases import atlas_folder, find_atlas, list_atlases
from morphospace.atlas.storage.opening import open_atlas
from morphospace.errors import BadInputError, CancelledError, CannotSaveError
from morphospace.hosting import Cancelled, Event, Host, Progress, engine, open_host, wait
from morphospace.imaging.files import write_png
from morphospace.latents.coordinates import unpack

CATALOGUE = f"{Path(TOYS).with_name('tiny_catalogue.py')}:catalogue"
MODEL = "tiny-squares"
RED, BLUE = (243, 25, 25), (25, 25, 243)


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    make_tiny_model(tmp_path / "models")
    monkeypatch.setenv("MORPHOSPACE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("MORPHOSPACE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(engine, "_PROGRESS_SECONDS", 0.0)
    monkeypatch.setattr(building, "BATCH", 4)
    host = open_host("inline", "cpu", catalogue=CATALOGUE)
    yield host
    host.close()


def draw(path: Path, grey: int, colour: tuple[int, int, int] = RED, side: int = SIZE) -> Path:
    """A square of a colour on grey, as the tiny model draws them."""
    image = np.full((side, side, 3), grey, np.uint8)
    inside = slice(side // 4, 3 * side // 4)
    image[inside, inside] = colour
    path.parent.mkdir(parents=True, exist_ok=True)
    write_png(path, image)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve squares, every third blue."""
    for index in range(12):
        draw(tmp_path / "squares" / f"{index:02d}.png", 20 * index, BLUE if index % 3 == 0 else RED)
    return tmp_path / "squares"


def build(host: Host, source: object = "", atlas: str = "squares", **more: Any) -> dict[str, Any]:
    arguments = {"atlas": atlas, "model": MODEL, "source": str(source), **more}
    found = wait(host, host.run("atlas_build", arguments))
    assert isinstance(found, dict)
    return found


def opened(atlas: str = "squares") -> Atlas:
    return open_atlas(atlas_folder(atlas))


def cancel_at(host: Host, words: str) -> None:
    """Cancel as soon as the progress says these words."""

    def stop(event: Event) -> None:
        if isinstance(event, Progress) and event.text.startswith(words):
            host.cancel(event.ticket)

    unsubscribe = host.listen(stop)
    host.listen(lambda event: unsubscribe() if isinstance(event, Cancelled) else None)


def test_a_folder_becomes_an_atlas(host: Host, folder: Path) -> None:
    heard: list[Event] = []
    host.listen(heard.append)
    result = build(host, folder)
    assert (result["count"], result["added"], result["skipped"]) == (12, 12, [])
    atlas = opened()
    assert atlas.complete and len(atlas) == 12 and atlas.title == "squares" and atlas.model == MODEL
    assert list(atlas.names) == [f"{index:02d}.png" for index in range(12)]
    assert atlas.files[3] == str(folder / "03.png")
    assert atlas.thumbnails.shape == (12, 64, 64, 3) and atlas.thumbnails[5, 0, 0].tolist() == [100] * 3
    assert not atlas.places.flags.writeable
    latents, settings = unpack(atlas.coordinates, atlas.places)
    assert [one["hair"] for one in settings] == ["blue" if i % 3 == 0 else "red" for i in range(12)]
    assert np.all(np.diff(latents["z"][:, 0]) > 0)
    assert atlas.columns["hair"].kinds == ("red", "green", "blue")
    assert atlas.columns["glasses"].kinds == ("no", "yes")
    assert atlas.unit == pytest.approx(np.sqrt(latents["z"].var(0).mean()), rel=1e-4)
    varied = atlas.places.var(0)
    assert varied[:3].sum() == pytest.approx(varied[3:].sum(), rel=1e-4)  # attributes weigh as much
    texts = [event.text for event in heard if isinstance(event, Progress)]
    assert "Encoding 4 of 12" in texts and "Encoding 12 of 12" in texts
    previews = [event.preview for event in heard if isinstance(event, Progress) and event.preview is not None]
    assert previews and previews[0].shape == (64, 4 * 64, 3)


def test_the_yardstick_is_sorted_errors_of_its_own_items(host: Host, folder: Path) -> None:
    build(host, folder)
    atlas = opened()
    for errors in (atlas.rebuilt, atlas.round_trips):
        assert len(errors) == 12 and np.all(np.diff(errors) >= 0) and np.isfinite(errors).all()
    assert 0 < atlas.rebuilt[0] < 0.2


def test_it_can_be_opened_while_it_grows(host: Host, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "_FIRST_SECONDS", 0.0)
    seen: list[tuple[int, int]] = []

    def look(event: Event) -> None:
        if isinstance(event, Progress) and event.text.startswith("Encoding"):
            seen.append((len(opened()), opened().total))

    host.listen(look)
    build(host, folder)
    assert [pair for pair in seen if pair[0]] == [(4, 12), (8, 12), (12, 12)]


@pytest.mark.parametrize("moment", ["Loading", "Looking", "Encoding 4", "Encoding 8", "Judging"])
def test_cancelled_at_any_moment_it_goes_on_where_it_was(host: Host, folder: Path, moment: str) -> None:
    cancel_at(host, moment)
    with pytest.raises(CancelledError):
        build(host, folder, title="Mine")
    before = {one.id: one.count for one in list_atlases()}
    assert (
        before
        == {
            "Loading": {},
            "Looking": {},
            "Encoding 4": {"squares": 4},
            "Encoding 8": {"squares": 8},
            "Judging": {"squares": 12},
        }[moment]
    )
    source = "" if before else folder
    assert build(host, source, model="" if before else MODEL, title="Mine")["count"] == 12
    atlas = opened()
    assert list(atlas.names) == [f"{index:02d}.png" for index in range(12)] and atlas.title == "Mine"
    assert len(np.unique(atlas.places[:, 0])) == 12 and len(atlas.rebuilt) == 12
    assert find_atlas("squares").finished


def test_what_a_killed_run_left_half_written_is_cut_off(host: Host, folder: Path) -> None:
    cancel_at(host, "Encoding 8")
    with pytest.raises(CancelledError):
        build(host, folder)
    for path in atlas_folder("squares").iterdir():
        if path.suffix in (".f32", ".rgb", ".arrow"):
            path.write_bytes(path.read_bytes() + b"half of a batch")
    assert len(opened()) == 8
    build(host)
    atlas = opened()
    assert list(atlas.names) == [f"{index:02d}.png" for index in range(12)]
    assert atlas.thumbnails[:, 0, 0, 0].tolist() == [20 * index for index in range(12)]


def test_unreadable_pictures_are_skipped_and_listed(host: Host, folder: Path) -> None:
    (folder / "05a.png").write_bytes((folder / "05.png").read_bytes()[:50])
    (folder / "00a.png").write_text("not a picture")
    (folder / "zz.jpg").write_bytes(b"")
    (folder / "notes.txt").write_text("notes")
    shutil.copy(folder / "03.png", folder / "03 copy.png")
    result = build(host, folder)
    assert result["count"] == 13
    atlas = opened()
    assert atlas.complete and atlas.total == 13
    assert [Path(file).name for file, _ in atlas.skipped] == ["00a.png", "05a.png", "zz.jpg"]
    assert all(reason.endswith(".") for _, reason in atlas.skipped)
    copies = [list(atlas.names).index(name) for name in ("03.png", "03 copy.png")]
    np.testing.assert_array_equal(atlas.places[copies[0]], atlas.places[copies[1]])


def test_metadata_win_over_reading_and_bring_columns(host: Host, folder: Path) -> None:
    rows = [
        {"file_name": "00.png", "attributes": {"hair": "green", "smile": 5, "glasses": "yes"}, "age": 3},
        {"file_name": "01.png", "attributes": {"Hair": "pink"}, "mood": "glad", "text": "a square"},
        {"file_name": "lost.png", "age": 9},
    ]
    (folder / "metadata.jsonl").write_text("\n".join(map(json.dumps, rows)))
    result = build(host, folder)
    atlas = opened()
    hair = [atlas.columns["hair"].kinds[code] for code in atlas.columns["hair"].values[:3]]
    assert hair == ["green", "red", "red"]  # what the model does not know is read
    assert atlas.columns["glasses"].values[:2].tolist() == [1, 0]
    assert -1 <= atlas.columns["smile"].values[0] <= 1
    np.testing.assert_array_equal(atlas.columns["age"].values[:2], [3, np.nan])
    assert atlas.columns["mood"].kinds == ("glad",) and atlas.columns["mood"].known.sum() == 1
    assert atlas.texts[1] == "a square" and atlas.texts[0] == ""
    assert atlas.coordinates.width == 8
    assert [one["reason"] for one in result["skipped"]] == ["The metadata name lost.png, which is not there."]
    assert atlas.complete


def test_pictures_in_folders_within_say_where_they_lie(host: Host, tmp_path: Path) -> None:
    for kind, colour in (("cats", RED), ("dogs", BLUE)):
        for index in range(2):
            draw(tmp_path / "both" / kind / f"{index}.png", 60 + 60 * index, colour)
    draw(tmp_path / "both" / ".hidden" / "x.png", 10)
    build(host, tmp_path / "both")
    atlas = opened()
    assert list(atlas.names) == ["cats/0.png", "cats/1.png", "dogs/0.png", "dogs/1.png"]
    assert atlas.columns["folder"].kinds == ("cats", "dogs")
    assert atlas.columns["folder"].values.tolist() == [0, 0, 1, 1]


def test_adding_keeps_what_was_there_and_takes_only_what_is_new(
    host: Host, folder: Path, tmp_path: Path
) -> None:
    build(host, folder)
    before = opened()
    draw(folder / "12.png", 250)
    assert build(host, folder, add=True)["added"] == 1
    assert build(host, folder, add=True)["added"] == 0
    draw(tmp_path / "more" / "a.png", 128, BLUE)
    (tmp_path / "more" / "metadata.csv").write_text("file_name,age\na.png,4\n")
    result = build(host, tmp_path / "more", add=True, model="")
    assert (result["count"], result["added"]) == (14, 1)
    after = opened()
    np.testing.assert_array_equal(after.places[:12], before.places)
    assert after.names[-1] == "a.png" and after.coordinates.spread == before.coordinates.spread
    np.testing.assert_array_equal(after.columns["age"].values, [np.nan] * 13 + [4])
    assert len(after.rebuilt) == 14
    assert find_atlas("squares").line == "squares and 1 more · 3 latents"
    with pytest.raises(BadInputError, match="This map is of squares"):
        build(host, tmp_path)


def test_one_picture_makes_an_atlas(host: Host, tmp_path: Path) -> None:
    draw(tmp_path / "one" / "only.png", 90, side=80)
    build(host, tmp_path / "one")
    atlas = opened()
    assert len(atlas) == 1 and atlas.complete and atlas.coordinates.spread == 1.0
    assert np.isfinite(atlas.places).all()


def test_what_cannot_be_mapped_is_one_sentence_and_leaves_nothing(host: Host, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.png").write_text("not a picture")
    (tmp_path / "bad" / "b.png").write_text("nor this")
    file = draw(tmp_path / "a.png", 9)
    for source, words in (
        (tmp_path / "empty", "empty holds no pictures"),
        (tmp_path / "missing", "missing does not exist"),
        (file, "a.png is not a folder"),
        (tmp_path / "bad", "None of these pictures can be read"),
        ("faces:dogs", "no split 'dogs'"),
        ("", "nothing to build a map of"),
    ):
        with pytest.raises(BadInputError, match=words) as caught:
            build(host, source)
        assert "\n" not in str(caught.value)
    with pytest.raises(BadInputError, match="0 pictures"):
        build(host, tmp_path, limit=0)
    with pytest.raises(BadInputError, match="not the id of a map"):
        build(host, tmp_path, atlas="../outside")
    assert list_atlases() == [] and not any((tmp_path / "data").rglob("*.json"))


def test_a_model_that_gives_nan_for_some_loses_those(
    host: Host, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(host, host.load(MODEL))  # the catalogue has imported the family under a name of its own
    family = sys.modules["tiny_family"]
    real = family.TinyModel.encode

    def bad(self: Any, images: torch.Tensor, settings: Any = None) -> dict[str, torch.Tensor]:
        z = real(self, images, settings)["z"]
        return {"z": torch.where(z > 1.1, torch.nan, z)}

    monkeypatch.setattr(family.TinyModel, "encode", bad)
    draw(folder / "05 white.png", 255)
    result = build(host, folder)
    assert result["count"] == 12
    assert [one["reason"] for one in result["skipped"]] == ["Tiny squares makes nothing of 05 white.png."]
    assert np.isfinite(opened().places).all()


def test_a_model_without_attributes_has_latents_and_the_labels_to_colour_by(
    host: Host, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(host, host.load(MODEL))
    monkeypatch.delattr(sys.modules["tiny_family"].TinyModel, "read")
    (folder / "metadata.csv").write_text("file_name,hair\n00.png,blue\n01.png,plaited\n")
    build(host, folder)
    atlas = opened()
    assert atlas.coordinates.attributes == () and atlas.places.shape == (12, 3)
    assert atlas.coordinates.spread == atlas.unit
    assert atlas.columns["hair"].kinds == ("blue", "plaited")
    assert atlas.columns["hair"].values.tolist() == [0, 1, *[-1] * 10] and list(atlas.columns) == ["hair"]


def test_another_model_or_a_changed_one_does_not_go_on(host: Host, folder: Path, tmp_path: Path) -> None:
    make_tiny_model(tmp_path / "models", "tiny-others")
    cancel_at(host, "Encoding 4")
    with pytest.raises(CancelledError):
        build(host, folder)
    with pytest.raises(BadInputError, match="made with Tiny squares"):
        build(host, folder, model="tiny-others")
    path = atlas_folder("squares") / "atlas.json"
    path.write_text(path.read_text().replace('"model_hash": "', '"model_hash": "0'))
    with pytest.raises(BadInputError, match="Tiny squares has changed since"):
        build(host)
    shutil.rmtree(tmp_path / "models" / MODEL)
    with pytest.raises(BadInputError, match=MODEL):
        build(host, model="")
    assert len(opened()) == 4


def test_a_folder_that_vanishes_midway_keeps_what_was_read(host: Host, folder: Path, tmp_path: Path) -> None:
    def vanish(event: Event) -> None:
        if isinstance(event, Progress) and event.text == "Encoding 4 of 12" and folder.exists():
            folder.rename(tmp_path / "away")

    host.listen(vanish)
    with pytest.raises(BadInputError, match="squares is not there any more: bring it back"):
        build(host, folder)
    assert 4 <= len(opened()) <= 8 and not opened().complete
    (tmp_path / "away").rename(folder)
    assert build(host)["count"] == 12


def test_a_full_disk_keeps_what_was_there(host: Host, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from morphospace.atlas.storage.store import THUMBNAILS, Appender

    monkeypatch.setattr(growing, "_FIRST_SECONDS", 0.0)
    real = Appender._opened

    class Full:
        """A file on a disk that fills up after its first batch."""

        def __init__(self, file: Any) -> None:
            self.file, self.writes = file, 0

        def write(self, content: bytes) -> int:
            self.writes += 1
            if self.writes > 1:
                self.file.write(content[:1000])
                raise OSError(28, "No space left on device")
            return int(self.file.write(content))

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

    def opened_full(self: Appender, name: str) -> Any:
        file = real(self, name)
        return Full(file) if name == THUMBNAILS else file

    monkeypatch.setattr(Appender, "_opened", opened_full)
    with pytest.raises(CannotSaveError, match=r"No space left .*: free some space, then go on"):
        build(host, folder)
    assert len(opened()) == 4
    monkeypatch.setattr(Appender, "_opened", real)
    build(host)
    assert opened().thumbnails[:, 0, 0, 0].tolist() == [20 * index for index in range(12)]


def test_only_one_builds_at_a_time(host: Host, folder: Path) -> None:
    from morphospace.atlas.storage.store import writing

    with writing(atlas_folder("squares")), pytest.raises(BadInputError, match="being built already"):
        build(host, folder)


def test_faces_are_drawn_as_they_are_needed(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MORPHOSPACE_CACHE", str(tmp_path / "cache"))
    result = build(host, "faces:val", limit=10)
    assert result["count"] == 10
    atlas = opened()
    assert atlas.title == "Faces" and list(atlas.names[:2]) == ["face 00000", "face 00001"]
    assert atlas.columns["hair"].kinds == ("red", "green", "blue")  # as the model says it
    assert atlas.columns["hair_colour"].kinds[0] == "black" and atlas.columns["skin"].values.max() <= 1
    assert find_atlas("Faces").line == "val split · 3 latents"
    assert build(host, "faces:val", limit=14, add=True)["added"] == 4
    assert len(set(opened().names)) == 14
