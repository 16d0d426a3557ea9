"""Encoder and decoder: a picture to a handful of numbers and back.

Residual blocks with GroupNorm (InstanceNorm is several times slower on a CPU) on as many scales as there
are widths; the picture enters and leaves through pixel (un)shuffle, so nothing runs at full size.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_STEERING = 256


class Block(nn.Module):
    """Residual block that starts as the identity."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, width)
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv1(F.silu(self.norm(x)))
        return x + cast(Tensor, self.conv2(F.silu(y)))


class SteeredBlock(nn.Module):
    """Residual block in which the latent scales and shifts after the norm; it starts as the identity.

    Perez et al., "FiLM", 2018: colour times shape, which addition alone cannot say.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, width)
        self.film = nn.Linear(_STEERING, 2 * width)
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor, steering: Tensor) -> Tensor:
        scale, shift = self.film(steering)[:, :, None, None].chunk(2, 1)
        y = F.silu(self.norm(x) * (1 + scale) + shift)
        return x + cast(Tensor, self.conv2(F.silu(self.conv1(y))))


class Encoder(nn.Module):
    """Picture ``(N, 3, S, S)`` to latent ``(N, latents)``, float32."""

    def __init__(self, size: int, widths: Sequence[int], depths: Sequence[int], latents: int) -> None:
        super().__init__()
        self.stem = nn.Conv2d(12, widths[0], 3, padding=1)
        self.downs = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in pairwise(widths))
        self.stages = nn.ModuleList(
            nn.Sequential(*(Block(width) for _ in range(depth)))
            for width, depth in zip(widths, depths, strict=True)
        )
        self.norm = nn.GroupNorm(8, widths[-1])
        self.head = nn.Linear(widths[-1] * (size >> len(widths)) ** 2, latents)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(F.pixel_unshuffle(x, 2))
        for index, stage in enumerate(self.stages):
            x = stage(self.downs[index - 1](x) if index else x)
        return cast(Tensor, self.head(F.silu(self.norm(x)).flatten(1))).float()


class Decoder(nn.Module):
    """Latent ``(N, latents)`` to picture ``(N, 3, S, S)``, float32, not yet clipped.

    The latent enters at the bottom and steers every block, so that nothing has to travel through the whole
    net to be seen.
    """

    def __init__(self, size: int, widths: Sequence[int], depths: Sequence[int], latents: int) -> None:
        super().__init__()
        wide = list(reversed(widths))
        self.side = size >> len(widths)
        self.steering = nn.Sequential(
            nn.Linear(latents, _STEERING), nn.SiLU(), nn.Linear(_STEERING, _STEERING), nn.SiLU()
        )
        self.bottom = nn.Linear(latents, wide[0] * self.side**2)
        self.ups = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in pairwise(wide))
        self.stages = nn.ModuleList(
            nn.ModuleList(SteeredBlock(width) for _ in range(depth))
            for width, depth in zip(wide, reversed(depths), strict=True)
        )
        self.norm = nn.GroupNorm(8, wide[-1])
        self.out = nn.Conv2d(wide[-1], 12, 3, padding=1)

    def forward(self, h: Tensor) -> Tensor:
        steering = self.steering(h)
        x = self.bottom(h).unflatten(1, (-1, self.side, self.side))
        x = x.contiguous(memory_format=torch.channels_last)
        for index, stage in enumerate(self.stages):
            if index:
                # Channels are mixed while that is cheap, then every value is repeated four times.
                x = F.interpolate(self.ups[index - 1](x), scale_factor=2)
            for block in cast(nn.ModuleList, stage):
                x = block(x, steering)
        return F.pixel_shuffle(self.out(F.silu(self.norm(x))), 2).float()
