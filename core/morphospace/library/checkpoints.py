"""A checkpoint: a folder with a card and its weights, which are believed only after a check.

Weights are safetensors, memory-mapped, so that loading a model a second time costs little; nothing that
could run code is ever opened.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from morphospace.errors import BadCheckpointError
from morphospace.library.atomic import replace_files
from morphospace.library.cards import CARD_NAME, WEIGHTS_NAME, Card, read_card
from morphospace.library.headers import Shape, tensor_shapes

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Checkpoint:
    """A card and the folder it came from. Making one reads nothing; ``tensors`` checks, then maps."""

    card: Card
    folder: Path

    @property
    def weights(self) -> Path:
        """The file with the tensors."""
        return self.folder / WEIGHTS_NAME

    @property
    def size_bytes(self) -> int:
        """Bytes of weights, 0 where the file is missing."""
        return self.weights.stat().st_size if self.weights.is_file() else 0

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the weights as the card gives it: what projects and pictures name the model by."""
        return self.card.sha256 or file_hash(self.weights)

    def check(self) -> None:
        """Compare the weights' header with the card.

        Raises ``BadCheckpointError`` where the file is missing, damaged or holds something else.
        """
        found = tensor_shapes(self.weights)
        if fault := difference(found, self.card.tensors):
            raise BadCheckpointError(
                f"{self.weights} is not what its card says ({fault}): install the model again."
            )

    def verify(self) -> None:
        """``check``, and compare every byte with the card's SHA-256."""
        self.check()
        if self.card.sha256 and file_hash(self.weights) != self.card.sha256:
            raise BadCheckpointError(
                f"{self.weights} has changed since it was written (its SHA-256 differs from the card's): "
                "install the model again."
            )

    def tensors(self, device: str = "cpu") -> dict[str, Tensor]:
        """Every tensor by name on a torch device; on the CPU they are views of the mapped file.

        Raises ``BadCheckpointError`` before anything is loaded if ``check`` finds a fault.
        """
        from safetensors import SafetensorError, safe_open

        self.check()
        try:
            with safe_open(self.weights, framework="pt", device=device) as file:
                return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
        except (SafetensorError, OSError) as error:
            raise BadCheckpointError(
                f"{self.weights} cannot be loaded ({error}): install the model again."
            ) from None


def read_checkpoint(folder: Path) -> Checkpoint:
    """The checkpoint in a folder, its card read and its weights' header checked against it.

    Raises ``BadCheckpointError`` with one sentence for any fault.
    """
    checkpoint = Checkpoint(read_card(folder), folder)
    checkpoint.check()
    return checkpoint


def write_checkpoint(folder: Path, card: Card, tensors: Mapping[str, Tensor]) -> Path:
    """Write weights and card into ``folder`` and return it; an older checkpoint there is replaced.

    The card's ``tensors`` and ``sha256`` are filled in here. Both files are written in full beside their
    places before either takes its place, so a crash or a full disk leaves the old ones whole.
    Raises ``CannotSaveError``.
    """
    from safetensors.torch import save

    # Cloned, since safetensors refuses tensors that share memory, as tied weights and views do.
    plain = {name: tensor.detach().cpu().clone().contiguous() for name, tensor in tensors.items()}
    weights = save(plain, metadata={"format": "pt"})
    finished = replace(
        card,
        tensors={name: tuple(tensor.shape) for name, tensor in plain.items()},
        sha256=hashlib.sha256(weights).hexdigest(),
    )
    text = json.dumps(finished.to_json(), indent=1, ensure_ascii=False) + "\n"
    replace_files(folder, {WEIGHTS_NAME: weights, CARD_NAME: text.encode()})
    return folder


def difference(found: Mapping[str, Shape], expected: Mapping[str, Shape]) -> str:
    """The first difference between two sets of tensors in words, or an empty text."""
    for name, shape in expected.items():
        if name not in found:
            return f"tensor {name!r} is missing"
        if found[name] != shape:
            return f"tensor {name!r} is {_sides(found[name])}, not {_sides(shape)}"
    for name in found:
        if name not in expected:
            return f"tensor {name!r} is not in the card"
    return ""


def _sides(shape: Shape) -> str:
    return "×".join(map(str, shape)) if shape else "a single number"


def file_hash(path: Path) -> str:
    """SHA-256 of a file in hexadecimal. Raises ``BadCheckpointError`` where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadCheckpointError(
            f"{path} cannot be read ({error.strerror}): install the model again."
        ) from None
