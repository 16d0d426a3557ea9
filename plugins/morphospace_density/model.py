"""A density over principal components at work: p(x) of a picture, and pictures drawn from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from morphospace import BadCheckpointError, Checkpoint, Control, Frame, Request, Settings, from_pixels
from morphospace_density.mixture import Mixture, draw, log_densities, log_density

LATENT = "h"
TOWARDS = "towards_mean"


class DensityModel:
    """A ``LatentModel`` that knows how likely a latent is. Latents: ``{"h": (N, components)}``.

    ``mean`` ``(3·S·S,)`` and orthonormal ``axes`` ``(components, 3·S·S)`` make latents of pictures; the
    ``mixture`` is over latents. Frames tell ``log_density``, ``(N,)`` in nats, of what they show.
    """

    def __init__(
        self, mean: Tensor, axes: Tensor, mixture: Mixture, controls: Sequence[Control], size: int
    ) -> None:
        self._mean, self._axes, self._mixture = mean, axes, mixture
        self._size = size
        self.controls = tuple(controls)

    def render(self, request: Request) -> Iterator[Frame]:
        """One frame: the given latents, the opened pictures or new ones, pulled to the mean as asked."""
        amount = float(request.settings.get(TOWARDS, 0.0))
        with torch.no_grad():
            h = self._latents(request)
            place = self._pulled(h, torch.full((len(h), 1), amount, device=h.device))
            images = self._drawn(place)
            extras = {"log_density": self.log_density({LATENT: place})}
        yield Frame(images=images, latents={LATENT: h}, settings=[{TOWARDS: amount}] * len(h), extras=extras)

    def encode(self, images: Tensor, settings: Sequence[Settings] | None = None) -> dict[str, Tensor]:
        """Pictures ``(N, 3, S, S)`` in [-1, 1] to their components."""
        return {LATENT: (images.flatten(1) - self._mean) @ self._axes.T}

    def decode(self, latents: Mapping[str, Tensor], settings: Sequence[Settings] | None = None) -> Tensor:
        """Components to pictures ``(N, 3, S, S)`` in [-1, 1]."""
        h = latents[LATENT]
        if settings is not None:
            amounts = [[float(row.get(TOWARDS, 0.0))] for row in settings]
            h = self._pulled(h, torch.tensor(amounts, device=h.device))
        return self._drawn(h)

    def prior(self, n: int, seed: int) -> dict[str, Tensor]:
        """Latents drawn from the density."""
        return {LATENT: draw(self._mixture, n, seed)}

    def log_density(self, latents: Mapping[str, Tensor]) -> Tensor:
        """``log p(h)`` in nats, ``(N,)``: of the components, not of the pixels they leave out."""
        return log_density(self._mixture, latents[LATENT])

    def _latents(self, request: Request) -> Tensor:
        if LATENT in request.latents:
            given = np.asarray(request.latents[LATENT], np.float32)
            return torch.as_tensor(given, device=self._mean.device)
        if "image" in request.images:
            pictures = from_pixels(request.images["image"], self._size, str(self._mean.device))
            return self.encode(pictures)[LATENT]
        return self.prior(request.n, request.seed)[LATENT]

    def _pulled(self, h: Tensor, amounts: Tensor) -> Tensor:
        """Latents moved by these shares ``(N, 1)`` of the way to the mean of their likeliest component."""
        likeliest = log_densities(self._mixture, h.detach()).argmax(1)
        return torch.lerp(h, self._mixture.means[likeliest], amounts)

    def _drawn(self, h: Tensor) -> Tensor:
        flat = torch.addmm(self._mean, h, self._axes)
        return flat.clamp(-1, 1).reshape(-1, 3, self._size, self._size)


def load(checkpoint: Checkpoint, device: str) -> DensityModel:
    """The model of a checkpoint. Raises ``BadCheckpointError`` where tensors and card do not agree."""
    card, tensors = checkpoint.card, checkpoint.tensors(device)
    try:
        mean, axes, mixture = tensors["mean"].float(), tensors["axes"].float(), Mixture.from_tensors(tensors)
        if axes.shape != (mixture.means.shape[1], 3 * card.image_size**2) or mean.shape != axes.shape[1:]:
            raise ValueError("its components are not of pictures of the card's size")
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise BadCheckpointError(
            f"{checkpoint.weights} does not fit its card ({reason}): install the model again."
        ) from None
    return DensityModel(mean, axes, mixture, card.controls, card.image_size)
