"""Whether the nearest share attributes, on points whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from support.oracle import CONTROLS

from morphospace.data.attributes import NAMES
from morphospace.data.sampling import sample_labels
from morphospace.evaluation.evaluator import levels_of
from morphospace.evaluation.retrieval import K, places_of, retrieval_figures, score_retrieval
from morphospace.evaluation.subject import Opened
from morphospace.evaluation.watch import Watch

COUNT = 1500
LABELS = sample_labels(COUNT, 5)
LEVELS = levels_of(LABELS)
NOISE = np.random.default_rng(0).normal(size=(COUNT, 4)).astype(np.float32)


def hot(name: str) -> np.ndarray:
    return np.eye(LEVELS[name].max() + 1, dtype=np.float32)[LEVELS[name]]


def test_points_that_hold_an_attribute_find_it_and_others_at_chance() -> None:
    found = score_retrieval(np.concatenate([hot("eyes"), 0.01 * NOISE], 1), LABELS, Watch(), 300)
    assert found.each["eyes"] == pytest.approx(1)
    assert all(abs(found.each[name]) < 0.1 for name in NAMES if name != "eyes")
    assert found.mean == pytest.approx(np.mean(list(found.each.values())))


def test_points_that_hold_nothing_are_at_chance() -> None:
    assert abs(score_retrieval(NOISE, LABELS, Watch(), 500).mean) < 0.05


def test_equal_pictures_do_not_find_themselves() -> None:
    found = score_retrieval(np.zeros((COUNT, 2), np.float32), LABELS, Watch(), 50)
    assert abs(found.mean) < 0.2  # the first ten of the set, whoever is asked about


def test_a_colour_that_is_not_seen_does_not_count() -> None:
    bald = [dict(row, hair="bald", beard=0.0, moustache=0.0) for row in LABELS]
    assert score_retrieval(hot("hair_colour"), bald, Watch(), 50).each["hair_colour"] == 0


def test_a_model_that_reads_attributes_beats_grey_pictures() -> None:
    pictures = np.random.default_rng(1).integers(0, 255, (COUNT, 4, 4, 3), np.uint8)
    opened = Opened(pictures, {"h": torch.from_numpy(NOISE)}, LABELS)
    assert places_of(opened, CONTROLS).shape[0] == COUNT
    (figure,) = retrieval_figures(opened, CONTROLS, LABELS, Watch())
    assert figure.reached and figure.value > 0.2 and abs(figure.reference) < 0.05
    assert set(figure.detail["by latents"]) == set(NAMES) and str(K) in figure.title
