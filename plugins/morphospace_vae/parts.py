"""The networks of one model, built from the configuration in its card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

from morphospace_vae.conditioning import Conditioning
from morphospace_vae.networks import Decoder, Encoder
from morphospace_vae.prior import Mixture
from morphospace_vae.reader import Reader


@dataclass(frozen=True, eq=False)
class Parts:
    """What a checkpoint holds."""

    encoder: Encoder
    decoder: Decoder
    reader: Reader
    prior: Mixture

    def by_name(self) -> dict[str, nn.Module]:
        """The networks under the names that begin their tensors' names."""
        return {"encoder": self.encoder, "decoder": self.decoder, "reader": self.reader, "prior": self.prior}


def build(config: Mapping[str, Any], size: int) -> Parts:
    """Networks for pictures of ``size`` pixels, untrained.

    ``config``: attributes, latents, widths, encoder_depths, decoder_depths, reader_widths,
    prior_size. Raises ``KeyError`` or ``ValueError`` for an impossible one.
    """
    conditioning = Conditioning.from_config(config)
    latents, widths, m = int(config["latents"]), list(config["widths"]), conditioning.width
    return Parts(
        encoder=Encoder(size, widths, list(config["encoder_depths"]), m, latents),
        decoder=Decoder(size, widths, list(config["decoder_depths"]), m, latents),
        reader=Reader(size, list(config["reader_widths"]), conditioning.sizes),
        prior=Mixture(latents, m, int(config["prior_size"])),
    )
