"""The evaluator: an independent reader of the attributes that a picture shows.

It scores, and does nothing else: no product path and no training loss may use it. Trained on the
``judge`` split (``evaluation.training``), shipped with Morphospace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from morphospace.controls import Setting
from morphospace.data.attributes import ATTRIBUTES, BY_NAME, visible
from morphospace.errors import BadCheckpointError
from morphospace.evaluation.network import SIZE, AttributeNet
from morphospace.library.checkpoints import read_checkpoint

_BATCH = 250


@dataclass(frozen=True, eq=False)
class Reading:
    """What the evaluator reads in ``N`` pictures.

    ``levels``: attribute → place of its value among the attribute's values, int64 ``(N,)``.
    ``confidence``: attribute → probability given to that value, float32 ``(N,)``. ``features``: the
    penultimate layer, float32 ``(N, 256)``.
    """

    levels: Mapping[str, np.ndarray]
    confidence: Mapping[str, np.ndarray]
    features: np.ndarray

    def __len__(self) -> int:
        return len(self.features)


class Evaluator:
    """Reads pictures in small batches, so that its memory does not grow with their number."""

    def __init__(self, network: AttributeNet) -> None:
        self._network = network.eval().to(memory_format=torch.channels_last)

    @torch.inference_mode()
    def read(self, images: Tensor | np.ndarray) -> Reading:
        """Pictures as float ``(N, 3, H, W)`` in [-1, 1] or uint8 ``(N, H, W, 3)``; any square size."""
        parts = [
            self._batch(as_tensor(images[start : start + _BATCH])) for start in range(0, len(images), _BATCH)
        ]
        return Reading(
            {a.name: np.concatenate([part.levels[a.name] for part in parts]) for a in ATTRIBUTES},
            {a.name: np.concatenate([part.confidence[a.name] for part in parts]) for a in ATTRIBUTES},
            np.concatenate([part.features for part in parts]),
        )

    def _batch(self, images: Tensor) -> Reading:
        if images.shape[-1] != SIZE:
            images = functional.interpolate(images, (SIZE, SIZE), mode="bilinear", antialias=True)
        features, logits = self._network(images.contiguous(memory_format=torch.channels_last))
        best = {a.name: head.softmax(1).max(1) for a, head in zip(ATTRIBUTES, logits, strict=True)}
        return Reading(
            {name: place.numpy() for name, (_, place) in best.items()},
            {name: chance.numpy() for name, (chance, _) in best.items()},
            features.numpy(),
        )


def as_tensor(images: Tensor | np.ndarray) -> Tensor:
    """Pictures as float ``(N, 3, H, W)`` in [-1, 1]; uint8 ``(N, H, W, 3)`` are converted."""
    if isinstance(images, Tensor):
        return images.float()
    return torch.from_numpy(np.array(images)).permute(0, 3, 1, 2).float() / 127.5 - 1.0


def levels_of(labels: Mapping[str, np.ndarray] | Sequence[Mapping[str, Setting]]) -> dict[str, np.ndarray]:
    """Labels, as columns or rows, as places among each attribute's values: int64 ``(N,)``; the nearest
    place for an ordered value in between."""
    columns = (
        labels
        if isinstance(labels, Mapping)
        else {name: np.array([row[name] for row in labels]) for name in BY_NAME}
    )
    levels = {}
    for name, attribute in BY_NAME.items():
        known, inverse = np.unique(columns[name], return_inverse=True)
        levels[name] = np.array([attribute.index(value.item()) for value in known], np.int64)[inverse]
    return levels


def judged(labels: Sequence[Mapping[str, Setting]]) -> dict[str, np.ndarray]:
    """For each attribute, which pictures let it be judged: bool ``(N,)``."""
    seen = [visible(row) for row in labels]
    return {name: np.array([name in names for names in seen], bool) for name in BY_NAME}


def evaluator_folder() -> Path:
    """Where the shipped evaluator lies."""
    return Path(str(resources.files("morphospace_resources"))) / "evaluator" / "faces"


@lru_cache(maxsize=1)
def load_evaluator(folder: Path | None = None) -> Evaluator:
    """The shipped evaluator, or the one in ``folder``. Raises ``BadCheckpointError``."""
    checkpoint = read_checkpoint(folder or evaluator_folder())
    network = AttributeNet()
    try:
        network.load_state_dict(checkpoint.tensors())
    except RuntimeError:
        raise BadCheckpointError(
            f"{checkpoint.weights} is not an evaluator of faces: install Morphospace again."
        ) from None
    return Evaluator(network)
