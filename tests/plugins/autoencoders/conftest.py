"""Models of 16-pixel pictures that are made in a second: an autoencoder and principal components."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from morphospace import Recipe
from morphospace.library import Checkpoint, read_checkpoint
from morphospace.training.batches import Dataset
from morphospace.training.run import train
from morphospace_autoencoders import Autoencoder, Pca
from morphospace_autoencoders.model import AutoencoderModel
from morphospace_autoencoders.pca_model import PcaModel
from morphospace_autoencoders.recipe import FACES, PCA

COUNT, SIZE = 240, 16


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """Pictures of a few colours, each with a blob somewhere, and a little noise."""
    random = np.random.default_rng(0)
    across, down = np.meshgrid(np.arange(SIZE), np.arange(SIZE))
    x, y = random.uniform(3, 13, (2, COUNT, 1, 1))
    blob = np.exp(-((across - x) ** 2 + (down - y) ** 2) / 12)[..., None]
    colours = random.uniform(40, 215, (2, COUNT, 1, 1, 3))
    images = colours[0] * (1 - blob) + colours[1] * blob + random.normal(0, 4, (COUNT, SIZE, SIZE, 3))
    return Dataset(images.clip(0, 255).astype(np.uint8), np.zeros((COUNT, 10), np.int64))


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    shape = {"latents": 6, "widths": [8, 16], "encoder_depths": [1, 1], "decoder_depths": [1, 2]}
    options = {**FACES.options, "warm_up": 5, "fit_from": 0.75}
    changes = {"image_size": SIZE, "config": shape, "options": options, "latents": {"h": (6,)}}
    return replace(FACES, steps=200, batch_size=16, learning_rate=4e-3, **changes)


@pytest.fixture(scope="session")
def checkpoint(recipe: Recipe, dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    return trained(Autoencoder(), recipe, dataset, tmp_path_factory.mktemp("autoencoder"))


@pytest.fixture(scope="session")
def model(checkpoint: Checkpoint) -> AutoencoderModel:
    loaded = Autoencoder().load(checkpoint, "cpu")
    assert isinstance(loaded, AutoencoderModel)
    return loaded


@pytest.fixture(scope="session")
def pca_recipe() -> Recipe:
    changes = {"image_size": SIZE, "images": COUNT, "batch_size": 60, "steps": 4 * 8}
    return replace(PCA, controls=PCA.controls[:3], config={"latents": 8}, latents={"h": (8,)}, **changes)


@pytest.fixture(scope="session")
def pca_checkpoint(
    pca_recipe: Recipe, dataset: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> Checkpoint:
    return trained(Pca(), pca_recipe, dataset, tmp_path_factory.mktemp("pca"))


@pytest.fixture(scope="session")
def pca(pca_checkpoint: Checkpoint) -> PcaModel:
    loaded = Pca().load(pca_checkpoint, "cpu")
    assert isinstance(loaded, PcaModel)
    return loaded


def trained(family: Autoencoder | Pca, recipe: Recipe, dataset: Dataset, folder: Path) -> Checkpoint:
    """What ``morphospace train`` would leave in ``folder``."""
    looks = list(train(family, recipe, folder, data=dataset))
    assert looks[-1].step == recipe.steps
    return read_checkpoint(folder)
