"""The course of a training run: phases, weights, what is learned in each."""

from __future__ import annotations

import pytest
import torch

from morphospace import Moment, Recipe
from morphospace.training.batches import Batches, Dataset
from morphospace_vae.losses import unlikeness
from morphospace_vae.task import CvaeTask


@pytest.fixture
def task(recipe: Recipe) -> CvaeTask:
    torch.manual_seed(0)
    task = CvaeTask(recipe, "cpu")
    task.averages = task.networks
    return task


def test_swaps_begin_when_pictures_are_sharp_and_leaks_matter_from_the_start(task: CvaeTask) -> None:
    steps = 1000
    window = task.windows["vae"]
    first, last = (task.weights_at(Moment(int(share * steps), steps)) for share in (window.begin, window.end))
    assert first["swap"] == 0 < first["leak"]
    assert last["swap"] > 0 and last["ssim"] > first["ssim"]


def test_each_phase_trains_its_own_networks(task: CvaeTask, dataset: Dataset) -> None:
    def weights(name: str) -> torch.Tensor:
        return torch.cat([t.float().flatten().clone() for t in task.networks[name].state_dict().values()])

    for share, moved in (
        (0.0, {"reader"}),
        (0.9, {"encoder", "decoder", "adversary", "scale", "prior"}),
        (0.99, {"prior"}),
    ):
        before = {name: weights(name) for name in task.networks}
        task.step(Batches(dataset, 8)(0), Moment(int(1000 * share), 1000))
        changed = {name for name in task.networks if not torch.equal(before[name], weights(name))}
        assert changed == moved


def test_a_picture_is_like_itself_and_unlike_noise() -> None:
    picture = torch.rand(2, 3, 16, 16) * 2 - 1
    assert unlikeness(picture, picture).abs() < 1e-5
    assert unlikeness(picture, torch.rand(2, 3, 16, 16) * 2 - 1) > 0.5
