"""Whatever happened to a project file, it opens or one sentence says why not; no kill spoils it."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.projects import DATA, HISTORY, LATENTS, MANIFEST, PATH, alike, entries, rezipped

from morphospace.errors import BadProjectError
from morphospace.imaging.document import flatten
from morphospace.imaging.project import Project, open_project, project_from_bytes, save_project


def complaint(data: bytes) -> str:
    with pytest.raises(BadProjectError) as caught:
        project_from_bytes(data, PATH)
    message = str(caught.value)
    assert str(PATH) in message and "\n" not in message and message.endswith(".") and ": " in message
    return message


@given(st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_any_truncation_is_one_sentence(cut: int) -> None:
    complaint(DATA[: cut % len(DATA)])


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 255)), min_size=1, max_size=5))
@settings(max_examples=80, deadline=None)
def test_changed_bytes_are_a_project_or_one_sentence(changes: list[tuple[int, int]]) -> None:
    data = bytearray(DATA)
    for place, value in changes:
        data[place % len(data)] = value
    try:
        assert isinstance(project_from_bytes(bytes(data), PATH), Project)
    except BadProjectError as error:
        assert str(PATH) in str(error)


def leaves(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of every value in a JSON tree."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(leaf for key, value in items for leaf in leaves(value, (*path, key)))]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.data(), json_values)
@settings(max_examples=80, deadline=None)
def test_any_json_in_the_manifest_is_a_project_or_one_sentence(data: st.DataObject, value: Any) -> None:
    contents = entries(DATA)
    manifest = json.loads(contents[MANIFEST])
    path = data.draw(st.sampled_from(leaves(manifest)))
    if not path:
        manifest = value
    else:
        place = manifest
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
    changed = rezipped(lambda c: c.update({MANIFEST: json.dumps(manifest).encode()}))
    try:
        flatten(project_from_bytes(changed, PATH).history.current.document)
    except BadProjectError as error:
        assert str(PATH) in str(error)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><image w="1" h="1">&b;</image>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mimetype", b"application/zip"),
        ("stack.xml", b"<image"),
        ("stack.xml", b"<image/>"),
        ("stack.xml", BOMB),
        ("stack.xml", b'<image w="99999999" h="99999999"><stack/></image>'),
        ("stack.xml", b'<image w="1" h="1"><stack><layer src="absent.png"/></stack></image>'),
        ("stack.xml", b'<image w="1" h="1"><stack><layer src="mimetype" x="inf"/></stack></image>'),
        ("data/layer0.png", b"text"),
        (MANIFEST, b"{"),
        (MANIFEST, b"[" * 100_000),
        (MANIFEST, b"\xff\xff"),
        (MANIFEST, b"{}"),
        (LATENTS, b""),
        (LATENTS, b"\xff" * 100),
    ],
)
def test_a_broken_entry_is_one_sentence(name: str, content: bytes) -> None:
    complaint(rezipped(lambda contents: contents.update({name: content})))


@pytest.mark.parametrize("name", ["mimetype", "stack.xml", "data/layer0.png", LATENTS])
def test_a_missing_entry_is_one_sentence(name: str) -> None:
    complaint(rezipped(lambda contents: contents.pop(name)))


def test_a_project_of_the_future_says_so() -> None:
    def date(contents: dict[str, bytes]) -> None:
        contents[MANIFEST] = contents[MANIFEST].replace(b'"version": 2', b'"version": 3')

    assert "newer version" in complaint(rezipped(date))


def test_a_zip_bomb_is_refused_before_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", b"image/openraster")
        archive.writestr("stack.xml", bytes(20 * 2**20))
    assert "too large" in complaint(stream.getvalue())
    monkeypatch.setattr("morphospace.imaging.openraster.MAX_BYTES", 10 * 2**20)
    assert "unpacks to more than" in complaint(stream.getvalue())


def test_many_small_picture_bombs_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("morphospace.imaging.openraster.MAX_DECODED", 1000)
    assert "too large together" in complaint(DATA)


def test_what_is_no_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.ora").write_text("buy milk")
    for path, why in [
        (tmp_path, "folder"),
        (tmp_path / "no.ora", "not exist"),
        (tmp_path / "text.ora", "damaged"),
    ]:
        with pytest.raises(BadProjectError, match=why) as caught:
            open_project(path)
        assert str(path) in str(caught.value)


def test_a_damaged_file_points_to_the_version_before(tmp_path: Path) -> None:
    path = tmp_path / "work.ora"
    for _ in range(2):
        save_project(path, HISTORY)
    path.write_bytes(path.read_bytes()[:999])
    with pytest.raises(BadProjectError, match=r"work\.ora~1"):
        open_project(path)
    alike(open_project(tmp_path / "work.ora~1").history, HISTORY)


KILLS = """
import os, pathlib, signal, sys, time
from morphospace.imaging.project import open_project, save_project

path = pathlib.Path(sys.argv[1])
history = open_project(path).history
for turn in range(20):
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        while True:
            os.write(told, b"x")
            save_project(path, history)
    os.read(ready, 1)
    time.sleep(0.003 * turn)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert len(open_project(path).history.states) == 3
    print("opened")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_kill_at_any_moment_of_a_save_leaves_a_file_that_opens(tmp_path: Path) -> None:
    path = tmp_path / "work.ora"
    save_project(path, HISTORY)
    said = subprocess.run(
        [sys.executable, "-c", KILLS, str(path)], capture_output=True, text=True, check=True, timeout=300
    ).stdout.split()
    assert said == ["opened"] * 20
    alike(open_project(path).history, HISTORY)


def test_a_project_from_before_there_were_directions_opens() -> None:
    def age(contents: dict[str, bytes]) -> None:
        head = json.loads(contents[MANIFEST])
        head["version"] = 1
        for state in head["history"]["states"]:
            for layer in state["document"]["layers"]:
                del layer["directions"], layer["moves"]
        contents[MANIFEST] = json.dumps(head).encode()

    alike(project_from_bytes(rezipped(age), PATH).history, HISTORY)


@pytest.mark.parametrize("moves", [{"Warmer": 9}, {"Warmer": "1"}, {"Warmer": True}, [1]])
def test_an_amount_that_cannot_be_is_damage(moves: object) -> None:
    def move(contents: dict[str, bytes]) -> None:
        head = json.loads(contents[MANIFEST])
        head["history"]["states"][0]["document"]["layers"][0]["moves"] = moves
        contents[MANIFEST] = json.dumps(head).encode()

    assert "damaged" in complaint(rezipped(move))
