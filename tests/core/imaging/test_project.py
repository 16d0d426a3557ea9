"""Projects come back as they were saved, from our files and from what others made of them."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from morphospace.errors import BadProjectError
from morphospace.imaging import project
from morphospace.imaging.document import Document, LatentLayer, Layer, PixelLayer, flatten
from morphospace.imaging.history import History, State
from morphospace.imaging.project import Project, open_project, project_bytes, project_from_bytes, save_project

PATH = Path("work.ora")
MANIFEST = "morphospace/document.json"
LATENTS = "morphospace/latents.safetensors"
RNG = np.random.default_rng(3)
PHOTO = RNG.integers(0, 255, (20, 30, 3), np.uint8)


def layer(smile: float, **changes: Any) -> LatentLayer:
    fields: dict[str, Any] = {
        "name": "me.png",
        "model": "faces-cvae",
        "model_hash": "c0ffee",
        "latents": {"z": np.linspace(-1, 1, 64, dtype=np.float32)[None]},
        "settings": {"hair": "long", "glasses": True, "smile": smile},
        "original_settings": {"smile": 0.0},
        "seed": 4711,
        "source": PHOTO,
        "pixels": np.full((16, 16, 3), int(100 + 50 * smile), np.uint8),
        "original": np.full((16, 16, 3), 7, np.uint8),
    }
    return LatentLayer(**fields | changes)


def document(*layers: Layer) -> Document:
    return Document(layers, len(layers) - 1, (16, 16))


HISTORY = History(
    (
        State("Open me.png", document(layer(0.0))),
        State("Smile 0.50", document(layer(0.5))),
        State("Smile 0.70", document(layer(0.7))),
    ),
    1,
)


DATA = project_bytes(HISTORY)


def reopened(history: History) -> History:
    return project_from_bytes(project_bytes(history), PATH).history


def alike(a: object, b: object) -> None:
    """Whether two histories, documents, layers or arrays hold the same."""
    assert type(a) is type(b)
    if isinstance(a, np.ndarray):
        assert isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b)
    elif isinstance(a, History):
        assert isinstance(b, History) and a.index == b.index and len(a.states) == len(b.states)
        for one, other in zip(a.states, b.states, strict=True):
            assert one.label == other.label
            alike(one.document, other.document)
    elif isinstance(a, Document):
        assert isinstance(b, Document) and (a.active, a.size) == (b.active, b.size)
        assert len(a.layers) == len(b.layers)
        for below, above in zip(a.layers, b.layers, strict=True):
            alike(below, above)
    elif isinstance(a, LatentLayer | PixelLayer):
        for name, value in vars(a).items():
            alike(value, getattr(b, name))
    elif hasattr(a, "keys"):
        assert list(a) == list(b)  # type: ignore[call-overload]
        for key in a:  # type: ignore[attr-defined]
            alike(a[key], b[key])  # type: ignore[index]
    else:
        assert a == b


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezipped(change: Callable[[dict[str, bytes]], object], data: bytes = DATA) -> bytes:
    """The project as it looks after ``change`` of its entries, sums and all."""
    contents = entries(data)
    change(contents)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return stream.getvalue()


def complaint(data: bytes) -> str:
    with pytest.raises(BadProjectError) as caught:
        project_from_bytes(data, PATH)
    message = str(caught.value)
    assert str(PATH) in message and "\n" not in message and message.endswith(".") and ": " in message
    return message


def png(pixels: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


# Round trips

texts = st.text(st.characters(codec="utf-8"), max_size=12)
pictures = st.integers(0, 195).map(lambda low: np.arange(low, low + 60, dtype=np.uint8).reshape(5, 4, 3))
values = st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.integers(-9, 9) | texts
mappings = st.dictionaries(texts, values, max_size=4)
masks = st.none() | pictures.map(lambda pixels: pixels[:, :, 0])
common = {"name": texts, "opacity": st.floats(0, 1), "visible": st.booleans(), "mask": masks}
latent_layers = st.builds(
    LatentLayer,
    **common,
    model=texts,
    model_hash=texts,
    latents=st.dictionaries(
        texts, st.integers(1, 5).map(lambda n: np.arange(n, dtype=np.float32)[None]), max_size=2
    ),
    settings=mappings,
    original_settings=mappings,
    seed=st.integers(0, 2**31 - 1),
    source=st.none() | pictures,
    pixels=st.none() | pictures,
    original=st.none() | pictures,
)
pixel_layers = st.builds(
    PixelLayer,
    **common,
    pixels=pictures | pictures.map(lambda pixels: np.dstack([pixels, pixels[:, :, :1]])),
    x=st.integers(-9, 9),
    y=st.integers(-9, 9),
)
documents = st.lists(latent_layers | pixel_layers, min_size=1, max_size=3).flatmap(
    lambda layers: st.integers(0, len(layers) - 1).map(lambda active: Document(tuple(layers), active, (4, 5)))
)
histories = st.lists(st.builds(State, texts, documents), min_size=1, max_size=3).flatmap(
    lambda states: st.integers(0, len(states) - 1).map(lambda index: History(tuple(states), index))
)


@given(histories)
@settings(max_examples=60, deadline=None)
def test_any_history_comes_back_as_it_was_saved(history: History) -> None:
    opened = project_from_bytes(project_bytes(history), PATH)
    assert opened.ours and not opened.note
    alike(opened.history, history)


def test_states_share_their_arrays_in_the_file_and_after_it() -> None:
    contents = entries(DATA)
    kept = [name for name in contents if name.startswith("morphospace/pictures/")]
    assert len(kept) == 5  # the photo, the original, three renders
    first, second, _ = (state.document.layers[0] for state in reopened(HISTORY))
    assert isinstance(first, LatentLayer) and isinstance(second, LatentLayer)
    assert first.source is second.source and first.latents["z"] is second.latents["z"]


def test_a_long_history_stores_the_nearest_pictures_and_all_latents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "HISTORY_BYTES", 2 * 16 * 16 * 3)
    states = [State(f"Smile {step}", document(layer(step / 10))) for step in range(10)]
    layers = [state.document.layers[0] for state in reopened(History(tuple(states), 8))]
    assert [layer.pixels is not None for layer in layers] == [False] * 7 + [True] * 2 + [False]
    assert all(isinstance(layer, LatentLayer) and "z" in layer.latents for layer in layers)


def test_500_states_are_small() -> None:
    states = [State("Smile", document(layer(step / 500))) for step in range(500)]
    assert len(project_bytes(History(tuple(states), 499))) < 1_500_000


# What other programs see, and what they make of it


def test_a_painting_program_finds_what_openraster_promises() -> None:
    mask = np.full((16, 16), 128, np.uint8)
    top = PixelLayer(name='<"grün" & more>\0', pixels=PHOTO, x=3, y=-2, opacity=0.5, visible=False)
    data = project_bytes(History((State("", document(layer(0.0, mask=mask), top)),)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.header_offset) == (
            "mimetype",
            zipfile.ZIP_STORED,
            0,
        )
        assert archive.read("mimetype") == b"image/openraster" and not first.extra
        root = ElementTree.fromstring(archive.read("stack.xml"))
        assert (root.tag, root.get("w"), root.get("h")) == ("image", "16", "16")
        above, below = root.findall("stack/layer")
        assert above.get("name") == '<"grün" & more> ' and above.get("visibility") == "hidden"
        assert (above.get("x"), above.get("y"), above.get("opacity")) == ("3", "-2", "0.5")
        masked = Image.open(archive.open(below.get("src") or ""))
        assert masked.mode == "RGBA" and masked.getchannel("A").getextrema() == (128, 128)
        merged = Image.open(archive.open("mergedimage.png"))
        assert merged.size == (16, 16) and merged.getpixel((0, 0)) == (177, 177, 177)
        assert max(Image.open(archive.open("Thumbnails/thumbnail.png")).size) <= 256


def test_no_pickle_and_no_weights_are_in_it() -> None:
    allowed = {"mimetype", "stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png", "data/layer0.png"}
    private = {MANIFEST, LATENTS}
    names = set(entries(DATA))
    assert {name for name in names if not name.startswith("morphospace/pictures/")} == allowed | private


def without_private(contents: dict[str, bytes]) -> None:
    for name in [name for name in contents if name.startswith("morphospace/")]:
        del contents[name]


def test_without_its_private_folder_it_opens_as_pictures() -> None:
    opened = project_from_bytes(rezipped(without_private), PATH)
    assert not opened.ours and "pictures only" in opened.note
    (state,) = opened.history
    assert state.label == "Open work.ora" and isinstance(state.document.layers[0], PixelLayer)
    alike(flatten(state.document), flatten(HISTORY.current.document))


def test_a_picture_painted_over_elsewhere_wins_and_undo_goes_back() -> None:
    painted = np.array(HISTORY.current.document.layers[0].pixels)
    painted[3:6] = 200
    opened = project_from_bytes(rezipped(lambda c: c.update({"data/layer0.png": png(painted)})), PATH)
    assert opened.ours and "another program" in opened.note
    now = opened.history.current.document.layers[0]
    assert isinstance(now, PixelLayer) and np.array_equal(now.pixels[:, :, :3], painted)
    alike(opened.history.undo().current.document, HISTORY.current.document)


def test_a_picture_saved_again_unchanged_elsewhere_keeps_its_latents() -> None:
    def resave(contents: dict[str, bytes]) -> None:
        image = Image.open(io.BytesIO(contents["data/layer0.png"])).convert("RGBA")
        contents["data/layer0.png"] = png(np.asarray(image))

    opened = project_from_bytes(rezipped(resave), PATH)
    assert not opened.note and isinstance(opened.history.current.document.layers[0], LatentLayer)


def test_only_the_painted_layer_of_two_loses_its_latents() -> None:
    history = History((State("", document(layer(0.0), layer(0.4))),))
    data = rezipped(lambda c: c.update({"data/layer1.png": png(PHOTO[:16, :16])}), project_bytes(history))
    below, above = project_from_bytes(data, PATH).history.current.document.layers
    assert isinstance(below, LatentLayer) and isinstance(above, PixelLayer)


def test_a_layer_added_elsewhere_shows_the_pictures() -> None:
    def add(contents: dict[str, bytes]) -> None:
        contents["data/mine.png"] = png(PHOTO)
        one = b'<layer name="mine" src="data/mine.png" x="2" y="1" opacity="0.5"/>'
        contents["stack.xml"] = contents["stack.xml"].replace(b"<stack>", b"<stack>" + one)

    opened = project_from_bytes(rezipped(add), PATH)
    below, above = opened.history.current.document.layers
    assert isinstance(below, PixelLayer) and isinstance(above, PixelLayer)
    assert (above.name, above.x, above.y, above.opacity) == ("mine", 2, 1, 0.5)


def test_blending_we_do_not_know_is_shown_as_that_program_merged_it() -> None:
    def blend(contents: dict[str, bytes]) -> None:
        without_private(contents)
        contents["stack.xml"] = contents["stack.xml"].replace(b"svg:src-over", b"svg:multiply")
        contents["mergedimage.png"] = png(np.full((16, 16, 3), 33, np.uint8))

    opened = project_from_bytes(rezipped(blend), PATH)
    shown = flatten(opened.history.current.document)
    assert shown is not None and (shown == 33).all()


# Files that are not as they should be


@given(st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_any_truncation_is_one_sentence(cut: int) -> None:
    complaint(DATA[: cut % len(DATA)])


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 255)), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
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
@settings(max_examples=150, deadline=None)
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
        contents[MANIFEST] = contents[MANIFEST].replace(b'"version": 1', b'"version": 2')

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
