"""The line at the bottom tells what is running once it takes long enough to be told."""

from __future__ import annotations

import time
from typing import Any

import pytest

from morphospace_desktop.statusline import PATIENCE_MS, StatusLine


@pytest.fixture
def line(qtbot: Any) -> StatusLine:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show()
    return line


def test_short_work_is_never_shown(qtbot: Any, line: StatusLine) -> None:
    line.set_busy("Reading", since=time.monotonic())
    assert not line.busy_shown
    line.set_busy("")
    qtbot.wait(PATIENCE_MS + 100)
    assert not line.busy_shown and line.queue.text() == "Queue empty"


def test_long_work_is_shown_with_a_way_to_cancel_it(qtbot: Any, line: StatusLine) -> None:
    line.set_busy("Reading", since=time.monotonic())
    qtbot.waitUntil(lambda: line.busy_shown)
    line.set_busy("Reading", 3, 4, since=time.monotonic() - 1)
    assert line.bar.value() == 750 and line.cancel.isVisible()
    with qtbot.waitSignal(line.cancel_requested):
        line.cancel.click()
    line.set_busy("")
    assert not line.busy_shown


def test_work_that_began_long_ago_is_shown_at_once(line: StatusLine) -> None:
    line.set_busy("Loading", since=time.monotonic() - 1)
    assert line.busy_shown and line.queue.text() == "1 running"


def test_numbers_are_said_in_words(line: StatusLine) -> None:
    line.set_host(1)
    assert line.resident.text() == "1 model resident"
    line.set_host(3)
    assert line.resident.text() == "3 models resident"
    line.set_undo("Smile 0.68")
    assert line.undo.text() == "Undo: Smile 0.68"
    line.set_undo("")
    assert line.undo.text() == ""


def test_long_work_says_how_long_it_will_take(line: StatusLine) -> None:
    line.set_busy("UMAP", 25, 100, since=time.monotonic() - 4, more=1)
    assert line.task.text() == "UMAP · 12 s left" and line.queue.text() == "2 running"
    line.set_busy("UMAP", 0, 0, since=time.monotonic() - 4)
    assert line.task.text() == "UMAP"
    line.set_busy("Training", 5, 100, since=time.monotonic() - 60)
    assert line.task.text() == "Training · 19 min left"
