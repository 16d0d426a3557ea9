"""Training the evaluator, once for all models, on the ``judge`` split that nothing else may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from morphospace.data.attributes import ATTRIBUTES
from morphospace.data.faces import Faces, load_faces
from morphospace.errors import CancelledError
from morphospace.evaluation.evaluator import Evaluator, as_tensor, evaluator_folder, judged, levels_of
from morphospace.evaluation.network import SIZE, AttributeNet
from morphospace.library.cards import Card
from morphospace.library.checkpoints import write_checkpoint


@dataclass(frozen=True)
class JudgeRecipe:
    """The numbers of the evaluator's training."""

    images: int = 30_000
    held_out: int = 10_000
    epochs: int = 7
    batch_size: int = 128
    learning_rate: float = 3e-3
    weight_decay: float = 0.02
    seed: int = 0


Progress = Callable[[int, int, float], None]
"""Called with the step, the number of steps and the loss."""


def train_evaluator(
    folder: Path | None = None,
    recipe: JudgeRecipe | None = None,
    *,
    progress: Progress = lambda step, steps, loss: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Card:
    """Train the evaluator, measure it on ``test``, and write weights and card into ``folder``.

    The folder is the shipped one unless given. Draws the faces it lacks. About eight minutes on one
    core. Raises ``CancelledError``, ``CannotSaveError``.
    """
    recipe = recipe or JudgeRecipe()
    faces = load_faces("judge", recipe.images, SIZE)
    network = fit(faces, recipe, progress=progress, cancelled=cancelled)
    # Measured as it is shipped: in half precision, which is all that the file holds.
    tensors = {name: _halved(tensor) for name, tensor in network.state_dict().items()}
    network.load_state_dict(tensors)
    figures = accuracy(Evaluator(network), load_faces("test", recipe.held_out, SIZE))
    card = Card(
        id="faces-evaluator",
        title="Evaluator of faces",
        family="evaluator",
        summary="Reads the attributes of drawn faces; it only scores models.",
        licence="MIT",
        data="faces",
        image_size=SIZE,
        figures={"accuracy on test": figures},
        training={"split": "judge", **vars(recipe)},
    )
    write_checkpoint(folder or evaluator_folder(), card, tensors)
    return card


def fit(
    faces: Faces,
    recipe: JudgeRecipe,
    *,
    progress: Progress = lambda step, steps, loss: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> AttributeNet:
    """The network trained on ``faces``: AdamW, one cycle of the learning rate, bfloat16 on the CPU."""
    generator = torch.Generator().manual_seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    network = AttributeNet().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), weight_decay=recipe.weight_decay)
    per_epoch = len(faces) // recipe.batch_size
    steps = per_epoch * recipe.epochs
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.learning_rate, max(steps, 2), pct_start=0.2
    )
    targets = _targets(faces)
    for step in range(steps):
        if cancelled():
            raise CancelledError("Training the evaluator was cancelled.")
        if step % per_epoch == 0:
            order = torch.randperm(len(faces), generator=generator)
        place = step % per_epoch * recipe.batch_size
        rows = order[place : place + recipe.batch_size].sort().values
        images = disturbed(as_tensor(faces.images[rows.numpy()]), generator)
        with torch.autocast("cpu", torch.bfloat16):
            _, logits = network(images.contiguous(memory_format=torch.channels_last))
        loss = _loss(logits, targets[rows])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        progress(step + 1, steps, loss.item())
    return network


def accuracy(evaluator: Evaluator, faces: Faces) -> dict[str, float]:
    """The share of right readings of each attribute, where it can be judged."""
    read = evaluator.read(faces.images).levels
    true = levels_of(faces.labels)
    seen = judged([faces.row(index) for index in range(len(faces))])
    return {a.name: round(float((read[a.name] == true[a.name])[seen[a.name]].mean()), 5) for a in ATTRIBUTES}


def disturbed(images: Tensor, generator: torch.Generator) -> Tensor:
    """Pictures moved, stretched, mirrored, and made brighter, greyer or noisier by a little.

    Half of them keep their pixels sharp; moving by parts of a pixel blurs the others, as a decoder does.
    """
    n = len(images)

    def between(low: float, high: float, *shape: int) -> Tensor:
        return low + (high - low) * torch.rand(n, *shape, generator=generator)

    matrices = torch.zeros(n, 2, 3)
    sharp = between(0, 1) < 0.5
    mirror = torch.where(between(0, 1) < 0.5, -1.0, 1.0)
    stretch = torch.where(sharp[:, None], torch.ones(n, 2), between(0.96, 1.04, 2))
    pixel = 2 / images.shape[-1]
    move = between(-2.5, 2.5, 2)
    matrices[:, 0, 0], matrices[:, 1, 1] = mirror * stretch[:, 0], stretch[:, 1]
    matrices[:, :, 2] = torch.where(sharp[:, None], move.round(), move) * pixel
    grid = functional.affine_grid(matrices, list(images.shape), align_corners=False)
    images = functional.grid_sample(images, grid, padding_mode="border", align_corners=False)
    images = images * between(0.92, 1.04, 1, 1, 1) + between(-0.05, 0.05, 1, 1, 1)
    noise = torch.randn(images.shape, generator=generator)
    return images + noise * between(-0.03, 0.03, 1, 1, 1).clamp_min(0)


def _targets(faces: Faces) -> Tensor:
    """Level of each attribute, int64 ``(N, attributes)``; -1 where it cannot be seen."""
    levels = levels_of(faces.labels)
    seen = judged([faces.row(index) for index in range(len(faces))])
    columns = [np.where(seen[a.name], levels[a.name], -1) for a in ATTRIBUTES]
    return torch.from_numpy(np.stack(columns, 1))


def _loss(logits: tuple[Tensor, ...], targets: Tensor) -> Tensor:
    """Mean cross entropy, summed over the attributes."""
    return torch.stack(
        [
            functional.cross_entropy(head.float(), targets[:, place], ignore_index=-1)
            for place, head in enumerate(logits)
        ]
    ).sum()


def _halved(tensor: Tensor) -> Tensor:
    return tensor.half() if tensor.is_floating_point() else tensor


def main() -> None:
    """``python -m morphospace.evaluation.training``: train the shipped evaluator again."""

    def progress(step: int, steps: int, loss: float) -> None:
        if step % 100 == 0 or step == steps:
            print(f"step {step} of {steps}: loss {loss:.3f}", flush=True)

    figures: Mapping[str, object] = train_evaluator(progress=progress).figures
    print(figures)


if __name__ == "__main__":
    main()
