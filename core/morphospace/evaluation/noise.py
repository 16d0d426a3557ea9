"""Noise: what a model draws of a noisy picture, and how far noise moves its latents.

Noise is Gaussian with a deviation of 0.2 in pictures of [-1, 1] and is not clipped, so that the noisy
picture itself stands at 20 dB.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch

from morphospace.evaluation.fidelity import psnr, squared_errors
from morphospace.evaluation.linear import Components
from morphospace.evaluation.subject import Subject
from morphospace.evaluation.watch import Watch
from morphospace.pixels import from_pixels, to_pixels

SIGMA = 0.2
_SEED = 7
_BATCH = 100


@dataclass(frozen=True)
class NoiseScore:
    """``denoised``: PSNR (mean over pictures, dB) of what is drawn of noisy pictures, against the clean ones.

    ``shift``: root mean square of what noise adds to a latent, in deviations of that latent over pictures.
    """

    denoised: float
    shift: float


@torch.inference_mode()
def score_noise(subject: Subject, pictures: np.ndarray, watch: Watch) -> NoiseScore:
    """Of pictures, uint8 ``(N, S, S, 3)``, through a model that encodes and decodes. What it reads
    it reads in the noisy picture."""
    clean, moved, errors = [], [], []
    for rows in watch.batches(len(pictures), _BATCH):
        images = from_pixels(pictures[rows], subject.size, subject.device)
        noisy = images + noise(rows, images.shape[1:]).to(images)
        read = subject.model.read(noisy) if "read" in subject.capabilities else None
        latents = subject.model.encode(noisy, read)
        drawn = to_pixels(subject.model.decode(latents, read))
        errors.append(squared_errors(drawn, pictures[rows]))
        # Told the same of both, so that only the latent is compared.
        clean.append(_flat(subject.model.encode(images, read)))
        moved.append(_flat(latents))
    before, after = torch.cat(clean), torch.cat(moved)
    shift = ((after - before) / before.std(0).clamp(min=1e-8)).square().mean().sqrt()
    return NoiseScore(float(psnr(np.concatenate(errors)).mean()), float(shift))


def linear_denoised(components: Components, pictures: np.ndarray, k: int) -> float:
    """What the first ``k`` principal components give by the same measure."""
    errors = []
    for start in range(0, len(pictures), _BATCH):
        part = pictures[start : start + _BATCH]
        rows = slice(start, start + len(part))
        noisy = from_pixels(part, part.shape[1]) + noise(rows, (3, *part.shape[1:3]))
        flat = (0.5 * noisy + 0.5).permute(0, 2, 3, 1).numpy()
        errors.append(squared_errors(components.rebuild(flat, k), part))
    return float(psnr(np.concatenate(errors)).mean())


def noise(rows: slice, shape: tuple[int, ...]) -> torch.Tensor:
    """The noise of these pictures, ``(len, *shape)``: always the same for the same rows."""
    return SIGMA * torch.randn(
        (rows.stop - rows.start, *shape), generator=torch.Generator().manual_seed(_SEED * 2**20 + rows.start)
    )


def _flat(latents: Mapping[str, torch.Tensor]) -> torch.Tensor:
    return torch.cat([latent.reshape(len(latent), -1).float().cpu() for latent in latents.values()], 1)
