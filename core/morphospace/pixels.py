"""Between the two forms of a picture: uint8 ``(N, H, W, 3)`` outside models, floats in [-1, 1] inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor


def from_pixels(pixels: np.ndarray, size: int, device: str = "cpu") -> Tensor:
    """Pictures of any size as a model reads them: the middle square, resized without aliasing.

    ``pixels``: uint8 ``(N, H, W, 3)`` or one ``(H, W, 3)``. Returns float32 ``(N, 3, size, size)`` in
    ``[-1, 1]``; a picture that already has the size passes through without resampling.
    Raises ``ValueError`` for another shape or type.
    """
    import torch

    if pixels.ndim == 3:
        pixels = pixels[None]
    if pixels.dtype != np.uint8 or pixels.ndim != 4 or pixels.shape[3] != 3 or 0 in pixels.shape:
        raise ValueError(f"pictures must be uint8 (N, H, W, 3), not {pixels.dtype} {pixels.shape}")
    # Permuted, not copied: (N, H, W, 3) in memory is what torch calls channels_last.
    images = torch.from_numpy(middle_square(pixels, size)).to(device).permute(0, 3, 1, 2).float()
    return images.div_(127.5).sub_(1.0)


def middle_square(pixels: np.ndarray, size: int) -> np.ndarray:
    """A new array with the largest middle square of uint8 ``(N, H, W, 3)`` as ``(N, size, size, 3)``."""
    height, width = pixels.shape[1:3]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = pixels[:, top : top + side, left : left + side]
    return np.array(square) if side == size else np.stack([_resized(image, size) for image in square])


def to_pixels(images: Tensor) -> np.ndarray:
    """Float ``(N, 3, H, W)`` in [-1, 1] as uint8 ``(N, H, W, 3)``, rounded and clipped."""
    import torch

    scaled = images.detach().float().add(1.0).mul(127.5).round_().clamp_(0, 255)
    pixels: np.ndarray = scaled.to(torch.uint8).permute(0, 2, 3, 1).contiguous().cpu().numpy()
    return pixels


def _resized(image: np.ndarray, size: int) -> np.ndarray:
    """Pillow's Lanczos filter widens as it reduces, so a small picture of a large one does not alias."""
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(image))
    return np.asarray(picture.resize((size, size), Image.Resampling.LANCZOS, reducing_gap=3.0))
