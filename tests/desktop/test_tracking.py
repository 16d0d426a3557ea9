"""The long jobs of a window are in its list, and a window that is killed leaves them to the next."""

import os
from pathlib import Path

from support.fakehost import FakeHost

from morphospace.hosting import Cancelled, Finished, Progress
from morphospace_desktop.tracking import TrackedHost


def tracked(folder: Path) -> tuple[TrackedHost, FakeHost]:
    """A tracked host over the fake one."""
    host = FakeHost()
    return TrackedHost(host, folder), host


def test_a_long_job_is_listed_under_its_title_until_it_ends(tmp_path: Path) -> None:
    window, _ = tracked(tmp_path)
    ticket = window.run("atlas_build", {"atlas": "faces", "title": "Faces"})
    window.run("decode_places", {}, view="glass")
    window.run("warm_umap", {})
    assert [job.title for job in window.jobs] == ["Map Faces"]
    assert window.hear(Progress(ticket, 1, 4, "Encoding"))
    assert window.jobs[0].running and window.jobs[0].text == "Encoding"
    assert window.hear(Finished(ticket)) and window.jobs == ()


def test_a_cancelled_job_is_said_to_be_stopping(tmp_path: Path) -> None:
    window, host = tracked(tmp_path)
    ticket = window.run("project", {"atlas": "somewhere"})
    window.cancel(ticket)
    assert window.jobs[0].stopping and ticket in host.cancelled
    window.hear(Cancelled(ticket))
    assert window.jobs == ()


def test_only_what_keeps_its_work_is_offered_again(tmp_path: Path) -> None:
    killed, _ = tracked(tmp_path)
    killed.run("atlas_build", {"atlas": "faces", "title": "Faces"})
    killed.run("project", {"atlas": "faces"})
    # Another process would see a file of a process that is gone: here it is this one's own.
    assert [path.name for path in tmp_path.iterdir()] == [f"jobs-{os.getpid()}.json"]
    following, _ = tracked(tmp_path)
    assert [one.title for one in following.left_behind()] == ["Map Faces"]
    assert following.left_behind() == ()
