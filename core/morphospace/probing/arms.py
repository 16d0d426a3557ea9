"""The three arms of a probe: a net from nothing on pixels, one on a model's latents, and the model learning
along. Each learns from the same pictures and is judged by the same; none was tuned by what it was judged by.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.models import Settings
from morphospace.probing.features import latents_of, twin_of
from morphospace.probing.labelled import Labelled
from morphospace.probing.learning import RATE, STEPS, latent_net, learn, picture_net, right, size_of

if TYPE_CHECKING:
    from torch import Tensor, nn

FINE_STEPS = 100
_FINE_RATE = 3e-4
_FEW = 2

PIXELS, LATENTS, FINETUNE = "pixels", "latents", "finetune"
NETS = {
    PIXELS: "three convolutions (16, 32, 64) and two layers, from nothing",
    LATENTS: "the same two layers on the latents, which stay as they are",
    FINETUNE: "the latents' probe, then encoder and layers together",
}

Learning = Generator[float, None, tuple[float, int]]
"""Yields which share is done; returns the accuracy and how many weights were learnt."""


@dataclass(frozen=True, eq=False)
class Study:
    """What all arms share. ``latents``: float32 ``(N, D)`` of the pictures of ``labelled``, if needed."""

    labelled: Labelled
    model: Any
    latents: np.ndarray | None
    settings: Settings
    device: str

    def pictures(self, rows: np.ndarray) -> Tensor:
        """As the model takes them."""
        from morphospace.pixels import from_pixels

        images = self.labelled.images
        return from_pixels(images[rows], images.shape[1], self.device)


@dataclass(frozen=True, eq=False)
class Lesson:
    """One run: rows to learn from and rows held out, and the seed of weights and batches."""

    learning: np.ndarray
    held_out: np.ndarray
    seed: int
    what: str


def on_pixels(study: Study, lesson: Lesson) -> Learning:
    """A small net that begins with chance weights."""
    net = picture_net(len(study.labelled.classes), lesson.seed).to(study.device)
    weights = list(net.parameters())
    targets = study.labelled.places

    def logits(rows: np.ndarray) -> Tensor:
        return _logits(net, study.pictures(rows))

    learning = lesson.learning
    for step in learn(
        logits,
        [weights],
        [RATE],
        learning,
        targets[learning],
        seed=lesson.seed,
        steps=STEPS,
        what=lesson.what,
    ):
        yield step / STEPS
    net.eval()
    accuracy = yield from right(logits, lesson.held_out, targets[lesson.held_out])
    return accuracy, size_of(weights)


def on_latents(study: Study, lesson: Lesson) -> Learning:
    """The last layers of that net on the latents of the model as it is."""
    head, _, logits = yield from _probed(study, lesson)
    targets = study.labelled.places[lesson.held_out]
    accuracy = yield from right(logits, lesson.held_out, targets)
    return accuracy, size_of(list(head.parameters()))


def fine_tuned(study: Study, lesson: Lesson) -> Learning:
    """The probe on latents first, so that its chance weights spoil nothing; then the encoder with it
    (Kumar et al., "Fine-Tuning can Distort Pretrained Features", 2022). The model itself stays untouched.
    """
    share = STEPS / (STEPS + FINE_STEPS)
    probing = _probed(study, lesson)
    while True:
        try:
            done = next(probing)
        except StopIteration as ended:
            head, scaled, _ = ended.value
            break
        yield done * share
    twin = twin_of(study.model, study.pictures(lesson.learning[:_FEW]), study.settings)

    def logits(rows: np.ndarray) -> Tensor:
        return _logits(head, scaled(latents_of(twin.model, study.pictures(rows), study.settings)))

    groups, rates = [twin.weights, list(head.parameters())], [_FINE_RATE, _FINE_RATE]
    learning, targets = lesson.learning, study.labelled.places
    for step in learn(
        logits,
        groups,
        rates,
        learning,
        targets[learning],
        seed=lesson.seed,
        steps=FINE_STEPS,
        what=lesson.what,
    ):
        yield share + (1 - share) * step / FINE_STEPS
    learnt = size_of([weight for group in groups for weight in group])
    accuracy = yield from right(logits, lesson.held_out, targets[lesson.held_out])
    return accuracy, learnt


ARMS: Mapping[str, Callable[[Study, Lesson], Learning]] = {
    PIXELS: on_pixels,
    LATENTS: on_latents,
    FINETUNE: fine_tuned,
}

_Scaled = Callable[["Tensor"], "Tensor"]
_Logits = Callable[[np.ndarray], "Tensor"]


def _probed(study: Study, lesson: Lesson) -> Generator[float, None, tuple[nn.Module, _Scaled, _Logits]]:
    """A head learnt on fixed latents, how latents are scaled for it, and the logits of rows."""
    import torch

    assert study.latents is not None
    latents = torch.from_numpy(study.latents).to(study.device)
    known = latents[torch.from_numpy(lesson.learning)]
    middle, deviation = known.mean(0), known.std(0).clamp_min(1e-6)
    head = latent_net(latents.shape[1], len(study.labelled.classes), lesson.seed).to(study.device)

    def scaled(some: Tensor) -> Tensor:
        return (some - middle) / deviation

    def logits(rows: np.ndarray) -> Tensor:
        return _logits(head, scaled(latents[torch.from_numpy(rows)]))

    weights, learning = list(head.parameters()), lesson.learning
    targets = study.labelled.places[learning]
    for step in learn(
        logits, [weights], [RATE], learning, targets, seed=lesson.seed, steps=STEPS, what=lesson.what
    ):
        yield step / STEPS
    return head, scaled, logits


def _logits(net: nn.Module, inputs: Tensor) -> Tensor:
    found: Tensor = net(inputs)
    return found
