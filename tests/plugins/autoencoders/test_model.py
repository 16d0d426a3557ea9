"""What an artist, a notebook and the explorer rely on in a plain autoencoder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from morphospace import BadCheckpointError, Request, from_pixels
from morphospace.library import Checkpoint
from morphospace.testing import CHECKS, Case
from morphospace.training.batches import Dataset
from morphospace_autoencoders import Autoencoder
from morphospace_autoencoders.model import AutoencoderModel


@pytest.mark.parametrize("check", CHECKS)
def test_it_keeps_the_contract(check: Callable[[Case], None], checkpoint: Checkpoint) -> None:
    check(Case(Autoencoder(), checkpoint.folder))


def test_an_opened_picture_comes_back(model: AutoencoderModel, dataset: Dataset) -> None:
    pictures = dataset.images[:8]
    (frame,) = model.render(Request(images={"image": pictures}, n=8))
    images = from_pixels(pictures, 16)
    mean = images.mean(0, keepdim=True)
    assert (frame.images - images).square().mean() < 0.5 * (mean - images).square().mean()


def test_new_pictures_are_spread_as_the_seen_ones_are(model: AutoencoderModel, dataset: Dataset) -> None:
    with torch.no_grad():
        seen = model.encode(from_pixels(dataset.images, 16))["h"]
    drawn = model.prior(4000, 3)["h"]
    deviation = seen.std(0)
    torch.testing.assert_close(drawn.mean(0) / deviation, seen.mean(0) / deviation, atol=0.2, rtol=0)
    torch.testing.assert_close(torch.cov(drawn.T), torch.cov(seen.T), atol=0.3, rtol=0.3)


def test_the_first_new_pictures_are_the_same_however_many(model: AutoencoderModel) -> None:
    assert torch.equal(model.prior(7, 5)["h"][:3], model.prior(3, 5)["h"])


def test_latents_go_before_pictures(model: AutoencoderModel, dataset: Dataset) -> None:
    h = model.prior(1, 4)["h"]
    (frame,) = model.render(Request(latents={"h": h.numpy()}, images={"image": dataset.images[:1]}))
    assert torch.equal(frame.latents["h"], h)


def test_a_card_that_lies_about_its_network_is_refused(checkpoint: Checkpoint) -> None:
    for lie in ({"latents": 7}, {"widths": [8]}, {"widths": "wide"}, {"decoder_depths": []}):
        card = replace(checkpoint.card, config={**checkpoint.card.config, **lie})
        with pytest.raises(BadCheckpointError, match=r"model\.safetensors"):
            Autoencoder().load(Checkpoint(card, checkpoint.folder), "cpu")


def test_weights_are_kept_in_half_precision(checkpoint: Checkpoint) -> None:
    tensors = checkpoint.tensors()
    kinds = {name: tensor.dtype for name, tensor in tensors.items() if not name.startswith("prior")}
    assert set(kinds.values()) == {torch.float16}
    assert all(np.isfinite(tensor.numpy()).all() for tensor in tensors.values())
