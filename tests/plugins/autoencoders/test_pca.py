"""Principal components: the same as scikit-learn's, and sliders that agree with latents and pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from morphospace import BadCheckpointError, Request, from_pixels
from morphospace.library import Checkpoint
from morphospace.testing import CHECKS, Case
from morphospace.training.batches import Dataset
from morphospace_autoencoders import Pca
from morphospace_autoencoders.pca_model import PcaModel

NAMES = ("component_1", "component_2", "component_3")


@pytest.fixture(scope="module")
def images(dataset: Dataset) -> torch.Tensor:
    return from_pixels(dataset.images, 16)


@pytest.fixture(scope="module")
def reference(images: torch.Tensor) -> PCA:
    return PCA(8, svd_solver="full").fit(images.flatten(1).double().numpy())


@pytest.mark.parametrize("check", CHECKS)
def test_it_keeps_the_contract(check: Callable[[Case], None], pca_checkpoint: Checkpoint) -> None:
    check(Case(Pca(), pca_checkpoint.folder))


def test_its_reconstruction_is_that_of_scikit_learn(
    pca: PcaModel, images: torch.Tensor, reference: PCA
) -> None:
    rows = images.flatten(1).double().numpy()
    expected = reference.inverse_transform(reference.transform(rows)).clip(-1, 1)
    found = pca.decode(pca.encode(images)).flatten(1).numpy()
    assert np.abs(found - expected).max() < 1e-4


def test_its_components_are_sorted_and_as_wide_as_those_of_scikit_learn(
    pca: PcaModel, images: torch.Tensor, reference: PCA
) -> None:
    deviations = pca.encode(images)["h"].std(0).numpy()
    np.testing.assert_allclose(deviations, np.sqrt(reference.explained_variance_), rtol=1e-4)
    drawn = pca.prior(20_000, 0)["h"].std(0).numpy()
    np.testing.assert_allclose(drawn, deviations, rtol=0.05)


def test_an_opened_picture_tells_where_it_stands(pca: PcaModel, dataset: Dataset) -> None:
    (frame,) = pca.render(Request(images={"image": dataset.images[:5]}, n=5))
    deviations = pca.encode(from_pixels(dataset.images, 16))["h"].std(0)
    expected = (frame.latents["h"] / deviations)[:, :3].clamp(-3, 3)
    told = torch.tensor([[row[name] for name in NAMES] for row in frame.settings])
    torch.testing.assert_close(told, expected, atol=1e-3, rtol=0)


def test_a_slider_moves_its_component_and_no_other(pca: PcaModel, dataset: Dataset) -> None:
    opened = Request(images={"image": dataset.images[:1]})
    (before,) = pca.render(opened)
    (after,) = pca.render(replace(opened, settings={"component_2": 2.5}))
    change = (after.latents["h"] - before.latents["h"])[0]
    assert change[1].abs() > 0.1 and change[[0, *range(2, 8)]].abs().max() == 0
    assert after.settings[0]["component_2"] == 2.5
    assert {n: after.settings[0][n] for n in NAMES if n != "component_2"} == {
        n: before.settings[0][n] for n in NAMES if n != "component_2"
    }
    again = pca.read(after.images)[0]["component_2"]
    assert again == pytest.approx(2.5, abs=0.05)


def test_settings_and_latents_that_belong_together_change_nothing(
    pca: PcaModel, images: torch.Tensor
) -> None:
    latents = pca.encode(images[:6])
    same = pca.decode(latents, pca.read(images[:6]))
    torch.testing.assert_close(same, pca.decode(latents), atol=1e-5, rtol=0)


def test_a_picture_beyond_the_end_of_a_slider_stays_there_until_it_is_moved(pca: PcaModel) -> None:
    far = pca.prior(1, 0)["h"]
    far[0, 0] = 5 * pca.prior(4000, 0)["h"][:, 0].std()
    (frame,) = pca.render(Request(latents={"h": far.numpy()}))
    assert frame.settings[0]["component_1"] == 3.0
    (again,) = pca.render(Request(latents={"h": far.numpy()}, settings=frame.settings[0]))
    torch.testing.assert_close(again.latents["h"], far)


def test_a_card_that_lies_about_its_components_is_refused(pca_checkpoint: Checkpoint) -> None:
    card = pca_checkpoint.card
    more = tuple(
        replace(card.controls[0], name=f"component_{n}")  # type: ignore[type-var]
        for n in range(1, 10)
    )
    for lie in (replace(card, image_size=32), replace(card, controls=more)):
        with pytest.raises(BadCheckpointError, match=r"model\.safetensors"):
            Pca().load(Checkpoint(lie, pca_checkpoint.folder), "cpu")
