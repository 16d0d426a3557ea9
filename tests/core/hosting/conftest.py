"""Hosts of toy models, shared by the tests of a module: starting a worker costs two seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from support.ears import TOYS, Ear

from morphospace.hosting import Host, open_host


@pytest.fixture(scope="module", autouse=True)
def _state_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Logs and marks of these tests stay out of the person's own folders."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("state")
        for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(folder))
        patch.setenv("TOY_MARK", str(folder / "died"))
        yield


@pytest.fixture(scope="module")
def process_host() -> Iterator[Host]:
    host = open_host("process", "cpu", catalogue=TOYS, threads=1, budget=15_000_000)
    yield host
    host.close()


@pytest.fixture(scope="module")
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
