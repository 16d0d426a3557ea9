"""Principal components at work: ``h = Vᵀ (x - mean)``, ``x̂ = V h + mean``, and the first few as sliders.

A slider says where the picture stands along a component, in deviations of the data. The latents hold all
components, those on sliders as well; a setting that differs from what its latent says moves the latent
there. So an opened picture shows its own values, latents and settings that belong together change nothing,
and whoever has no settings loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from morphospace import (
    BadCheckpointError,
    Checkpoint,
    Control,
    Frame,
    Request,
    Setting,
    Settings,
    Slider,
    from_pixels,
)

LATENT = "h"


class PcaModel:
    """A ``LatentModel`` that reads its own components. Latents: ``{"h": (N, components)}``.

    ``mean`` ``(3·S·S,)``, orthonormal ``axes`` ``(components, 3·S·S)``, ``deviations`` ``(components,)`` of
    the data along them. The slider in place k of ``controls`` moves component k.
    """

    def __init__(
        self, mean: Tensor, axes: Tensor, deviations: Tensor, controls: Sequence[Control], size: int
    ) -> None:
        self._mean, self._axes, self._deviations = mean, axes, deviations
        self._size = size
        self.controls = tuple(controls)
        self._sliders = [control for control in controls if isinstance(control, Slider)]

    def render(self, request: Request) -> Iterator[Frame]:
        """One frame: the given latents, the opened pictures or new ones, moved to the asked settings."""
        with torch.no_grad():
            h = self._moved(self._latents(request), request.settings)
            images = self._drawn(h)
            settings = [{**row, **request.settings} for row in self._told(h)]
        yield Frame(images=images, latents={LATENT: h}, settings=settings)

    def encode(self, images: Tensor, settings: Sequence[Settings] | None = None) -> dict[str, Tensor]:
        """Pictures ``(N, 3, S, S)`` in [-1, 1] to all their components, whatever the settings."""
        return {LATENT: (images.flatten(1) - self._mean) @ self._axes.T}

    def decode(self, latents: Mapping[str, Tensor], settings: Sequence[Settings] | None = None) -> Tensor:
        """Components to pictures ``(N, 3, S, S)`` in [-1, 1], moved to the settings if there are some."""
        h = latents[LATENT]
        if settings is not None:
            h = torch.cat([self._moved(row[None], one) for row, one in zip(h, settings, strict=True)])
        return self._drawn(h)

    def read(self, images: Tensor) -> list[dict[str, Setting]]:
        """Where each picture stands along the components that have sliders."""
        with torch.no_grad():
            return self._told(self.encode(images)[LATENT])

    def prior(self, n: int, seed: int) -> dict[str, Tensor]:
        """Every component from a Gaussian of the data's deviation."""
        noise = np.random.default_rng(seed).standard_normal((n, len(self._deviations))).astype(np.float32)
        return {LATENT: torch.from_numpy(noise).to(self._deviations.device) * self._deviations}

    def _latents(self, request: Request) -> Tensor:
        if LATENT in request.latents:
            given = np.asarray(request.latents[LATENT], np.float32)
            return torch.as_tensor(given, device=self._mean.device)
        if "image" in request.images:
            pictures = from_pixels(request.images["image"], self._size, str(self._mean.device))
            return self.encode(pictures)[LATENT]
        return self.prior(request.n, request.seed)[LATENT]

    def _drawn(self, h: Tensor) -> Tensor:
        flat = torch.addmm(self._mean, h, self._axes)
        return flat.clamp(-1, 1).reshape(-1, 3, self._size, self._size)

    def _told(self, h: Tensor) -> list[dict[str, Setting]]:
        """The sliders' values of latents: clipped where a picture lies beyond the end of one."""
        names = [slider.name for slider in self._sliders]
        return [dict(zip(names, row, strict=True)) for row in self._positions(h).tolist()]

    def _positions(self, h: Tensor) -> Tensor:
        count = len(self._sliders)
        low, high = (
            torch.tensor([getattr(slider, end) for slider in self._sliders], device=h.device)
            for end in ("minimum", "maximum")
        )
        return (h[:, :count] / self._deviations[:count]).clamp(low, high)

    def _moved(self, h: Tensor, settings: Settings) -> Tensor:
        """Latents moved along the components in ``settings`` as far as these differ from what is told."""
        asked = [(place, s.name) for place, s in enumerate(self._sliders) if s.name in settings]
        if not asked:
            return h
        places = [place for place, _ in asked]
        wanted = torch.tensor([float(settings[name]) for _, name in asked], device=h.device)
        # Detached: for whoever optimises the latent it is free, and the settings only say where it begins.
        step = (wanted - self._positions(h.detach())[:, places]) * self._deviations[places]
        return h.index_add(1, torch.tensor(places, device=h.device), step)


def load(checkpoint: Checkpoint, device: str) -> PcaModel:
    """The model of a checkpoint. Raises ``BadCheckpointError`` where tensors and card do not agree."""
    card, tensors = checkpoint.card, checkpoint.tensors(device)
    try:
        mean, axes, deviations = (tensors[name].float() for name in ("mean", "axes", "deviations"))
        if axes.shape != (len(deviations), 3 * card.image_size**2) or mean.shape != axes.shape[1:]:
            raise ValueError("its components are not of pictures of the card's size")
        if len(card.controls) > len(deviations) or (deviations[: len(card.controls)] <= 0).any():
            raise ValueError("it has a slider for a component that it lacks")
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise BadCheckpointError(
            f"{checkpoint.weights} does not fit its card ({reason}): install the model again."
        ) from None
    return PcaModel(mean, axes, deviations, card.controls, card.image_size)
