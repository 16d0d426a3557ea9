"""How ``faces-pca`` is made: a fit in a few passes over the pictures, in the frame of a training run."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from morphospace import Batch, Moment, Recipe, TrainingTask
from morphospace_autoencoders.components import Components


class PcaTask(TrainingTask):
    """One pass for the mean, each other one brings the axes nearer. One process: what several would sum up
    is not put together."""

    def __init__(self, recipe: Recipe, device: str) -> None:
        self.components = Components(3 * recipe.image_size**2, int(recipe.config["latents"])).to(device)
        self.networks = {"components": self.components}
        self.optimisers = {}
        self.steps_a_pass = recipe.images // recipe.batch_size

    def step(self, batch: Batch, moment: Moment) -> Mapping[str, Tensor]:
        """One batch of a pass."""
        number, place = divmod(moment.step, self.steps_a_pass)
        x = batch.images.flatten(1)
        with torch.no_grad(), torch.autocast(x.device.type, enabled=False):
            if number == 0:
                self.components.average(x)
            else:
                self.components.multiply(x)
            if place == self.steps_a_pass - 1:
                if number == 0:
                    self.components.start()
                else:
                    self.components.turn()
            return {"psnr": self._psnr(x)}

    def export(self, networks: Mapping[str, nn.Module]) -> dict[str, Tensor]:
        """In single precision, so that the projection is exact to 1e-4."""
        mean, axes, deviations = self.components.found()
        return {"mean": mean, "axes": axes, "deviations": deviations}

    def _psnr(self, x: Tensor) -> Tensor:
        """Of some pictures rebuilt from the axes so far."""
        mean, axes, _ = self.components.found()
        centred = x[:32] - mean
        return 10 * torch.log10(4 / (centred - centred @ axes.T @ axes).square().mean())
