"""Autoencoders: pictures through a handful of numbers and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from morphospace import Model, ModelFamily, Recipe, hookimpl
from morphospace_autoencoders.recipe import DENOISING, FACES, PCA

if TYPE_CHECKING:
    from morphospace import Checkpoint, TrainingTask


class Pca(ModelFamily):
    """``h = Vᵀ x``, ``x̂ = V h``: the linear autoencoder, whose best weights are found without training."""

    id = "pca"
    title = "PCA"
    summary = "Sums of principal components: the linear manifold that comes nearest to the pictures."
    recipes = (PCA,)

    def load(self, checkpoint: Checkpoint, device: str) -> Model:
        """See ``ModelFamily``."""
        from morphospace_autoencoders.pca_model import load

        return load(checkpoint, device)

    def training(self, recipe: Recipe, device: str) -> TrainingTask:
        """See ``ModelFamily``."""
        from morphospace_autoencoders.pca_task import PcaTask

        return PcaTask(recipe, device)


class Autoencoder(ModelFamily):
    """``h = g_e(x)``, ``x̂ = g_d(h)``, learned by squared error: plain, or from noisy pictures."""

    id = "autoencoder"
    title = "Autoencoder"
    summary = "Squeezes pictures through a few numbers and draws them again, noisy ones without their noise."
    recipes = (FACES, DENOISING)

    def load(self, checkpoint: Checkpoint, device: str) -> Model:
        """See ``ModelFamily``."""
        from morphospace_autoencoders.model import load

        return load(checkpoint, device)

    def training(self, recipe: Recipe, device: str) -> TrainingTask:
        """See ``ModelFamily``."""
        from morphospace_autoencoders.task import AutoencoderTask

        return AutoencoderTask(recipe, device)


@hookimpl
def morphospace_families() -> Sequence[ModelFamily]:
    """The families of this plugin."""
    return (Pca(), Autoencoder())
