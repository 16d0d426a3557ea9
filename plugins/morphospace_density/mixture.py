"""A mixture of Gaussians as functions of plain tensors; with one component it is the classical Gaussian.

Bishop, "Pattern Recognition and Machine Learning", 2006, 9.2. Covariances are full, and kept as their
Cholesky factors, from which both sampling and densities follow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

_LLOYD = 10


@dataclass(frozen=True, eq=False)
class Mixture:
    """``weights`` ``(K,)`` that sum to 1, ``means`` ``(K, D)``, ``roots`` ``(K, D, D)``: lower triangular,
    ``root rootᵀ`` is the covariance."""

    weights: Tensor
    means: Tensor
    roots: Tensor

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, Tensor]) -> Mixture:
        """From the tensors of a checkpoint. Raises ``KeyError`` and ``ValueError``."""
        weights, means, roots = (tensors[name].float() for name in ("weights", "means", "roots"))
        count, width = means.shape
        if weights.shape != (count,) or roots.shape != (count, width, width):
            raise ValueError("its weights, means and roots are not of as many components")
        return cls(weights, means, roots)

    def double(self) -> Mixture:
        """In double precision."""
        return Mixture(self.weights.double(), self.means.double(), self.roots.double())


def log_densities(mixture: Mixture, h: Tensor) -> Tensor:
    """``log (w_k N(h; m_k, C_k))`` in nats, ``(N, K)``, of points ``(N, D)``."""
    width = h.shape[1]
    eye = torch.eye(width, dtype=h.dtype, device=h.device)
    # One component after another: all at once would be K times the data in memory.
    squared = [
        ((h - mean) @ torch.linalg.solve_triangular(root, eye, upper=False).T).square().sum(1)
        for mean, root in zip(mixture.means, mixture.roots, strict=True)
    ]
    halves = mixture.roots.diagonal(dim1=1, dim2=2).log().sum(1)
    constant = mixture.weights.log() - halves - 0.5 * width * math.log(2 * math.pi)
    return constant - 0.5 * torch.stack(squared, 1)


def log_density(mixture: Mixture, h: Tensor) -> Tensor:
    """``log p(h)`` in nats, ``(N,)``."""
    return log_densities(mixture, h).logsumexp(1)


def draw(mixture: Mixture, n: int, seed: int) -> Tensor:
    """``n`` points ``(n, D)``; the first are the same for any ``n``."""
    shares = np.cumsum(mixture.weights.double().cpu().numpy())
    chances = np.random.default_rng((seed, 0)).random(n)
    chosen = torch.from_numpy(np.searchsorted(shares, chances * shares[-1]).clip(max=len(shares) - 1))
    noise = np.random.default_rng((seed, 1)).standard_normal((n, mixture.means.shape[1]))
    z = torch.from_numpy(noise).to(mixture.means)
    chosen = chosen.to(mixture.means.device)
    return mixture.means[chosen] + torch.einsum("nij,nj->ni", mixture.roots[chosen], z)


def start(h: Tensor, count: int, floor: float, generator: torch.Generator) -> Mixture:
    """Components around ``count`` centres of points ``(N, D)``, found by k-means from k-means++ (Arthur and
    Vassilvitskii 2007)."""
    centres = _spread_out(h, count, generator)
    for _ in range(_LLOYD):
        owner = torch.cdist(h, centres).argmin(1)
        sums = torch.zeros_like(centres).index_add_(0, owner, h)
        sizes = torch.bincount(owner, minlength=count)
        # A centre that has lost all its points stays where it is.
        centres = torch.where(sizes[:, None] > 0, sums / sizes.clamp(min=1)[:, None], centres)
    shares = torch.nn.functional.one_hot(torch.cdist(h, centres).argmin(1), count).to(h.dtype)
    return updated(h, shares, floor)


def improved(mixture: Mixture, h: Tensor, floor: float) -> tuple[Mixture, Tensor]:
    """One step of expectation and maximisation, and the mean log-likelihood before it."""
    each = log_densities(mixture, h)
    total = each.logsumexp(1, keepdim=True)
    return updated(h, (each - total).exp(), floor), total.mean()


def updated(h: Tensor, shares: Tensor, floor: float) -> Mixture:
    """The mixture of largest likelihood where point n belongs to component k by ``shares[n, k]``.

    ``floor`` is added to every variance, so that no component can shrink to a point.
    """
    sizes = shares.sum(0) + 10 * torch.finfo(h.dtype).eps
    means = shares.T @ h / sizes[:, None]
    roots = []
    for share, size, mean in zip(shares.T, sizes, means, strict=True):
        apart = h - mean
        covariance = (apart * share[:, None]).T @ apart / size
        covariance.diagonal().add_(floor)
        roots.append(torch.linalg.cholesky(covariance))
    return Mixture(sizes / sizes.sum(), means, torch.stack(roots))


def _spread_out(h: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """Points as far from each other as chance will have it: each is drawn by its squared distance."""
    chosen = [int(torch.randint(len(h), (), generator=generator))]
    nearest = (h - h[chosen[0]]).square().sum(1)
    while len(chosen) < count:
        # Points that all lie in one place leave nothing to draw by.
        chances = nearest if float(nearest.sum()) > 0 else torch.ones_like(nearest)
        chosen.append(int(torch.multinomial(chances, 1, generator=generator)))
        nearest = torch.minimum(nearest, (h - h[chosen[-1]]).square().sum(1))
    return h[chosen]
