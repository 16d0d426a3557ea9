"""The library: which models are installed, where they lie, and which of them are broken and why.

Looking costs a few milliseconds (cards and headers only), so the window does it at every start.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import platformdirs

from morphospace.errors import BadCheckpointError, BadInputError
from morphospace.library.cards import CARD_NAME, WEIGHTS_NAME
from morphospace.library.checkpoints import Checkpoint, read_checkpoint

FOLDERS_VARIABLE = "MORPHOSPACE_MODELS"


@dataclass(frozen=True)
class BrokenModel:
    """A folder that should hold a model and does not hold a usable one; ``reason`` is one sentence."""

    name: str
    folder: Path
    reason: str

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"name": self.name, "folder": str(self.folder), "reason": self.reason}


def shipped_folder() -> Path:
    """Where the models lie that come with Morphospace."""
    return Path(str(files("morphospace_resources"))) / "models"


def user_folder() -> Path:
    """Where a person's own models lie, and where ``morphospace train`` puts new ones."""
    return Path(platformdirs.user_data_dir("morphospace", appauthor=False)) / "models"


def model_folders() -> tuple[Path, ...]:
    """Folders of models in order: shipped, those of ``$MORPHOSPACE_MODELS``, the person's own."""
    extra = os.environ.get(FOLDERS_VARIABLE, "")
    return (shipped_folder(), *(Path(part) for part in extra.split(os.pathsep) if part), user_folder())


class Library:
    """The models found in some folders (``model_folders()`` unless given), looked up once and on refresh.

    Where two folders hold the same id the first stays, and the other is listed as broken: a copy never
    takes a model's place unseen.
    """

    def __init__(self, folders: Iterable[Path] | None = None) -> None:
        self._folders = None if folders is None else tuple(folders)
        self.refresh()

    def refresh(self) -> None:
        """Look again."""
        found: dict[str, Checkpoint] = {}
        broken: list[BrokenModel] = []
        for folder in _candidates(model_folders() if self._folders is None else self._folders):
            try:
                checkpoint = read_checkpoint(folder)
                _refuse_second(found, checkpoint)
            except BadCheckpointError as error:
                broken.append(BrokenModel(folder.name, folder, str(error)))
            else:
                found[checkpoint.card.id] = checkpoint
        self._found, self._broken = found, tuple(broken)

    @property
    def models(self) -> tuple[Checkpoint, ...]:
        """Every usable model."""
        return tuple(self._found.values())

    @property
    def broken(self) -> tuple[BrokenModel, ...]:
        """Every folder that cannot be used, with the reason."""
        return self._broken

    def get(self, model: str) -> Checkpoint:
        """The model with this id, or in this folder.

        Raises ``BadCheckpointError`` if it is broken, ``BadInputError`` if there is none, each naming it.
        """
        if model in self._found:
            return self._found[model]
        folder = Path(model)
        if (folder / CARD_NAME).is_file():
            return read_checkpoint(folder)
        for one in self._broken:
            if one.name == model:
                raise BadCheckpointError(one.reason)
        known = ", ".join(self._found) or "none"
        raise BadInputError(f"There is no model {model!r}: installed are {known}.")


def _candidates(folders: Iterable[Path]) -> list[Path]:
    """Sub-folders that hold a card or weights, each once, by name within a folder."""
    candidates: dict[Path, None] = {}
    for folder in folders:
        try:
            inside = sorted(folder.iterdir())
        except OSError:
            continue
        for path in inside:
            if (path / CARD_NAME).exists() or (path / WEIGHTS_NAME).exists():
                candidates[path.resolve()] = None
    return list(candidates)


def _refuse_second(found: dict[str, Checkpoint], checkpoint: Checkpoint) -> None:
    first = found.get(checkpoint.card.id)
    if first is not None:
        raise BadCheckpointError(
            f"{checkpoint.folder} holds a second model with the id {checkpoint.card.id!r}, and the one in "
            f"{first.folder} is used: give one of them another id in its {CARD_NAME}."
        )
