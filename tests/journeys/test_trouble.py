"""What goes wrong is said in one sentence where it went wrong, and never costs the work."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from journeys.driver import Window


def test_bad_files_leave_the_work_alone(open_window: Callable[..., Window], tmp_path: Path) -> None:
    window = open_window()
    before = window.settled()
    text, cut = tmp_path / "letter.png", tmp_path / "cut.ora"
    text.write_text("Dear all,")
    cut.write_bytes(b"PK\x03\x04 and no more")
    for path in (text, cut, tmp_path / "missing.png"):
        assert window.ask("drop", path=str(path))
        told = window.until(lambda state, path=path: path.name in state["message"] and not state["busy"])
        assert told["message"].endswith(".") and told["print"] == before["print"]
        assert told["steps"] == before["steps"] and told["path"] is None
    window.shot("trouble-1-bad-file")
    window.click("canvas", 0.05, 0.05)
    window.key("Escape")
    window.until(lambda state: not state["message"])
    assert window.close() == 0


def test_a_dead_host_comes_back_with_the_picture(open_window: Callable[..., Window]) -> None:
    window = open_window()
    window.settled()
    window.drag("smile", 0.5, 0.9)
    before = window.until(lambda state: (state["undo"] or "").startswith("Smile") and not state["busy"])
    os.kill(before["pids"]["interactive"], signal.SIGKILL)
    window.until(lambda state: state["host"] == "restarting")
    window.shot("trouble-2-host-died")
    after = window.until(lambda state: state["host"] == "ready" and not state["busy"])
    assert after["pids"] != before["pids"]
    assert after["undo"] == before["undo"] and after["settings"] == before["settings"]
    window.drag("smile", 0.9, 0.2)
    window.until(lambda state: state["settings"]["smile"] < 0 and not state["busy"])
    window.shot("trouble-3-host-back")
    assert window.close() == 0
