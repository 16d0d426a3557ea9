"""Atlases from a shell: built, listed, added to, removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.commandline import Command

from morphospace.atlas.building import building
from morphospace.atlas.storage.atlases import find_atlas

MODEL = "tiny-squares"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORPHOSPACE_DATA", str(tmp_path / "data"))


def test_build_list_add_delete(morphospace: Command, faces: Path, tmp_path: Path) -> None:
    (faces / "broken.png").write_text("not a picture")
    said = morphospace("atlas", "build", MODEL, faces, "--title", "My faces")
    assert said.code == 0 and said.out.startswith("my-faces has 3 items, 3 of them new, in ")
    assert len(said.error.splitlines()) == 1 and "broken.png is not a picture" in said.error
    listed = morphospace("atlas", "list", "--json").json()
    assert [(one["id"], one["title"], one["count"], one["total"]) for one in listed] == [
        ("my-faces", "My faces", 3, 3)
    ]
    assert listed[0]["sources"] == [str(faces)] and listed[0]["model_state"] == "ready"
    assert listed[0]["finished"] is True
    more = tmp_path / "more"
    more.mkdir()
    (more / "one.png").write_bytes((faces / "face0.png").read_bytes())
    said = morphospace("atlas", "add", "My faces", more)
    assert said.code == 0 and "my-faces has 4 items, 1 of them new" in said.out
    table = morphospace("atlas", "list").out
    assert "my-faces" in table and "4 of 4" in table and str(tmp_path / "data") in table.replace("\n", "")
    said = morphospace("atlas", "delete", "my-faces")
    assert said.code == 0 and morphospace("atlas", "list", "--json").json() == []
    assert (faces / "face0.png").exists()


def test_the_same_command_goes_on_after_an_interruption(
    morphospace: Command, faces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "BATCH", 1)
    real = building.make
    made: list[int] = []

    def interrupt(*given: object) -> object:
        made.append(1)
        if len(made) == 2:
            raise KeyboardInterrupt
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "make", interrupt)
    said = morphospace("atlas", "build", MODEL, faces)
    assert said.code == 130 and "the same command goes on" in said.error and "Traceback" not in said.error
    assert find_atlas("faces").count == 1 and not find_atlas("faces").finished
    said = morphospace("atlas", "build", MODEL, faces)
    assert said.code == 0 and "faces has 3 items, 2 of them new" in said.out
    assert morphospace("atlas", "build", MODEL, faces).out.startswith("faces-2 has 3 items")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("build", MODEL, "missing"), "missing does not exist"),
        (("build", "nobody", "missing"), "no model 'nobody'"),
        (("build", MODEL, "faces:dogs"), "no split 'dogs'"),
        (("build", MODEL, ".", "--limit", "0"), "--limit"),
        (("add", "nothing", "."), "There is no map 'nothing'"),
        (("delete", "nothing"), "There is no map 'nothing'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    morphospace: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    said = morphospace("atlas", *arguments)
    assert said.code == 2 and said.out == ""
    assert len(said.error.splitlines()) == 1 and words in said.error, said.error
