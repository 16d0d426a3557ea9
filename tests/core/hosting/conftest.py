"""Hosts of toy models, shared by the tests: starting a worker costs two seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from morphospace.hosting import Event, Host, open_host

TOYS = f"{Path(__file__).with_name('toy.py')}:catalogue"


class Ear:
    """Hears everything a host says, and waits for what a test expects."""

    def __init__(self, host: Host) -> None:
        self.events: list[Event] = []
        self._heard = threading.Condition()
        self.stop = host.listen(self._hear)

    def _hear(self, event: Event) -> None:
        with self._heard:
            self.events.append(event)
            self._heard.notify_all()

    def until(self, what: Callable[[Event], bool], timeout: float = 60) -> Event:
        """The first event for which ``what`` holds, also among those heard already."""
        with self._heard:
            assert self._heard.wait_for(lambda: any(map(what, self.events)), timeout), self.events
            return next(filter(what, self.events))

    def of(self, ticket: int) -> list[Event]:
        """The events of one ticket so far."""
        with self._heard:
            return [event for event in self.events if event.ticket == ticket]


@pytest.fixture(scope="session", autouse=True)
def _state_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Logs and marks of these tests stay out of the person's own folders."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("state")
        for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(folder))
        patch.setenv("TOY_MARK", str(folder / "died"))
        yield


@pytest.fixture(scope="session")
def process_host() -> Iterator[Host]:
    host = open_host("process", "cpu", catalogue=TOYS, threads=1, budget=15_000_000)
    yield host
    host.close()


@pytest.fixture(scope="session")
def inline_host() -> Iterator[Host]:
    host = open_host("inline", "cpu", catalogue=TOYS, budget=10_000_000)
    yield host
    host.close()


@pytest.fixture(params=["inline", "process"])
def host(request: pytest.FixtureRequest) -> Host:
    """Either kind: what holds for one holds for the other."""
    found: Host = request.getfixturevalue(f"{request.param}_host")
    return found


@pytest.fixture
def hear() -> Iterator[Callable[[Host], Ear]]:
    """Listen to hosts until the test ends."""
    ears: list[Ear] = []

    def listen(host: Host) -> Ear:
        ears.append(Ear(host))
        return ears[-1]

    yield listen
    for ear in ears:
        ear.stop()
