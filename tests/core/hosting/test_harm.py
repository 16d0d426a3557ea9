"""Plugins that do harm, at every place: the host lives, says it in a sentence, and the next request works."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.ears import Ear
from support.harm import FAULTS, HARM, MEMORY, install_bad_plugins

from morphospace import Request
from morphospace.errors import CancelledError, HostError, PluginError
from morphospace.hosting import Host, Progress, Rendered, StatusChanged, open_host, wait
from morphospace.hosting import book as book_module
from morphospace.hosting import keeper as keeper_module
from morphospace.hosting import watch as watch_module
from morphospace.hosting.client import ProcessHost

PATIENCE = 1.0
STUCK = ("hang", "hold")
DEADLY = ("segfault", "exit")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="it calls into the C library by POSIX names")


@pytest.fixture(scope="module", autouse=True)
def _impatient() -> Iterator[None]:
    """A start costs seconds: blame at the first death, give jobs little grace, and never give up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book_module, "_MOST_DEATHS", 1)
        patch.setattr(keeper_module, "_MOST_DEATHS", 100)
        patch.setitem(watch_module.GRACE, "jobs", 0.5)
        patch.setitem(watch_module.GRACE, "interactive", 0.5)
        yield


@pytest.fixture(scope="module")
def harmed() -> Iterator[Host]:
    host = open_host("process", "cpu", catalogue=HARM, threads=1, patience=PATIENCE, memory=MEMORY)
    yield host
    host.close()


@pytest.fixture
def ear(harmed: Host) -> Iterator[Ear]:
    ear = Ear(harmed)
    yield ear
    ear.stop()


def works(host: Host) -> bool:
    """The next request gets its picture."""
    found = wait(host, host.render("good", Request(), view="next"), 60)
    return isinstance(found, Rendered) and bool(found.images.all())


def restarted(ear: Ear) -> str:
    """What was said when the worker was started again."""
    event = ear.until(lambda event: isinstance(event, StatusChanged) and event.status.state == "restarting")
    assert isinstance(event, StatusChanged)
    return event.status.message


def fails(host: Host, ear: Ear, ticket: int, fault: str) -> None:
    """The ticket of that fault ends with one sentence, and the worker is there again, or still."""
    if fault in STUCK:
        ear.until(lambda event: event.ticket == ticket)
        host.cancel(ticket, hard=True)
        with pytest.raises(CancelledError):
            wait(host, ticket, 60)
        return
    kinds = {"raise": PluginError, "allocate": HostError}
    words = {"raise": "ZeroDivisionError", "allocate": "[Mm]emory"}
    with pytest.raises(kinds.get(fault, HostError), match=words.get(fault, "process stopped")) as caught:
        wait(host, ticket, 60)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("fault", FAULTS)
def test_at_load(harmed: Host, ear: Ear, fault: str) -> None:
    fails(harmed, ear, harmed.render("good" if fault == "none" else f"load-{fault}", Request()), fault)
    if fault in STUCK:
        assert "did not stop what was cancelled" in restarted(ear)
    assert works(harmed)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "hang"])
def test_in_render(harmed: Host, ear: Ear, fault: str) -> None:
    assert works(harmed)
    fails(harmed, ear, harmed.render("good", Request(settings={"fault": fault})), fault)
    if fault in DEADLY:
        assert "stopped (" in restarted(ear)
    assert works(harmed)


def test_a_render_that_hangs_gives_way_to_the_newer_request_of_its_view(harmed: Host, ear: Ear) -> None:
    assert works(harmed)
    stuck = harmed.render("good", Request(settings={"fault": "hang"}))
    assert isinstance(harmed, ProcessHost)
    newer = harmed.render("good", Request())
    assert isinstance(wait(harmed, newer, 60), Rendered)
    with pytest.raises(CancelledError):
        wait(harmed, stuck)


@pytest.mark.parametrize("fault", FAULTS)
def test_in_a_job(harmed: Host, ear: Ear, fault: str) -> None:
    assert works(harmed)
    job = harmed.run("harm", {"fault": fault})
    fails(harmed, ear, job, fault)
    assert wait(harmed, harmed.run("harm", {}), 60) == {"done": True}
    assert not any(
        isinstance(event, StatusChanged) and event.status.state != "ready" for event in ear.events
    ), "pictures never had to wait"


def test_a_running_job_does_not_notice_what_happens_to_the_pictures(harmed: Host, ear: Ear) -> None:
    job = harmed.run("plod", {})
    first = ear.until(lambda event: isinstance(event, Progress) and event.ticket == job)
    fails(harmed, ear, harmed.render("good", Request(settings={"fault": "exit"})), "exit")
    restarted(ear)
    assert works(harmed)
    count = len(ear.of(job))
    ear.until(lambda event: event.ticket == job and len(ear.of(job)) > count)
    told = ear.of(job)
    assert all(isinstance(event, Progress) for event in told)
    assert isinstance(first, Progress)
    assert {event.text for event in told if isinstance(event, Progress)} == {first.text}, "the same process"
    harmed.cancel(job)
    with pytest.raises(CancelledError):
        wait(harmed, job, 60)


def test_at_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them are installed at once: each costs itself alone, and is named."""
    install_bad_plugins(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    host = open_host("process", "cpu", catalogue=HARM, threads=1, patience=PATIENCE, memory=MEMORY)
    ear = Ear(host)
    try:
        assert works(host)
    finally:
        host.close()
    said = " ".join(event.status.message for event in ear.events if isinstance(event, StatusChanged))
    for fault in (*STUCK, *DEADLY):
        assert f"the plugin bad-{fault} is left out" in said
    for fault in ("raise", "allocate"):
        assert f"bad-{fault}" not in said, "what only raises takes no process with it"
