"""Whether what lies between two pictures is valid, with a judge whose taste is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from support.tiny import SIZE, TinyModel

from morphospace.evaluation.paths import (
    STEPS,
    data_of,
    path_figures,
    score_latent_paths,
    score_pixel_paths,
)
from morphospace.evaluation.subject import Subject
from morphospace.evaluation.watch import Watch


class Reading:
    def __init__(self, pictures: np.ndarray) -> None:
        self.pictures = pictures
        self.features = pictures.reshape(len(pictures), -1).astype(np.float32)


class Judge:
    """Stands for the evaluator and its norm: valid is a square with sharp edges, of at most two colours."""

    def read(self, pictures: np.ndarray) -> Reading:
        return Reading(pictures)

    def valid(self, reading: Reading) -> np.ndarray:
        return np.array([len(np.unique(one.reshape(-1, 3), axis=0)) <= 2 for one in reading.pictures])


JUDGE: Any = Judge()


@pytest.fixture(scope="module")
def subject() -> Subject:
    colours = torch.tensor([[0.9, -0.8, -0.8], [-0.8, 0.9, -0.8], [-0.8, -0.8, 0.9]])
    return Subject(TinyModel({"colours": colours, "gain": torch.full((3,), 0.8)}, "cpu"), SIZE)


@pytest.fixture(scope="module")
def pictures(subject: Subject) -> np.ndarray:
    """Small red squares, and as many large blue ones."""
    small = [{"smile": -1.0, "hair": "red", "glasses": False}] * 6
    large = [{"smile": 1.0, "hair": "blue", "glasses": False}] * 6
    return subject.new([*small, *large], 0, Watch())


def test_squares_through_latents_are_squares_and_through_pixels_ghosts(subject, pictures) -> None:
    ends = subject.open(pictures, Watch())
    latent = score_latent_paths(subject, JUDGE, JUDGE, ends, Watch())
    pixel = score_pixel_paths(JUDGE, JUDGE, ends)
    assert latent.midpoint == latent.between == 1.0
    assert pixel.midpoint == pixel.between == 0.0
    assert pixel.unevenness == pytest.approx(1, abs=0.1) and latent.unevenness > 1


def test_a_pace_is_passed_on(subject, pictures) -> None:
    ends = subject.open(pictures, Watch())
    turns, together = (
        score_latent_paths(subject, JUDGE, JUDGE, ends, Watch(), pace=pace) for pace in ("turns", "together")
    )
    assert turns.midpoint == together.midpoint == 1.0 and STEPS % 2 == 1
    assert turns.unevenness != together.unevenness


def test_a_path_along_the_data(subject, pictures) -> None:
    ends = subject.open(pictures, Watch())
    data = data_of(ends, subject.model.controls)
    found = score_latent_paths(subject, JUDGE, JUDGE, ends, Watch(), path="data", data=data)
    assert found.between == 1.0


def test_the_figures_stand_beside_those_of_pixels(subject, pictures) -> None:
    ends = subject.open(pictures, Watch())
    midpoint, uneven = path_figures(subject, JUDGE, JUDGE, ends, Watch())
    assert midpoint.reached and midpoint.value == 1 and midpoint.reference == 0 and midpoint.bar == 0.3
    assert uneven.reference_name == "fading pixels" and not uneven.higher_is_better
