"""What a crash leaves is offered again; what ends on purpose leaves nothing."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.fakehost import SIZE, FakeHost
from support.tiny import tiny_card

from morphospace.errors import CannotSaveError
from morphospace.imaging.journal import Journal, discard, recoverable
from morphospace.imaging.session import Session

CRASH = """
import os, pathlib, signal, sys
sys.path.insert(0, sys.argv[2])
from support.fakehost import FakeHost
from support.tiny import tiny_card
from morphospace.imaging.journal import Journal
from morphospace.imaging.session import Session

host = FakeHost(at_once=True)
session = Session(host, [tiny_card(image_size=8)])
host.listen(session.handle)
session.choose_model("tiny-squares")
journal = Journal(pathlib.Path(sys.argv[1]))
session.new_face(7)
for step in range(1, 6):
    session.change("smile", step / 10, draft=False)
    journal.record(session.history, pathlib.Path("/home/me/work.ora"))
journal._base.execute("delete from arrays")  # in the middle of the next record
os._exit(1)
"""


def fresh() -> tuple[Session, FakeHost]:
    host = FakeHost(at_once=True)
    session = Session(host, [tiny_card(image_size=SIZE)])
    host.listen(session.handle)
    session.choose_model("tiny-squares")
    return session, host


def test_after_a_crash_all_but_the_last_moment_is_there(tmp_path: Path) -> None:
    tests = str(Path(__file__).parents[2])
    subprocess.run([sys.executable, "-c", CRASH, str(tmp_path), tests], check=False, timeout=120)
    (recovered,) = recoverable(tmp_path)
    assert [state.label for state in recovered.history][-1] == "Smile 0.50"
    assert recovered.path == Path("/home/me/work.ora")
    session, host = fresh()
    session.recover(recovered.history, recovered.path)
    assert session.dirty and session.settings["smile"] == 0.5 and session.path == recovered.path
    assert host.newest == 0 and session.picture is not None
    session.undo()
    assert session.settings["smile"] == 0.4
    discard(recovered.file)
    assert recoverable(tmp_path) == [] and not list(tmp_path.iterdir())


def test_a_window_that_lives_keeps_its_work_to_itself_and_one_that_ends_leaves_none(tmp_path: Path) -> None:
    session, _ = fresh()
    session.new_face(1)
    journal, other = Journal(tmp_path), Journal(tmp_path)
    journal.record(session.history, None)
    assert recoverable(tmp_path) == [] and journal.file.exists()
    journal.close()
    other.close()
    assert not list(tmp_path.iterdir())


def test_arrays_are_written_once_and_dropped_with_their_states(tmp_path: Path) -> None:
    session, _ = fresh()
    session.new_face(1)
    journal = Journal(tmp_path)

    def count() -> int:
        return int(journal._base.execute("select count(*) from arrays").fetchone()[0])

    for step in range(1, 4):
        session.change("smile", step / 10, draft=False)
        journal.record(session.history, None)
    assert count() == 1 + 4  # one latent, a picture a state
    session.undo()
    session.undo()
    session.change("smile", 0.9, draft=False)
    journal.record(session.history, None)
    assert count() == 1 + 3
    journal.close()


def test_files_that_are_no_journals_are_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "work-1.journal").write_bytes(b"garbage " * 1000)
    Journal(tmp_path)._base.close()  # nothing was ever written down
    with sqlite3.connect(tmp_path / "work-3.journal") as base:
        base.executescript(
            "create table arrays (name, data); create table work (id, written, path, manifest);"
            "insert into work values (1, 2.0, null, '{}'); insert into arrays values ('a', x'8004')"
        )
    base.close()
    assert recoverable(tmp_path) == [] and not list(tmp_path.iterdir())
    assert recoverable(tmp_path / "absent") == []


def test_no_pickle_is_loaded_from_a_journal(tmp_path: Path) -> None:
    session, _ = fresh()
    session.new_face(1)
    journal = Journal(tmp_path)
    journal.record(session.history, None)
    evil = tmp_path / "evil.npy"
    np.save(evil, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with journal._base:
        journal._base.execute("update arrays set data = ?", (evil.read_bytes(),))
    journal._base.close()
    assert recoverable(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file is in the way")
    with pytest.raises(CannotSaveError, match="cannot be written"):
        Journal(tmp_path / "state")
