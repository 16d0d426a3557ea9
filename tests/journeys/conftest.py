"""Journeys drive the real window with a real mouse and keyboard, on a display of their own.

Without a display one is started (Xvfb); without Xvfb or xdotool they are skipped, saying so: ``.ci/run``
installs both. Each journey runs the window as people start it, in a process of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import support.tiny_catalogue
from journeys.driver import Window
from PIL import Image
from support.tiny import make_tiny_model

from morphospace.data.drawing import draw_face
from morphospace.data.sampling import split_table
from morphospace.library import Library

# $MORPHOSPACE_JOURNEY_MODEL=none walks with the tiny model even where this one is installed.
SHIPPED = os.environ.get("MORPHOSPACE_JOURNEY_MODEL", "faces-cvae")
SCREEN = "1600x1000x24"
SHOTS = Path(__file__).parent / "screenshots"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The name of a display of 1600×1000 that nobody else draws on."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: .ci/run installs it, and these journeys need it")
    read, write = os.pipe()
    # -r: no auto-repeat, which a busy machine would start while a key is only being pressed.
    command = [
        "Xvfb",
        "-displayfd",
        str(write),
        "-screen",
        "0",
        SCREEN,
        "-nolisten",
        "tcp",
        "-dpi",
        "96",
        "-r",
    ]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    if not number:
        server.wait(5)
        pytest.skip("Xvfb did not start: see its message when it is run by hand")
    yield f":{number}"
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="session")
def shots() -> Path:
    """Where screenshots are kept."""
    SHOTS.mkdir(exist_ok=True)
    return SHOTS


@pytest.fixture(scope="session")
def wears() -> str:
    """The control that puts something on a face: the shipped model has sunglasses, the tiny one a bar."""
    return "sunglasses" if SHIPPED in installed() else "glasses"


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment of a window that has a model: the shipped one, else the tiny one."""
    if SHIPPED in installed():
        return ["--model", SHIPPED], {}
    folder = tmp_path_factory.mktemp("models")
    make_tiny_model(folder)
    arguments = ["--catalogue", f"{support.tiny_catalogue.__file__}:catalogue", "--model", "tiny-squares"]
    return arguments, {"MORPHOSPACE_MODELS": str(folder)}


@pytest.fixture
def open_window(
    display: str, shots: Path, tmp_path: Path, models: tuple[list[str], dict[str, str]]
) -> Iterator[Callable[..., Window]]:
    """Start the window as people do; whatever happens, none is left behind."""
    arguments, environment = models
    windows: list[Window] = []

    def start(*more: str) -> Window:
        windows.append(Window(display, tmp_path, shots, [*arguments, *more], **environment))
        return windows[-1]

    yield start
    for window in windows:
        window.kill()


@pytest.fixture(scope="session")
def face(tmp_path_factory: pytest.TempPathFactory, models: tuple[list[str], dict[str, str]]) -> Path:
    """A picture from elsewhere: a face without glasses, drawn larger than the model works."""
    path = tmp_path_factory.mktemp("pictures") / "holiday.png"
    if models[1]:
        pixels = np.full((96, 96, 3), (40, 90, 160), np.uint8)
        pixels[20:76, 20:76] = (20, 230, 20)
    else:
        pixels = drawn_face()
    Image.fromarray(pixels).save(path)
    return path


def installed() -> set[str]:
    """Ids of the models that a window would find."""
    return {checkpoint.card.id for checkpoint in Library().models}


def drawn_face() -> np.ndarray:
    """The first face of the test split that wears no glasses, 128×128."""
    table = split_table("test", 0, 50)
    rows = (table.row_variants(index) for index in range(50))
    return draw_face(next(row for row in rows if row["accessories"] == "none"), 128)
