"""Batches come in an order that follows from the seed and the step alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from morphospace.training import batches
from morphospace.training.batches import Batches, Dataset


def dataset(n: int = 10) -> Dataset:
    random = np.random.default_rng(0)
    return Dataset(random.integers(0, 256, (n, 2, 2, 3), np.uint8), np.arange(n)[:, None])


def test_every_epoch_shows_every_picture_once_in_another_order() -> None:
    draw = Batches(dataset(), 5)
    epochs = [torch.cat([draw(2 * epoch).index, draw(2 * epoch + 1).index]).tolist() for epoch in range(2)]
    assert sorted(epochs[0]) == sorted(epochs[1]) == list(range(10))
    assert epochs[0] != epochs[1]


def test_a_batch_holds_the_pictures_and_levels_of_its_rows() -> None:
    data = dataset()
    batch = Batches(data, 4)(1)
    expected = data.images[batch.index].astype(np.float32) / 127.5 - 1
    np.testing.assert_allclose(batch.images.permute(0, 2, 3, 1).numpy(), expected, atol=1e-6)
    assert batch.levels[:, 0].tolist() == batch.index.tolist()


def test_the_seed_decides_the_order() -> None:
    assert Batches(dataset(), 10, 1)(0).index.tolist() != Batches(dataset(), 10, 2)(0).index.tolist()
    assert Batches(dataset(), 10, 1)(3).index.tolist() == Batches(dataset(), 10, 1)(3).index.tolist()


def test_processes_share_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Batches(dataset(), 6)(1).index.tolist()
    monkeypatch.setattr(batches, "world", lambda: 2)
    parts = []
    for rank in (0, 1):
        monkeypatch.setattr(batches, "rank", lambda rank=rank: rank)
        parts.append(Batches(dataset(), 6)(1).index.tolist())
    assert sorted(parts[0] + parts[1]) == sorted(whole) and len(parts[0]) == len(parts[1]) == 3
