"""Two errors by which pictures and places are judged: how a picture is rebuilt, and the latent's round trip.

An atlas holds both for a sample of its own items, sorted: what is an ordinary error is told by them
(``morphospace.atlas.atlas.validity``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.models import Settings

if TYPE_CHECKING:
    from torch import Tensor


def rebuilt_errors(model: Any, images: Tensor, settings: Sequence[Settings] | None = None) -> np.ndarray:
    """Root mean square difference, 0 to 1, between pictures and what the model rebuilds of them.

    ``images``: float ``(N, 3, H, W)`` in [-1, 1]. ``settings``: one mapping a picture, or None for a model
    without attributes. Returns float32 ``(N,)``, infinite where the model gives NaN.
    """
    import torch

    with torch.inference_mode():
        return rebuilt_of(images, model.decode(model.encode(images, settings), settings))


def rebuilt_of(images: Tensor, rebuilt: Tensor) -> np.ndarray:
    """``rebuilt_errors`` for pictures ``(N, 3, H, W)`` that are rebuilt already."""
    import torch

    with torch.inference_mode():
        apart = ((rebuilt.float().clamp(-1.0, 1.0) - images.float()) / 2.0).flatten(1)
        return _plain(apart.square().mean(1).sqrt())


def round_trip_errors(
    model: Any,
    latents: Mapping[str, Tensor],
    settings: Sequence[Settings] | None = None,
    spread: float = 1.0,
) -> np.ndarray:
    """``‖h - g_e(g_d(h, m), m)‖`` over all latents together, divided by ``spread``.

    ``latents``: by name, batch first. ``spread``: deviation of one latent dimension over the data.
    Returns float32 ``(N,)``, infinite where the model gives NaN.
    """
    import torch

    with torch.inference_mode():
        return round_trip_of(model, model.decode(latents, settings), latents, settings, spread)


def round_trip_of(
    model: Any,
    images: Tensor,
    latents: Mapping[str, Tensor],
    settings: Sequence[Settings] | None = None,
    spread: float = 1.0,
) -> np.ndarray:
    """``round_trip_errors`` for pictures ``(N, 3, H, W)`` that are decoded from the latents already."""
    import torch

    with torch.inference_mode():
        back = model.encode(images, settings)
        parts = [(back[name].float() - latent.float()).flatten(1) for name, latent in latents.items()]
        return _plain(torch.cat(parts, 1).norm(dim=1) / spread)


def _plain(errors: Tensor) -> np.ndarray:
    """As numpy; NaN, of which nothing can be said but that it is bad, as infinity."""
    found: np.ndarray = errors.cpu().numpy().astype(np.float32)
    return np.where(np.isnan(found), np.float32(np.inf), found)
