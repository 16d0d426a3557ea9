"""The course of a training run: noise, rate, and when the prior is fitted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from morphospace import Moment, Recipe
from morphospace.library import Checkpoint
from morphospace.testing import Case
from morphospace.training.batches import Batches, Dataset
from morphospace.training.run import train
from morphospace_autoencoders import Autoencoder
from morphospace_autoencoders.recipe import DENOISING, FACES
from morphospace_autoencoders.task import AutoencoderTask


def rate(task: AutoencoderTask, share: float, steps: int = 10_000) -> float:
    return task.rate("autoencoder", Moment(int(share * steps), steps))


def test_the_rate_warms_up_holds_falls_and_ends(recipe: Recipe) -> None:
    task = AutoencoderTask(replace(recipe, options={**recipe.options, "warm_up": 200, "hold": 0.5}), "cpu")
    assert rate(task, 0.0) < 0.01
    assert rate(task, 0.1) == rate(task, 0.5) == 1.0
    assert 0 < rate(task, 0.7) < rate(task, 0.6) < 1
    assert rate(task, 0.75) == rate(task, 0.99) == 0.0


def test_while_the_rate_holds_the_length_of_the_run_does_not_matter(recipe: Recipe) -> None:
    task = AutoencoderTask(replace(recipe, options={**recipe.options, "warm_up": 200}), "cpu")
    for step in (10, 100, 1000):
        assert task.rate("autoencoder", Moment(step, 4000)) == task.rate("autoencoder", Moment(step, 9000))


def test_when_the_rate_is_nothing_only_the_prior_learns(recipe: Recipe, dataset: Dataset) -> None:
    task = AutoencoderTask(recipe, "cpu")
    task.averages = task.networks

    def state(name: str) -> torch.Tensor:
        return torch.cat([t.double().flatten() for t in task.networks[name].state_dict().values()])

    for share, moved in ((0.2, {"encoder", "decoder"}), (0.8, {"prior"})):
        before = {name: state(name) for name in task.networks}
        task.step(Batches(dataset, 16)(0), Moment(int(share * 100), 100))
        assert {name for name in task.networks if not torch.equal(before[name], state(name))} == moved


def test_denoising_is_the_same_net_that_sees_noise_and_is_asked_for_the_clean_picture() -> None:
    assert DENOISING.config == FACES.config and DENOISING.options["noise"] == 0.2


@pytest.fixture(scope="module")
def fields(recipe: Recipe, checkpoint: Checkpoint) -> dict[str, object]:
    options = {**recipe.options, "begin_with": str(checkpoint.folder), "noise": 0.4, "still": 1.0}
    return {"options": options, "id": "tiny-denoising"}


def test_a_run_can_begin_with_a_model_that_is_there(
    recipe: Recipe, checkpoint: Checkpoint, fields: dict[str, object]
) -> None:
    task = AutoencoderTask(replace(recipe, **fields), "cpu")  # type: ignore[arg-type]
    for name, tensor in checkpoint.tensors().items():
        network, _, key = name.partition(".")
        if network != "prior":
            assert torch.equal(task.networks[network].state_dict()[key], tensor.float())


def test_one_that_learned_with_noise_takes_it_off_and_is_not_moved_by_it(
    recipe: Recipe,
    checkpoint: Checkpoint,
    fields: dict[str, object],
    dataset: Dataset,
    tmp_path: Path,
) -> None:
    list(train(Autoencoder(), replace(recipe, **fields, steps=150), tmp_path, data=dataset))  # type: ignore[arg-type]
    clean = Batches(dataset, 64)(0).images
    noisy = clean + 0.4 * torch.randn(clean.shape, generator=torch.Generator().manual_seed(0))
    errors, shifts = {}, {}
    for name, folder in (("plain", checkpoint.folder), ("denoising", tmp_path)):
        model = Case(Autoencoder(), folder).model
        with torch.no_grad():
            before, after = model.encode(clean)["h"], model.encode(noisy)["h"]
            errors[name] = float(F.mse_loss(model.decode({"h": after}), clean))
        shifts[name] = float(((after - before) / before.std(0)).square().mean())
    assert shifts["denoising"] < shifts["plain"]
    assert errors["denoising"] < errors["plain"] < float(F.mse_loss(noisy, clean))
