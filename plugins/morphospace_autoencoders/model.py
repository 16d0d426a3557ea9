"""A trained autoencoder at work: encoding, decoding, drawing new pictures from the prior."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from morphospace import BadCheckpointError, Checkpoint, Control, Frame, Request, Settings, from_pixels
from morphospace_autoencoders.gaussian import draw
from morphospace_autoencoders.task import build

LATENT = "h"


class AutoencoderModel:
    """A ``LatentModel`` without controls: what there is to change is the latent ``{"h": (N, latents)}``."""

    def __init__(
        self,
        networks: tuple[nn.Module, nn.Module],
        prior: tuple[Tensor, Tensor],
        controls: Sequence[Control],
        size: int,
    ) -> None:
        self._encoder, self._decoder = networks
        self._mean, self._root = prior
        self._size = size
        self.controls = tuple(controls)

    def render(self, request: Request) -> Iterator[Frame]:
        """One frame: the given latents, the opened pictures as they come back, or new ones."""
        with torch.no_grad():
            h = self._latents(request)
            images = self.decode({LATENT: h})
        yield Frame(images=images, latents={LATENT: h}, settings=[{}] * len(h))

    def encode(self, images: Tensor, settings: Sequence[Settings] | None = None) -> dict[str, Tensor]:
        """Pictures ``(N, 3, S, S)`` in [-1, 1] to latents."""
        return {LATENT: self._encoder(images)}

    def decode(self, latents: Mapping[str, Tensor], settings: Sequence[Settings] | None = None) -> Tensor:
        """Latents to pictures ``(N, 3, S, S)`` in [-1, 1]."""
        images: Tensor = self._decoder(latents[LATENT])
        return images.clamp(-1, 1)

    def prior(self, n: int, seed: int) -> dict[str, Tensor]:
        """Latents from the Gaussian fitted to those of the training pictures."""
        return {LATENT: draw(self._mean, self._root, n, seed)}

    def _latents(self, request: Request) -> Tensor:
        if LATENT in request.latents:
            given = np.asarray(request.latents[LATENT], np.float32)
            return torch.as_tensor(given, device=self._mean.device)
        if "image" in request.images:
            pictures = from_pixels(request.images["image"], self._size, str(self._mean.device))
            return self.encode(pictures)[LATENT]
        return self.prior(request.n, request.seed)[LATENT]


def load(checkpoint: Checkpoint, device: str) -> AutoencoderModel:
    """The model of a checkpoint. Raises ``BadCheckpointError`` where tensors and card do not agree."""
    card, tensors = checkpoint.card, checkpoint.tensors(device)
    try:
        with torch.device("meta"):
            encoder, decoder = build(card.config, card.image_size)
        _fill(encoder, tensors, "encoder")
        _fill(decoder, tensors, "decoder")
        prior = tensors["prior.mean"].float(), tensors["prior.root"].float()
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise BadCheckpointError(
            f"{checkpoint.weights} does not fit its card ({reason}): install the model again."
        ) from None
    return AutoencoderModel((encoder, decoder), prior, card.controls, card.image_size)


def _fill(network: nn.Module, tensors: Mapping[str, Tensor], name: str) -> None:
    """The weights of a network, which begin with its name, in single precision."""
    own = {k.removeprefix(f"{name}."): t.float() for k, t in tensors.items() if k.startswith(f"{name}.")}
    network.load_state_dict(own, assign=True)
    network.to(memory_format=torch.channels_last)
    network.eval().requires_grad_(False)
