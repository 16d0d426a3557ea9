"""What a person sees of the jobs."""

from __future__ import annotations

import pytest

from morphospace.hosting import Cancelled, Event, Failed, Finished, HostStatus, Progress, StatusChanged
from morphospace.hosting.joblist import JobList


def test_a_job_waits_then_runs_then_is_gone() -> None:
    jobs = JobList()
    jobs.add(1, "Atlas of faces", now=100.0)
    jobs.add(2, "Export", now=101.0)
    assert [(job.title, job.running) for job in jobs.jobs] == [("Atlas of faces", False), ("Export", False)]
    assert jobs.running is None
    assert jobs.hear(Progress(1, 3, 10, "Encoding"), now=105.0)
    assert jobs.hear(Progress(1, 4, 10, "Encoding"), now=107.0)
    first = jobs.jobs[0]
    assert (first.done, first.total, first.text, first.started) == (4, 10, "Encoding", 105.0)
    assert jobs.running == first
    assert jobs.hear(Finished(1))
    assert [job.ticket for job in jobs.jobs] == [2]


@pytest.mark.parametrize("end", [Failed(1, "It broke.", "HostError"), Cancelled(1)])
def test_every_end_takes_it_off(end: Event) -> None:
    jobs = JobList()
    jobs.add(1, "Export")
    jobs.stopping(1)
    assert jobs.jobs[0].stopping
    assert jobs.hear(end)
    assert jobs.jobs == ()
    assert not jobs.hear(end)


def test_what_nobody_added_is_not_a_job() -> None:
    jobs = JobList()
    assert not jobs.hear(Progress(7, 0, 1, "Loading Toy"))
    assert not jobs.hear(StatusChanged(HostStatus()))
    jobs.stopping(7)
    assert jobs.jobs == ()
