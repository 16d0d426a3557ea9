"""Projects come back as they were saved, from our files and from what other programs made of them."""

import io
import zipfile
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from support.projects import (
    DATA,
    HISTORY,
    LATENTS,
    MANIFEST,
    PATH,
    PHOTO,
    alike,
    document,
    entries,
    layer,
    png,
    rezipped,
)

from morphospace.imaging import project
from morphospace.imaging.document import Document, LatentLayer, PixelLayer, flatten
from morphospace.imaging.history import History, State
from morphospace.imaging.project import project_bytes, project_from_bytes


def reopened(history: History) -> History:
    return project_from_bytes(project_bytes(history), PATH).history


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
