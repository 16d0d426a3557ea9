"""The host's panel: what is in memory and what runs, and the buttons to be rid of it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtCore import Qt

from morphospace.hosting import HostStatus, Resident
from morphospace.hosting.joblist import JobState
from morphospace_desktop.panels.host_chip import HostChip
from morphospace_desktop.panels.host_panel import HostPanel

MB = 2**20


def status(*residents: Resident, **more: Any) -> HostStatus:
    return HostStatus(
        "ready", "cpu", "A processor", used=600 * MB, budget=2048 * MB, resident=residents, **more
    )


def resident(model: str, ago: float = 300, worker: str = "interactive") -> Resident:
    return Resident(model, model.title(), 40 * MB, "cpu", time.time() - ago, worker)


@pytest.fixture
def panel(qtbot: Any) -> HostPanel:
    panel = HostPanel()
    qtbot.addWidget(panel)
    return panel


def test_nothing_in_memory_and_nothing_to_do_is_said(panel: HostPanel) -> None:
    panel.set_status(HostStatus("starting"))
    panel.show()
    assert panel.no_models.isVisible()
    assert panel.no_jobs.isVisible()
    assert not panel.memory.isVisible()
    assert panel.state.text() == "Starting…"


def test_models_are_listed_and_unloaded_one_by_one(qtbot: Any, panel: HostPanel) -> None:
    panel.set_status(status(resident("faces"), resident("text", worker="jobs")))
    faces, text = panel.models["interactive", "faces"], panel.models["jobs", "text"]
    assert faces.detail.whole == "40 MB · 5 min · cpu"
    assert text.detail.whole.endswith("for jobs")
    assert panel.no_models.isHidden()
    with qtbot.waitSignal(panel.unload_requested) as asked:
        faces.button.click()
    assert asked.args == ["faces"]
    panel.set_status(status(resident("text", worker="jobs")))
    assert list(panel.models) == [("jobs", "text")]


def test_memory_is_told_in_figures(panel: HostPanel) -> None:
    panel.set_status(status())
    assert panel.memory_words.text() == "600 MB of 2 GB in use"


def test_jobs_wait_run_and_are_cancelled(qtbot: Any, panel: HostPanel) -> None:
    now = time.time()
    waiting, running = JobState(2, "Export", now), JobState(1, "Atlas", now, 30, 100, "Encoding", now - 10)
    panel.set_jobs([running, waiting])
    assert panel.jobs[2].detail.whole == "Waiting"
    assert panel.jobs[1].detail.whole.startswith("Encoding · 2")
    assert panel.jobs[1].detail.whole.endswith("s left")
    assert panel.jobs[2].gauge.isHidden()
    with qtbot.waitSignal(panel.cancel_requested) as asked:
        panel.jobs[1].button.click()
    assert asked.args == [1]
    panel.set_jobs([JobState(2, "Export", now, stopping=True)])
    assert list(panel.jobs) == [2]
    assert not panel.jobs[2].button.isEnabled(), "once is enough"
    panel.set_jobs([])
    assert not panel.no_jobs.isHidden()


def test_the_last_words_of_the_host_stay(panel: HostPanel) -> None:
    panel.set_status(status(message="Faces left memory to make room for Text."))
    panel.set_status(status())
    assert panel.said.text() == "Just now: Faces left memory to make room for Text."


def test_every_button_is_reached_by_keyboard_and_named(qtbot: Any, panel: HostPanel) -> None:
    panel.set_status(status(resident("faces")))
    panel.set_jobs([JobState(1, "Atlas", time.time())])
    model, job = panel.models["interactive", "faces"].button, panel.jobs[1].button
    assert (model.accessibleName(), job.accessibleName()) == ("Unload: Faces", "Cancel: Atlas")
    panel.show()
    seen = set()
    here = panel.nextInFocusChain()
    while here is not panel:
        seen.add(here)
        here = here.nextInFocusChain()
    assert {model, job} <= seen
    assert model.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_plugins_are_one_press_away(qtbot: Any, panel: HostPanel) -> None:
    panel.show()
    with qtbot.waitSignal(panel.plugins_requested):
        panel._plugins.click()
    assert not panel.isVisible()


def test_escape_closes_it(qtbot: Any, panel: HostPanel) -> None:
    panel.show()
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_it_opens_below_its_chip_and_within_the_screen(qtbot: Any, panel: HostPanel) -> None:
    chip = HostChip()
    qtbot.addWidget(chip)
    chip.show()
    chip.move(0, 0)
    panel.open_at(chip)
    assert panel.isVisible()
    assert panel.x() >= 0
    assert panel.y() >= chip.mapToGlobal(chip.rect().bottomLeft()).y()


def test_a_long_title_is_cut_and_told_in_full(panel: HostPanel) -> None:
    long = "a model with a name that nobody would want to read to its very end, let alone twice"
    panel.set_status(status(resident(long)))
    panel.show()
    title = panel.models["interactive", long].title
    assert title.text().endswith("…")
    assert title.toolTip() == long.title()
