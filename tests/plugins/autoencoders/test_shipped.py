"""The autoencoders that come with Morphospace keep what their cards say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from morphospace.data.faces import load_faces
from morphospace.pixels import from_pixels
from morphospace.testing import Case

SIGMA = 0.2


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Tensor:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MORPHOSPACE_CACHE", str(tmp_path_factory.mktemp("cache")))
        return from_pixels(load_faces("test", 48).images, 64)


@pytest.fixture(scope="module")
def noisy(images: Tensor) -> Tensor:
    return images + SIGMA * torch.randn(images.shape, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def pca() -> Any:
    return Case.installed("faces-pca").model


def through(model: Any, seen: Tensor, images: Tensor) -> float:
    """PSNR, mean over pictures, of what is drawn of ``seen`` against ``images``."""
    with torch.no_grad():
        errors = (model.decode(model.encode(seen)) - images).square().mean((1, 2, 3))
    return float((10 * torch.log10(4 / errors)).mean())


def shift(model: Any, images: Tensor, noisy: Tensor) -> float:
    """How far noise moves the latents, in their deviations."""
    with torch.no_grad():
        before, after = model.encode(images)["h"], model.encode(noisy)["h"]
    return float(((after - before) / before.std(0)).square().mean().sqrt())


def test_principal_components_are_orthonormal_and_rebuild_faces(pca: Any, images: Tensor) -> None:
    axes = Case.installed("faces-pca").checkpoint.tensors()["axes"]
    np.testing.assert_allclose(axes @ axes.T, np.eye(len(axes)), atol=1e-4)
    assert 28 < through(pca, images, images) < 30


@pytest.mark.parametrize("name", ["faces-autoencoder", "faces-denoising"])
def test_a_net_through_as_many_numbers_rebuilds_faces_better(name: str, pca: Any, images: Tensor) -> None:
    gain = {"faces-autoencoder": 8.0, "faces-denoising": 1.5}[name]
    assert through(Case.installed(name).model, images, images) > through(pca, images, images) + gain


def test_the_denoising_one_takes_noise_off_and_is_hardly_moved_by_it(
    pca: Any, images: Tensor, noisy: Tensor
) -> None:
    plain, denoising = (Case.installed(name).model for name in ("faces-autoencoder", "faces-denoising"))
    assert through(denoising, noisy, images) > through(pca, noisy, images) + 1.5
    assert through(denoising, noisy, images) > through(plain, noisy, images)
    assert shift(denoising, images, noisy) < 0.55 * shift(plain, images, noisy)
