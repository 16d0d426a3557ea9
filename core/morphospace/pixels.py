"""Pictures crossing the border of a model: uint8 ``(N, H, W, 3)`` outside, floats in ``[-1, 1]`` inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor


def to_model(images: np.ndarray, size: int, device: str = "cpu") -> Tensor:
    """Pictures of any size as a model reads them: the middle square, resized without aliasing.

    ``images``: uint8 ``(N, H, W, 3)`` or one ``(H, W, 3)``. Returns float32 ``(N, 3, size, size)`` in
    ``[-1, 1]``. A picture that already has the size passes through without resampling.
    """
    import torch

    if images.ndim == 3:
        images = images[None]
    if images.dtype != np.uint8 or images.ndim != 4 or images.shape[3] != 3:
        raise ValueError(f"pictures must be uint8 (N, H, W, 3), not {images.dtype} {images.shape}")
    square = np.ascontiguousarray(centre_square(images, size))
    tensor = torch.from_numpy(square).permute(0, 3, 1, 2).to(device, torch.float32)
    return tensor / 127.5 - 1


def centre_square(images: np.ndarray, size: int) -> np.ndarray:
    """The largest middle square of uint8 ``(N, H, W, 3)``, resized to ``(N, size, size, 3)``.

    Pillow's Lanczos filter widens with the reduction, so small pictures of large ones do not alias.
    """
    height, width = images.shape[1:3]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = images[:, top : top + side, left : left + side]
    if side == size:
        return square
    return np.stack([_resized(image, size) for image in square])


def to_pixels(images: Tensor) -> np.ndarray:
    """Float ``(N, 3, H, W)``, clamped to ``[-1, 1]``, as uint8 ``(N, H, W, 3)``, rounded to nearest."""
    import torch

    scaled = images.detach().float().add(1).mul(127.5).round().clamp(0, 255)
    pixels: np.ndarray = scaled.to(torch.uint8).permute(0, 2, 3, 1).contiguous().cpu().numpy()
    return pixels


def _resized(image: np.ndarray, size: int) -> np.ndarray:
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(image))
    return np.asarray(picture.resize((size, size), Image.Resampling.LANCZOS, reducing_gap=3.0))
