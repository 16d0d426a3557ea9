"""Checks of latents: what encodes, decodes, samples and reads keeps to the shapes on the card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from unittest import SkipTest

import torch
from torch import Tensor

from morphospace.controls import validate_settings
from morphospace.errors import BadSettingError
from morphospace.pixels import from_pixels
from morphospace.testing.case import Case, disturb
from morphospace.testing.rendering import is_picture

_N = 3


def new_latents_follow_from_the_seed(case: Case) -> None:
    """``prior(n, seed)`` gives latents of the card's shapes, the same for a seed and others for another."""
    _needs(case, "sample")
    drawn = [_prior(case, seed) for seed in (1, 1, 2)]
    _have_shapes(case, drawn[0], "prior")
    for name, latent in drawn[0].items():
        assert torch.equal(latent, drawn[1][name]), (
            f"prior gives two {name} for one seed: draw from torch.Generator().manual_seed(seed)"
        )
    assert any(not torch.equal(latent, drawn[2][name]) for name, latent in drawn[0].items()), (
        "prior gives the same latents for seeds 1 and 2: draw them from its seed"
    )


def latents_become_pictures(case: Case) -> None:
    """``decode`` makes one picture of the card's size of every latent, with and without settings."""
    _needs(case, "decode")
    latents, settings = _some_latents(case)
    for given in (None, settings):
        with torch.no_grad():
            is_picture(case, case.model.decode(latents, given), _N, "decode")


def pictures_become_latents(case: Case) -> None:
    """``encode`` makes finite latents of the card's shapes of pictures, with and without settings."""
    _needs(case, "encode")
    for settings in (None, case.last(**(case.opened(_N) or {})).settings):
        with torch.no_grad():
            _have_shapes(case, case.model.encode(_pictures(case), settings), "encode")


def encoding_and_decoding_pass_gradients(case: Case) -> None:
    """Both are differentiable, so that latents can be optimised to match a picture."""
    if not {"encode", "decode"} & set(case.can):
        raise SkipTest("the model neither encodes nor decodes")
    if "decode" in case.can:
        latents, settings = _some_latents(case)
        inputs = {name: latent.detach().clone().requires_grad_() for name, latent in latents.items()}
        _passes(case.model.decode(inputs, settings), inputs, "decode")
    if "encode" in case.can:
        images = _pictures(case).requires_grad_()
        latents = case.model.encode(images)
        _passes(torch.cat([one.flatten() for one in latents.values()]), {"images": images}, "encode")


def what_is_read_are_settings(case: Case) -> None:
    """``read`` tells of each picture settings that can be asked for."""
    _needs(case, "read")
    with torch.no_grad():
        rows = case.model.read(_pictures(case))
    assert len(rows) == _N, f"read says {len(rows)} things of {_N} pictures: one mapping a picture"
    for row in rows:
        try:
            validate_settings(case.card.controls, row)
        except BadSettingError as error:
            raise AssertionError(f"what read says cannot be asked for: {error}") from error


def _needs(case: Case, capability: str) -> None:
    if capability not in case.can:
        raise SkipTest(f"the model cannot {capability}")


def _prior(case: Case, seed: int) -> Mapping[str, Tensor]:
    disturb()
    latents: Mapping[str, Tensor] = case.model.prior(_N, seed)
    return latents


def _some_latents(case: Case) -> tuple[Mapping[str, Tensor], Any]:
    """Latents of a render, usable in autograd, and the settings they belong to."""
    frame = case.last(**case.new(_N))
    assert frame.latents, "the model decodes and its frames hold no latents: put them into Frame.latents"
    return {name: latent.clone() for name, latent in frame.latents.items()}, frame.settings


def _pictures(case: Case) -> Tensor:
    return from_pixels(case.pictures(_N), case.card.image_size, case.device).clone()


def _have_shapes(case: Case, latents: Mapping[str, Tensor], method: str) -> None:
    found = {name: tuple(latent.shape) for name, latent in latents.items()}
    due = {name: (_N, *shape) for name, shape in case.card.latents.items()}
    assert found == due, f"{method} gives {found} for {_N} pictures where the card's latents mean {due}"
    for name, latent in latents.items():
        assert latent.is_floating_point() and bool(latent.isfinite().all()), (
            f"{method} gives {name} that is not all finite floats"
        )


def _passes(result: Tensor, inputs: Mapping[str, Tensor], method: str) -> None:
    assert result.requires_grad, (
        f"{method} passes no gradient: keep torch.no_grad() to render, and do not detach in {method}"
    )
    gradients = torch.autograd.grad(result.float().square().mean(), list(inputs.values()), allow_unused=True)
    assert any(one is not None and bool(one.abs().max() > 0) for one in gradients), (
        f"the gradient of {method} is zero everywhere: no input reaches its result"
    )
