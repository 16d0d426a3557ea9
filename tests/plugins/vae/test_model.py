"""What an artist, a notebook and the explorer rely on in a conditional VAE."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from morphospace import ATTRIBUTES, BadCheckpointError, Frame, Request, Slider
from morphospace.controls import validate_settings
from morphospace.library import Checkpoint
from morphospace.models import capabilities
from morphospace_vae import ConditionalVae
from morphospace_vae.model import CvaeModel


def render(model: CvaeModel, **request: object) -> Frame:
    (frame,) = model.render(Request(**request))  # type: ignore[arg-type]
    return frame


def pictures(n: int, size: int = 16) -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (n, size, size, 3), np.uint8)


def test_it_can_do_what_its_card_says(model: CvaeModel, checkpoint: Checkpoint) -> None:
    assert capabilities(model) == checkpoint.card.capabilities
    assert tuple(model.controls) == checkpoint.card.controls
    assert checkpoint.card.latents == {"h": tuple(model.prior(1, 0)["h"].shape[1:])}


def test_new_faces_follow_from_the_seed_alone(model: CvaeModel) -> None:
    three, five = render(model, n=3, seed=9), render(model, n=5, seed=9)
    assert three.images.shape == (3, 3, 16, 16) and three.images.abs().max() <= 1
    assert list(three.settings) == list(five.settings[:3])
    torch.testing.assert_close(three.images, five.images[:3], atol=1e-4, rtol=0)
    assert not torch.equal(three.images, render(model, n=3, seed=10).images)


def test_a_frame_tells_how_to_render_it_again(model: CvaeModel) -> None:
    first = render(model, n=2, seed=1, settings={"hair": "long"})
    for row in range(2):
        again = render(
            model,
            latents={"h": first.latents["h"][row : row + 1].numpy()},
            settings=first.settings[row],
            seed=77,
        )
        torch.testing.assert_close(again.images, first.images[row : row + 1], atol=1e-4, rtol=0)
        assert first.settings[row]["hair"] == "long"


def test_every_control_moves_pixels(model: CvaeModel) -> None:
    rest = {c.name: c.default for c in model.controls}  # type: ignore[union-attr]
    latents = model.prior(1, 0)
    still = model.decode(latents, [rest])
    for control in model.controls:
        other = control.maximum if isinstance(control, Slider) else control.choices[-1]  # type: ignore[union-attr]
        moved = model.decode(latents, [{**rest, control.name: other}])
        assert (moved - still).abs().max() > 1e-4, control.name


def test_an_opened_picture_is_read_and_what_is_asked_is_changed(model: CvaeModel) -> None:
    opened = render(model, images={"image": pictures(2)})
    seen = model.read(2 * torch.from_numpy(pictures(2)).permute(0, 3, 1, 2).float() / 255 - 1)
    assert list(opened.settings) == seen
    edited = render(model, images={"image": pictures(2)}, settings={"moustache": 1.0})
    assert all(row["moustache"] == 1.0 and row["beard"] == 0.0 for row in edited.settings)
    torch.testing.assert_close(edited.latents["h"], opened.latents["h"])


def test_pictures_of_any_size_are_opened(model: CvaeModel) -> None:
    assert render(model, images={"image": pictures(1, 50)}).images.shape == (1, 3, 16, 16)


def test_what_it_reads_are_settings_of_its_controls(model: CvaeModel) -> None:
    for row in model.read(torch.rand(4, 3, 16, 16) * 2 - 1):
        assert validate_settings(model.controls, row) == row
        assert set(row) == {attribute.name for attribute in ATTRIBUTES}


def test_latents_go_before_pictures(model: CvaeModel) -> None:
    h = model.prior(1, 4)["h"]
    frame = render(model, latents={"h": h.numpy()}, images={"image": pictures(1)})
    assert torch.equal(frame.latents["h"], h)


def test_of_two_settings_that_exclude_each_other_the_last_is_meant(model: CvaeModel) -> None:
    face = render(model, settings={"glasses": 1.0})
    worn = dict(face.settings[0])
    del worn["sunglasses"]

    changed = render(model, latents=face.latents, settings={**worn, "sunglasses": 1.0})
    assert changed.settings[0]["sunglasses"] == 1.0
    assert changed.settings[0]["glasses"] == 0.0

    del worn["glasses"]
    back = render(model, latents=face.latents, settings={**worn, "sunglasses": 1.0, "glasses": 1.0})
    assert (back.settings[0]["glasses"], back.settings[0]["sunglasses"]) == (1.0, 0.0)


def test_encoding_and_decoding_pass_gradients(model: CvaeModel) -> None:
    images = (torch.rand(1, 3, 16, 16) * 2 - 1).requires_grad_()
    latents = model.encode(images)
    model.decode(latents, model.read(images)).square().mean().backward()
    assert images.grad is not None and images.grad.abs().max() > 0


def test_a_card_that_lies_about_its_network_is_refused(checkpoint: Checkpoint) -> None:
    for lie in ({"latents": 7}, {"widths": [8]}, {"widths": "wide"}, {"attributes": []}):
        card = replace(checkpoint.card, config={**checkpoint.card.config, **lie})
        with pytest.raises(BadCheckpointError, match=r"model\.safetensors"):
            ConditionalVae().load(Checkpoint(card, checkpoint.folder), "cpu")
