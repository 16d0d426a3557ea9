"""Jobs outlive the window that asked for them, as an offer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from morphospace.hosting import Cancelled, Event, Failed, Finished
from morphospace.hosting.unfinished import Unfinished, Wanted

ATLAS = Wanted("atlas_build", "Atlas of faces", {"model": "faces", "images": ["a"], "limit": None})
TRAIN = Wanted("train", "Train", {"recipe": "tiny", "output": "x"})

WINDOW = """
import sys, time
from pathlib import Path
from morphospace.hosting.unfinished import Unfinished, Wanted
Unfinished(Path(sys.argv[1])).add(1, Wanted("train", "Train", {"recipe": "tiny", "output": "x"}))
print("kept", flush=True)
time.sleep(600)
"""


def test_what_is_open_at_the_end_is_offered_once(tmp_path: Path) -> None:
    jobs = Unfinished(tmp_path)
    jobs.add(1, ATLAS)
    jobs.add(2, TRAIN)
    jobs.leave()
    jobs.hear(Cancelled(1))
    assert Unfinished(tmp_path).collect() == (ATLAS, TRAIN)
    assert Unfinished(tmp_path).collect() == ()


@pytest.mark.parametrize("end", [Finished(1), Failed(1, "It broke.", "HostError"), Cancelled(1)])
def test_what_has_ended_is_not(tmp_path: Path, end: Event) -> None:
    jobs = Unfinished(tmp_path)
    jobs.add(1, ATLAS)
    jobs.hear(end)
    assert Unfinished(tmp_path).collect() == ()
    assert list(tmp_path.iterdir()) == []


def test_a_killed_window_leaves_its_jobs_and_a_living_one_keeps_them(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == "kept\n"
        assert Unfinished(tmp_path).collect() == (), "it is not ours while its window lives"
        window.kill()
    assert Unfinished(tmp_path).collect() == (TRAIN,)


def test_a_job_made_of_what_is_on_the_screen_is_not_kept(tmp_path: Path) -> None:
    jobs = Unfinished(tmp_path)
    jobs.add(1, Wanted("export", "Export", {"ids": np.arange(3)}))
    jobs.leave()
    assert Unfinished(tmp_path).collect() == ()


def test_a_damaged_file_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "jobs-999999999.json").write_text('[{"job": ')
    assert Unfinished(tmp_path).collect() == ()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_stops_no_job(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Unfinished(tmp_path / "file" / "state").add(1, TRAIN)
