"""Every model that is shipped, and so every family of ours, keeps the contract that callers rely on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from morphospace.library import Library, shipped_folder
from morphospace.plugins import load_plugins
from morphospace.testing import CHECKS, Case, Check

SHIPPED = Library([shipped_folder()])


@pytest.fixture(scope="module", params=[one.card.id for one in SHIPPED.models])
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield Case.installed(request.param)
    torch.set_num_threads(threads)


@pytest.mark.parametrize("check", CHECKS)
def test_a_shipped_model_keeps_the_contract(check: Check, case: Case) -> None:
    check(case)


def test_every_family_of_ours_has_a_model_that_is_checked() -> None:
    plugins = load_plugins().plugins
    families = {family for one in plugins if one.distribution == "morphospace" for family in one.families}
    assert families == {one.card.family for one in SHIPPED.models}
    assert SHIPPED.broken == ()
