"""The atlases of a person: found, named, removed, and what is said of their models."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.tiny import make_tiny_model, tiny_card

from morphospace.atlas.storage.atlases import (
    atlas_folder,
    delete_atlas,
    find_atlas,
    list_atlases,
    model_sentence,
    model_state,
    new_id,
    rename_atlas,
)
from morphospace.atlas.storage.opening import open_atlas
from morphospace.atlas.storage.store import PLACES, THUMBNAILS, Appender, Manifest, write_manifest, writing
from morphospace.atlas.storage.table import SegmentWriter, Table
from morphospace.errors import BadInputError
from morphospace.latents.coordinates import coordinates_of
from morphospace.library import Library


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MORPHOSPACE_DATA", str(tmp_path))
    return tmp_path


def make(title: str, count: int = 3, model_hash: str = "abc") -> str:
    """An atlas with so many items, as a build leaves it."""
    atlas = new_id(title)
    folder = atlas_folder(atlas)
    coordinates = coordinates_of(tiny_card())
    manifest = Manifest(
        title, "tiny-squares", "Tiny squares", model_hash, coordinates, ("/pictures",), (None,)
    )
    write_manifest(folder, manifest)
    names = [str(index) for index in range(count)]
    with Appender(folder) as appender:
        appender.append(PLACES, np.arange(8 * count, dtype=np.float32).tobytes())
        appender.append(THUMBNAILS, bytes(64 * 64 * 3 * count))
        appender.append("items-000.arrow", SegmentWriter().batch(Table(names, names, names)))
        appender.commit(
            count=count, segments=("items-000.arrow",), planned=(count,), taken=(count,), finished=True
        )
    return atlas


def test_atlases_are_found_by_id_and_by_title() -> None:
    assert list_atlases() == []
    first, second = make("Faces, old!"), make("Grüße")
    assert first == "faces-old" and {one.id for one in list_atlases()} == {first, second}
    assert find_atlas("faces-old").title == "Faces, old!" == find_atlas(" faces, OLD! ").title
    assert find_atlas(first).count == find_atlas(first).total == 3 and find_atlas(first).finished
    with pytest.raises(BadInputError, match="no map 'cats': there are"):
        find_atlas("cats")


def test_an_id_is_never_taken_twice() -> None:
    assert [make("Cats"), make("Cats"), make("!?"), make("x" * 300)] == ["cats", "cats-2", "map", "x" * 40]
    with pytest.raises(BadInputError, match="no map 'Cats'"):
        find_atlas("Cats")  # which of the two?


def test_renaming_keeps_everything_else() -> None:
    atlas = make("Cats")
    rename_atlas(atlas, "  Dogs ")
    assert open_atlas(atlas_folder(atlas)).title == "Dogs" and len(open_atlas(atlas_folder(atlas))) == 3
    with pytest.raises(BadInputError, match="needs a name"):
        rename_atlas(atlas, " ")


def test_deleting_removes_it_unless_it_is_being_built() -> None:
    atlas = make("Cats")
    with writing(atlas_folder(atlas)), pytest.raises(BadInputError, match="being built"):
        delete_atlas(atlas)
    assert find_atlas(atlas)
    delete_atlas(atlas)
    assert list_atlases() == [] and not atlas_folder(atlas).exists()
    with pytest.raises(BadInputError, match="no map"):
        delete_atlas(atlas)


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("atlas.json", b"{", "is not a map's"),
        ("atlas.json", b"[]", "is not a map's"),
        ("atlas.json", b'{"morphospace_atlas": 99}', "its version is 99"),
        ("state.json", b'{"count": "many"}', "state.json is damaged"),
        ("places.f32", b"short", "places.f32 is cut short"),
        ("thumbnails.rgb", None, "thumbnails.rgb cannot be read"),
        ("items-000.arrow", b"short", "items-000.arrow is damaged"),
    ],
)
def test_a_damaged_atlas_is_one_sentence(file: str, content: bytes | None, words: str) -> None:
    folder = atlas_folder(make("Cats"))
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    with pytest.raises(BadInputError, match=words) as caught:
        open_atlas(folder)
    assert "\n" not in str(caught.value) and "delete this map" in str(caught.value)
    if file.endswith(".json"):
        assert words in find_atlas("cats").trouble


def test_a_folder_without_one_is_one_sentence(data: Path) -> None:
    with pytest.raises(BadInputError, match="There is no map in"):
        open_atlas(data)
    with pytest.raises(BadInputError, match="not the id of a map"):
        atlas_folder("../x")


def test_what_is_said_of_its_model(data: Path) -> None:
    make_tiny_model(data / "models")
    library = Library([data / "models"])
    checkpoint = library.get("tiny-squares")
    same = find_atlas(make("Same", model_hash=checkpoint.hash))
    assert model_state(same, library) == "ready" and model_sentence("ready", same.model_title) == ""
    assert model_state(find_atlas(make("Other")), library) == "changed"
    gone = replace(same, model="nobody")
    assert model_state(gone, library) == "gone"
    assert "Tiny squares is not installed" in model_sentence("gone", gone.model_title)
    assert "has changed" in model_sentence("changed", "Tiny squares")
    assert len(open_atlas(same.folder)) == 3  # shown all the same
