"""Morphospace: create, edit and explore pictures through the latents of generative models.

These names are the whole vocabulary of a plugin author. Importing this package imports neither
torch nor Qt.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from morphospace.controls import (
    Choice,
    Control,
    ImageInput,
    MaskInput,
    Prompt,
    Seed,
    Setting,
    Slider,
    Strength,
    Toggle,
)
from morphospace.data.attributes import ATTRIBUTES, consistent, visible
from morphospace.errors import BadCheckpointError, BadSettingError
from morphospace.hookspecs import hookimpl
from morphospace.models import Frame, Model, ModelFamily, Recipe, Request, Settings

if TYPE_CHECKING:
    from morphospace.data.sampling import sample_labels
    from morphospace.library.cards import Card
    from morphospace.library.checkpoints import Checkpoint, write_checkpoint
    from morphospace.library.installed import user_folder
    from morphospace.pixels import from_pixels, to_pixels
    from morphospace.studio import open_model
    from morphospace.training.task import Batch, Moment, TrainingTask, Window

__all__ = [
    "ATTRIBUTES",
    "BadCheckpointError",
    "BadSettingError",
    "Batch",
    "Card",
    "Checkpoint",
    "Choice",
    "Control",
    "Frame",
    "ImageInput",
    "MaskInput",
    "Model",
    "ModelFamily",
    "Moment",
    "Prompt",
    "Recipe",
    "Request",
    "Seed",
    "Setting",
    "Settings",
    "Slider",
    "Strength",
    "Toggle",
    "TrainingTask",
    "Window",
    "consistent",
    "from_pixels",
    "hookimpl",
    "open_model",
    "sample_labels",
    "to_pixels",
    "user_folder",
    "visible",
    "write_checkpoint",
]

_LATER = {
    "Batch": "training.task",
    "Card": "library.cards",
    "Checkpoint": "library.checkpoints",
    "Moment": "training.task",
    "TrainingTask": "training.task",
    "Window": "training.task",
    "from_pixels": "pixels",
    "open_model": "studio",
    "sample_labels": "data.sampling",
    "to_pixels": "pixels",
    "user_folder": "library.installed",
    "write_checkpoint": "library.checkpoints",
}
"""Names that are imported when first asked for, because they need torch or take a while."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'morphospace' has no attribute {name!r}")
    return getattr(import_module(f"morphospace.{_LATER[name]}"), name)
