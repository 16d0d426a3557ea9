"""Where new pictures come from: one Gaussian fitted to the latents of pictures that were seen.

A plain autoencoder promises nothing about the space between its latents: samples of this Gaussian that
fall into its holes are no faces. That is what it is compared for.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn


class Gaussian(nn.Module):
    """Running sums of latents ``(N, latents)`` and the Gaussian that they give."""

    count: Tensor
    total: Tensor
    squares: Tensor

    def __init__(self, latents: int) -> None:
        super().__init__()
        self.register_buffer("count", torch.zeros((), dtype=torch.float64))
        self.register_buffer("total", torch.zeros(latents, dtype=torch.float64))
        self.register_buffer("squares", torch.zeros(latents, latents, dtype=torch.float64))

    @torch.no_grad()
    def add(self, h: Tensor) -> None:
        """Count these latents in."""
        rows = h.double()
        self.count += len(rows)
        self.total += rows.sum(0)
        self.squares += rows.T @ rows

    def moments(self) -> tuple[Tensor, Tensor]:
        """Mean ``(latents,)`` and a root of the covariance ``(latents, latents)``, float32; of nothing seen,
        those of N(0, I)."""
        width = len(self.total)
        if self.count < 2:
            return torch.zeros(width), torch.eye(width)
        mean = self.total / self.count
        covariance = (self.squares / self.count - torch.outer(mean, mean)) * (self.count / (self.count - 1))
        values, vectors = torch.linalg.eigh(covariance)
        root = vectors * values.clamp(min=0).sqrt()
        return mean.float(), root.float()


def draw(mean: Tensor, root: Tensor, n: int, seed: int) -> Tensor:
    """``n`` latents of the Gaussian ``mean + root z``; the first are the same for any ``n``."""
    noise = np.random.default_rng(seed).standard_normal((n, root.shape[1])).astype(np.float32)
    return mean + torch.from_numpy(noise).to(mean.device) @ root.T
