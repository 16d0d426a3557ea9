"""The process host: at once, far from torch, and well again after its worker died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.ears import TOYS, Ear

from morphospace import Request
from morphospace.errors import CancelledError, HostError
from morphospace.hosting import (
    Cancelled,
    Event,
    Failed,
    Finished,
    FrameReady,
    Host,
    Rendered,
    StatusChanged,
    open_host,
    wait,
)
from morphospace.hosting.client import ProcessHost

Hear = Callable[[Host], Ear]
SLOW = {"steps": 1000, "pause": 0.02}


def kill(host: Host, role: str = "interactive") -> None:
    """What a segfault or the kernel does."""
    assert isinstance(host, ProcessHost)
    os.kill(host.worker_pids()[role], signal.SIGKILL)  # type: ignore[index]


def in_state(state: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, StatusChanged) and event.status.state == state


def gone(pid: int) -> bool:
    """Whether a process has ended, soon."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_killed_worker_is_seen_told_and_healed(process_host: Host, hear: Hear) -> None:
    host = process_host
    still = host.render("toy", Request(settings={"grey": 1.0}), view="still")
    wait(host, still, 300)
    ear = hear(host)
    drawing = host.render("toy", Request(settings=SLOW), view="drawing")
    ear.until(lambda event: isinstance(event, FrameReady) and event.ticket == drawing)
    kill(host)
    restarting = ear.until(in_state("restarting"))
    assert isinstance(restarting, StatusChanged)
    assert "killed by SIGKILL" in restarting.status.message
    ear.until(in_state("ready"))
    ear.until(
        lambda event: (
            isinstance(event, FrameReady)
            and event.ticket == drawing
            and ear.events.index(event) > ear.events.index(restarting)
        )
    )
    host.cancel(drawing)
    with pytest.raises(CancelledError):
        wait(host, drawing, 300)
    again = ear.until(lambda event: isinstance(event, FrameReady) and event.ticket == still)
    assert isinstance(again, FrameReady)
    assert again.rendered.images.all()
    assert host.status.state == "ready"


def test_a_request_that_kills_once_still_gets_its_picture(process_host: Host) -> None:
    Path(os.environ["TOY_MARK"]).unlink(missing_ok=True)
    ticket = process_host.render("toy", Request(settings={"fault": "die once", "grey": 1.0}), view="fragile")
    result = wait(process_host, ticket, 300)
    assert isinstance(result, Rendered)
    assert result.images.all()


def test_a_request_that_kills_each_time_fails_and_the_others_go_on(process_host: Host) -> None:
    deadly = process_host.render("toy", Request(settings={"fault": "die"}), view="deadly")
    other = process_host.render("toy", Request(settings={"grey": 1.0}), view="other")
    with pytest.raises(HostError, match="stopped each time"):
        wait(process_host, deadly, 300)
    assert isinstance(wait(process_host, other, 300), Rendered)


def test_a_job_worker_that_dies_spares_the_pictures(process_host: Host, hear: Hear) -> None:
    host = process_host
    wait(host, host.render("toy", Request()), 300)
    ear = hear(host)
    first = host.run("toy job", {"model": "toy", "fault": "die"})
    second = host.run("toy job", {"model": "toy"})
    with pytest.raises(HostError, match="job process stopped during this job"):
        wait(host, first, 300)
    assert wait(host, second, 300)["steps"] == 3  # type: ignore[index,call-overload]
    assert all(event.status.state == "ready" for event in ear.events if isinstance(event, StatusChanged)), (
        "the window's worker was never away"
    )


def test_jobs_run_in_a_process_of_their_own_that_yields(process_host: Host) -> None:
    result = wait(process_host, process_host.run("toy job", {"model": "toy"}), 300)
    assert isinstance(process_host, ProcessHost)
    pids = process_host.worker_pids()
    assert result["pid"] == pids["jobs"] != pids["interactive"]  # type: ignore[index,call-overload]
    assert result["nice"] > os.nice(0)  # type: ignore[index,call-overload]


def test_a_waiting_job_is_cancelled_and_a_running_one_stops_at_its_next_step(
    process_host: Host, hear: Hear
) -> None:
    ear = hear(process_host)
    running = process_host.run("toy job", {"model": "toy", "steps": 1000, "pause": 0.05})
    waiting = process_host.run("toy job", {"model": "toy"})
    ear.until(lambda event: event.ticket == running)
    process_host.cancel(waiting)
    ear.until(lambda event: event == Cancelled(waiting))
    process_host.cancel(running)
    with pytest.raises(CancelledError):
        wait(process_host, running, 300)


