"""Atlases in the window: listed, opened, built and watched, renamed, deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from support.fakehost import FakeHost
from support.tiny import make_tiny_model, tiny_card

from morphospace.atlas.exploration import Exploration
from morphospace.atlas.storage.atlases import atlas_folder, list_atlases
from morphospace.atlas.storage.store import PLACES, THUMBNAILS, Appender, Manifest, write_manifest
from morphospace.atlas.storage.table import SegmentWriter, Table
from morphospace.hosting import Cancelled, Failed, Finished, Progress
from morphospace.latents.coordinates import coordinates_of
from morphospace.library import Library
from morphospace_desktop.explorer import atlas_work
from morphospace_desktop.explorer.atlas_work import AtlasWork

MODEL = "tiny-squares"


def write(atlas: str, count: int, of: int, title: str = "Squares", model_hash: str = "abc") -> None:
    """So many items more in an atlas, as a build leaves them."""
    folder = atlas_folder(atlas)
    if not (folder / "atlas.json").exists():
        coordinates = coordinates_of(tiny_card())
        write_manifest(
            folder, Manifest(title, MODEL, "Tiny squares", model_hash, coordinates, ("/pictures",), (None,))
        )
    with Appender(folder) as appender:
        state = appender.state
        names = [str(state.count + index) for index in range(count)]
        segment = f"items-{len(state.segments):03d}.arrow"
        appender.append(PLACES, np.zeros((count, 8), np.float32).tobytes())
        appender.append(THUMBNAILS, bytes(64 * 64 * 3 * count))
        appender.append(segment, SegmentWriter().batch(Table(names, names, names)))
        there = state.count + count
        appender.commit(
            count=there,
            segments=(*state.segments, segment),
            planned=(of,),
            taken=(there,),
            finished=there == of,
        )


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("MORPHOSPACE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(atlas_work, "LOOK_MILLISECONDS", 10)
    make_tiny_model(tmp_path / "models")
    return Library([tmp_path / "models"])


class Bench:
    """The work with all it needs, and what it said."""

    def __init__(self, library: Library) -> None:
        self.host, self.exploration = FakeHost(), Exploration()
        self.said: list[tuple[str, str]] = []
        self.remembered: list[str] = []
        self.work = AtlasWork(self.host, self.exploration, library, remember=self.remembered.append)
        self.work.said.connect(lambda text, kind: self.said.append((text, kind)))
        self.host.listen(self.work.hear)

    @property
    def shown(self) -> str:
        return self.exploration.atlas.id if self.exploration.atlas is not None else ""

    def until(self, happened: Callable[[], bool]) -> None:
        for _ in range(500):
            if happened():
                return
            QTest.qWait(10)
        raise AssertionError("it never happened")


@pytest.fixture
def bench(qapp: QApplication, library: Library) -> Iterator[Bench]:
    made = Bench(library)
    yield made
    made.work.close()


def test_the_last_atlas_is_opened_again_and_else_the_newest(bench: Bench, library: Library) -> None:
    checkpoint = library.get(MODEL)
    write("old", 2, 2, model_hash=checkpoint.hash)
    write("new", 3, 3, model_hash=checkpoint.hash)
    bench.work.begin("old")
    bench.until(lambda: bench.shown == "old")
    assert {one.info.id for one in bench.work.shelf} == {"old", "new"}
    assert bench.work.shelf[0].picture is not None and bench.work.shelf[0].picture.shape == (64, 64, 3)
    assert bench.remembered == ["old"] and bench.said == []
    bench.work.open("new")
    bench.until(lambda: bench.shown == "new")
    other = Bench(library)
    other.work.begin("gone")
    other.until(lambda: bool(other.shown))
    other.work.close()


def test_without_any_nothing_is_opened(bench: Bench) -> None:
    spy = QSignalSpy(bench.work.shelf_changed)
    bench.work.begin()
    bench.until(lambda: spy.count() == 1)
    assert bench.work.shelf == () and bench.shown == ""


def test_a_map_appears_while_it_is_built_and_grows(bench: Bench) -> None:
    grown = QSignalSpy(bench.work.grown)
    bench.work.build("faces:test")
    ticket = bench.host.newest_job
    asked = bench.host.jobs[ticket]
    assert asked.job == "atlas_build"
    assert asked.arguments == {"atlas": "faces", "model": MODEL, "source": "faces:test", "title": "Faces"}
    assert bench.work.building is not None and bench.work.building.share is None
    bench.host.tell(Progress(ticket, 4, 10, "Encoding 4 of 10", np.zeros((64, 512, 3), np.uint8)))
    bench.host.tell(Progress(ticket, 5, 10, "Encoding 5 of 10"))
    building = bench.work.building
    assert (building.text, building.share) == ("Encoding 5 of 10", 0.5) and building.preview is not None
    write("faces", 4, 10)
    bench.until(lambda: bench.shown == "faces")
    bench.exploration.select_rows([1])
    write("faces", 6, 10)
    bench.until(lambda: len(bench.exploration.selected) == 10)
    assert grown.count() >= 1 and np.flatnonzero(bench.exploration.selected).tolist() == [1]
    skipped = [{"file": f"/somewhere/{name}.png", "reason": "y"} for name in "abcde"]
    bench.host.tell(Finished(ticket, {"added": 10, "skipped": skipped}))
    assert bench.work.building is None
    text, kind = bench.said[-1]
    assert kind == "hint", "what was left out stands on the map until it is read"
    assert text.startswith("Faces: 10 pictures were added; 5 could not be read")
    assert text.endswith("a.png, b.png, c.png and 2 more.")
    bench.until(lambda: [one.info.count for one in bench.work.shelf] == [10])


def test_someone_who_looks_at_another_map_is_left_there(bench: Bench) -> None:
    write("other", 2, 2)
    bench.work.begin("other")
    bench.until(lambda: bench.shown == "other")
    bench.work.build("faces:test")
    bench.work.open("other")
    write("faces", 4, 10)
    QTest.qWait(80)
    assert bench.shown == "other"
    bench.work.open("faces")
    bench.until(lambda: bench.shown == "faces")
    write("faces", 6, 10)
    bench.until(lambda: len(bench.exploration.selected) == 10)


def test_cancelled_it_stays_and_can_be_gone_on_with(bench: Bench) -> None:
    bench.work.build("faces:test")
    write("faces", 4, 10)
    bench.work.cancel()
    first = bench.host.newest_job
    assert bench.host.cancelled == [first]
    bench.host.tell(Cancelled(first))
    assert bench.work.building is None
    bench.until(lambda: bench.work.current is not None)
    assert bench.work.current is not None and not bench.work.current.info.finished
    bench.work.resume("faces")
    assert bench.host.job.arguments == {"atlas": "faces"}
    bench.work.build("faces:val")
    assert bench.host.newest_job == first + 1 and bench.said[-1][1] == "hint"


def test_what_a_window_left_behind_is_asked_for_as_it_was(bench: Bench) -> None:
    asked = {"atlas": "faces", "model": "tiny", "source": "faces:val", "title": "Validation faces"}
    bench.work.go_on(asked)  # it waited and was never begun
    assert bench.host.job.job == "atlas_build" and bench.host.job.arguments == asked
    assert bench.work.building is not None and bench.work.building.title == "Validation faces"
    bench.work.go_on(asked)
    assert bench.said[-1][1] == "hint", "one at a time"
    bench.host.tell(Cancelled(bench.host.newest_job))
    count = len(bench.host.jobs)
    bench.work.go_on({})
    assert len(bench.host.jobs) == count


def test_a_failure_is_told_with_what_can_be_gone_on_with(bench: Bench) -> None:
    stuck: list[tuple[str, str]] = []
    bench.work.stuck.connect(lambda text, atlas: stuck.append((text, atlas)))
    bench.work.build("/pictures")
    bench.host.tell(Failed(bench.host.newest_job, "There are no pictures: choose others.", "BadInputError"))
    bench.work.build("/pictures")
    write("pictures", 4, 10)
    bench.host.tell(Failed(bench.host.newest_job, "The job process stopped.", "HostError"))
    assert stuck == [
        ("There are no pictures: choose others.", ""),
        ("The job process stopped.", "pictures"),
    ]


def test_adding_names_the_open_atlas(bench: Bench) -> None:
    bench.work.add("/more")
    assert not bench.host.jobs
    write("squares", 2, 2)
    bench.work.begin()
    bench.until(lambda: bench.work.current is not None)
    bench.work.add("/more")
    arguments = bench.host.job.arguments
    assert arguments == {"atlas": "squares", "source": "/more", "add": True}


def test_a_changed_model_is_told_and_the_map_is_shown(bench: Bench) -> None:
    write("squares", 2, 2, model_hash="another")
    bench.work.begin()
    bench.until(lambda: bool(bench.said))
    assert bench.shown == "squares"
    assert bench.said[0][1] == "warning" and "Tiny squares has changed" in bench.said[0][0]


def test_renaming_and_deleting(bench: Bench, library: Library) -> None:
    write("squares", 2, 2, model_hash=library.get(MODEL).hash)
    bench.work.begin()
    bench.until(lambda: bench.work.current is not None)
    bench.work.rename("squares", "Circles")
    bench.until(lambda: bench.exploration.atlas is not None and bench.exploration.atlas.title == "Circles")
    bench.until(lambda: bench.work.shelf[0].info.title == "Circles")
    bench.work.rename("squares", " ")
    bench.until(lambda: bool(bench.said))
    assert bench.said == [("A map needs a name: type one.", "error")]
    bench.work.delete("squares")
    bench.until(lambda: bench.shown == "" and bench.work.shelf == ())
    assert list_atlases() == []


def test_a_damaged_map_is_one_sentence(bench: Bench) -> None:
    write("squares", 2, 2)
    (atlas_folder("squares") / PLACES).write_bytes(b"")
    bench.work.open("squares")
    bench.until(lambda: bool(bench.said))
    assert bench.said[0][1] == "error" and "cut short" in bench.said[0][0] and bench.shown == ""


def test_without_a_model_that_encodes_nothing_is_built(
    qapp: QApplication, tmp_path: Path, library: Library
) -> None:
    bench = Bench(Library([tmp_path / "none"]))
    bench.work.build("faces:test")
    assert not bench.host.jobs and "No installed model can encode" in bench.said[0][0]
    bench.work.close()
