"""One training run from a recipe: data, task, trainer, and a usable model in the output folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from morphospace.errors import BadInputError
from morphospace.library.cards import Card
from morphospace.models import ModelFamily, Recipe

if TYPE_CHECKING:
    from torch import nn

    from morphospace.training.batches import Dataset
    from morphospace.training.checkpoints import RunState
    from morphospace.training.trainer import Progress


def train(
    family: ModelFamily,
    recipe: Recipe,
    output: Path,
    *,
    steps: int | None = None,
    resume: bool = False,
    seed: int = 0,
    device: str = "cpu",
    data: Dataset | None = None,
    save_seconds: float = 300.0,
) -> Iterator[Progress]:
    """Train ``recipe`` and leave a model in ``output``, usable from its first checkpoint on.

    The run's own state stands in ``output / "training"``; with ``resume`` it goes on from there and
    ends as if it had never been stopped. ``data`` is drawn or read as the recipe names it if not
    given. Close the generator to stop: a checkpoint is kept. Raises ``MorphospaceError``.
    """
    import torch

    from morphospace.training import parallel
    from morphospace.training.batches import Batches
    from morphospace.training.trainer import Plan, Trainer

    if data is None:
        data = faces_dataset(recipe.images, recipe.image_size)
    plan = Plan(
        recipe=recipe.id,
        steps=steps or recipe.steps,
        folder=output / "training",
        batch_size=recipe.batch_size,
        seed=seed,
        device=device,
        save_seconds=save_seconds,
    )
    parallel.join()
    torch.manual_seed(seed)
    task = family.training(recipe, device)

    def keep(networks: Mapping[str, nn.Module], state: RunState) -> None:
        from morphospace.library.checkpoints import write_checkpoint

        write_checkpoint(output, card(family, recipe, state), task.export(networks))

    trainer = Trainer(task, Batches(data, recipe.batch_size, seed), plan, keep)
    if resume:
        trainer.resume()
    yield from trainer.run()


def card(family: ModelFamily, recipe: Recipe, state: RunState) -> Card:
    """The card of a model that ``recipe`` trained as far as ``state`` says."""
    return Card(
        id=recipe.id,
        title=recipe.title,
        family=family.id,
        summary=recipe.summary,
        licence=recipe.licence,
        data=recipe.data,
        image_size=recipe.image_size,
        controls=recipe.controls,
        capabilities=recipe.capabilities,
        latents=dict(recipe.latents),
        config=dict(recipe.config),
        training={
            "recipe": recipe.id,
            "seed": state.seed,
            "step": state.step,
            "steps": state.steps,
            "images_seen": state.step * state.batch_size,
            "minutes": round(state.seconds / 60, 1),
        },
    )


def faces_dataset(n: int, size: int) -> Dataset:
    """The first ``n`` training faces with their levels in the order of ``ATTRIBUTES``."""
    from morphospace.data.attributes import ATTRIBUTES
    from morphospace.data.faces import load_faces
    from morphospace.training.batches import Dataset

    faces = load_faces("train", n, size)
    columns = [
        np.searchsorted(attribute.values, faces.labels[attribute.name])
        if attribute.ordered
        else np.array([attribute.values.index(word) for word in faces.labels[attribute.name].tolist()])
        for attribute in ATTRIBUTES
    ]
    return Dataset(faces.images, np.stack(columns, 1).astype(np.int64))


def require_faces(recipe: Recipe) -> None:
    """Raises ``BadInputError`` for a recipe of data that this version cannot read."""
    if recipe.data != "faces":
        raise BadInputError(f"{recipe.id} is trained on {recipe.data!r}: only faces can be read yet.")
