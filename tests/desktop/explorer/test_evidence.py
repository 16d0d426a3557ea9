"""Two kept selections become a slider with its figures, worked out beside the window's thread."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.atlases import tiny_atlas
from support.fakehost import FakeHost

from morphospace.atlas.exploration import Exploration
from morphospace.hosting import Finished, Progress
from morphospace_desktop.explorer.evidence import EvidencePanel
from morphospace_desktop.explorer.sigma_strip import AMOUNTS

ATLAS = tiny_atlas(200)
SMILES = ATLAS.columns["smile"].values


class Scene:
    """An exploration of a small atlas and the panel beside it."""

    def __init__(self, qtbot: Any) -> None:
        self.host, self.state, self.qtbot = FakeHost(), Exploration(), qtbot
        self.panel = EvidencePanel(self.state, self.host)
        qtbot.addWidget(self.panel)
        self.panel.resize(288, 600)
        self.host.listen(self.panel.hear)
        self.state.open(ATLAS)

    def keep(self, name: str, mask: np.ndarray) -> None:
        self.state.select(mask)
        self.state.keep(name)

    def made(self, act: Any) -> None:
        """What the panel shows after ``act``."""
        with self.qtbot.waitSignal(self.panel.made, timeout=20_000):
            act()

    def smiles(self) -> None:
        self.keep("happy", SMILES == 1)
        self.made(lambda: self.keep("sad", SMILES == -1))

    @property
    def rows(self) -> dict[str, Any]:
        return {figure.label: figure for figure in self.panel.rows.figures}


@pytest.fixture
def scene(qtbot: Any) -> Any:
    made = Scene(qtbot)
    yield made
    made.panel.close()


def test_without_a_pair_it_teaches(scene: Scene) -> None:
    assert "Keep two selections" in scene.panel.note.text() and scene.panel.evidence is None
    scene.keep("happy", SMILES == 1)
    scene.qtbot.wait(200)
    assert scene.panel.evidence is None and not scene.panel.work.busy
    assert scene.panel.add.isHidden()


def test_a_pair_shows_its_figures(scene: Scene) -> None:
    scene.smiles()
    rows = scene.rows
    assert rows["held-out AUC"].value == "1.000" and rows["held-out AUC"].role == "good"
    assert rows["direction holds (bootstrap)"].value.startswith("±")
    assert "moves smile" in rows and float(rows["moves smile"].value) > 1
    leaks = [figure for label, figure in rows.items() if label.startswith("leaks onto")]
    assert len(leaks) == 2 and all((leak.role == "warm") == (float(leak.value) > 0.1) for leak in leaks)
    assert scene.panel.evidence is not None and scene.panel.evidence.direction.name == "happy − sad"


def test_the_strip_moves_one_picture_by_two_sigmas_either_way(scene: Scene) -> None:
    scene.smiles()
    ticket = max(scene.host.jobs)
    job = scene.host.jobs[ticket]
    assert (job.job, job.view) == ("direction_strip", "direction")
    smiles = [stop["settings"]["smile"] for stop in job.arguments["stops"]]
    assert len(smiles) == len(AMOUNTS) and smiles == sorted(smiles) and smiles[-1] - smiles[0] > 1.5
    pictures = np.zeros((len(AMOUNTS), 8, 8, 3), np.uint8)
    scene.host.tell(Progress(ticket, 2, 7, "", arrays={"pictures": pictures[:2]}))
    assert scene.panel.strip.count == 2
    scene.host.tell(Finished(ticket, {"pictures": pictures}))
    assert scene.panel.strip.count == len(AMOUNTS)


def test_the_strip_moves_the_picture_of_the_canvas_where_there_is_one(scene: Scene) -> None:
    scene.smiles()
    place = ({"z": np.ones((1, 3), np.float32)}, {"smile": 0.0, "hair": "blue", "glasses": True})
    scene.panel.show_on("tiny-squares", place)
    middle = scene.host.jobs[max(scene.host.jobs)].arguments["stops"][3]
    assert middle["settings"]["hair"] == "blue" and middle["latents"]["z"].tolist() == [[1, 1, 1]]
    scene.panel.show_on("another-model", place)
    middle = scene.host.jobs[max(scene.host.jobs)].arguments["stops"][3]
    assert middle["latents"]["z"].tolist() != [[1, 1, 1]]


def test_untangling_takes_the_leaks_out_and_back(scene: Scene) -> None:
    bald = ATLAS.columns["hair"].values == 0
    scene.keep("a", (SMILES == 1) & bald)
    scene.made(lambda: scene.keep("b", (SMILES == -1) & ~bald))
    leak = next(label for label in scene.rows if label.startswith("leaks onto hair"))
    assert float(scene.rows[leak].value) > 0.1 and scene.rows[leak].role == "warm"
    scene.made(scene.panel.untangle.click)
    leaks = [figure for label, figure in scene.rows.items() if label.startswith("leaks")]
    assert leaks and all(figure.value == "0.00" for figure in leaks)
    assert scene.panel.untangle.text() == "Tangle again"
    scene.made(scene.panel.untangle.click)
    assert float(scene.rows[leak].value) > 0.1 and scene.panel.untangle.text() == "Untangle"


def test_the_method_is_a_choice(scene: Scene) -> None:
    scene.smiles()
    scene.made(lambda: scene.panel.method.pick("SVM"))
    assert scene.panel.evidence is not None and scene.panel.evidence.method == "svm"


def test_the_buttons_give_the_slider_away(scene: Scene) -> None:
    scene.smiles()
    given: list[Any] = []
    scene.panel.added.connect(given.append)
    scene.panel.export_requested.connect(given.append)
    scene.panel.add.click()
    scene.panel.export.click()
    assert scene.panel.evidence is not None and given == [scene.panel.evidence.direction] * 2


def test_what_makes_no_slider_is_said_where_the_figures_stood(scene: Scene) -> None:
    scene.keep("one", SMILES == 1)
    scene.made(lambda: scene.keep("same", SMILES == 1))
    assert "nothing tells them apart" in scene.panel.note.text()
    assert scene.panel.evidence is None and scene.panel.add.isHidden() and not scene.panel.rows.figures
    scene.made(lambda: scene.keep("same", SMILES == -1))
    assert scene.panel.evidence is not None and scene.panel.note.isHidden()


def test_one_picture_a_side_says_that_nothing_was_held_out(scene: Scene) -> None:
    rows = np.arange(200)
    scene.keep("one", rows == int(np.argmax(SMILES == 1)))
    scene.made(lambda: scene.keep("other", rows == int(np.argmax(SMILES == -1))))
    assert scene.rows["held-out AUC"].value == "too few to say"
