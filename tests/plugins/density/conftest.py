"""A mixture of three Gaussians over four principal components of 8-pixel pictures, made in a second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from morphospace import Card, Recipe, write_checkpoint
from morphospace.library import Checkpoint, read_checkpoint
from morphospace.training.batches import Dataset
from morphospace.training.run import train
from morphospace_density import GaussianMixture
from morphospace_density.model import DensityModel
from morphospace_density.recipe import MIXTURE

COUNT, SIZE, WIDTH, COMPONENTS = 300, 8, 4, 3


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """Pictures in three clusters."""
    random = np.random.default_rng(0)
    centres = random.uniform(60, 200, (COMPONENTS, SIZE, SIZE, 3))
    images = centres[random.integers(0, COMPONENTS, COUNT)] + random.normal(0, 20, (COUNT, SIZE, SIZE, 3))
    return Dataset(images.clip(0, 255).astype(np.uint8), np.zeros((COUNT, 10), np.int64))


@pytest.fixture(scope="session")
def features(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model that has what a density takes its features from."""
    flat = torch.from_numpy(dataset.images).permute(0, 3, 1, 2).flatten(1).float() / 127.5 - 1
    mean = flat.mean(0)
    axes = torch.linalg.svd(flat - mean, full_matrices=False).Vh[:WIDTH]
    fields = {"title": "Flat", "family": "flat", "summary": "", "licence": "MIT", "data": "none"}
    card = Card(id="flat", image_size=SIZE, **fields)
    return write_checkpoint(tmp_path_factory.mktemp("flat"), card, {"mean": mean, "axes": axes})


@pytest.fixture(scope="session")
def recipe(features: Path) -> Recipe:
    return replace(
        MIXTURE,
        image_size=SIZE,
        config={"components": COMPONENTS},
        options={"features": str(features), "floor": 0.01},
        images=COUNT,
        batch_size=60,
        steps=5 + 20,
        latents={"h": (WIDTH,)},
    )


@pytest.fixture(scope="session")
def checkpoint(recipe: Recipe, dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    folder = tmp_path_factory.mktemp("mixture")
    looks = list(train(GaussianMixture(), recipe, folder, data=dataset))
    assert looks[-1].step == recipe.steps
    return read_checkpoint(folder)


@pytest.fixture(scope="session")
def model(checkpoint: Checkpoint) -> DensityModel:
    loaded = GaussianMixture().load(checkpoint, "cpu")
    assert isinstance(loaded, DensityModel)
    return loaded
