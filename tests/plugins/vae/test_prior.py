"""The second stage goes where the encoder puts pictures, and remembers them fairly."""

from __future__ import annotations

import torch

from morphospace_vae.prior import Bank, Flow


def test_the_flow_finds_two_clusters_that_no_gaussian_has() -> None:
    torch.manual_seed(0)
    sides = torch.randint(2, (2000, 1)) * 2.0 - 1
    latents = torch.cat((sides, 0.3 * torch.randn(2000, 1)), 1) + 0.1 * torch.randn(2000, 2)
    flow = Flow(2, 1, width=48, depth=2)
    nothing = torch.zeros(2000, 1)
    flow.mean, flow.spread = latents.mean(0), latents.std(0)
    optimiser = torch.optim.Adam(flow.parameters(), 3e-3)
    for _ in range(400):
        loss = flow.loss(latents[torch.randint(2000, (256,))], nothing[:256])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        drawn = flow.transport(torch.randn(1000, 2), nothing[:1000])
    assert (drawn[:, 0].abs() > 0.5).float().mean() > 0.9
    assert 0.35 < (drawn[:, 0] > 0).float().mean() < 0.65
    assert 0.2 < drawn[:, 1].std() < 0.45


def test_a_bank_forgets_the_oldest() -> None:
    bank = Bank(1, 1, 4)
    for value in range(6):
        bank.add(torch.full((1, 1), float(value)), torch.zeros(1, 1), torch.full((1, 1), -float(value)))
    drawn, told = bank.draw(200)
    assert sorted(set(drawn[:, 0].tolist())) == [2.0, 3.0, 4.0, 5.0]
    assert torch.equal(drawn, -told)
    mean, _ = bank.moments()
    assert mean.item() == 3.5
