"""The leak: how much of the attributes the latent still tells, which a conditional model should be told.

A latent that holds an attribute lets the decoder ignore what it is asked. Two probes, a linear one and a
small perceptron, are trained to read the attributes from the encoder's mean and tested on held-out
pictures; chance-corrected accuracy is 0 for a latent that tells nothing and 1 for one that tells all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from morphospace.controls import Setting
from morphospace.data.attributes import BY_NAME
from morphospace.evaluation.evaluator import judged, levels_of
from morphospace.evaluation.watch import Watch

_HELD_OUT = 0.2
_EPOCHS = 30
_BATCH = 128


@dataclass(frozen=True)
class Leak:
    """Attribute → chance-corrected accuracy of each probe on held-out pictures, at least 0."""

    linear: Mapping[str, float]
    perceptron: Mapping[str, float]

    @property
    def worst(self) -> dict[str, float]:
        """What the better of the two probes reads."""
        return {name: max(value, self.perceptron[name]) for name, value in self.linear.items()}


def score_leak(
    latents: np.ndarray, labels: Sequence[Mapping[str, Setting]], names: Sequence[str], watch: Watch
) -> Leak:
    """Probe latents ``(N, D)`` of pictures with these labels; the last fifth is held out."""
    deviation = latents.std(0)
    codes = torch.from_numpy(((latents - latents.mean(0)) / (deviation + 1e-8)).astype(np.float32))
    levels, seen = levels_of(labels), judged(labels)
    targets = torch.from_numpy(np.stack([np.where(seen[n], levels[n], -1) for n in names], 1))
    sizes = [len(BY_NAME[name].values) for name in names]
    torch.manual_seed(0)
    linear = nn.Linear(codes.shape[1], sum(sizes))
    hidden = [nn.Linear(codes.shape[1], 128), nn.ReLU(), nn.Dropout(0.1), nn.Linear(128, sum(sizes))]
    perceptron = nn.Sequential(*hidden)
    half = watch.stage(watch.what, 0.0, 0.5), watch.stage(watch.what, 0.5, 1.0)
    return Leak(
        *(
            dict(zip(names, _read(probe, codes, targets, sizes, stage), strict=True))
            for probe, stage in zip((linear, perceptron), half, strict=True)
        )
    )


def _read(probe: nn.Module, codes: Tensor, targets: Tensor, sizes: list[int], watch: Watch) -> list[float]:
    """Chance-corrected accuracy of each attribute after training."""
    split = len(codes) - max(1, int(len(codes) * _HELD_OUT))
    _train(probe, codes[:split], targets[:split], sizes, watch)
    probe.eval()
    with torch.no_grad():
        heads = probe(codes[split:]).split(sizes, dim=1)
    return [_above_chance(head.argmax(1), targets[split:, place]) for place, head in enumerate(heads)]


def _train(probe: nn.Module, codes: Tensor, targets: Tensor, sizes: list[int], watch: Watch) -> None:
    optimiser = torch.optim.AdamW(probe.parameters(), 3e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, _EPOCHS)
    generator = torch.Generator().manual_seed(0)
    for epoch in range(_EPOCHS):
        watch.at(epoch / _EPOCHS)
        for rows in torch.split(torch.randperm(len(codes), generator=generator), _BATCH):
            heads = probe(codes[rows]).split(sizes, dim=1)
            losses = [
                functional.cross_entropy(head, targets[rows, place], ignore_index=-1, reduction="sum")
                for place, head in enumerate(heads)
            ]
            optimiser.zero_grad()
            (torch.stack(losses).sum() / len(rows)).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        schedule.step()


def _above_chance(read: Tensor, true: Tensor) -> float:
    """(accuracy - chance) / (1 - chance), chance being the commonest value; where it can be judged."""
    judged_rows = true >= 0
    true, read = true[judged_rows], read[judged_rows]
    if not len(true):
        return 0.0
    chance = float(torch.bincount(true).max()) / len(true)
    accuracy = float((read == true).float().mean())
    return max(0.0, (accuracy - chance) / (1 - chance)) if chance < 1 else 0.0
