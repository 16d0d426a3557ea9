"""Arrays that never change: states of a document share them, files name them by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np


def frozen(array: np.ndarray) -> np.ndarray:
    """``array``, contiguous and read-only: itself if it is so already, else a copy of its own."""
    base = array.base
    lent = isinstance(base, np.ndarray) and base.flags.writeable
    if not array.flags.writeable and array.flags.c_contiguous and not lent:
        return array
    copy = np.array(array, order="C", copy=True)
    copy.setflags(write=False)
    return copy


def frozen_pixels(pixels: np.ndarray, channels: tuple[int, ...] = (3,)) -> np.ndarray:
    """uint8 ``(H, W, C)`` with C among ``channels``, read-only; raises ``ValueError`` for anything else."""
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] not in channels or not pixels.size:
        wanted = " or ".join(map(str, channels))
        raise ValueError(f"a picture must be uint8 (H, W, {wanted}), not {pixels.dtype} {pixels.shape}")
    return frozen(pixels)


def frozen_latents(latents: Mapping[str, np.ndarray]) -> Mapping[str, np.ndarray]:
    """Latents as read-only float32 arrays in a read-only mapping."""
    return MappingProxyType({name: frozen(np.asarray(z, np.float32)) for name, z in latents.items()})


def content_hash(array: np.ndarray) -> str:
    """64 hexadecimal digits that name the array's type, shape and content (SHA-256)."""
    digest = hashlib.sha256(f"{array.dtype.str} {array.shape} ".encode())
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
