"""New pictures against real ones, on readings that are made up."""

import numpy as np
import pytest

from morphospace.data.attributes import NAMES
from morphospace.data.sampling import split_table
from morphospace.evaluation.evaluator import Reading, levels_of
from morphospace.evaluation.generation import accuracy, likeness, norm_of, normalised

RNG = np.random.default_rng(0)


def reading(n: int, mean: float = 0.0, confidence: float = 0.99) -> Reading:
    """Features around ``mean`` and readings that are about as sure as ``confidence``."""
    sure = {name: np.clip(RNG.normal(confidence, 0.003, n), 0.01, 1) for name in NAMES}
    features = RNG.normal(mean, 1, (n, 6)).astype(np.float32)
    return Reading(dict.fromkeys(NAMES, np.zeros(n, int)), sure, features)


REAL, HELD_OUT = reading(1000), reading(1000)
NORM = norm_of(REAL, HELD_OUT)


def test_real_pictures_are_valid_but_for_a_few():
    assert NORM.valid(HELD_OUT).mean() == pytest.approx(0.98, abs=0.011)
    assert NORM.valid(reading(1000)).mean() == pytest.approx(0.98, abs=0.02)


def test_far_away_or_unsure_pictures_are_not_valid():
    assert NORM.valid(reading(200, mean=30.0)).mean() == 0
    assert NORM.valid(reading(200, confidence=0.6)).mean() == 0


def test_a_hair_colour_that_cannot_be_read_does_not_make_a_picture_invalid():
    bald = reading(200)
    bald.confidence["hair_colour"][:] = 0.2
    assert NORM.valid(bald).mean() > 0.9


def test_likeness_orders_samplers():
    good, poor = likeness(REAL, reading(1000), NORM), likeness(REAL, reading(1000, mean=1.5), NORM)
    assert good.fd < poor.fd and good.kid < poor.kid
    assert good.coverage > poor.coverage and good.precision > poor.precision and good.validity > poor.validity


def test_normalised_distance_is_zero_for_real_and_one_for_the_gaussian():
    assert normalised(5.0, 5.0, 105.0) == 0
    assert normalised(105.0, 5.0, 105.0) == 1
    assert normalised(15.0, 5.0, 105.0) == pytest.approx(0.1)


def test_accuracy_counts_only_what_can_be_seen():
    table = split_table("test", 0, 300)
    rows = [table.row(index) for index in range(300)]
    levels = levels_of(table.labels)
    hidden = np.isin(table.labels["hair"], ("bald", "hat")) & (table.labels["beard"] == 0)
    hidden &= table.labels["moustache"] == 0
    levels["hair_colour"] = np.where(hidden, 5 - levels["hair_colour"], levels["hair_colour"])
    levels["smile"] = np.where(np.arange(300) < 30, (levels["smile"] + 1) % 3, levels["smile"])
    blank = reading(300)
    found = accuracy(Reading(levels, blank.confidence, blank.features), rows)
    assert found["hair_colour"] == 1 and found["smile"] == pytest.approx(0.9)


def test_an_attribute_that_shows_nowhere_has_no_accuracy():
    rows = [{**split_table("test", 0, 1).row(0), "hair": "bald", "beard": 0.0, "moustache": 0.0}]
    blank = reading(1)
    assert "hair_colour" not in accuracy(Reading(levels_of(rows), blank.confidence, blank.features), rows)
