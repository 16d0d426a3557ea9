"""How ``faces-cvae`` is trained: first the reader, then encoder and decoder, then the prior.

The reader learns the attributes from labelled pictures and is frozen. The conditional VAE learns to
reconstruct, and five pressures make its attributes do what they say although no picture is ever
seen in two versions:

* *swap*: some attributes are changed, and the frozen reader must read the picture as asked;
* *leak*: an adversary guesses the attributes from the latent, and the encoder leaves it guessing,
  for a latent that knows the attributes teaches the decoder to ignore them;
* *cycle*: the changed picture, encoded again, gives the latent back, so that everything else stays;
* *haste*: between the levels of an ordered attribute the picture changes evenly, without jumps;
* *KL*: what the attributes already say costs nothing only if the latent does not say it again.

At the end the prior remembers where the encoder puts pictures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from morphospace import Batch, Moment, Recipe, Settings, TrainingTask, Window
from morphospace_vae.conditioning import Conditioning
from morphospace_vae.losses import disturbed, divergence, reading_loss, sum_of, unlikeness
from morphospace_vae.networks import Adversary, Scale
from morphospace_vae.parts import build
from morphospace_vae.swaps import STEP, judged, stepped, swapped


class CvaeTask(TrainingTask):
    """Three phases in one run; ``recipe.options`` holds their shares and the weights of the losses."""

    def __init__(self, recipe: Recipe, device: str) -> None:
        self.options: Mapping[str, Any] = recipe.options
        self.conditioning = Conditioning.from_config(recipe.config)
        self.parts = build(recipe.config, recipe.image_size)
        self.adversary = Adversary(int(recipe.config["latents"]), self.conditioning.sizes)
        self.scale = Scale(int(recipe.config["latents"]))
        self.networks = {**self.parts.by_name(), "adversary": self.adversary, "scale": self.scale}
        for network in self.networks.values():
            network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.averaged = ("encoder", "decoder", "reader")
        rate = recipe.learning_rate
        self.optimisers = {
            "reader": _adam([self.parts.reader], rate),
            "vae": _adam([self.parts.encoder, self.parts.decoder], rate),
            "adversary": _adam([self.adversary], rate, 0.5),
        }
        read, fit = float(self.options["reader_until"]), float(self.options["prior_from"])
        self.windows = {
            "reader": Window(0.0, read),
            "vae": Window(read, fit, warmup=200),
            "adversary": Window(read, fit, floor=0.2),
        }

    def step(self, batch: Batch, moment: Moment) -> Mapping[str, Tensor]:
        """One step of the phase that the moment falls in."""
        if moment.share < self.windows["reader"].end:
            return self._learn_to_read(batch)
        if moment.share < self.windows["vae"].end:
            return self._learn_to_draw(batch, moment)
        return self._remember(batch)

    def weights_at(self, moment: Moment) -> dict[str, float]:
        """Weights of the losses: numbers, or straight lines between (share of the phase, weight)."""
        window = self.windows["vae"]
        share = moment.ramp(window.begin, window.end)
        return {
            name: float(np.interp(share, [s for s, _ in course], [w for _, w in course]))
            if isinstance(course, list)
            else float(course)
            for name, course in self.options["weights"].items()
        }

    def export(self, networks: Mapping[str, nn.Module]) -> dict[str, Tensor]:
        """Encoder, decoder, reader and prior, by name, in half precision: pictures have 8 bits."""
        return {
            f"{name}.{key}": tensor.half() if tensor.is_floating_point() else tensor
            for name in self.parts.by_name()
            for key, tensor in networks[name].state_dict().items()
        }

    def preview(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Eight originals, their reconstructions, and what became of them with one attribute changed."""
        x, levels = batch.images[:8], batch.levels[:8]
        told = self.conditioning.mixture(self.conditioning.hard(levels))
        h, _ = networks["encoder"](x, told)
        asked = [
            dict(row, smile=1.0, glasses=1.0, sunglasses=0.0) for row in self.conditioning.settings(levels)
        ]
        swapped = self.conditioning.mixture(self.conditioning.shares(asked, x.device))
        return torch.cat((x, networks["decoder"](h, told), networks["decoder"](h, swapped)))

    def _learn_to_read(self, batch: Batch) -> dict[str, Tensor]:
        targets = self.conditioning.hard(batch.levels)
        rows = self.conditioning.settings(batch.levels)
        logits = self.parts.reader(disturbed(batch.images))
        loss, right = reading_loss(logits, targets, judged(self.conditioning, rows, batch.images.device))
        self.descend("reader", loss)
        return {"reading": loss, "read": right}

    def _learn_to_draw(self, batch: Batch, moment: Moment) -> dict[str, Tensor]:
        weights = self.weights_at(moment)
        x, told = batch.images, self.conditioning.mixture(self.conditioning.hard(batch.levels))
        mean, log_variance = self.parts.encoder(x, told)
        h = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()

        # A reader can only judge pictures that are not a blur any more: swaps begin later.
        count = int(self.options["swapped"] * len(x)) if weights["swap"] else 0
        rows = swapped(self.conditioning, batch.levels, count)
        targets = self.conditioning.shares(rows, x.device)
        asked = self.conditioning.mixture(targets)
        drawn = self.parts.decoder(torch.cat((h, h[:count])), torch.cat((told, asked)))
        y, changed = drawn[: len(x)], drawn[len(x) :]

        mse = F.mse_loss(y, x)
        leak, spilled = self._leak(h, batch.levels)
        losses = {
            "l1": F.l1_loss(y, x),
            "ssim": unlikeness(y, x),
            "kl": divergence(mean, log_variance),
            "leak": leak,
        }
        seen = {"psnr": 10 * torch.log10(4 / mse.detach()), "spilled": spilled}
        if rows:
            losses["swap"], seen["obeyed"] = self._read_as_asked(changed, targets, rows)
            losses["cycle"] = self._comes_back(changed, asked, h[:count], log_variance[:count])
            losses["haste"] = self._haste(h[-count:], self.conditioning.settings(batch.levels[-count:]))
        loss = mse + sum_of([weights[name] * value for name, value in losses.items()])
        self.descend("vae", loss)
        self.parts.prior.add(mean.detach(), (0.5 * log_variance.detach()).exp(), told)
        self.scale.follow(h.detach())
        return {**seen, **losses}

    def _read_as_asked(
        self, changed: Tensor, targets: Sequence[Tensor], rows: Sequence[Settings]
    ) -> tuple[Tensor, Tensor]:
        """How far the frozen reader is from reading the changed pictures as asked, and how much is right."""
        self.parts.reader.requires_grad_(False)
        logits = self.parts.reader(disturbed(changed))
        return reading_loss(logits, targets, judged(self.conditioning, rows, changed.device))

    def _comes_back(self, changed: Tensor, asked: Tensor, h: Tensor, log_variance: Tensor) -> Tensor:
        """Squared distance between the latents and those of the changed pictures.

        A dimension that says nothing about a picture (its posterior is the prior) need not return.
        """
        again: Tensor = self.parts.encoder(changed, asked)[0]
        known = (1 - log_variance.exp()).clamp(0).detach()
        return torch.mean(known * (self._scaled(again) - self._scaled(h.detach())).square())

    def _haste(self, h: Tensor, rows: Sequence[Settings]) -> Tensor:
        """Squared speed of pictures along ordered attributes, in changes a full slider.

        Between two levels no data say what to draw; this spreads the change evenly instead of leaving it
        to a jump somewhere.
        """
        pairs = [stepped(self.conditioning, row) for row in rows]
        vectors = [
            self.conditioning.mixture(self.conditioning.shares(side, h.device))
            for side in zip(*pairs, strict=True)
        ]
        before, after = self.parts.decoder(torch.cat((h, h)), torch.cat(vectors)).chunk(2)
        return F.mse_loss(after / STEP, before / STEP)

    def _scaled(self, h: Tensor) -> Tensor:
        """Latents in units of their spread, so that nothing is hidden by being small."""
        return (h - self.scale.mean) / self.scale.spread.clamp(min=1e-3)

    def _leak(self, h: Tensor, levels: Tensor) -> tuple[Tensor, Tensor]:
        """Update the adversary, then how much better than chance it is: as a loss, and in shares.

        The loss counts only what beats chance (in entropy), so that hiding an attribute better
        than that is worth nothing and no code is made up to mislead.
        """
        sizes = self.conditioning.sizes
        columns = levels.unbind(1)
        scaled = self._scaled(h)
        guess = self.adversary(scaled.detach())
        self.descend(
            "adversary", sum_of([F.cross_entropy(g, c) for g, c in zip(guess, columns, strict=True)])
        )
        losses, right = [], []
        for logits, column, size in zip(self.adversary(scaled), columns, sizes, strict=True):
            share = F.one_hot(column, size).float().mean(0)
            chance = -(share * (share + 1e-9).log()).sum()
            losses.append(F.relu(chance - F.cross_entropy(logits, column)) / max(math.log(size), 1e-6))
            right.append((logits.argmax(1) == column).float().mean() - share.max())
        return sum_of(losses) / len(sizes), sum_of(right) / len(sizes)

    def _remember(self, batch: Batch) -> dict[str, Tensor]:
        told = self.conditioning.mixture(self.conditioning.hard(batch.levels))
        with torch.no_grad():
            mean, log_variance = self.averages["encoder"](batch.images, told)
            self.parts.prior.add(mean, (0.5 * log_variance).exp(), told)
        return {"kl": divergence(mean, log_variance)}


def _adam(networks: Sequence[nn.Module], rate: float, momentum: float = 0.9) -> torch.optim.Optimizer:
    parameters = [p for network in networks for p in network.parameters()]
    return torch.optim.Adam(parameters, rate, betas=(momentum, 0.99), foreach=True)
