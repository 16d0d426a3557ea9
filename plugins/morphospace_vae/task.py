"""How ``faces-cvae`` is trained: first the reader, then encoder and decoder, then the prior.

The reader learns the attributes from labelled pictures and is frozen. The conditional VAE learns to
reconstruct, and four pressures make its attributes do what they say although no picture is ever
seen in two versions:

* *swap*: some attributes are changed, and the frozen reader must read the picture as asked;
* *leak*: an adversary guesses the attributes from the latent, and the encoder leaves it guessing,
  for a latent that knows the attributes teaches the decoder to ignore them;
* *cycle*: the changed picture, encoded again, gives the latent back, so that everything else stays;
* *KL*: what the attributes already say costs nothing only if the latent does not say it again.

At the end the prior remembers where the encoder puts pictures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from morphospace import Batch, Moment, Recipe, Setting, Settings, TrainingTask, Window, consistent, visible
from morphospace_vae.conditioning import Conditioning
from morphospace_vae.networks import Adversary, Scale
from morphospace_vae.parts import build


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
        loss, right = reading_loss(logits, targets, _judged(self.conditioning, rows, batch.images.device))
        self.descend("reader", loss)
        return {"reading": loss, "read": right}

    def _learn_to_draw(self, batch: Batch, moment: Moment) -> dict[str, Tensor]:
        weights, window = self.options, self.windows["vae"]
        x, told = batch.images, self.conditioning.mixture(self.conditioning.hard(batch.levels))
        mean, log_variance = self.parts.encoder(x, told)
        h = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()

        # A reader can only judge pictures that are not a blur any more: swaps begin later.
        begin, full = (window.begin + share * (window.end - window.begin) for share in weights["swap_ramp"])
        ramp = moment.ramp(begin, full)
        rows = swapped(self.conditioning, batch.levels, int(weights["swapped"] * len(x)) if ramp else 0)
        targets = self.conditioning.shares(rows, x.device)
        asked = self.conditioning.mixture(targets)
        drawn = self.parts.decoder(torch.cat((h, h[: len(rows)])), torch.cat((told, asked)))
        y = drawn[: len(x)]

        mse, l1 = F.mse_loss(y, x), F.l1_loss(y, x)
        kl = divergence(mean, log_variance)
        leak, spilled = self._leak(h, batch.levels)
        blind = unlikeness(y, x)
        loss = (
            mse + weights["l1"] * l1 + weights["ssim"] * blind + weights["kl"] * kl + weights["leak"] * leak
        )
        seen = {
            "ssim": 1 - blind.detach(),
            "psnr": 10 * torch.log10(4 / mse.detach()),
            "l1": l1,
            "kl": kl,
            "leak": leak,
            "spilled": spilled,
        }
        if rows:
            changed = drawn[len(x) :]
            reading, obeyed = self._read_as_asked(changed, targets, rows)
            cycle = self._comes_back(changed, asked, h[: len(rows)], log_variance[: len(rows)])
            loss = loss + ramp * (weights["swap"] * reading + weights["cycle"] * cycle)
            seen |= {"swap": reading, "obeyed": obeyed, "cycle": cycle}
        self.descend("vae", loss)
        self.parts.prior.add(mean.detach(), (0.5 * log_variance.detach()).exp(), told)
        self.scale.follow(h.detach())
        return seen

    def _read_as_asked(
        self, changed: Tensor, targets: Sequence[Tensor], rows: Sequence[Settings]
    ) -> tuple[Tensor, Tensor]:
        """How far the frozen reader is from reading the changed pictures as asked, and how much is right."""
        self.parts.reader.requires_grad_(False)
        logits = self.parts.reader(disturbed(changed))
        return reading_loss(logits, targets, _judged(self.conditioning, rows, changed.device))

    def _comes_back(self, changed: Tensor, asked: Tensor, h: Tensor, log_variance: Tensor) -> Tensor:
        """Squared distance between the latents and those of the changed pictures.

        A dimension that says nothing about a picture (its posterior is the prior) need not return.
        """
        again: Tensor = self.parts.encoder(changed, asked)[0]
        known = (1 - log_variance.exp()).clamp(0).detach()
        return torch.mean(known * (self._scaled(again) - self._scaled(h.detach())).square())

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


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL divergence of normal posteriors ``(N, latents)`` from N(0, I) in nats, mean over the batch."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1).mean()


def swapped(conditioning: Conditioning, levels: Tensor, count: int) -> list[dict[str, Setting]]:
    """The first ``count`` rows as settings with attributes changed: one, three, or all to another row's.

    An ordered attribute sometimes goes between two levels. Pairs that exclude each other give way.
    """
    rows = conditioning.settings(levels)
    changes = (1, 1, 3)
    return [
        _changed(conditioning, row, changes[place % 4]) if place % 4 < 3 else dict(rows[place - 1])
        for place, row in enumerate(rows[:count])
    ]


def _changed(conditioning: Conditioning, row: Settings, number: int) -> dict[str, Setting]:
    changed: dict[str, Setting] = {}
    for at in torch.randperm(len(conditioning.attributes))[:number].tolist():
        attribute = conditioning.attributes[at]
        choice = int(torch.randint(len(attribute.levels), ()))
        value = attribute.levels[choice]
        if attribute.ordered and choice and torch.rand(()) < 0.2:
            below = float(attribute.levels[choice - 1])
            value = below + (float(value) - below) * float(torch.rand(()))
        changed[attribute.name] = value
    return consistent({**row, **changed}, changed)


def disturbed(images: Tensor) -> Tensor:
    """Pictures shifted by a pixel or two, some blurred, with a little noise: what a reader should
    not mind, and what a hidden message does not survive."""
    right, down = (int(v) for v in torch.randint(-2, 3, (2,)))
    images = F.pad(images, (2, 2, 2, 2), mode="replicate")
    images = images[:, :, 2 + down : images.shape[2] - 2 + down, 2 + right : images.shape[3] - 2 + right]
    share = torch.rand(len(images), 1, 1, 1, device=images.device)
    blurred = F.avg_pool2d(F.pad(images, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    images = torch.lerp(images, blurred, (share * 1.4 - 0.7).clamp(0))
    return images + torch.randn_like(images) * 0.08 * torch.rand(len(images), 1, 1, 1, device=images.device)


def unlikeness(images: Tensor, others: Tensor, window: int = 7) -> Tensor:
    """1 - SSIM (Wang et al. 2004) with a square window: it minds specks on plain colours, which squared
    error forgives. Pictures in [-1, 1]; a scalar."""
    c1, c2 = 0.01**2, 0.03**2
    images, others = 0.5 * images + 0.5, 0.5 * others + 0.5
    pairs = torch.cat((images, others, images * images, others * others, images * others), 1)
    x, y, xx, yy, xy = F.avg_pool2d(pairs, window, stride=1).chunk(5, 1)
    likeness = (2 * x * y + c1) * (2 * (xy - x * y) + c2)
    return 1 - (likeness / ((x * x + y * y + c1) * (xx - x * x + yy - y * y + c2))).mean()


def reading_loss(
    logits: Sequence[Tensor], targets: Sequence[Tensor], judged: Tensor
) -> tuple[Tensor, Tensor]:
    """Cross entropy with (soft) targets, mean over what can be judged ``(N, A)``; and how much is right."""
    losses = [
        F.cross_entropy(one, target, reduction="none") for one, target in zip(logits, targets, strict=True)
    ]
    right = [(one.argmax(1) == target.argmax(1)).float() for one, target in zip(logits, targets, strict=True)]
    total = judged.sum().clamp(min=1)
    return (torch.stack(losses, 1) * judged).sum() / total, (torch.stack(right, 1) * judged).sum() / total


def sum_of(losses: Sequence[Tensor]) -> Tensor:
    """Sum of scalars."""
    return torch.stack(list(losses)).sum()


def _judged(conditioning: Conditioning, rows: Sequence[Settings], device: torch.device) -> Tensor:
    """1.0 where an attribute can be seen in a picture with these settings: float ``(N, A)``."""
    names = [attribute.name for attribute in conditioning.attributes]
    table = [[float(name in shown) for name in names] for shown in map(visible, rows)]
    return torch.tensor(table, device=device).reshape(len(rows), len(names))


def _adam(networks: Sequence[nn.Module], rate: float, momentum: float = 0.9) -> torch.optim.Optimizer:
    parameters = [p for network in networks for p in network.parameters()]
    return torch.optim.Adam(parameters, rate, betas=(momentum, 0.99), foreach=True)
