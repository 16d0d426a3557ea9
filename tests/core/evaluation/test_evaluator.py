"""The shipped evaluator reads what drawn faces show."""

import numpy as np
import pytest
import torch

from morphospace.data.attributes import NAMES
from morphospace.data.drawing import draw_face
from morphospace.data.sampling import split_table
from morphospace.errors import BadCheckpointError
from morphospace.evaluation.evaluator import as_tensor, evaluator_folder, judged, levels_of, load_evaluator
from morphospace.library.cards import read_card

TABLE = split_table("test", 20_000, 20_150)
PICTURES = np.stack([draw_face(TABLE.row_variants(index)) for index in range(len(TABLE))])


def test_every_attribute_is_read_from_pictures_nobody_trained_on():
    reading = load_evaluator().read(PICTURES)
    true, seen = levels_of(TABLE.labels), judged([TABLE.row(index) for index in range(len(TABLE))])
    for name in NAMES:
        assert (reading.levels[name] == true[name])[seen[name]].mean() >= 0.98, name
        assert reading.confidence[name].max() <= 1.001
    assert reading.features.shape == (150, 256) and len(reading) == 150


def test_the_card_tells_at_least_99_percent_on_test():
    figures = read_card(evaluator_folder()).figures["accuracy on test"]
    assert set(figures) == set(NAMES) and min(figures.values()) >= 0.99


def test_readings_do_not_depend_on_the_form_of_the_pictures():
    evaluator = load_evaluator()
    many = np.concatenate([PICTURES[:20]] * 13)
    assert evaluator.read(many).features[250] == pytest.approx(
        evaluator.read(as_tensor(PICTURES[10:11])).features[0], abs=1e-3
    )


def test_larger_pictures_are_read_as_well():
    large = np.stack([draw_face(TABLE.row_variants(index), 128) for index in range(10)])
    small, big = load_evaluator().read(PICTURES[:10]), load_evaluator().read(large)
    agree = [np.mean(small.levels[name] == big.levels[name]) for name in NAMES if name != "hair_colour"]
    assert np.mean(agree) > 0.95


def test_levels_of_rows_and_columns_agree():
    rows = [TABLE.row(index) for index in range(len(TABLE))]
    for name, column in levels_of(TABLE.labels).items():
        assert np.array_equal(column, levels_of(rows)[name])
    between = [{**rows[0], "beard": 0.4, "glasses": True}]
    assert levels_of(between)["beard"].tolist() == [1] and levels_of(between)["glasses"].tolist() == [1]


def test_hair_colour_is_not_judged_under_a_hat():
    rows = [
        {**TABLE.row(0), "hair": "hat", "beard": 0.0, "moustache": 0.0},
        {**TABLE.row(0), "hair": "long"},
    ]
    assert judged(rows)["hair_colour"].tolist() == [False, True]
    assert judged(rows)["smile"].all()


def test_a_damaged_evaluator_is_refused(tmp_path):
    for file in evaluator_folder().iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:5000])
    with pytest.raises(BadCheckpointError):
        load_evaluator(tmp_path)


def test_uint8_becomes_the_range_of_models():
    tensor = as_tensor(np.array([[[[0, 255, 0]]]], np.uint8))
    assert torch.equal(tensor, torch.tensor([-1.0, 1.0, -1.0]).view(1, 3, 1, 1))
