"""The tiny model installed as anyone's would be: by a plugin's entry point and a folder of models."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.commandline import Command, Said
from support.tiny import install_tiny_plugin, make_tiny_model

from morphospace import studio
from morphospace.cli import main


@pytest.fixture(autouse=True)
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the model ``tiny-squares``; its plugin is found, and no other model is."""
    models = tmp_path / "installed"
    monkeypatch.syspath_prepend(str(install_tiny_plugin(tmp_path / "site")))
    monkeypatch.setenv("MORPHOSPACE_MODELS", str(models))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nobody"))
    studio._host.cache_clear()
    yield make_tiny_model(models)
    studio._host.cache_clear()


@pytest.fixture
def morphospace(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command line in this process."""

    def run(*arguments: object) -> Said:
        with pytest.raises(SystemExit) as caught:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Said(int(caught.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    """A folder with three pictures of different sizes, and a text beside them."""
    from morphospace.imaging.files import write_png

    folder = tmp_path / "faces"
    folder.mkdir()
    for number, (height, width) in enumerate([(32, 32), (50, 80), (64, 64)]):
        image = np.full((height, width, 3), 60 + 40 * number, np.uint8)
        image[height // 4 : -height // 4, width // 4 : -width // 4] = (240, 30, 30)
        write_png(folder / f"face{number}.png", image)
    (folder / "notes.txt").write_text("not a picture")
    return folder
