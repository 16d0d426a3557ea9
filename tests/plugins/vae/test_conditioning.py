"""Settings, levels, shares and condition vectors say the same."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from morphospace import ATTRIBUTES, Setting
from morphospace_vae.conditioning import Conditioning
from morphospace_vae.losses import reading_loss
from morphospace_vae.recipe import FACES
from morphospace_vae.swaps import swapped

CONDITIONING = Conditioning.from_config(FACES.config)


@st.composite
def settings(draw: st.DrawFn) -> dict[str, Setting]:
    """Settings with ordered attributes anywhere in their range."""
    return {
        a.name: draw(st.integers(round(100 * float(a.values[0])), 100)) / 100
        if a.ordered
        else draw(st.sampled_from([str(v) for v in a.values]))
        for a in ATTRIBUTES
    }


@given(settings())
def test_settings_survive_being_shared_between_levels(row: dict[str, Setting]) -> None:
    assert CONDITIONING.to_settings(CONDITIONING.shares([row])) == [row]


@given(settings())
def test_an_ordered_attribute_is_its_number_in_the_vector(row: dict[str, Setting]) -> None:
    vector = CONDITIONING.mixture(CONDITIONING.shares([row]))
    assert vector.shape == (1, CONDITIONING.width)
    assert abs(float(vector[0, 0]) - float(row["smile"])) < 1e-6


def test_nothing_at_all_has_shares_too() -> None:
    assert CONDITIONING.mixture(CONDITIONING.shares([])).shape == (0, CONDITIONING.width)


def test_swaps_change_something_and_stay_possible() -> None:
    torch.manual_seed(0)
    levels = torch.zeros(64, len(ATTRIBUTES), dtype=torch.int64)
    levels[:, 5] = 3  # a full beard
    before = CONDITIONING.settings(levels)
    after = swapped(CONDITIONING, levels, 64)
    assert sum(a != b for a, b in zip(before, after, strict=True)) > 30
    for row in after:
        assert float(row["beard"]) + float(row["moustache"]) <= 1 + 1e-9 or row["moustache"] == 0


def test_what_cannot_be_seen_is_not_judged() -> None:
    targets = CONDITIONING.hard(torch.zeros(1, len(ATTRIBUTES), dtype=torch.int64))
    wrong = [-10 * target for target in targets]
    judged = torch.zeros(1, len(ATTRIBUTES))
    assert reading_loss(wrong, targets, judged)[0] == 0
    judged[0, 2] = 1
    loss, right = reading_loss(wrong, targets, judged)
    assert loss > 5 and right == 0
