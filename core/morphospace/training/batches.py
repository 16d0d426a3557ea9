"""Batches in an order that follows from the seed alone, so a run can go on where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from morphospace.training.parallel import rank, world
from morphospace.training.task import Batch


@dataclass(frozen=True, eq=False)
class Dataset:
    """``images``: uint8 ``(n, H, W, 3)``, may be memory-mapped. ``levels``: int64 ``(n, A)``."""

    images: np.ndarray
    levels: np.ndarray

    def __len__(self) -> int:
        return len(self.images)


@dataclass(frozen=True, eq=False)
class Batches:
    """Endless batches of ``size``, every epoch in a new order; batch ``step`` is always the same."""

    data: Dataset
    size: int
    seed: int = 0

    def __call__(self, step: int, device: torch.device | str = "cpu") -> Batch:
        """Batch number ``step`` on ``device``; of several processes, this one's part of it."""
        places = range(step * self.size + rank(), (step + 1) * self.size, world())
        return take(self.data, [self._row(place) for place in places], device)

    def _row(self, place: int) -> int:
        """The row at a place of the endless sequence of epochs."""
        epoch, within = divmod(place, len(self.data))
        return int(_order(len(self.data), self.seed, epoch)[within])


def take(data: Dataset, rows: Sequence[int] | np.ndarray, device: torch.device | str = "cpu") -> Batch:
    """These rows as a batch."""
    index = np.asarray(rows, np.int64)
    pixels = torch.from_numpy(np.ascontiguousarray(data.images[index])).to(device)
    # Permuted, not copied: (N, H, W, 3) in memory is what torch calls channels_last.
    images = pixels.permute(0, 3, 1, 2).float().div_(127.5).sub_(1.0)
    levels = torch.from_numpy(np.ascontiguousarray(data.levels[index])).to(device)
    return Batch(images, levels, torch.from_numpy(index).to(device))


@lru_cache(maxsize=2)
def _order(length: int, seed: int, epoch: int) -> np.ndarray:
    return np.random.default_rng((seed, epoch)).permutation(length)
