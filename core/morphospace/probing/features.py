"""A model's latents as features of a probe: fixed, or with the encoder's own weights learning along.

What a model says of a picture's attributes must not reach the probe. Every picture is therefore encoded
with the same settings, the controls' defaults: a conditional model then has no need to read the picture,
and nothing that its reader knows can come through.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.controls import Control
from morphospace.errors import BadInputError, MorphospaceError
from morphospace.hosting.devices import tensors_of
from morphospace.models import Settings

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, eq=False)
class Twin:
    """A copy of a model whose encoder may learn: ``weights`` are those that its latents depend on."""

    model: Any
    weights: Sequence[Tensor]


def same_settings(controls: Sequence[Control]) -> Settings:
    """What every picture is encoded with."""
    return {control.name: control.default for control in controls if hasattr(control, "default")}


def latents_of(model: Any, images: Tensor, settings: Settings) -> Tensor:
    """Pictures ``(N, 3, S, S)`` in [-1, 1] to all their latents side by side, float ``(N, D)``."""
    import torch

    found = model.encode(images, [settings] * len(images))
    return torch.cat([latent.flatten(1).float() for latent in found.values()], 1)


def fixed_latents(model: Any, pixels: np.ndarray, size: int, settings: Settings, device: str) -> np.ndarray:
    """Latents of uint8 ``(N, S, S, 3)``, float32 ``(N, D)``. Raises ``MorphospaceError`` if not numbers."""
    import torch

    from morphospace.pixels import from_pixels

    with torch.inference_mode():
        found = latents_of(model, from_pixels(pixels, size, device), settings).cpu().numpy()
    if not np.isfinite(found).all():
        raise MorphospaceError(
            "The model's latents of some pictures are not numbers: nothing can learn of them."
        )
    return np.asarray(found, np.float32)


def twin_of(model: Any, images: Tensor, settings: Settings) -> Twin:
    """A copy of a model, ready to learn. Of its modules only parameters learn, no running means; of a model
    without modules the tensors that it is made of.

    ``images``: a few, to see what their latents depend on. Raises ``BadInputError`` where the model cannot
    be copied or lets no gradient through.
    """
    import torch

    try:
        twin = copy.deepcopy(model)
    except Exception as error:
        raise BadInputError(f"It cannot be copied, and the original must stay as it is ({error}).") from None
    own = list({id(one): one for one in tensors_of(twin) if one.is_floating_point() and one.is_leaf}.values())
    parameters = [one for one in own if isinstance(one, torch.nn.Parameter)]
    weights = _reached(twin, parameters, images, settings) or _reached(twin, own, images, settings)
    if not weights:
        raise BadInputError("Its latents let no gradient through to weights that can be found.")
    return Twin(twin, weights)


def _reached(twin: Any, tensors: Sequence[Tensor], images: Tensor, settings: Settings) -> list[Tensor]:
    """Those that the latents depend on; these alone are left ready to learn."""
    import torch

    for tensor in tensors:
        tensor.requires_grad_(True)
    latents = latents_of(twin, images, settings)
    gradients: Sequence[Tensor | None] = [None] * len(tensors)
    if tensors and latents.requires_grad:
        gradients = torch.autograd.grad(latents.sum(), list(tensors), allow_unused=True)
    for tensor, given in zip(tensors, gradients, strict=True):
        tensor.requires_grad_(given is not None)
    return [tensor for tensor, given in zip(tensors, gradients, strict=True) if given is not None]
