"""The second stage: a small flow from N(0, I) to where the encoder really puts pictures with attributes m.

With a weak KL term the latents of all pictures together are not quite N(0, I), so plain Gaussian
samples would miss them (the two-stage VAE of Dai & Wipf 2019 makes the same repair). Here a
rectified flow (Liu et al. 2023): a velocity field ``v(h_t, t)`` learned by regression on straight
lines from noise to latents, followed by Heun steps. It is told the attributes, so that what little of
them a latent still holds agrees with them.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Flow(nn.Module):
    """Velocity of latents on their way from noise (t = 0) to data (t = 1), in units of their spread."""

    mean: Tensor
    spread: Tensor

    def __init__(self, latents: int, m: int, width: int = 512, depth: int = 4) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(latents))
        self.register_buffer("spread", torch.ones(latents))
        self.enter = nn.Linear(latents + m, width)
        self.time = nn.Sequential(nn.Linear(32, width), nn.SiLU(), nn.Linear(width, width))
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
            for _ in range(depth)
        )
        self.leave = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, latents))

    def forward(self, x: Tensor, m: Tensor, t: Tensor) -> Tensor:
        """``x`` ``(N, latents)``, condition ``(N, m)``, ``t`` ``(N,)`` in [0, 1]."""
        time = self.time(_waves(t))
        y = self.enter(torch.cat((x, m), 1)) + time
        for block in self.blocks:
            y = y + block(y + time)
        return cast(Tensor, self.leave(F.silu(y))).float()

    def loss(self, h: Tensor, m: Tensor) -> Tensor:
        """Squared error of the velocity on straight lines to the latents ``h`` of pictures with ``m``."""
        data = (h - self.mean) / self.spread
        noise = torch.randn_like(data)
        t = torch.rand(len(data), device=data.device)
        between = torch.lerp(noise, data, t[:, None])
        return F.mse_loss(self(between, m, t), data - noise)

    def transport(self, noise: Tensor, m: Tensor, steps: int = 24) -> Tensor:
        """Noise ``(N, latents)`` to latents of pictures with ``m``, by Heun's method."""
        x = noise
        for step in range(steps):
            t = torch.full((len(x),), step / steps, device=x.device)
            first = self(x, m, t)
            ahead = x + first / steps
            x = x + 0.5 * (first + self(ahead, m, t + 1 / steps)) / steps
        return x * self.spread + self.mean


class Bank(nn.Module):
    """The last ``size`` posteriors of an encoder, and with what condition; latents are drawn from them."""

    means: Tensor
    spreads: Tensor
    told: Tensor
    filled: Tensor

    def __init__(self, latents: int, m: int, size: int) -> None:
        super().__init__()
        self.register_buffer("means", torch.zeros(size, latents))
        self.register_buffer("spreads", torch.zeros(size, latents))
        self.register_buffer("told", torch.zeros(size, m))
        self.register_buffer("filled", torch.zeros((), dtype=torch.int64))

    def add(self, means: Tensor, spreads: Tensor, told: Tensor) -> None:
        """Keep these posteriors, forgetting the oldest if it is full."""
        places = (torch.arange(len(means), device=means.device) + self.filled) % len(self.means)
        self.means[places] = means
        self.spreads[places] = spreads
        self.told[places] = told
        self.filled += len(means)

    def draw(self, n: int) -> tuple[Tensor, Tensor]:
        """``n`` latents from posteriors in the bank, and their conditions."""
        rows = torch.randint(min(int(self.filled), len(self.means)), (n,), device=self.means.device)
        h = self.means[rows] + self.spreads[rows] * torch.randn_like(self.spreads[rows])
        return h, self.told[rows]

    def moments(self) -> tuple[Tensor, Tensor]:
        """Mean and standard deviation of all latents in the bank."""
        known = slice(0, min(int(self.filled), len(self.means)))
        variance = self.means[known].var(0) + self.spreads[known].square().mean(0)
        return self.means[known].mean(0), variance.sqrt()


def _waves(t: Tensor) -> Tensor:
    """A number in [0, 1] as 32 sines and cosines."""
    angles = t[:, None] * (torch.pi * 2.0 ** torch.linspace(-1, 5, 16, device=t.device))
    return torch.cat((angles.sin(), angles.cos()), 1)
