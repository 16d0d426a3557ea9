"""What the splits show: the table's distribution, the same for ever, unseen combinations kept apart."""

import subprocess
import sys

import numpy as np
import pytest

from morphospace.data.attributes import ATTRIBUTES, NAMES, is_unseen
from morphospace.data.sampling import SPLITS, is_unseen_column, sample_labels, split_table

SHARES = {
    "smile": {-1.0: 3 / 7, 0.0: 2 / 7, 1.0: 2 / 7},
    "beard": {0.0: 0.7, 1 / 3: 0.1, 2 / 3: 0.1, 1.0: 0.1},
    "moustache": {0.0: 0.8, 1.0: 0.2},
    "glasses": {0.0: 0.7, 1.0: 0.3},
    "sunglasses": {0.0: 0.8, 1.0: 0.2},
    "hair": {"bald": 1 / 18, "short": 6 / 18, "medium": 6 / 18, "long": 3 / 18, "hat": 2 / 18},
}


def test_every_attribute_follows_the_table():
    table = split_table("test", 0, 20_000)
    for attribute in ATTRIBUTES:
        column = table.labels[attribute.name]
        expected = SHARES.get(attribute.name, dict.fromkeys(attribute.values, 1 / len(attribute.values)))
        assert set(column.tolist()) == set(expected)
        for value, share in expected.items():
            assert np.mean(column == value) == pytest.approx(share, abs=0.015), (attribute.name, value)


def test_attributes_are_independent_of_each_other():
    table = split_table("test", 0, 20_000)
    smiling = table.labels["smile"] == 1
    for value in ("short", "hat"):
        of_hair = table.labels["hair"] == value
        assert smiling[of_hair].mean() == pytest.approx(smiling.mean(), abs=0.03)


def test_beard_and_moustache_never_meet_nor_do_glasses_and_sunglasses():
    labels = split_table("test", 0, 5000).labels
    assert not np.any((labels["beard"] > 0) & (labels["moustache"] > 0))
    assert not np.any((labels["glasses"] > 0) & (labels["sunglasses"] > 0))


@pytest.mark.parametrize("split", SPLITS)
def test_unseen_combinations_are_where_they_belong(split):
    table = split_table(split, 0, 2500)
    column = is_unseen_column(table.labels)
    assert column.tolist() == [is_unseen(table.row(index)) for index in range(2500)]
    shares = {"train": 0.0, "val": 0.0, "judge": 0.0, "unseen": 1.0, "test": 0.056}
    assert column.mean() == pytest.approx(shares[split], abs=0.0 if split != "test" else 0.02)


def test_unseen_pink_hair_can_be_seen():
    labels = split_table("unseen", 0, 1000).labels
    pink = (labels["sunglasses"] == 1) & (labels["hair_colour"] == "pink")
    others = ((labels["beard"] == 1) & (labels["hair"] == "long")) | (labels["hair"] == "hat")
    assert set(labels["hair"][pink & ~others]) == {"short", "medium", "long"}


@pytest.mark.parametrize("split", SPLITS)
def test_a_picture_stays_the_same_however_many_are_asked_for(split):
    long, part = split_table(split, 0, 3000), split_table(split, 1020, 2060)
    for index in (0, 3, 4, 1039):
        assert part.row(index) == long.row(1020 + index)
        assert part.row_variants(index) == long.row_variants(1020 + index)


def test_splits_and_seeds_differ():
    rows = [split_table(split, 0, 200, seed).labels["skin"].tolist() for split in SPLITS for seed in (0, 1)]
    assert len({tuple(row) for row in rows}) == len(rows)


def test_the_first_faces_are_known():
    """Data drawn anywhere, any year, are the same: a change here invalidates every cached picture."""
    assert split_table("train", 0, 1).row(0) == {
        "smile": -1.0,
        "eyes": "happy",
        "brows": "sad",
        "hair": "long",
        "hair_colour": "brown",
        "beard": 1 / 3,
        "moustache": 0.0,
        "glasses": 0.0,
        "sunglasses": 1.0,
        "skin": 0.75,
    }


def test_samples_keep_what_is_asked_and_draw_the_rest():
    rows = sample_labels(2000, 3, fixed={"glasses": 1, "smile": 0.4})
    assert all(row["glasses"] == 1 and row["smile"] == 0.4 and row["sunglasses"] == 0 for row in rows)
    assert all(set(row) == set(NAMES) for row in rows)
    assert np.mean([row["moustache"] for row in rows]) == pytest.approx(0.2, abs=0.03)


def test_samples_may_hold_what_the_data_never_show():
    rows = sample_labels(20, 0, fixed={"beard": 1.0, "moustache": 1.0})
    assert all(row["beard"] == 1.0 and row["moustache"] == 1.0 for row in rows)


def test_samples_for_training_leave_the_unseen_out():
    assert not any(map(is_unseen, sample_labels(3000, 0, combinations="seen")))
    assert any(map(is_unseen, sample_labels(3000, 0)))
    with pytest.raises(ValueError, match="no picture"):
        sample_labels(1, 0, fixed={"beard": 1, "hair": "long"}, combinations="seen")


def test_sample_i_stays_the_same_however_many_are_asked_for():
    assert sample_labels(5, 7) == sample_labels(50, 7)[:5]
    assert sample_labels(5, 7) != sample_labels(5, 8)


def test_unknown_names_and_words_are_refused():
    with pytest.raises(KeyError):
        sample_labels(1, 0, fixed={"nose": 1})
    with pytest.raises(KeyError):
        sample_labels(1, 0, fixed={"hair": "mohawk"})


def test_sampling_needs_neither_torch_nor_the_drawing_packages():
    code = (
        "import sys; from morphospace.data.sampling import sample_labels; sample_labels(1, 0);"
        "assert not {'torch', 'dicebear', 'resvg_py'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
