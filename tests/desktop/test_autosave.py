"""What a crash of the window leaves is offered at the next start, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.fakehost import FakeHost
from support.tiny import tiny_card

from morphospace.imaging.session import Session
from morphospace_desktop import autosave as module
from morphospace_desktop.autosave import Autosave, offer_text


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_MS", 10)


def work(folder: Path) -> tuple[FakeHost, Session, Autosave]:
    host = FakeHost()
    session = Session(host, [tiny_card()])
    host.listen(session.handle)
    session.choose_model("tiny-squares")
    session.new_face(5)
    host.finish()
    return host, session, Autosave(session, folder)


def edit(host: FakeHost, session: Session, value: float) -> None:
    session.change("smile", value, draft=False)
    host.finish()


def crash(autosave: Autosave) -> None:
    """The process is gone: its thread and the lock of its file with it."""
    autosave._pool.shutdown(wait=True)
    if autosave._journal is not None:
        autosave._journal._base.close()


def written(qtbot: Any, folder: Path) -> None:
    qtbot.waitUntil(lambda: list(folder.glob("work-*")) != [])


def test_unsaved_work_comes_back_after_a_crash(qtbot: Any, tmp_path: Path) -> None:
    host, session, autosave = work(tmp_path)
    edit(host, session, 0.5)
    autosave.touch()
    written(qtbot, tmp_path)
    crash(autosave)

    _, other, next_start = work(tmp_path)
    with qtbot.waitSignal(next_start.found) as found:
        next_start.look()
    recovered = found.args[0]
    assert "can be restored" in offer_text(recovered)
    next_start.restore(recovered)
    assert other.undo_label == "Smile 0.50" and other.dirty
    np.testing.assert_array_equal(other.picture, session.picture)
    next_start.close()


def test_a_window_that_was_closed_leaves_nothing(qtbot: Any, tmp_path: Path) -> None:
    host, session, autosave = work(tmp_path)
    edit(host, session, 0.5)
    autosave.touch()
    written(qtbot, tmp_path)
    autosave.close()
    assert list(tmp_path.iterdir()) == []


def test_saved_work_is_not_offered_again(qtbot: Any, tmp_path: Path) -> None:
    folder = tmp_path / "journals"
    host, session, autosave = work(folder)
    edit(host, session, 0.5)
    autosave.touch()
    written(qtbot, folder)
    assert session.save(tmp_path / "face.ora")
    autosave.touch()
    qtbot.waitUntil(lambda: list(folder.glob("work-*")) == [])
    crash(autosave)


def test_a_journal_that_cannot_be_written_is_told_of_once(qtbot: Any, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    host, session, autosave = work(blocked)
    told: list[str] = []
    autosave.troubled.connect(told.append)
    for value in (0.5, 0.6):
        edit(host, session, value)
        autosave.touch()
        qtbot.wait(60)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "cannot be written" in told[0]
    autosave.close()
