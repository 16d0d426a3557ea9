"""Where new faces come from: the posteriors of pictures that were seen, all together.

With a weak KL term the latents of all pictures are not N(0, I): they lie in many tight clusters, which
plain Gaussian samples would miss. So the prior is what a VAE's best prior is, the aggregated posterior
(Tomczak & Welling, VAE with a VampPrior, 2018): a mixture of some thousand remembered posteriors.
A latent that still holds a little of the attributes should hold the asked ones, so of a few components
drawn at random the one whose own attributes are nearest is taken.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

_CANDIDATES = 48


class Mixture(nn.Module):
    """The last ``size`` posteriors of an encoder, and with what condition each was made."""

    means: Tensor
    spreads: Tensor
    told: Tensor
    filled: Tensor

    def __init__(self, latents: int, m: int, size: int) -> None:
        super().__init__()
        self.register_buffer("means", torch.zeros(size, latents))
        self.register_buffer("spreads", torch.ones(size, latents))
        self.register_buffer("told", torch.zeros(size, m))
        self.register_buffer("filled", torch.zeros((), dtype=torch.int32))

    def add(self, means: Tensor, spreads: Tensor, told: Tensor) -> None:
        """Keep these posteriors, forgetting the oldest if it is full."""
        size = len(self.means)
        places = (torch.arange(len(means), device=means.device) + self.filled) % size
        self.means[places] = means
        self.spreads[places] = spreads
        self.told[places] = told
        self.filled += len(means)
        # Kept small, so that it never leaves its type, and equal to the next place in the ring.
        if self.filled >= 2 * size:
            self.filled -= size

    def draw(self, told: Tensor, seed: int) -> Tensor:
        """One latent for each condition ``(N, m)``; the first ones are the same for any N."""
        count, latents = len(told), self.means.shape[1]
        random = np.random.default_rng((seed, 0))
        known = min(int(self.filled), len(self.means)) or len(self.means)
        candidates = torch.from_numpy(random.integers(0, known, (count, _CANDIDATES))).to(told.device)
        distances = (self.told[candidates] - told[:, None]).square().sum(2)
        chosen = candidates.gather(1, distances.argmin(1, keepdim=True))[:, 0]
        noise = np.random.default_rng((seed, 1)).standard_normal((count, latents)).astype(np.float32)
        return self.means[chosen] + self.spreads[chosen] * torch.from_numpy(noise).to(told.device)
