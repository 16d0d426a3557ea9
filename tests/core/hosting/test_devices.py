"""What there is to compute on."""

from __future__ import annotations

import pytest

from morphospace.errors import BadInputError
from morphospace.hosting import devices


def test_the_cpu_is_always_there_and_is_taken_when_asked_for() -> None:
    assert devices.pick_device("cpu") == "cpu"
    assert devices.pick_device() in {"cpu", "cuda:0", "mps"}
    assert devices.device_name("cpu")


@pytest.mark.parametrize("device", ["cuda:99", "tpu", ""])
def test_a_device_that_is_not_there_is_named(device: str) -> None:
    with pytest.raises(BadInputError, match=f"no device '{device}' on this machine: it has .*cpu"):
        devices.pick_device(device)


def test_memory_is_measured() -> None:
    import torch

    before = devices.used_memory("cpu")
    held = torch.ones(50_000_000)
    assert devices.used_memory("cpu") - before > 100_000_000
    assert devices.used_memory("cpu") < devices.total_memory()
    assert 0 < devices.default_budget("cpu") < devices.total_memory()
    del held


def test_tensors_of_a_model_are_counted_once() -> None:
    import torch

    class Model:
        def __init__(self) -> None:
            self.net = torch.nn.Linear(10, 10, bias=False)
            self.tied = self.net.weight
            self.parts = {"codes": [torch.zeros(25), torch.zeros(100)[:50]]}
            self.parts["codes"].append(self.parts["codes"][0].view(5, 5))
            self.me = self

    assert devices.tensor_bytes(Model()) == 4 * (100 + 25 + 100)


def test_running_out_of_memory_is_recognised() -> None:
    import torch

    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**50)
    assert devices.is_out_of_memory(caught.value)
    assert devices.is_out_of_memory(MemoryError())
    assert devices.is_out_of_memory(torch.OutOfMemoryError("CUDA out of memory"))
    assert not devices.is_out_of_memory(RuntimeError("a shape does not fit"))
