"""How near a picture is to its original: PSNR and SSIM, both on 8-bit pixels as people get them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

_WINDOW = 11
_SIGMA = 1.5
_BATCH = 250


def squared_errors(pictures: np.ndarray, originals: np.ndarray) -> np.ndarray:
    """Mean squared error of each picture, of values in [0, 1]: uint8 ``(N, H, W, 3)`` to float64 ``(N,)``."""
    errors = np.empty(len(pictures))
    for index, (picture, original) in enumerate(zip(pictures, originals, strict=True)):
        difference = picture.astype(np.float32) - original.astype(np.float32)
        errors[index] = np.mean(np.square(difference), dtype=np.float64) / 255.0**2
    return errors


def psnr(errors: np.ndarray | np.floating[Any]) -> np.ndarray:
    """Peak signal-to-noise ratio in dB of mean squared errors of values in [0, 1]; at most 100 dB."""
    return np.asarray(-10.0 * np.log10(np.maximum(errors, 1e-10)))


def ssim(pictures: np.ndarray, originals: np.ndarray) -> np.ndarray:
    """Structural similarity of each picture: uint8 ``(N, H, W, 3)`` to float64 ``(N,)``.

    Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to structural
    similarity", 2004: Gaussian window 11×11 with σ 1.5, K₁ 0.01, K₂ 0.03, only windows that lie whole
    inside the picture; the mean over the three colour channels.
    """
    values = [
        _ssim(_unit(pictures[start : start + _BATCH]), _unit(originals[start : start + _BATCH]))
        for start in range(0, len(pictures), _BATCH)
    ]
    return torch.cat(values).double().numpy()


def _ssim(x: Tensor, y: Tensor) -> Tensor:
    c1, c2 = 0.01**2, 0.03**2
    mean_x, mean_y = _windowed(x), _windowed(y)
    var_x = _windowed(x * x) - mean_x**2
    var_y = _windowed(y * y) - mean_y**2
    covariance = _windowed(x * y) - mean_x * mean_y
    similarity = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    return (similarity / ((mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2))).mean((1, 2, 3))


def _windowed(images: Tensor) -> Tensor:
    """Gaussian mean around each pixel, by one pass along the rows and one along the columns."""
    place = torch.arange(_WINDOW, dtype=torch.float32) - _WINDOW // 2
    weights = torch.exp(-(place**2) / (2 * _SIGMA**2))
    weights = (weights / weights.sum()).to(images.dtype)
    planes = images.reshape(-1, 1, *images.shape[2:])
    planes = functional.conv2d(
        functional.conv2d(planes, weights.view(1, 1, 1, -1)), weights.view(1, 1, -1, 1)
    )
    return planes.reshape(*images.shape[:2], *planes.shape[2:])


def _unit(pictures: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).double() / 255.0
