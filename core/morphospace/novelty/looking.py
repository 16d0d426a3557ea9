"""How a model looks at pictures: where it puts them, and where in the picture it fails to rebuild them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.errors import BadInputError
from morphospace.models import Settings

if TYPE_CHECKING:
    from torch import Tensor

_BOX = 12
"""The residual is averaged over boxes of about a twelfth of the picture: a fault of a sixteenth of it is as
plain as one all over it, and the noise of single pixels is not."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What a model makes of N pictures.

    ``latents``: float32 by name, batch first. ``settings``: what it reads in each picture, None for a
    model that reads nothing. ``residuals``: float32 ``(N, H, W)``, the squared difference between picture
    and rebuilt picture (0 to 1), averaged over colours and over a small box about each pixel; infinite
    where the model gives NaN.
    """

    latents: Mapping[str, np.ndarray]
    settings: Sequence[Settings] | None
    residuals: np.ndarray

    def __len__(self) -> int:
        return len(self.residuals)

    def rows(self, rows: np.ndarray) -> Seen:
        """Some of the pictures."""
        settings = None if self.settings is None else [self.settings[row] for row in rows]
        return Seen({name: one[rows] for name, one in self.latents.items()}, settings, self.residuals[rows])


def check_looks(model: Any, title: str) -> None:
    """Raises ``BadInputError`` for a model that cannot encode and decode."""
    for ability in ("encode", "decode"):
        if not callable(getattr(model, ability, None)):
            raise BadInputError(f"{title} cannot {ability} pictures: choose a model that rebuilds them.")


def look(model: Any, pictures: np.ndarray, device: str = "cpu") -> Seen:
    """Look at pictures of the model's size, uint8 ``(N, S, S, 3)``."""
    import torch

    from morphospace.pixels import from_pixels

    with torch.inference_mode():
        images = from_pixels(pictures, pictures.shape[1], device)
        settings = model.read(images) if callable(getattr(model, "read", None)) else None
        latents = model.encode(images, settings)
        residuals = _residuals(images, model.decode(latents, settings))
        plain = {name: latent.float().cpu().numpy() for name, latent in latents.items()}
    return Seen(plain, settings, np.where(np.isnan(residuals), np.float32(np.inf), residuals))


def join(parts: Sequence[Seen]) -> Seen:
    """Several as one. Raises ``ValueError`` for none."""
    settings = None if parts[0].settings is None else [row for part in parts for row in part.settings or ()]
    latents = {name: np.concatenate([part.latents[name] for part in parts]) for name in parts[0].latents}
    return Seen(latents, settings, np.concatenate([part.residuals for part in parts]))


def box_of(size: int) -> int:
    """Side of the box in pictures of ``size`` pixels: odd, 3 or more."""
    return max(3, 2 * (size // (2 * _BOX)) + 1)


def _residuals(images: Tensor, rebuilt: Tensor) -> np.ndarray:
    from torch.nn.functional import avg_pool2d

    box = box_of(images.shape[2])
    apart = ((rebuilt.float().clamp(-1.0, 1.0) - images) / 2.0).square().mean(1, keepdim=True)
    smooth = avg_pool2d(apart, box, 1, box // 2, count_include_pad=False)
    found: np.ndarray = smooth[:, 0].cpu().numpy()
    return found
