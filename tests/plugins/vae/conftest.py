"""A conditional VAE of 16-pixel faces, trained for a few steps on noise: whole, and made in a second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from morphospace import ATTRIBUTES, Recipe
from morphospace.library import Checkpoint, read_checkpoint
from morphospace.training.batches import Dataset
from morphospace.training.run import train
from morphospace_vae import ConditionalVae
from morphospace_vae.model import CvaeModel
from morphospace_vae.recipe import FACES


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    config = {
        **FACES.config,
        "latents": 6,
        "widths": [8, 16],
        "encoder_depths": [1, 1],
        "decoder_depths": [1, 1],
        "reader_widths": [8, 16],
        "prior_size": 64,
    }
    options = FACES.options
    return replace(
        FACES, image_size=16, config=config, options=options, steps=12, batch_size=8, latents={"h": (6,)}
    )


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    random = np.random.default_rng(0)
    levels = [random.integers(0, len(attribute.values), 32) for attribute in ATTRIBUTES]
    return Dataset(random.integers(0, 256, (32, 16, 16, 3), np.uint8), np.stack(levels, 1).astype(np.int64))


@pytest.fixture(scope="session")
def checkpoint(recipe: Recipe, dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    folder: Path = tmp_path_factory.mktemp("cvae")
    looks = list(train(ConditionalVae(), recipe, folder, data=dataset))
    assert looks[-1].step == recipe.steps
    return read_checkpoint(folder)


@pytest.fixture(scope="session")
def model(checkpoint: Checkpoint) -> CvaeModel:
    loaded = ConditionalVae().load(checkpoint, "cpu")
    assert isinstance(loaded, CvaeModel)
    return loaded