def test_a_person_s_cancel_lets_a_job_that_listens_end_in_order(process_host: Host, hear: Hear) -> None:
    """A training keeps its checkpoint, and the worker its models."""
    ear = hear(process_host)
    mark = Path(os.environ["TOY_MARK"] + " closed")
    mark.unlink(missing_ok=True)
    running = process_host.run("toy job", {"model": "toy", "steps": 1000, "pause": 0.4})
    ear.until(lambda event: event.ticket == running)
    assert isinstance(process_host, ProcessHost)
    pid = process_host.worker_pids()["jobs"]
    process_host.cancel(running, hard=True)
    with pytest.raises(CancelledError):
        wait(process_host, running, 300)
    result = wait(process_host, process_host.run("toy job", {"model": "toy"}), 300)
    assert result["pid"] == pid  # type: ignore[index,call-overload]
    assert mark.exists()


def test_a_drag_before_the_worker_is_ready_ends_in_the_newest_picture(hear: Hear) -> None:
    host = open_host("process", "cpu", catalogue=TOYS, threads=1)
    ear = hear(host)
    try:
        assert host.status.state == "starting"
        tickets = [host.render("toy", Request(settings={"grey": grey / 20})) for grey in range(21)]
        last = wait(host, tickets[-1], 300)
        assert isinstance(last, Rendered)
        assert last.images.all()
        ends = [
            event
            for event in ear.events
            if isinstance(event, Finished | Cancelled) and event.ticket in tickets
        ]
        assert sorted(event.ticket for event in ends) == tickets, "each ends, once"
        assert sum(isinstance(event, Cancelled) for event in ends) >= 19
        with pytest.raises(CancelledError):
            wait(host, tickets[0])
    finally:
        host.close()


def test_closing_leaves_nothing_behind(hear: Hear) -> None:
    host = open_host("process", "cpu", catalogue=TOYS, threads=1)
    assert isinstance(host, ProcessHost)
    ear = hear(host)
    mark = Path(os.environ["TOY_MARK"] + " closed")
    mark.unlink(missing_ok=True)
    picture = host.render("toy", Request(settings=SLOW))
    job = host.run("toy job", {"model": "toy", "steps": 1000, "pause": 0.05})
    ear.until(lambda event: isinstance(event, FrameReady))
    ear.until(lambda event: event.ticket == job)
    pids = host.worker_pids()
    threads = threading.active_count()
    host.close()
    assert all(map(gone, pids.values()))
    assert threading.active_count() < threads
    assert ear.events[-1] == StatusChanged(host.status)
    assert host.status.state == "closed"
    assert mark.exists(), "the job could end in order"
    for ticket in (picture, job):
        with pytest.raises(CancelledError):
            wait(host, ticket)
    with pytest.raises(HostError, match="closed"):
        host.render("toy", Request())
    host.close()


def test_closing_a_host_that_never_came_up_is_quick_and_clean() -> None:
    host = open_host("process", "cpu", catalogue=TOYS)
    host.close()
    assert host.status.state == "closed"


def test_a_host_that_cannot_start_says_why_and_can_be_asked_again(hear: Hear) -> None:
    words = "toys are packed away"
    host = open_host("process", "cpu", catalogue=TOYS.replace(":catalogue", ":fails"))
    ear = hear(host)
    try:
        ticket = host.load("toy")
        failed = ear.until(lambda event: isinstance(event, Failed) and event.ticket == ticket)
        assert isinstance(failed, Failed)
        assert words in failed.message
        assert host.status.state == "failed"
        assert host.status.message == failed.message
        with pytest.raises(HostError, match=words):
            wait(host, host.load("toy"), 300)
    finally:
        host.close()


PARENT = """
import sys, time
from morphospace import Request
from morphospace.hosting import open_host, wait
host = open_host("process", "cpu", catalogue=sys.argv[1], threads=1)
wait(host, host.render("toy", Request()))
job = host.run("toy job", {"model": "toy"})
wait(host, job)
host.render("toy", Request(settings={"steps": 1000, "pause": 60}))
print(*host.worker_pids().values(), host._folder, sys.modules.get("torch"), flush=True)
time.sleep(600)
"""


def test_workers_do_not_outlive_a_killed_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, TOYS], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        first, second, folder, torch = parent.stdout.readline().split()
        parent.kill()
    assert gone(int(first))
    assert gone(int(second))
    assert torch == "None", "the window's side never imports torch"
    until = time.monotonic() + 60
    while Path(folder).exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(folder).exists()


def test_the_client_imports_neither_torch_nor_plugins_nor_qt() -> None:
    code = (
        "import sys, morphospace.hosting, morphospace.hosting.client\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('torch', 'PySide6')\n"
        "       or name.startswith('morphospace_')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
