"""Principal components of pictures: the mean, the axes of largest variance, the variances along them.

Found by subspace iteration (Halko, Martinsson and Tropp, "Finding structure with randomness", 2011, 4.5)
in passes over the pictures, a batch at a time, so that the covariance of twelve thousand pixels never has
to be formed.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

SPARE = 64
"""Axes that are followed besides those that are kept: the more, the fewer passes."""


class Components(nn.Module):
    """The state of the fit: ``mean`` ``(D,)``, orthonormal ``axes`` ``(D, m)``, ``product``, the sum of
    ``xᵀ x axes`` over the pictures of this pass, and ``seen``, how many those are."""

    mean: Tensor
    axes: Tensor
    product: Tensor
    variances: Tensor
    seen: Tensor

    def __init__(self, pixels: int, kept: int) -> None:
        super().__init__()
        width = min(kept + SPARE, pixels)
        self.kept = kept
        self.register_buffer("mean", torch.zeros(pixels))
        self.register_buffer("axes", torch.linalg.qr(torch.randn(pixels, width))[0])
        self.register_buffer("product", torch.zeros(pixels, width))
        self.register_buffer("variances", torch.zeros(width))
        self.register_buffer("seen", torch.zeros((), dtype=torch.int64))

    def average(self, x: Tensor) -> None:
        """Count pictures ``(N, D)`` into the mean."""
        self.seen += len(x)
        self.mean += (x - self.mean).sum(0) / self.seen

    def multiply(self, x: Tensor) -> None:
        """Add these pictures' part of the covariance times the axes."""
        centred = x - self.mean
        self.seen += len(x)
        self.product += centred.T @ (centred @ self.axes)

    def turn(self) -> None:
        """At the end of a pass: axes nearer to those of largest variance, sorted, with the variances."""
        small = self.axes.T.double() @ self.product.double() / max(1, int(self.seen) - 1)
        values, vectors = torch.linalg.eigh((small + small.T) / 2)
        order = torch.arange(len(values) - 1, -1, -1)
        self.variances.copy_(values[order].clamp(min=0))
        # The product is the next step of the iteration; turned, its columns come sorted.
        turned = self.product.double() @ vectors[:, order]
        self.axes.copy_(torch.linalg.qr(turned)[0])
        self.start()

    def start(self) -> None:
        """Begin a pass."""
        self.product.zero_()
        self.seen.zero_()

    def found(self) -> tuple[Tensor, Tensor, Tensor]:
        """Mean ``(D,)``, axes ``(kept, D)`` and deviations ``(kept,)``, largest first; of each axis the
        entry of largest size is positive, so that the same pictures always give the same axes."""
        axes = self.axes[:, : self.kept].T
        largest = axes.gather(1, axes.abs().argmax(1, keepdim=True))
        return self.mean, axes * largest.sign(), self.variances[: self.kept].sqrt()
