"""New faces come from what was seen, fit what is asked, and are the same for a seed."""

from __future__ import annotations

import torch

from morphospace_vae.prior import Mixture


def seen(size: int = 512) -> Mixture:
    """Posteriors that say their own condition in the first of two dimensions."""
    torch.manual_seed(0)
    told = torch.eye(4)[torch.randint(4, (size,))]
    means = torch.stack((told.argmax(1).float(), torch.randn(size)), 1)
    mixture = Mixture(2, 4, size)
    mixture.add(means, torch.full_like(means, 0.01), told)
    return mixture


def test_latents_agree_with_the_asked_attributes() -> None:
    asked = torch.eye(4).repeat(20, 1)
    drawn = seen().draw(asked, 3)
    assert torch.equal(drawn[:, 0].round(), asked.argmax(1).float())
    assert drawn[:, 1].std() > 0.7


def test_the_first_are_the_same_however_many() -> None:
    asked = torch.eye(4).repeat(5, 1)
    assert torch.equal(seen().draw(asked[:7], 3), seen().draw(asked, 3)[:7])
    assert not torch.equal(seen().draw(asked, 3), seen().draw(asked, 4))


def test_the_oldest_are_forgotten() -> None:
    mixture = Mixture(1, 1, 4)
    for value in range(19):
        mixture.add(torch.full((1, 1), float(value)), torch.zeros(1, 1), torch.zeros(1, 1))
    assert set(mixture.draw(torch.zeros(200, 1), 0)[:, 0].tolist()) == {15.0, 16.0, 17.0, 18.0}
