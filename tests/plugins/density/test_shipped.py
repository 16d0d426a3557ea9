"""The densities that come with Morphospace: what they say of faces, and of what is none."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.mixture import GaussianMixture as Theirs

from morphospace import Request, from_pixels
from morphospace.data.faces import load_faces
from morphospace.library import read_checkpoint, shipped_folder
from morphospace_density import GaussianMixture
from morphospace_density.model import DensityModel


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> torch.Tensor:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MORPHOSPACE_CACHE", str(tmp_path_factory.mktemp("cache")))
        return from_pixels(load_faces("test", 24).images, 64)


def shipped(name: str) -> DensityModel:
    loaded = GaussianMixture().load(read_checkpoint(shipped_folder() / name), "cpu")
    assert isinstance(loaded, DensityModel)
    return loaded


@pytest.mark.parametrize("name", ["faces-gaussian", "faces-mixture"])
def test_its_log_density_is_that_of_scikit_learn(name: str, images: torch.Tensor) -> None:
    tensors = read_checkpoint(shipped_folder() / name).tensors()
    numbers = {key: tensors[key].double().numpy() for key in ("weights", "means", "roots")}
    theirs = Theirs(len(numbers["weights"]))
    theirs.weights_, theirs.means_ = numbers["weights"], numbers["means"]
    theirs.precisions_cholesky_ = np.linalg.inv(numbers["roots"]).transpose(0, 2, 1)
    model = shipped(name)
    latents = model.encode(images)
    expected = theirs.score_samples(latents["h"].double().numpy())
    np.testing.assert_allclose(model.log_density(latents).numpy(), expected, rtol=1e-4)


@pytest.mark.parametrize("name", ["faces-gaussian", "faces-mixture"])
def test_faces_are_likelier_than_their_negatives(name: str, images: torch.Tensor) -> None:
    model = shipped(name)
    faces, negatives = (model.log_density(model.encode(x)) for x in (images, -images))
    assert (faces > negatives).float().mean() > 0.9


def test_the_mixture_finds_faces_likelier_than_one_gaussian_does(images: torch.Tensor) -> None:
    many, one = shipped("faces-mixture"), shipped("faces-gaussian")
    latents = one.encode(images)
    assert many.log_density(latents).mean() > one.log_density(latents).mean() + 5


def test_its_own_faces_are_as_likely_as_real_ones(images: torch.Tensor) -> None:
    model = shipped("faces-mixture")
    (frame,) = model.render(Request(n=64, seed=0))
    real = model.log_density(model.encode(images))
    assert abs(float(frame.extras["log_density"].mean() - real.mean())) < 3 * float(real.std())
