"""What everyone relies on in a density: the contract, log p(x), and the pull towards the mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.mixture import GaussianMixture as Theirs

from morphospace import BadCheckpointError, Frame, Request
from morphospace.library import Checkpoint
from morphospace.testing import CHECKS, Case
from morphospace.training.batches import Dataset
from morphospace_density import GaussianMixture
from morphospace_density.model import DensityModel


def render(model: DensityModel, **request: object) -> Frame:
    (frame,) = model.render(Request(**request))  # type: ignore[arg-type]
    return frame


@pytest.mark.parametrize("check", CHECKS)
def test_it_keeps_the_contract(check: Callable[[Case], None], checkpoint: Checkpoint) -> None:
    check(Case(GaussianMixture(), checkpoint.folder))


def test_frames_tell_the_log_density_that_scikit_learn_finds(
    model: DensityModel, checkpoint: Checkpoint, dataset: Dataset
) -> None:
    frame = render(model, images={"image": dataset.images[:40]})
    tensors = {name: tensor.double().numpy() for name, tensor in checkpoint.tensors().items()}
    theirs = Theirs(len(tensors["weights"]))
    theirs.weights_, theirs.means_ = tensors["weights"], tensors["means"]
    theirs.precisions_cholesky_ = np.linalg.inv(tensors["roots"]).transpose(0, 2, 1)
    expected = theirs.score_samples(frame.latents["h"].double().numpy())
    np.testing.assert_allclose(frame.extras["log_density"].numpy(), expected, atol=1e-3)


def test_a_strange_picture_is_less_likely_than_a_seen_one(model: DensityModel, dataset: Dataset) -> None:
    seen, strange = (
        render(model, images={"image": pictures}).extras["log_density"]
        for pictures in (dataset.images[:20], 255 - dataset.images[:20])
    )
    assert strange.max() < seen.min()


def test_pulled_all_the_way_pictures_of_one_cluster_become_one(model: DensityModel, dataset: Dataset) -> None:
    pictures = {"image": dataset.images[:30]}
    free, half, whole = (
        render(model, images=pictures, settings={"towards_mean": amount}) for amount in (0.0, 0.5, 1.0)
    )
    assert len({tuple(image.flatten().tolist()) for image in whole.images.round(decimals=3)}) == 3
    assert (whole.extras["log_density"] > half.extras["log_density"]).all()
    assert half.extras["log_density"].mean() > free.extras["log_density"].mean()
    assert torch.equal(free.latents["h"], whole.latents["h"])


def test_a_card_that_lies_about_its_pictures_is_refused(checkpoint: Checkpoint) -> None:
    with pytest.raises(BadCheckpointError, match=r"model\.safetensors"):
        GaussianMixture().load(Checkpoint(replace(checkpoint.card, image_size=16), checkpoint.folder), "cpu")
