"""A trained conditional VAE at work: reading, encoding, decoding, drawing new faces."""

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
    consistent,
    from_pixels,
    sample_labels,
)
from morphospace_vae.conditioning import Conditioning
from morphospace_vae.parts import Parts, build

LATENT = "h"


class CvaeModel:
    """A ``LatentModel`` that reads attributes. Latents: ``{"h": (N, latents)}``."""

    def __init__(
        self, parts: Parts, conditioning: Conditioning, controls: Sequence[Control], size: int
    ) -> None:
        self._parts, self._conditioning = parts, conditioning
        self._size = size
        self._controls = tuple(controls)
        self._device = next(parts.decoder.parameters()).device

    @property
    def controls(self) -> Sequence[Control]:
        """As the card has them."""
        return self._controls

    def render(self, request: Request) -> Iterator[Frame]:
        """One frame: the given latents, the opened pictures, or new faces, with the asked settings."""
        with torch.no_grad():
            h, settings = self._resolve(request)
            yield Frame(images=self.decode({LATENT: h}, settings), latents={LATENT: h}, settings=settings)

    def read(self, images: Tensor) -> list[dict[str, Setting]]:
        """The attributes of pictures ``(N, 3, S, S)`` in [-1, 1], one mapping a picture."""
        with torch.no_grad():
            return self._conditioning.to_settings([one.softmax(1) for one in self._parts.reader(images)])

    def encode(self, images: Tensor, settings: Sequence[Settings] | None = None) -> dict[str, Tensor]:
        """Pictures ``(N, 3, S, S)`` to the means of their posteriors; attributes are read if not given."""
        mean, _ = self._parts.encoder(images, self._vector(settings or self.read(images)))
        return {LATENT: mean}

    def decode(self, latents: Mapping[str, Tensor], settings: Sequence[Settings] | None = None) -> Tensor:
        """Latents to pictures ``(N, 3, S, S)`` in [-1, 1]; attributes as the data have them if not given."""
        h = latents[LATENT]
        rows = settings or sample_labels(len(h), 0)
        images: Tensor = self._parts.decoder(h, self._vector(rows))
        return images.clamp(-1, 1)

    def prior(self, n: int, seed: int, settings: Sequence[Settings] | None = None) -> dict[str, Tensor]:
        """Latents of ``n`` new faces; the first ones are the same however many are asked for.

        Faces with these settings, one mapping a picture; with the data's attributes if not given.
        """
        told = self._vector(settings or sample_labels(n, seed))
        with torch.no_grad():
            return {LATENT: self._parts.prior.draw(told, seed)}

    def _resolve(self, request: Request) -> tuple[Tensor, list[dict[str, Setting]]]:
        images = request.images.get("image")
        pictures = None if images is None else from_pixels(images, self._size, str(self._device))
        if LATENT in request.latents:
            h = torch.as_tensor(np.asarray(request.latents[LATENT], np.float32), device=self._device)
        elif pictures is None:
            wanted = sample_labels(request.n, request.seed, fixed=request.settings)
            return self.prior(request.n, request.seed, wanted)[LATENT], wanted
        if pictures is None:
            named = all(control.name in request.settings for control in self._controls)
            # A slider moves: everything is said, so nothing needs to be drawn.
            rows = (
                [dict(request.settings)] * len(h)
                if named
                else sample_labels(len(h), request.seed, fixed=request.settings)
            )
            # Settings stand in the order of their changes: of two that exclude each other, the last is meant.
            return h, [consistent(row, list(request.settings)[-1:]) for row in rows]
        seen = self.read(pictures)
        if LATENT not in request.latents:
            h = self.encode(pictures, seen)[LATENT]
        asked = dict(request.settings)
        return h, [consistent({**row, **asked}, asked) for row in seen]

    def _vector(self, settings: Sequence[Settings]) -> Tensor:
        return self._conditioning.mixture(self._conditioning.shares(settings, self._device))


def load(checkpoint: Checkpoint, device: str) -> CvaeModel:
    """The model of a checkpoint. Raises ``BadCheckpointError`` where tensors and card do not agree."""
    card = checkpoint.card
    tensors = checkpoint.tensors(device)
    try:
        conditioning = Conditioning.from_config(card.config)
        with torch.device("meta"):
            parts = build(card.config, card.image_size)
        for name, network in parts.by_name().items():
            own = {k.removeprefix(f"{name}."): t for k, t in tensors.items() if k.startswith(f"{name}.")}
            full = {k: t.float() if t.is_floating_point() else t for k, t in own.items()}
            network.load_state_dict(full, assign=True)
            network.to(memory_format=torch.channels_last)
            network.eval().requires_grad_(False)
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise BadCheckpointError(
            f"{checkpoint.weights} does not fit its card ({reason}): install the model again."
        ) from None
    return CvaeModel(parts, conditioning, card.controls, card.image_size)
