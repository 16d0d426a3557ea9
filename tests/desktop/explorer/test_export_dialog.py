"""The sheet that asks what to export and where to, and the export itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from support.fakehost import FakeHost

from morphospace.atlas.exploration import Exploration
from morphospace.hosting import Cancelled, Failed, Finished, Progress
from morphospace_desktop.explorer.export_dialog import ExportDialog, Wanted
from morphospace_desktop.explorer.exporting import Exporter


@pytest.fixture
def dialog(qtbot, tmp_path: Path) -> ExportDialog:
    made = ExportDialog(1204, "hair = red / long", tmp_path)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_suffix_follows_the_form_and_the_name_suits_any_disk(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    assert dialog.windowTitle() == "Export 1,204 items"
    for form, suffix in (
        ("parquet", ".parquet"),
        ("images", ""),
        ("latents", ".safetensors"),
        ("csv", ".csv"),
    ):
        dialog.choose(form)
        assert dialog.wanted == Wanted(form, tmp_path / f"hair - red - long{suffix}")


def test_a_typed_path_keeps_its_name(qtbot, dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.path.clear()
    qtbot.keyClicks(dialog.path, str(tmp_path / "v1.2.csv"))
    dialog.choose("images")
    assert dialog.wanted.output == tmp_path / "v1.2"
    dialog.choose("parquet")
    assert dialog.wanted.output == tmp_path / "v1.2.parquet"


def test_arrow_keys_choose_a_form(qtbot, dialog: ExportDialog) -> None:
    qtbot.keyClick(dialog.cards[0], Qt.Key.Key_Down)
    qtbot.keyClick(dialog.cards[1], Qt.Key.Key_Down)
    assert dialog.form == "images"
    qtbot.keyClick(dialog.cards[2], Qt.Key.Key_Up)
    assert dialog.form == "parquet"


def test_what_cannot_be_is_said_before_it_is_tried(qtbot, dialog: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("old")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "one.png").write_text("")

    def typed(text: str) -> tuple[str, bool]:
        dialog.path.clear()
        qtbot.keyClicks(dialog.path, text)
        return dialog.note.text(), dialog.export_button.isEnabled()

    assert typed(str(tmp_path / "there.csv")) == ("The file there now will be replaced.", True)
    assert typed(str(tmp_path / "gone" / "x.csv"))[1] is False
    assert typed(str(tmp_path / "full"))[1] is False
    dialog.path.clear()
    dialog._check()
    assert not dialog.export_button.isEnabled()
    dialog.choose("images")
    assert typed(str(tmp_path / "full"))[1] is False
    assert typed(str(tmp_path / "new")) == ("", True)


def test_a_place_can_be_chosen(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.ask_where = lambda form: str(tmp_path / f"mine-{form}")
    dialog._browse()
    assert dialog.wanted == Wanted("csv", tmp_path / "mine-csv.csv")


# ---------------------------------------------------------------------- the export


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture
def exporter(qtbot, faces: Exploration, host: FakeHost) -> Exporter:
    window = QWidget()
    qtbot.addWidget(window)
    made = Exporter(faces, host, window)
    host.listen(made.hear)
    made.parent_window = window
    return made


def told(exporter: Exporter) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    exporter.said.connect(lambda text, kind: heard.append((text, kind)))
    return heard


def test_an_export_is_a_job_that_is_followed_to_its_end(
    exporter: Exporter, host: FakeHost, tmp_path: Path
) -> None:
    heard = told(exporter)
    exporter.start(np.array([1, 4]), Wanted("csv", tmp_path / "some.csv"))
    ((ticket, asked),) = host.jobs.items()
    assert asked.job == "export_selection" and asked.view is None
    assert asked.arguments["rows"].tolist() == [1, 4] and asked.arguments["form"] == "csv"
    assert asked.arguments["output"] == str(tmp_path / "some.csv")
    host.tell(Progress(ticket + 1, 9, 9, "Something else"))
    host.tell(Progress(ticket, 1, 2, "Exporting to some.csv, 1 of 2"))
    assert exporter.busy and (exporter.done, exporter.total) == (1, 2)
    host.tell(Finished(ticket, {"output": str(tmp_path / "some.csv"), "count": 2, "skipped": []}))
    assert not exporter.busy and exporter.text == ""
    assert heard == [("Exported 2 items to some.csv", "status")]


def test_what_was_left_out_is_told(exporter: Exporter, host: FakeHost, tmp_path: Path) -> None:
    heard = told(exporter)
    exporter.start(np.array([1, 4, 5]), Wanted("images", tmp_path / "out"))
    skipped = [["/x/a.png", "No such file"], ["/x/b.png", "No such file"]]
    host.tell(Finished(next(iter(host.jobs)), {"output": "out", "count": 1, "skipped": skipped}))
    assert heard == [("Exported 1 item to out; left out a.png and 1 more (No such file).", "hint")]


def test_a_failure_and_a_cancel_are_told_and_leave_room_for_the_next(
    exporter: Exporter, host: FakeHost, tmp_path: Path
) -> None:
    heard = told(exporter)
    wanted = Wanted("csv", tmp_path / "some.csv")
    exporter.start(np.array([1]), wanted)
    exporter.ask(np.array([2]))
    assert heard.pop()[1] == "hint" and len(host.jobs) == 1
    host.tell(Failed(max(host.jobs), "The disk is full.", "CannotSaveError"))
    assert heard.pop() == ("The disk is full.", "error")
    exporter.start(np.array([1]), wanted)
    exporter.cancel()
    assert host.cancelled == [max(host.jobs)]
    host.tell(Cancelled(max(host.jobs)))
    assert not exporter.busy and "nothing was written" in heard.pop()[0]


def test_nothing_is_not_exported(exporter: Exporter, host: FakeHost) -> None:
    heard = told(exporter)
    exporter.ask(np.array([], int))
    assert heard and not host.jobs


def test_the_sheet_is_named_after_the_kept_selection_and_starts_the_export(
    qtbot, exporter: Exporter, host: FakeHost, faces: Exploration, tmp_path: Path
) -> None:
    exporter.folder = tmp_path
    faces.select_rows([2, 3])
    faces.keep("smiling")
    exporter.ask(faces.rows_of("smiling"))
    dialog = exporter.parent_window.findChild(ExportDialog)
    assert dialog.wanted.output == tmp_path / "smiling.csv"
    dialog.accept()
    ((_, asked),) = host.jobs.items()
    assert asked.arguments["rows"].tolist() == [2, 3]


def test_the_home_of_somebody_who_is_not_there_is_no_folder(qtbot, dialog: ExportDialog) -> None:
    dialog.path.setText("~nobody-of-this-name/some.csv")
    dialog.path.textEdited.emit(dialog.path.text())
    assert "no folder ~nobody-of-this-name" in dialog.note.text() and not dialog.export_button.isEnabled()
