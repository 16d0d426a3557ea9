"""Classical densities: a Gaussian and a mixture of them over principal components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from morphospace import Model, ModelFamily, Recipe, hookimpl
from morphospace_density.recipe import GAUSSIAN, MIXTURE

if TYPE_CHECKING:
    from morphospace import Checkpoint, TrainingTask


class GaussianMixture(ModelFamily):
    """``p(x) = Σ w_k N(Vᵀ x; m_k, C_k)``: a density that can be written down, with its blurred faces."""

    id = "density"
    title = "Gaussian mixture"
    summary = "Says how likely a picture is, and draws pictures by that."
    recipes = (GAUSSIAN, MIXTURE)

    def load(self, checkpoint: Checkpoint, device: str) -> Model:
        """See ``ModelFamily``."""
        from morphospace_density.model import load

        return load(checkpoint, device)

    def training(self, recipe: Recipe, device: str) -> TrainingTask:
        """See ``ModelFamily``."""
        from morphospace_density.task import DensityTask

        return DensityTask(recipe, device)


@hookimpl
def morphospace_families() -> Sequence[ModelFamily]:
    """The families of this plugin."""
    return (GaussianMixture(),)
