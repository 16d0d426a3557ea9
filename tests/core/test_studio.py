"""Three lines in a notebook: open a model, edit, show."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.tiny import SIZE, install_tiny_plugin, make_tiny_model

import morphospace as ms
from morphospace import studio
from morphospace.errors import BadCheckpointError, BadImageError, BadInputError, BadSettingError
from morphospace.imaging.files import read_image, read_image_bytes
from morphospace.imaging.metadata import read_request
from morphospace.picture import Picture, Pictures, contact_sheet
from morphospace.studio import OpenModel


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenModel]:
    monkeypatch.syspath_prepend(str(install_tiny_plugin(tmp_path / "site")))
    monkeypatch.setenv("MORPHOSPACE_MODELS", str(tmp_path / "models"))
    make_tiny_model(tmp_path / "models")
    studio._host.cache_clear()
    yield ms.open_model("tiny-squares")
    studio._host.cache_clear()


def picture_file(folder: Path, name: str = "me.png", size: tuple[int, int] = (32, 32)) -> Path:
    """A red square on grey."""
    array = np.full((*size, 3), 90, np.uint8)
    array[size[0] // 4 : -size[0] // 4, size[1] // 4 : -size[1] // 4] = (243, 25, 25)
    Image.fromarray(array).save(folder / name)
    return folder / name


def middle(picture: Picture) -> int:
    """Which channel is strongest in the square."""
    return int(picture.array[SIZE // 2 + 3, SIZE // 2].argmax())


def test_open_edit_and_look(model: OpenModel, tmp_path: Path) -> None:
    picture = model.edit(str(picture_file(tmp_path)), hair="green", smile=1)
    assert picture.array.shape == (SIZE, SIZE, 3) and picture.array.dtype == np.uint8
    assert middle(picture) == 1
    assert picture.settings["smile"] == 1.0 and picture.original["hair"] == "red"
    assert picture.name == "me.png"
    assert abs(int(picture.array[0, 0, 0]) - 90) <= 1


def test_an_edit_of_an_edit_keeps_the_first_and_encodes_nothing(
    model: OpenModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = model.edit(picture_file(tmp_path), hair="green")
    monkeypatch.setattr("support.tiny.TinyModel.encode", lambda *_: pytest.fail("it was encoded again"))
    second = first.edit(glasses=True)
    assert second.settings == {**first.settings, "glasses": True}
    assert middle(second) == 1 and second.original == first.original and second.name == "me.png"
    assert np.array_equal(second.edit(glasses=False).array, first.array)


def test_new_pictures_are_the_same_for_a_seed(model: OpenModel) -> None:
    three = model.sample(3, seed=4, hair="blue")
    assert isinstance(three, Pictures) and len(three) == 3
    assert all(middle(picture) == 2 for picture in three)
    again = model.sample(3, seed=4, hair="blue")
    assert [np.array_equal(a.array, b.array) for a, b in zip(three, again, strict=True)] == [True] * 3
    one = model.sample()
    assert isinstance(one, Picture) and one.seed == 0


def test_all_that_can_be_given_as_a_picture(model: OpenModel, tmp_path: Path) -> None:
    path = picture_file(tmp_path)
    pixels = read_image(path)
    given = [path, str(path), pixels, Image.open(path), model.reconstruct(path)]
    results = model.reconstruct(given)
    assert isinstance(results, Pictures) and len(results) == len(given)
    for result in results[:-1]:
        assert np.array_equal(result.array, results[0].array)
    assert np.abs(results[-1].array.astype(int) - results[0].array).max() <= 1


def test_pictures_of_different_sizes_go_together(model: OpenModel, tmp_path: Path) -> None:
    paths = [
        picture_file(tmp_path, f"{n}.png", size) for n, size in enumerate([(20, 20), (90, 40), (64, 64)])
    ]
    assert [picture.name for picture in model.edit(paths, hair="blue")] == ["0.png", "1.png", "2.png"]


def test_latents_go_out_and_come_back(model: OpenModel, tmp_path: Path) -> None:
    path = picture_file(tmp_path)
    latents = model.encode([path, path])
    assert latents["z"].shape == (2, 3) and latents["z"].dtype == np.float32
    decoded = model.decode(latents, hair="red", smile=0, glasses=False)
    assert len(decoded) == 2 and middle(decoded[0]) == 0
    assert abs(int(decoded[0].array[0, 0, 0]) - 90) <= 1


def test_a_saved_picture_can_be_edited_again_elsewhere(model: OpenModel, tmp_path: Path) -> None:
    picture = model.sample(seed=3, hair="blue")
    path = picture.save(tmp_path / "kept.png")
    request = read_request(path)
    assert request is not None and request.model == "tiny-squares" and request.settings == picture.settings
    assert np.array_equal(request.latents["z"], picture.latents["z"])


def test_what_a_notebook_shows(model: OpenModel) -> None:
    three = model.sample(3)
    alone = read_image_bytes(three[0]._repr_png_())
    assert alone.shape[0] == alone.shape[1] >= 256
    sheet = read_image_bytes(three._repr_png_())
    assert sheet.shape[1] > 2.5 * sheet.shape[0]
    assert Pictures()._repr_png_() is None
    assert "tiny-squares" in repr(three[0]) and "tiny-squares" in repr(model)
    assert np.asarray(three[0]).shape == (SIZE, SIZE, 3)


def test_show_opens_the_systems_viewer_outside_a_notebook(
    model: OpenModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[int, int]] = []
    monkeypatch.setattr(Image.Image, "show", lambda image: shown.append(image.size))
    model.sample().show()
    model.sample(10).show()
    assert shown[0] == (SIZE, SIZE) and shown[1][0] > 8 * SIZE and shown[1][1] > 2 * SIZE


def test_a_contact_sheet_holds_every_picture_on_white() -> None:
    cells = [np.full((4, 4, 3), value, np.uint8) for value in (10, 20, 30)]
    sheet = contact_sheet(cells, columns=2)
    assert {10, 20, 30, 255} == set(np.unique(sheet))
    assert [int((sheet[:, :, 0] == value).sum()) for value in (10, 20, 30)] == [16, 16, 16]
    with pytest.raises(ValueError, match="needs pictures"):
        contact_sheet([])


def test_errors_are_one_sentence_each(model: OpenModel, tmp_path: Path) -> None:
    path = picture_file(tmp_path)
    for kind, words, act in (
        (BadSettingError, "'beard'", lambda: model.edit(path, beard=1)),
        (BadSettingError, "smile = 5", lambda: model.sample(smile=5)),
        (BadSettingError, "smile = 5", lambda: model.sample().edit(smile=5)),
        (BadSettingError, "seed", lambda: model.sample(seed=-1)),
        (BadInputError, "0 pictures", lambda: model.sample(0)),
        (BadImageError, "nowhere.png", lambda: model.edit("nowhere.png", smile=1)),
        (BadImageError, "float64", lambda: model.reconstruct(np.zeros((4, 4, 3)))),
        (BadInputError, "no pictures", lambda: model.encode([])),
        (BadInputError, "z (N, 3)", lambda: model.decode({"z": np.zeros((2, 4))})),
        (BadInputError, "z (N, 3)", lambda: model.decode({"h": np.zeros((2, 3))})),
        (BadInputError, "no latents", lambda: replace(model.sample(), latents={}).edit(smile=1)),
        (BadInputError, "'nobody'", lambda: ms.open_model("nobody")),
    ):
        with pytest.raises(kind) as caught:
            act()
        message = str(caught.value)
        assert words in message and message.endswith(".") and "\n" not in message


def test_a_damaged_model_is_refused_when_it_is_opened(model: OpenModel, tmp_path: Path) -> None:
    (tmp_path / "models" / "tiny-squares" / "model.safetensors").write_bytes(b"short")
    with pytest.raises(BadCheckpointError, match="damaged"):
        ms.open_model("tiny-squares")


def test_a_model_opens_by_its_folder(model: OpenModel, tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path / "elsewhere", "mine")
    assert ms.open_model(folder).sample(hair="green").settings["hair"] == "green"
