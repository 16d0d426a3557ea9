"""Variational autoencoders: pictures from a latent and, in the conditional one, asked attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from morphospace import Model, ModelFamily, Recipe, hookimpl
from morphospace_vae.recipe import FACES

if TYPE_CHECKING:
    from morphospace import Checkpoint, TrainingTask


class ConditionalVae(ModelFamily):
    """``h = encode(x, m)``, ``x = decode(h, m)``: the latent holds what the attributes leave open."""

    id = "cvae"
    title = "Conditional VAE"
    summary = "Edits a picture by its attributes and draws new ones for attributes that are asked."
    recipes = (FACES,)

    def load(self, checkpoint: Checkpoint, device: str) -> Model:
        """See ``ModelFamily``."""
        from morphospace_vae.model import load

        return load(checkpoint, device)

    def training(self, recipe: Recipe, device: str) -> TrainingTask:
        """See ``ModelFamily``."""
        from morphospace_vae.task import CvaeTask

        return CvaeTask(recipe, device)


@hookimpl
def morphospace_families() -> Sequence[ModelFamily]:
    """The families of this plugin."""
    return (ConditionalVae(),)
