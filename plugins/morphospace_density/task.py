"""How densities are made: one pass that gathers features, then steps of expectation and maximisation.

The features are the principal components of another model, of which its mean and axes are copied, so that
the density stands for itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from morphospace import Batch, Moment, Recipe, TrainingTask, open_model
from morphospace_density.mixture import Mixture, improved, start


class Fit(nn.Module):
    """The state of a fit: ``features`` ``(n, D)``, and the mixture so far."""

    features: Tensor
    weights: Tensor
    means: Tensor
    roots: Tensor

    def __init__(self, images: int, width: int, count: int) -> None:
        super().__init__()
        self.register_buffer("features", torch.zeros(images, width))
        self.register_buffer("weights", torch.full((count,), 1 / count, dtype=torch.float64))
        self.register_buffer("means", torch.zeros(count, width, dtype=torch.float64))
        self.register_buffer("roots", torch.eye(width, dtype=torch.float64).repeat(count, 1, 1))

    @property
    def mixture(self) -> Mixture:
        """As it stands."""
        return Mixture(self.weights, self.means, self.roots)

    def keep(self, mixture: Mixture) -> None:
        """Put another in its place."""
        self.weights.copy_(mixture.weights)
        self.means.copy_(mixture.means)
        self.roots.copy_(mixture.roots)


class DensityTask(TrainingTask):
    """``recipe.options``: ``features``, the id of a model with tensors ``mean`` and ``axes``; ``floor``, what
    is added to variances. One process: what several would gather is not put together."""

    def __init__(self, recipe: Recipe, device: str) -> None:
        self.options, self.count = recipe.options, int(recipe.config["components"])
        found = open_model(str(self.options["features"])).checkpoint.tensors(device)
        self.mean, self.axes = found["mean"].float(), found["axes"].float()
        self.fit = Fit(recipe.images, len(self.axes), self.count).to(device)
        self.networks = {"fit": self.fit}
        self.optimisers = {}
        self.gathering = recipe.images // recipe.batch_size

    def step(self, batch: Batch, moment: Moment) -> Mapping[str, Tensor]:
        """Gather a batch, or improve the mixture once."""
        with torch.no_grad(), torch.autocast(batch.images.device.type, enabled=False):
            if moment.step < self.gathering:
                self.fit.features[batch.index] = (batch.images.flatten(1) - self.mean) @ self.axes.T
                return {}
            h, floor = self.fit.features.double(), float(self.options["floor"])
            if moment.step == self.gathering:
                self.fit.keep(start(h, self.count, floor, torch.Generator().manual_seed(0)))
            better, likelihood = improved(self.fit.mixture, h, floor)
            self.fit.keep(better)
            return {"log likelihood": likelihood}

    def export(self, networks: Mapping[str, nn.Module]) -> dict[str, Tensor]:
        """Mean and axes of the features, and the mixture, in single precision: densities need it."""
        found = self.fit.mixture
        return {
            "mean": self.mean,
            "axes": self.axes,
            "weights": found.weights.float(),
            "means": found.means.float(),
            "roots": found.roots.float(),
        }
