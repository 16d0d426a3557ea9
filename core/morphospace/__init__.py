"""Morphospace: create, edit and explore pictures through the latents of generative models.

These names are the whole vocabulary of a plugin author. Importing this package imports neither
torch nor Qt.
"""

from morphospace.controls import (
    Choice,
    Control,
    ImageInput,
    MaskInput,
    Prompt,
    Seed,
    Slider,
    Strength,
    Toggle,
)
from morphospace.hookspecs import hookimpl
from morphospace.models import Frame, Model, ModelFamily, Recipe, Request

__all__ = [
    "Choice",
    "Control",
    "Frame",
    "ImageInput",
    "MaskInput",
    "Model",
    "ModelFamily",
    "Prompt",
    "Recipe",
    "Request",
    "Seed",
    "Slider",
    "Strength",
    "Toggle",
    "hookimpl",
]
