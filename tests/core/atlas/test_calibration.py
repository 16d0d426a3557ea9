"""The errors by which pictures and places are judged."""

from __future__ import annotations

import numpy as np
import torch

from morphospace.atlas.atlas import validity
from morphospace.atlas.calibration import rebuilt_errors, round_trip_errors
from morphospace.models import Settings


class Halving:
    """Encodes a picture as its mean grey, decodes at half of it; a setting lifts what comes out."""

    def encode(self, images: torch.Tensor, settings: list[Settings] | None = None) -> dict[str, torch.Tensor]:
        return {"h": images.mean((1, 2, 3))[:, None]}

    def decode(
        self, latents: dict[str, torch.Tensor], settings: list[Settings] | None = None
    ) -> torch.Tensor:
        lift = torch.tensor([float(one["lift"]) for one in settings]) if settings else torch.zeros(1)
        return (latents["h"][:, 0] / 2 + lift)[:, None, None, None].expand(-1, 3, 4, 4)


def test_a_rebuilt_picture_is_judged_on_a_scale_of_one() -> None:
    images = torch.tensor([0.0, 1.0, -1.0])[:, None, None, None].expand(3, 3, 4, 4)
    np.testing.assert_allclose(rebuilt_errors(Halving(), images), [0, 0.25, 0.25])
    lifted = rebuilt_errors(Halving(), images, [{"lift": 0.5}] * 3)
    np.testing.assert_allclose(lifted, [0.25, 0, 0.5])
    beyond = rebuilt_errors(Halving(), images, [{"lift": 9}] * 3)
    np.testing.assert_allclose(beyond, [0.5, 0, 1])  # what is whiter than white is seen as white


def test_a_round_trip_is_counted_in_deviations() -> None:
    latents = {"h": torch.tensor([[0.0], [2.0], [-4.0]])}
    np.testing.assert_allclose(round_trip_errors(Halving(), latents), [0, 1, 2])
    np.testing.assert_allclose(round_trip_errors(Halving(), latents, spread=0.5), [0, 2, 4])


def test_what_is_not_a_number_is_never_valid() -> None:
    images = torch.full((1, 3, 4, 4), float("nan"))
    errors = rebuilt_errors(Halving(), images)
    assert np.isinf(errors).all()
    assert validity(errors, np.array([0.1, 0.2], np.float32)).tolist() == [0.0]
