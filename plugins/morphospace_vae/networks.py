"""Encoder, decoder, and the adversary that hunts for leaks in the latent between them.

Residual blocks with GroupNorm (InstanceNorm is several times slower on a CPU) on four scales; the
picture enters and leaves through pixel (un)shuffle, so nothing runs at full size. One norm a block
and scales that change by the smallest convolutions: on a CPU these cost as much as the arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def _norm(width: int) -> nn.GroupNorm:
    return nn.GroupNorm(8, width)


class Block(nn.Module):
    """Residual block; a condition ``(N, condition)`` scales and shifts after its norm (FiLM).

    Perez et al. 2018. It starts as the identity.
    """

    def __init__(self, width: int, condition: int) -> None:
        super().__init__()
        self.norm = _norm(width)
        self.film = nn.Linear(condition, 2 * width)
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.film(condition)[:, :, None, None].chunk(2, 1)
        y = F.silu(torch.addcmul(shift, self.norm(x), 1 + scale))
        return x + cast(Tensor, self.conv2(F.silu(self.conv1(y))))


class Up(nn.Module):
    """Twice the size: channels mixed where it is cheap, then every value four times."""

    def __init__(self, width: int, out: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(width, out, 1)

    def forward(self, x: Tensor) -> Tensor:
        return F.interpolate(self.mix(x), scale_factor=2)


def _condition(width: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, out), nn.SiLU(), nn.Linear(out, out), nn.SiLU())


class Encoder(nn.Module):
    """Picture ``(N, 3, S, S)`` and condition ``(N, m)`` to mean and log variance, ``(N, latents)``."""

    def __init__(self, size: int, widths: Sequence[int], depths: Sequence[int], m: int, latents: int) -> None:
        super().__init__()
        self.condition = _condition(m, 128)
        self.stem = nn.Conv2d(12, widths[0], 3, padding=1)
        self.downs = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in pairwise(widths))
        self.stages = nn.ModuleList(
            nn.ModuleList(Block(width, 128) for _ in range(depth))
            for width, depth in zip(widths, depths, strict=True)
        )
        self.norm = _norm(widths[-1])
        side = size >> len(widths)
        self.head = nn.Linear(widths[-1] * side * side, 2 * latents)
        nn.init.constant_(self.head.bias[latents:], -3.0)

    def forward(self, x: Tensor, m: Tensor) -> tuple[Tensor, Tensor]:
        condition = self.condition(m)
        x = self.stem(F.pixel_unshuffle(x, 2))
        for index, stage in enumerate(self.stages):
            if index:
                x = self.downs[index - 1](x)
            for block in cast(nn.ModuleList, stage):
                x = block(x, condition)
        mean, log_variance = self.head(F.silu(self.norm(x)).flatten(1)).float().chunk(2, 1)
        return mean, log_variance.clamp(-10.0, 1.0)


class Decoder(nn.Module):
    """Latent ``(N, latents)`` and condition ``(N, m)`` to a picture ``(N, 3, S, S)``.

    Latent and condition enter at the bottom and steer every block, so that no attribute has to
    travel through the whole net to be seen.
    """

    def __init__(self, size: int, widths: Sequence[int], depths: Sequence[int], m: int, latents: int) -> None:
        super().__init__()
        wide = list(reversed(widths))
        self.side = size >> len(widths)
        self.condition = _condition(m + latents, 256)
        self.bottom = nn.Linear(m + latents, wide[0] * self.side**2)
        self.ups = nn.ModuleList(Up(a, b) for a, b in pairwise(wide))
        self.stages = nn.ModuleList(
            nn.ModuleList(Block(width, 256) for _ in range(depth))
            for width, depth in zip(wide, reversed(depths), strict=True)
        )
        self.norm = _norm(wide[-1])
        self.out = nn.Conv2d(wide[-1], 12, 3, padding=1)

    def forward(self, h: Tensor, m: Tensor) -> Tensor:
        told = torch.cat((h, m), 1)
        condition = self.condition(told)
        x = self.bottom(told).unflatten(1, (-1, self.side, self.side))
        x = x.contiguous(memory_format=torch.channels_last)
        for index, stage in enumerate(self.stages):
            if index:
                x = self.ups[index - 1](x)
            for block in cast(nn.ModuleList, stage):
                x = block(x, condition)
        return F.pixel_shuffle(self.out(F.silu(self.norm(x))), 2).float()


class Adversary(nn.Module):
    """Latent ``(N, latents)`` to logits of every attribute: what it can tell is a leak."""

    def __init__(self, latents: int, sizes: Sequence[int], width: int = 384) -> None:
        super().__init__()
        self.sizes = list(sizes)
        self.net = nn.Sequential(
            nn.Linear(latents, width),
            nn.LeakyReLU(0.2),
            nn.Linear(width, width),
            nn.LeakyReLU(0.2),
            nn.Linear(width, sum(sizes)),
        )

    def forward(self, h: Tensor) -> list[Tensor]:
        return list(self.net(h).float().split(self.sizes, 1))


class Scale(nn.Module):
    """Running mean and standard deviation of latents, ``(latents,)`` each."""

    mean: Tensor
    spread: Tensor

    def __init__(self, latents: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(latents))
        self.register_buffer("spread", torch.ones(latents))

    @torch.no_grad()
    def follow(self, h: Tensor) -> None:
        """Move a little towards those of a batch ``(N, latents)``."""
        self.mean.lerp_(h.mean(0), 0.02)
        self.spread.lerp_(h.std(0), 0.02)
