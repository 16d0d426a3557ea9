"""Novelty measured: shuffled patches and toons against ordinary pictures."""

import numpy as np
import pytest
from support.tiny import CONTROLS, SIZE, TinyModel

from morphospace.evaluation.novelty import auroc, novelty_figures, score_novelty, shuffled_patches
from morphospace.evaluation.watch import Watch
from morphospace.pixels import to_pixels


def squares(count: int, seed: int) -> tuple[TinyModel, np.ndarray]:
    """The tiny model and pictures of its kind, with a little noise."""
    import torch

    colours = torch.tensor([[0.9, -0.8, -0.8], [-0.8, 0.9, -0.8], [-0.8, -0.8, 0.9]])
    model = TinyModel({"colours": colours, "gain": torch.full((3,), 0.8)}, "cpu")
    pictures = to_pixels(model.decode(model.prior(count, seed), model._draw(count, seed)))
    noise = np.random.default_rng(seed).integers(-2, 3, pictures.shape)
    return model, np.clip(pictures.astype(int) + noise, 0, 255).astype(np.uint8)


def test_new_pictures_are_told_from_ordinary_ones() -> None:
    model, known = squares(120, 1)
    ordinary = squares(60, 2)[1]
    toons = np.random.default_rng(0).integers(0, 255, (40, SIZE, SIZE, 3), np.uint8)
    found = score_novelty(model, CONTROLS, known, ordinary, toons, Watch())
    assert found.kinds["toons"].auroc > 0.99 and found.kinds["toons"].found == 1.0
    assert 0.5 < found.kinds["patches"].auroc <= 1.0
    assert found.expected == pytest.approx(1 / 61)
    figures = {one.name: one for one in novelty_figures(found)}
    assert figures["novelty_toons"].bar == 0.95 and figures["novelty_toons"].reached
    assert figures["novelty_false_alarms"].value == found.false_alarms


def test_auroc_counts_pairs_and_ties_half() -> None:
    assert auroc(np.array([1.0, 2.0]), np.array([3.0, 2.0, 0.0])) == pytest.approx((2 + 1.5 + 0) / 6)


def test_a_patch_keeps_its_pixels_and_the_rest_its_places() -> None:
    pictures = np.random.default_rng(0).integers(0, 255, (4, 64, 64, 3), np.uint8)
    changed = shuffled_patches(pictures)
    for before, after in zip(pictures, changed, strict=True):
        rows, columns = np.nonzero((before != after).any(2))
        assert np.ptp(rows) < 16 and np.ptp(columns) < 16 and len(rows) > 200
        np.testing.assert_array_equal(np.sort(before.reshape(-1, 3), 0), np.sort(after.reshape(-1, 3), 0))
    np.testing.assert_array_equal(shuffled_patches(pictures), changed)
