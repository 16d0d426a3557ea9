"""The evaluator's recipe runs again, on a few pictures."""

import pytest
import torch

from morphospace.data.faces import load_faces
from morphospace.errors import CancelledError
from morphospace.evaluation.evaluator import as_tensor, load_evaluator
from morphospace.evaluation.training import JudgeRecipe, disturbed, train_evaluator

SMALL = JudgeRecipe(images=64, held_out=16, epochs=3, batch_size=16)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("MORPHOSPACE_CACHE", str(tmp_path / "cache"))


def test_a_small_run_lowers_the_loss_and_writes_what_loads(tmp_path):
    losses = []
    card = train_evaluator(tmp_path / "out", SMALL, progress=lambda step, steps, loss: losses.append(loss))
    assert len(losses) == 12 and losses[-1] < losses[0]
    assert 0 < card.figures["accuracy on test"]["smile"] <= 1
    reading = load_evaluator(tmp_path / "out").read(load_faces("test", 4).images)
    assert len(reading) == 4
    load_evaluator.cache_clear()


def test_the_same_seed_trains_the_same_network(tmp_path):
    def first_loss():
        losses = []
        stop = iter([False, True])
        with pytest.raises(CancelledError):
            train_evaluator(
                tmp_path, SMALL, progress=lambda s, n, loss: losses.append(loss), cancelled=lambda: next(stop)
            )
        return losses

    assert first_loss() == first_loss()
    assert not (tmp_path / "card.json").exists()


def test_disturbed_pictures_stay_pictures_of_the_same_face():
    images = as_tensor(load_faces("judge", 8).images)
    moved = disturbed(images, torch.Generator().manual_seed(0))
    assert moved.shape == images.shape and not torch.equal(moved, images)
    assert moved.min() > -1.3 and moved.max() < 1.3
    assert (moved.mean((2, 3)) - images.mean((2, 3))).abs().max() < 0.25
