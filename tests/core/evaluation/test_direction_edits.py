"""Sliders made from selections, beside the model's own, for models whose figures are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from support.oracle import Oracle

from morphospace.data.faces import load_faces
from morphospace.evaluation.direction_edits import Comparison, compare_directions
from morphospace.evaluation.evaluator import load_evaluator
from morphospace.evaluation.subject import Subject
from morphospace.evaluation.watch import Watch

COUNT = 150
PAIRS = (("smile", -1.0, 1.0), ("glasses", 0.0, 1.0))


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MORPHOSPACE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def compared(**flaws: bool) -> list[Comparison]:
    faces = load_faces("test", COUNT)
    subject = Subject(Oracle(COUNT, **flaws), 64)
    opened = subject.open(np.array(faces.images), Watch())
    labels = [faces.row(row) for row in range(COUNT)]
    return compare_directions(subject, load_evaluator(), opened, labels, pairs=PAIRS)


def test_a_perfect_model_is_edited_by_a_made_slider_as_by_its_own() -> None:
    for found in compared():
        assert found.faces > 5 and found.slider_asked > 0.95
        assert found.asked >= found.slider_asked - 0.05 and found.kept >= found.slider_kept - 0.05


def test_a_model_that_ignores_what_is_asked_shows_in_both() -> None:
    for found in compared(deaf=True):
        assert found.asked < 0.3 and found.slider_asked < 0.3 and found.kept > 0.9


def test_a_pair_without_faces_is_left_out_and_plain_latents_have_no_slider_of_their_own() -> None:
    faces = load_faces("test", COUNT)
    subject = Subject(Oracle(COUNT), 64)
    opened = subject.open(np.array(faces.images), Watch())
    labels = [faces.row(row) for row in range(COUNT)]
    (found,) = compare_directions(
        subject,
        load_evaluator(),
        opened,
        labels,
        pairs=(("smile", 5.0, 1.0), ("smile", -1.0, 1.0)),
        plain=True,
    )
    assert math.isnan(found.slider_asked) and found.method == "means"
