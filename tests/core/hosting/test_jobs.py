"""The jobs themselves, as a host runs them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from support.ears import TOYS
from support.tiny import make_tiny_model

from morphospace.errors import BadImageError, BadInputError, CannotSaveError
from morphospace.hosting import Host, open_host, wait
from morphospace.hosting.study_jobs import sheet
from morphospace.imaging.files import write_png

CATALOGUE = f"{Path(TOYS).with_name('tiny_catalogue.py')}:catalogue"


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    make_tiny_model(tmp_path / "models")
    monkeypatch.setenv("MORPHOSPACE_MODELS", str(tmp_path / "models"))
    host = open_host("inline", "cpu", catalogue=CATALOGUE)
    yield host
    host.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for index in range(5):
        write_png(folder / f"{index}.png", np.full((20 + index, 40, 3), 40 * index, np.uint8))
    (folder / "notes.txt").write_text("not a picture")
    return folder


def test_a_folder_is_encoded_to_a_file(host: Host, pictures: Path, tmp_path: Path) -> None:
    output = tmp_path / "latents.safetensors"
    arguments = {"model": "tiny-squares", "images": [str(pictures)], "output": str(output), "batch": 2}
    result = wait(host, host.run("encode", arguments))
    assert result == {"output": str(output), "count": 5, "latents": {"z": [5, 3]}}
    with safe_open(output, framework="np") as file:
        z, metadata = file.get_tensor("z"), file.metadata()
    grey = np.arange(5) * 40 / 127.5 - 1
    np.testing.assert_allclose(z, np.repeat((grey / 0.8)[:, None], 3, 1), atol=0.01)
    assert metadata["model"] == "tiny-squares"
    assert [Path(name).name for name in json.loads(metadata["files"])] == [
        f"{index}.png" for index in range(5)
    ]


def test_what_cannot_be_encoded_is_named(host: Host, pictures: Path, tmp_path: Path) -> None:
    def encode(*images: Path, output: str = "out.safetensors") -> object:
        names = [str(image) for image in images]
        arguments = {"model": "tiny-squares", "images": names, "output": str(tmp_path / output)}
        return wait(host, host.run("encode", arguments))

    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(BadInputError, match="empty holds no pictures"):
        encode(empty)
    with pytest.raises(BadInputError, match="gone does not exist"):
        encode(tmp_path / "gone")
    with pytest.raises(BadInputError, match="No pictures"):
        encode()
    with pytest.raises(BadImageError, match=r"notes\.txt"):
        encode(pictures / "0.png", pictures / "notes.txt")
    with pytest.raises(CannotSaveError, match=r"out\.safetensors"):
        encode(pictures, output="no/such/folder/out.safetensors")
    assert not (tmp_path / "out.safetensors").exists()


def test_pictures_of_a_run_are_laid_out_in_rows() -> None:
    import torch

    shades = torch.linspace(-1, 1, 5)[:, None, None, None].expand(5, 3, 2, 4)
    grid = sheet(shades)
    assert grid.shape == (4, 12, 3)
    assert grid[::2, ::4, 0].tolist() == [[0, 64, 128], [191, 255, 0]]
