"""The contract between models and everything that uses them.

A ``ModelFamily`` is registered by a plugin and is cheap; it loads a ``Checkpoint`` into a ``Model``;
a model renders a ``Request`` as a stream of ``Frame``, ever better. What else a model can do is
structural: it has ``encode``, ``decode``, ``prior``... or it has not, and callers ask
``capabilities(model)``, never for a family's name.

Pictures inside a model are torch floats ``(N, 3, H, W)`` in ``[-1, 1]``; outside (requests, files,
screens) they are numpy ``uint8`` ``(N, H, W, 3)``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from morphospace.controls import Control, Setting

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

    from morphospace.library.checkpoints import Checkpoint
    from morphospace.training.task import TrainingTask

Shape = tuple[int, ...]
Config = Mapping[str, Any]
Settings = Mapping[str, Setting]


@dataclass(frozen=True, kw_only=True, eq=False)
class Request:
    """All that one render depends on.

    ``settings``: values by control name; a control left out is for the model to fill: read from the
    opened picture, or drawn from the distribution of the data for a new one. They stand in the order
    in which they were changed: where two exclude each other, the later one is meant.
    ``images``: pictures by name, uint8 ``(N, H, W, 3)``, any size; an editable picture is ``image``.
    ``masks``: uint8 ``(N, H, W)``, 255 where the model may paint.
    ``latents``: float32 arrays by name, batch first; they take precedence over ``images``.
    ``n``: how many pictures (with latents or images: their number). ``seed``: of all randomness.
    ``draft``: a quick answer is wanted now (a slider is moving).
    """

    settings: Settings = field(default_factory=dict)
    images: Mapping[str, np.ndarray] = field(default_factory=dict)
    masks: Mapping[str, np.ndarray] = field(default_factory=dict)
    latents: Mapping[str, np.ndarray] = field(default_factory=dict)
    n: int = 1
    seed: int = 0
    draft: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """One step of a render.

    ``images``: float tensor ``(N, 3, H, W)`` in ``[-1, 1]``. ``latents``: tensors by name, batch
    first, from which the same pictures can be rendered again. ``settings``: for each picture the
    value of every control it was made with (also those the request left open). ``extras``: what
    else was found out (log density, residual, match), by name.
    """

    images: Tensor
    latents: Mapping[str, Tensor] = field(default_factory=dict)
    settings: Sequence[Settings] = ()
    step: int = 1
    steps: int = 1
    extras: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class Model(Protocol):
    """A loaded model. ``render`` may be stopped after any frame, so each must stand for itself."""

    @property
    def controls(self) -> Sequence[Control]: ...

    def render(self, request: Request) -> Iterator[Frame]: ...


@runtime_checkable
class Encodes(Protocol):
    """Pictures to latents, by name; differentiable. ``settings`` is one mapping a picture or None."""

    def encode(self, images: Tensor, settings: Sequence[Settings] | None = None) -> Mapping[str, Tensor]: ...


@runtime_checkable
class Decodes(Protocol):
    """Latents to pictures; differentiable."""

    def decode(self, latents: Mapping[str, Tensor], settings: Sequence[Settings] | None = None) -> Tensor: ...


@runtime_checkable
class Samples(Protocol):
    """Latents of new pictures, drawn from the prior: ``{name: (n, ...)}``, the same for a seed."""

    def prior(self, n: int, seed: int) -> Mapping[str, Tensor]: ...


@runtime_checkable
class ReadsAttributes(Protocol):
    """What a picture shows, one mapping of settings a picture, by the model's own reader."""

    def read(self, images: Tensor) -> Sequence[Settings]: ...


class LatentModel(Model, Encodes, Decodes, Samples, Protocol):
    """Everything the explorer needs."""


CAPABILITIES: Mapping[str, type] = {
    "encode": Encodes,
    "decode": Decodes,
    "sample": Samples,
    "read": ReadsAttributes,
}


def capabilities(model: object) -> tuple[str, ...]:
    """Names of what ``model`` can do besides rendering, in the order of ``CAPABILITIES``."""
    return tuple(name for name, protocol in CAPABILITIES.items() if isinstance(model, protocol))


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How one model is trained: everything ``morphospace train ID`` needs, as plain data.

    ``id`` becomes the model's id. ``config`` holds the network's shape and ends in the card;
    ``options`` the training's numbers (loss weights, schedule); ``data`` names the dataset.
    ``capabilities`` and ``latents`` (shapes without the batch) of the model go into its card.
    """

    id: str
    title: str
    summary: str
    controls: tuple[Control, ...]
    config: Config
    options: Config = field(default_factory=dict)
    data: str = "faces"
    image_size: int = 64
    images: int = 60_000
    steps: int = 10_000
    batch_size: int = 64
    learning_rate: float = 1e-3
    licence: str = "MIT"
    capabilities: tuple[str, ...] = ()
    latents: Mapping[str, Shape] = field(default_factory=dict)


class ModelFamily(ABC):
    """One architecture and all checkpoints of it. Registering it must import no torch.

    ``id``, ``title`` and ``summary`` are plain text; ``recipes`` say how to train its models.
    """

    id: str
    title: str
    summary: str
    recipes: Sequence[Recipe] = ()

    @abstractmethod
    def load(self, checkpoint: Checkpoint, device: str) -> Model:
        """The model of this checkpoint on a torch device (``cpu``, ``cuda:0``, ``mps``).

        Raises ``BadCheckpointError`` where tensors and card do not agree.
        """

    def matches(self, tensors: Mapping[str, Shape]) -> Config | None:
        """The configuration of a foreign state dict of this family, by names and shapes, or None."""
        return None

    def training(self, recipe: Recipe, device: str) -> TrainingTask:
        """Networks and losses of a training run; only families with recipes have them."""
        raise NotImplementedError(f"{self.title} cannot be trained here.")
