"""A model's latents without its own reading, and a copy of its encoder that learns."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from support.tiny import CONTROLS
from torch import Tensor, nn

from morphospace.errors import BadInputError, MorphospaceError
from morphospace.probing.features import fixed_latents, same_settings, twin_of


@dataclass(frozen=True)
class Parts:
    encoder: nn.Module
    decoder: nn.Module


class Model:
    """Convolution and norm, held within a dataclass as plugins do; frozen, as they are loaded."""

    def __init__(self) -> None:
        encoder = nn.Sequential(nn.Conv2d(3, 4, 4, 4), nn.BatchNorm2d(4), nn.Flatten())
        self.parts = Parts(encoder, nn.Linear(4, 4))
        for network in (self.parts.encoder, self.parts.decoder):
            network.eval().requires_grad_(False)
        self.told: list[Any] = []

    def read(self, images: Tensor) -> list[Mapping[str, object]]:
        raise AssertionError("the probe must not be told by the model's reader")

    def encode(
        self, images: Tensor, settings: Sequence[Mapping[str, object]] | None = None
    ) -> dict[str, Tensor]:
        self.told = [dict(one) for one in settings or self.read(images)]
        return {"a": self.parts.encoder(images), "b": images.mean((2, 3))}


class Flat:
    """A model of one plain tensor."""

    def __init__(self) -> None:
        self.axes = torch.ones(3 * 64, 2)

    def encode(self, images: Tensor, settings: object = None) -> dict[str, Tensor]:
        return {"h": images.flatten(1) @ self.axes}


class Closed(Flat):
    def encode(self, images: Tensor, settings: object = None) -> dict[str, Tensor]:
        with torch.no_grad():
            return super().encode(images)


IMAGES = torch.rand(2, 3, 8, 8)


def test_every_picture_is_encoded_with_the_same_settings_and_never_read() -> None:
    model = Model()
    pixels = np.zeros((3, 8, 8, 3), np.uint8)
    latents = fixed_latents(model, pixels, 8, same_settings(CONTROLS), "cpu")
    assert latents.shape == (3, 16 + 3) and latents.dtype == np.float32
    assert model.told == [{"smile": 0.0, "hair": "red", "glasses": False}] * 3


def test_only_the_parameters_that_latents_depend_on_learn_and_the_model_stays() -> None:
    model = Model()
    before = [one.clone() for one in model.parts.encoder.state_dict().values()]
    twin = twin_of(model, IMAGES, {"x": 0})
    assert {tuple(weight.shape) for weight in twin.weights} == {(4, 3, 4, 4), (4,)} and len(twin.weights) == 4
    with torch.no_grad():
        for weight in twin.weights:
            weight.add_(1.0)
    after = list(model.parts.encoder.state_dict().values())
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    assert not any(one.requires_grad for one in model.parts.encoder.parameters())


def test_a_model_without_modules_learns_its_tensors() -> None:
    model = Flat()
    twin = twin_of(model, IMAGES, {})
    assert len(twin.weights) == 1 and twin.weights[0] is twin.model.axes
    assert not model.axes.requires_grad


def test_a_model_that_lets_no_gradient_through_says_so() -> None:
    with pytest.raises(BadInputError, match="no gradient"):
        twin_of(Closed(), IMAGES, {})


def test_a_model_that_cannot_be_copied_says_so() -> None:
    model = Flat()
    model.lock = threading.Lock()  # type: ignore[attr-defined]
    with pytest.raises(BadInputError, match="cannot be copied"):
        twin_of(model, IMAGES, {})


def test_latents_that_are_not_numbers_end_it() -> None:
    model = Flat()
    model.axes[:] = float("nan")
    with pytest.raises(MorphospaceError, match="not numbers"):
        fixed_latents(model, np.zeros((2, 8, 8, 3), np.uint8), 8, {}, "cpu")
