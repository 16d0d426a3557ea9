"""The losses of the conditional VAE and of its reader, as functions of tensors."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL divergence of normal posteriors ``(N, latents)`` from N(0, I) in nats, mean over the batch."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1).mean()


def unlikeness(images: Tensor, others: Tensor, window: int = 7) -> Tensor:
    """1 - SSIM (Wang et al. 2004) with a square window: it minds specks on plain colours, which squared
    error forgives. Pictures in [-1, 1]; a scalar."""
    c1, c2 = 0.01**2, 0.03**2
    images, others = 0.5 * images + 0.5, 0.5 * others + 0.5
    pairs = torch.cat((images, others, images * images, others * others, images * others), 1)
    x, y, xx, yy, xy = F.avg_pool2d(pairs, window, stride=1).chunk(5, 1)
    likeness = (2 * x * y + c1) * (2 * (xy - x * y) + c2)
    return 1 - (likeness / ((x * x + y * y + c1) * (xx - x * x + yy - y * y + c2))).mean()


def reading_loss(
    logits: Sequence[Tensor], targets: Sequence[Tensor], judged: Tensor
) -> tuple[Tensor, Tensor]:
    """Cross entropy with (soft) targets, mean over what can be judged ``(N, A)``; and how much is right."""
    losses = [
        F.cross_entropy(one, target, reduction="none") for one, target in zip(logits, targets, strict=True)
    ]
    right = [(one.argmax(1) == target.argmax(1)).float() for one, target in zip(logits, targets, strict=True)]
    total = judged.sum().clamp(min=1)
    return (torch.stack(losses, 1) * judged).sum() / total, (torch.stack(right, 1) * judged).sum() / total


def disturbed(images: Tensor) -> Tensor:
    """Pictures shifted by a pixel or two, some blurred, with a little noise: what a reader should
    not mind, and what a hidden message does not survive."""
    right, down = (int(v) for v in torch.randint(-2, 3, (2,)))
    images = F.pad(images, (2, 2, 2, 2), mode="replicate")
    images = images[:, :, 2 + down : images.shape[2] - 2 + down, 2 + right : images.shape[3] - 2 + right]
    share = torch.rand(len(images), 1, 1, 1, device=images.device)
    blurred = F.avg_pool2d(F.pad(images, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    images = torch.lerp(images, blurred, (share * 1.4 - 0.7).clamp(0))
    return images + torch.randn_like(images) * 0.08 * torch.rand(len(images), 1, 1, 1, device=images.device)


def sum_of(losses: Sequence[Tensor]) -> Tensor:
    """Sum of scalars."""
    return torch.stack(list(losses)).sum()
