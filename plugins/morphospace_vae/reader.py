"""The reader: which attributes a picture shows. It stands in the checkpoint, reads opened pictures, and
is frozen while encoder and decoder learn to be read by it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

from torch import Tensor, nn
from torch.nn import functional as F


class Block(nn.Module):
    """Residual block with two norms; it starts as the identity."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(8, width)
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.norm2 = nn.GroupNorm(8, width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv1(F.silu(self.norm1(x)))
        return x + cast(Tensor, self.conv2(F.silu(self.norm2(y))))


class Down(nn.Module):
    """Half the size: four neighbours become channels, mixed by a 1x1 convolution."""

    def __init__(self, width: int, out: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(4 * width, out, 1)

    def forward(self, x: Tensor) -> Tensor:
        return cast(Tensor, self.mix(F.pixel_unshuffle(x, 2)))


class Reader(nn.Module):
    """Picture ``(N, 3, S, S)`` to logits, one ``(N, levels)`` an attribute."""

    def __init__(self, size: int, widths: Sequence[int], sizes: Sequence[int]) -> None:
        super().__init__()
        self.sizes = list(sizes)
        self.stem = nn.Conv2d(12, widths[0], 3, padding=1)
        self.downs = nn.ModuleList(Down(a, b) for a, b in pairwise(widths))
        self.blocks = nn.ModuleList(Block(width) for width in widths)
        self.norm = nn.GroupNorm(8, widths[-1])
        side = size >> len(widths)
        self.hidden = nn.Linear(widths[-1] * side * side, 256)
        self.head = nn.Linear(256, sum(sizes))

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.stem(F.pixel_unshuffle(x, 2))
        for index, block in enumerate(self.blocks):
            x = block(self.downs[index - 1](x) if index else x)
        x = F.silu(self.hidden(F.silu(self.norm(x)).flatten(1)))
        return list(self.head(x).float().split(self.sizes, 1))
