"""How autoencoders are trained: ``x ≈ g_d(g_e(x + ε))`` by squared error, for the plain one without ε."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from morphospace import Batch, Moment, Recipe, TrainingTask, open_model
from morphospace_autoencoders.gaussian import Gaussian
from morphospace_autoencoders.networks import Decoder, Encoder


class AutoencoderTask(TrainingTask):
    """Encoder and decoder together; towards the end the averages are frozen and the prior is fitted.

    ``recipe.options``: ``noise``, the deviation of ε in pictures of [-1, 1]; ``still``, the weight of how far
    ε moves the latent; ``warm_up``, over how many steps the rate rises; ``hold``, up to which share of the
    run it stays; ``fit_from``, from which share on the prior is fitted; ``begin_with``, the id of a
    model that is there, whose weights to begin with.
    """

    averaged = ("encoder", "decoder")

    def __init__(self, recipe: Recipe, device: str) -> None:
        self.options: Mapping[str, Any] = recipe.options
        encoder, decoder = build(recipe.config, recipe.image_size)
        self.prior = Gaussian(int(recipe.config["latents"]))
        self.networks = {"encoder": encoder, "decoder": decoder, "prior": self.prior}
        if first := self.options.get("begin_with"):
            _begin_with(str(first), self.networks)
        for network in self.networks.values():
            network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        weights = [p for network in (encoder, decoder) for p in network.parameters()]
        self.optimisers = {
            "autoencoder": torch.optim.Adam(weights, recipe.learning_rate, betas=(0.9, 0.99), foreach=True)
        }

    def rate(self, name: str, moment: Moment) -> float:
        """The rate rises over some steps, holds, and falls straight to nothing where the fitting begins.

        While it holds nothing depends on the length of the run, so a run can be made longer.
        """
        falling = 1 - moment.ramp(float(self.options["hold"]), float(self.options["fit_from"]))
        return falling * min(1.0, (moment.step + 1) / int(self.options["warm_up"]))

    def step(self, batch: Batch, moment: Moment) -> Mapping[str, Tensor]:
        """Learn, or once the rate is nothing, count latents into the prior."""
        if moment.share >= float(self.options["fit_from"]):
            return self._fit(batch)
        x, still = batch.images, float(self.options["still"])
        # With a price on being moved, the encoder also sees the clean pictures.
        seen = torch.cat((self._disturbed(x), x)) if still else self._disturbed(x)
        codes = self.networks["encoder"](seen)
        h = codes[: len(x)]
        error = F.mse_loss(self.networks["decoder"](h), x)
        moved = _moved(h, codes[len(x) :]) if still else error.new_zeros(())
        self.descend("autoencoder", error + still * moved)
        return {"psnr": 10 * torch.log10(4 / error.detach()), "moved": moved.detach().sqrt()}

    def export(self, networks: Mapping[str, nn.Module]) -> dict[str, Tensor]:
        """Encoder and decoder in half precision (pictures have 8 bits), and mean and root of the prior."""
        mean, root = self.prior.moments()
        tensors = {
            f"{name}.{key}": tensor.half()
            for name in ("encoder", "decoder")
            for key, tensor in networks[name].state_dict().items()
        }
        return {**tensors, "prior.mean": mean, "prior.root": root}

    def preview(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Eight pictures as the encoder sees them, and what the decoder makes of them."""
        seen = self._disturbed(batch.images[:8])
        return torch.cat((seen, networks["decoder"](networks["encoder"](seen)))).clamp(-1, 1)

    def _disturbed(self, images: Tensor) -> Tensor:
        noise = float(self.options["noise"])
        return images + noise * torch.randn_like(images) if noise else images

    def _fit(self, batch: Batch) -> dict[str, Tensor]:
        with torch.no_grad(), torch.autocast(batch.images.device.type, enabled=False):
            h = self.averages["encoder"](batch.images)
            error = F.mse_loss(self.averages["decoder"](h), batch.images)
        self.prior.add(h)
        return {"psnr": 10 * torch.log10(4 / error)}


def _moved(h: Tensor, others: Tensor) -> Tensor:
    """Mean square distance of latents ``(N, latents)`` to others, in units of the others' variances."""
    return ((h - others).square().mean(0) / others.var(0).clamp(min=1e-6)).mean()


def _begin_with(model: str, networks: Mapping[str, nn.Module]) -> None:
    """Fill encoder and decoder with the weights of an installed model. Raises ``MorphospaceError``."""
    tensors = open_model(model).checkpoint.tensors()
    for name in ("encoder", "decoder"):
        own = {k.removeprefix(f"{name}."): t.float() for k, t in tensors.items() if k.startswith(f"{name}.")}
        networks[name].load_state_dict(own)


def build(config: Mapping[str, Any], size: int) -> tuple[Encoder, Decoder]:
    """Encoder and decoder for pictures of ``size`` pixels, untrained.

    ``config``: latents, widths, encoder_depths, decoder_depths. Raises ``KeyError`` or ``ValueError`` for an
    impossible one.
    """
    latents, widths = int(config["latents"]), [int(width) for width in config["widths"]]
    return (
        Encoder(size, widths, list(config["encoder_depths"]), latents),
        Decoder(size, widths, list(config["decoder_depths"]), latents),
    )
