"""What a family brings to be trained: its networks, its optimisers, and one step.

A step does its own updates through ``descend``, so a task may have one optimiser (an autoencoder),
two that play against each other (a GAN), four networks (a CycleGAN), or phases one after another.
Everything else (batches, precision, averaging, schedule, checkpoints, progress) is the trainer's.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import torch
from torch import Tensor, nn

from morphospace.errors import MorphospaceError
from morphospace.training.parallel import average


class TrainingDivergedError(MorphospaceError):
    """A loss or a gradient is no longer a finite number."""


@dataclass(frozen=True)
class Batch:
    """``images``: float ``(N, 3, H, W)`` in [-1, 1]. ``levels``: int64 ``(N, A)``, for each attribute
    of the data its level's place. ``index``: places in the dataset, int64 ``(N,)``."""

    images: Tensor
    levels: Tensor
    index: Tensor


@dataclass(frozen=True)
class Moment:
    """Where a run stands: ``step`` of ``steps``, counted from 0."""

    step: int
    steps: int

    @property
    def share(self) -> float:
        """The part of the run that is over, in [0, 1)."""
        return self.step / self.steps

    def ramp(self, begin: float, end: float) -> float:
        """0 before the share ``begin`` of the run, 1 after ``end``, straight between."""
        return min(1.0, max(0.0, (self.share - begin) / (end - begin)))


@dataclass(frozen=True)
class Window:
    """The part of a run in which an optimiser works, and how its rate goes: linear warm-up over
    ``warmup`` steps, then a cosine down to ``floor`` of the base rate at the end of the window."""

    begin: float = 0.0
    end: float = 1.0
    warmup: int = 100
    floor: float = 0.01

    def rate(self, moment: Moment) -> float:
        """Factor of the base rate at ``moment``; 0 outside the window."""
        if not self.begin <= moment.share < self.end:
            return 0.0
        done = moment.step - self.begin * moment.steps
        share = done / max(1.0, (self.end - self.begin) * moment.steps)
        cosine = self.floor + (1 - self.floor) * 0.5 * (1 + math.cos(math.pi * share))
        return cosine * min(1.0, (done + 1) / self.warmup)


class TrainingTask(ABC):
    """Networks and losses of one training run. Subclasses set the attributes in ``__init__``.

    ``networks``: everything with weights, by name. ``averaged``: names of those of which a moving
    average is kept and exported; the trainer puts the averages in ``averages``. ``optimisers``: by
    name, each with its base rate. ``windows``: when each optimiser works (the whole run if not
    named). ``clip``: largest norm of a gradient.
    """

    networks: Mapping[str, nn.Module]
    optimisers: Mapping[str, torch.optim.Optimizer]
    averaged: Sequence[str] = ()
    windows: Mapping[str, Window] = MappingProxyType({})
    averages: Mapping[str, nn.Module] = MappingProxyType({})
    clip: float = 1.0

    @abstractmethod
    def step(self, batch: Batch, moment: Moment) -> Mapping[str, Tensor]:
        """One step with its updates; losses by name, for people to follow."""

    @abstractmethod
    def export(self, networks: Mapping[str, nn.Module]) -> dict[str, Tensor]:
        """The tensors of the finished model; ``networks`` holds averages where there are some."""

    def preview(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor | None:
        """Pictures ``(N, 3, H, W)`` that show how far it is, or None. Called without gradients."""
        return None

    def rate(self, name: str, moment: Moment) -> float:
        """Factor of the base rate of optimiser ``name`` at ``moment``."""
        return self.windows.get(name, Window()).rate(moment)

    def descend(self, name: str, loss: Tensor) -> None:
        """Update the parameters of optimiser ``name`` against ``loss``.

        Raises ``TrainingDivergedError``, before anything is changed, if loss or gradient is not finite.
        """
        optimiser = self.optimisers[name]
        parameters = [p for group in optimiser.param_groups for p in group["params"]]
        with torch.autocast(loss.device.type, enabled=False):
            gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter.grad = gradient
            value = loss.detach().clone()
            average([value, *(gradient for gradient in gradients if gradient is not None)])
            norm = torch.nn.utils.clip_grad_norm_(parameters, self.clip)
            if not torch.isfinite(value + norm):
                raise TrainingDivergedError(f"the loss of {name} is no longer a finite number")
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        # Autocast keeps bf16 copies of the weights for the rest of the step: they are old now.
        torch.clear_autocast_cache()
