"""The small nets of a probe and how they learn: the same steps, batches and optimiser for every arm."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from morphospace.errors import MorphospaceError

if TYPE_CHECKING:
    from torch import Tensor, nn

BATCH = 32
STEPS = 300
RATE = 2e-3
_DECAY = 1e-2
_HIDDEN = 64
_WIDTHS = (16, 32, 64)
_AT_ONCE = 32


def picture_net(classes: int, seed: int) -> nn.Module:
    """Pictures ``(N, 3, S, S)`` to logits: three convolutions that halve, 4x4 means, a layer of 64."""
    from torch import nn

    def make() -> nn.Module:
        layers: list[nn.Module] = []
        for width, out in zip((3, *_WIDTHS[:-1]), _WIDTHS, strict=True):
            layers += [nn.Conv2d(width, out, 3, stride=2, padding=1), nn.BatchNorm2d(out), nn.ReLU()]
        return nn.Sequential(
            *layers, nn.AdaptiveAvgPool2d(4), nn.Flatten(), *_head(_WIDTHS[-1] * 16, classes)
        )

    return _seeded(make, seed)


def latent_net(width: int, classes: int, seed: int) -> nn.Module:
    """Latents ``(N, width)`` to logits: the picture net's last two layers."""
    from torch import nn

    return _seeded(lambda: nn.Sequential(*_head(width, classes)), seed)


def size_of(weights: Sequence[Tensor]) -> int:
    """How many numbers are learnt."""
    return sum(weight.numel() for weight in weights)


def learn(
    logits: Callable[[np.ndarray], Tensor],
    weights: Sequence[Sequence[Tensor]],
    rates: Sequence[float],
    rows: np.ndarray,
    targets: np.ndarray,
    *,
    seed: int,
    steps: int,
    what: str,
) -> Iterator[int]:
    """Fit ``weights`` (each group at its rate, falling to nothing) and yield after each step its number.

    ``logits``: of some of the ``rows``; ``targets``: the class of every row, by place. Raises
    ``MorphospaceError`` when the loss is no number any more, naming ``what`` was learning.
    """
    import torch
    from torch.nn import functional as F

    groups = [{"params": list(one), "lr": rate} for one, rate in zip(weights, rates, strict=True)]
    optimiser = torch.optim.AdamW(groups, weight_decay=_DECAY)
    falling = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)
    for step, batch in enumerate(_batches(len(rows), steps, seed), 1):
        found = logits(rows[batch])
        loss = F.cross_entropy(found, torch.from_numpy(targets[batch]).to(found.device))
        if not torch.isfinite(loss):
            raise MorphospaceError(
                f"The probe on {what} was stopped at step {step}: its loss is not a number, so nothing it "
                "would say could be trusted; look at the model's latents and pictures."
            )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        falling.step()
        yield step


def right(
    logits: Callable[[np.ndarray], Tensor], rows: np.ndarray, targets: np.ndarray
) -> Generator[float, None, float]:
    """The share of ``rows`` whose class is named. Yields 1.0 now and then, to be stopped there."""
    import torch

    hits = 0
    for start in range(0, len(rows), _AT_ONCE):
        with torch.no_grad():
            said = logits(rows[start : start + _AT_ONCE]).argmax(1).cpu().numpy()
        hits += int((said == targets[start : start + _AT_ONCE]).sum())
        yield 1.0
    return hits / len(rows)


def _batches(count: int, steps: int, seed: int) -> Iterator[np.ndarray]:
    """Places of rows, each as often as the others, in an order of the seed."""
    rng = np.random.default_rng(seed)
    size = min(BATCH, count)
    order = rng.permutation(count)
    for _ in range(steps):
        if len(order) < size:
            order = np.concatenate([order, rng.permutation(count)])
        batch, order = order[:size], order[size:]
        yield batch


def _head(width: int, classes: int) -> list[nn.Module]:
    from torch import nn

    return [nn.Linear(width, _HIDDEN), nn.ReLU(), nn.Linear(_HIDDEN, classes)]


def _seeded(make: Callable[[], nn.Module], seed: int) -> nn.Module:
    """Made with weights of this seed; nobody else's randomness is touched."""
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return make()
