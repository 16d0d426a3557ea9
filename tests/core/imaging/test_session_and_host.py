"""The session with real hosts and the tiny model: the sequence of events is the host's own."""

import os
import queue
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import support.tiny_catalogue
from support.tiny import make_tiny_model

from morphospace.hosting import Event, Host, open_host
from morphospace.hosting.client import ProcessHost
from morphospace.imaging.session import Session
from morphospace.library import read_card

CATALOGUE = f"{support.tiny_catalogue.__file__}:catalogue"


class Window:
    """A window without a screen: takes events off a queue on the test's thread."""

    def __init__(self, host: Host, folder: Path) -> None:
        self.host = host
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.stop = host.listen(self.events.put)
        self.session = Session(host, [read_card(folder / "tiny-squares")])
        self.session.choose_model("tiny-squares")

    def until(self, reached: Callable[[], bool], seconds: float = 60.0) -> None:
        """Deliver events until ``reached``."""
        end = time.monotonic() + seconds
        while not reached():
            self.session.handle(self.events.get(timeout=max(0.01, end - time.monotonic())))

    def settle(self) -> None:
        self.until(lambda: self.session.busy is None)


@pytest.fixture(scope="module", params=["inline", "process"])
def host(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("models")
    make_tiny_model(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MORPHOSPACE_MODELS", str(folder))
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        host = open_host(request.param, "cpu", catalogue=CATALOGUE, threads=1)
        yield host
        host.close()


@pytest.fixture
def window(host: Host, tmp_path: Path) -> Iterator[Window]:
    make_tiny_model(tmp_path)
    window = Window(host, tmp_path)
    yield window
    window.stop()


def test_open_drag_undo_save_reopen(window: Window, tmp_path: Path) -> None:
    session = window.session
    session.new_face(4711)
    window.settle()
    face = session.picture
    assert face is not None and face.shape == (32, 32, 3) and session.error is None
    values = [-1.0 + step / 50 for step in range(101)]
    for value in values:
        session.change("smile", value, draft=True)
    session.change("smile", 1.0, draft=False)
    window.settle()
    big = session.picture
    assert session.undo_label == "Smile 1.00" and session.settings["smile"] == 1.0
    assert big is not None and not np.array_equal(big, face)
    session.undo()
    assert session.picture is not None and np.array_equal(session.picture, face)

    photo = np.kron(big, np.ones((3, 3, 1), np.uint8))
    session.open_pixels(photo, "me.png")
    window.settle()
    assert session.settings["smile"] == pytest.approx(1.0, abs=0.3)
    assert session.save(tmp_path / "work.ora") and session.open_project(tmp_path / "work.ora")
    session.change("glasses", not session.settings["glasses"], draft=False)
    window.settle()
    assert [state.label for state in session.history] == [
        "New face 4711",
        "Open me.png",
        f"Glasses {'on' if session.settings['glasses'] else 'off'}",
    ]
    assert session.error is None


@pytest.mark.parametrize("host", ["process"], indirect=True)
def test_a_worker_that_dies_does_not_keep_anyone_waiting(window: Window) -> None:
    assert isinstance(window.host, ProcessHost)
    session = window.session
    session.new_face(1)
    window.settle()
    os.kill(window.host.worker_pids()["interactive"], signal.SIGKILL)
    session.change("smile", 0.5, draft=False)
    window.settle()
    assert session.settings["smile"] == 0.5 and session.error is None
    assert session.undo_label == "Smile 0.50"
