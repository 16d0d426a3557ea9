"""A run learns, stops, goes on as if it had not, and gives up in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from morphospace import Batch, Moment, TrainingTask, Window
from morphospace.errors import BadCheckpointError, MorphospaceError
from morphospace.training.batches import Batches, Dataset
from morphospace.training.checkpoints import FILE
from morphospace.training.trainer import Plan, Trainer


class Squeeze(TrainingTask):
    """An autoencoder of 4x4 pictures with a second network that guesses from noise: two optimisers."""

    def __init__(self, poison: int | None = None, interrupted: int | None = None) -> None:
        torch.manual_seed(7)
        self.poison, self.interrupted = poison, interrupted
        self.networks = {"squeeze": nn.Linear(48, 48), "guess": nn.Linear(4, 2)}
        self.averaged = ("squeeze",)
        self.optimisers = {
            name: torch.optim.Adam(network.parameters(), 1e-2) for name, network in self.networks.items()
        }
        self.windows = {"squeeze": Window(warmup=3), "guess": Window(0.5, 1.0, warmup=1)}

    def step(self, batch: Batch, moment: Moment) -> Mapping[str, Tensor]:
        if moment.step == self.interrupted:
            raise KeyboardInterrupt
        x = batch.images.flatten(1)
        noisy = x + 0.1 * torch.randn_like(x)
        loss = F.mse_loss(self.networks["squeeze"](noisy).float(), x)
        if moment.step == self.poison:
            loss = loss * float("nan")
        self.descend("squeeze", loss)
        guess = F.cross_entropy(self.networks["guess"](torch.randn(len(x), 4)).float(), batch.levels[:, 0])
        if moment.share >= 0.5:
            self.descend("guess", guess)
        return {"squeeze": loss, "guess": guess}

    def export(self, networks: Mapping[str, nn.Module]) -> dict[str, Tensor]:
        return {f"squeeze.{key}": tensor for key, tensor in networks["squeeze"].state_dict().items()}

    def preview(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        return networks["squeeze"](batch.images.flatten(1)).reshape(batch.images.shape)


def trainer(folder: Path, task: Squeeze | None = None, **plan: object) -> Trainer:
    random = np.random.default_rng(3)
    data = Dataset(random.integers(0, 256, (40, 4, 4, 3), np.uint8), random.integers(0, 2, (40, 1)))
    options: dict[str, object] = {"recipe": "toy", "steps": 60, "folder": folder, "batch_size": 8, "every": 1}
    return Trainer(task or Squeeze(), Batches(data, 8), Plan(**{**options, **plan}))  # type: ignore[arg-type]


def weights(run: Trainer) -> Tensor:
    networks = [*run.task.networks.values(), *run.averages.values()]
    return torch.cat([p.detach().flatten() for network in networks for p in network.parameters()])


def test_the_loss_falls_and_progress_tells_how_far(tmp_path: Path) -> None:
    looks = list(trainer(tmp_path).run())
    assert [look.step for look in looks] == list(range(1, 61))
    assert looks[-1].losses["squeeze"] < 0.7 * looks[0].losses["squeeze"]
    assert looks[-1].images_per_second > 0 and looks[-1].seconds_left == 0
    assert looks[-1].preview is not None and looks[-1].preview.shape == (8, 3, 4, 4)


def test_a_resumed_run_equals_an_unbroken_one(tmp_path: Path) -> None:
    whole = trainer(tmp_path / "whole")
    list(whole.run())
    broken = trainer(tmp_path / "broken")
    stream = broken.run()
    for look in stream:
        if look.step == 37:
            break
    stream.close()
    again = trainer(tmp_path / "broken")
    again.resume()
    assert again.step == 37
    list(again.run())
    assert torch.equal(weights(again), weights(whole))


def test_stopping_keeps_a_checkpoint(tmp_path: Path) -> None:
    stream = trainer(tmp_path).run()
    next(stream)
    stream.close()
    again = trainer(tmp_path)
    again.resume()
    assert again.step == 1


def test_ctrl_c_keeps_a_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        list(trainer(tmp_path, Squeeze(interrupted=5)).run())
    again = trainer(tmp_path)
    again.resume()
    assert again.step == 5


def test_an_optimiser_works_only_in_its_window(tmp_path: Path) -> None:
    run = trainer(tmp_path)
    before = run.task.networks["guess"].weight.detach().clone()
    for look in run.run():
        if look.step == 30:
            assert torch.equal(before, run.task.networks["guess"].weight)
    assert not torch.equal(before, run.task.networks["guess"].weight)


def test_a_loss_that_is_no_number_stops_the_run_and_spoils_nothing(tmp_path: Path) -> None:
    run = trainer(tmp_path, Squeeze(poison=20), save_seconds=0.0)
    with pytest.raises(MorphospaceError, match=r"step 20.*squeeze.*lower the learning rate"):
        list(run.run())
    assert weights(run).isfinite().all()
    again = trainer(tmp_path)
    again.resume()
    assert again.step == 20 and weights(again).isfinite().all()


def test_a_run_is_only_resumed_as_it_was_started(tmp_path: Path) -> None:
    next(trainer(tmp_path, save_seconds=0.0).run())
    with pytest.raises(MorphospaceError, match="60 steps"):
        trainer(tmp_path, steps=61).resume()


@pytest.mark.parametrize("fault", ["missing", "cut", "text"])
def test_a_damaged_checkpoint_is_refused_by_name(tmp_path: Path, fault: str) -> None:
    list(trainer(tmp_path, steps=2).run())
    path = tmp_path / FILE
    if fault == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-100] if fault == "cut" else b"not a checkpoint at all")
    with pytest.raises(BadCheckpointError, match=FILE):
        trainer(tmp_path, steps=2).resume()


def test_the_rate_warms_up_and_falls_to_its_floor() -> None:
    window = Window(0.5, 1.0, warmup=10, floor=0.1)
    rates = [window.rate(Moment(step, 1000)) for step in range(1000)]
    assert not any(rates[:500])
    assert rates[500] == pytest.approx(0.1, abs=0.01) and max(rates) == pytest.approx(1, abs=0.01)
    assert rates[-1] == pytest.approx(0.1, abs=0.01)
    assert all(a >= b for a, b in pairwise(rates[510:]))
