"""Everything a run needs to go on, in one safetensors file: no pickle, replaced atomically.

Tensors are named ``network/...``, ``average/...`` and ``optimiser/...``; step, recipe and seed are
JSON in the file's metadata, so that they can never belong to other tensors. Randomness needs no
place: each step seeds its own.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from morphospace.errors import BadCheckpointError, CannotSaveError

FILE = "training.safetensors"


@dataclass(frozen=True)
class RunState:
    """Where a run stands: ``step`` steps are done of ``steps``; ``seconds`` of training so far."""

    recipe: str
    step: int
    steps: int
    seed: int
    batch_size: int
    seconds: float


def save_run(
    folder: Path,
    state: RunState,
    networks: Mapping[str, nn.Module],
    averages: Mapping[str, nn.Module],
    optimisers: Mapping[str, torch.optim.Optimizer],
) -> Path:
    """Write the run's checkpoint; an older one is replaced only once this one is whole.

    Raises ``CannotSaveError``.
    """
    tensors = {
        **_modules("network", networks),
        **_modules("average", averages),
        **_optimisers(optimisers),
    }
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".writing-", dir=folder)
        os.close(handle)
        try:
            save_file(plain, name, metadata={"run": json.dumps(asdict(state))})
            with Path(name).open("rb") as file:
                os.fsync(file.fileno())
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except (OSError, SafetensorError) as error:
        raise CannotSaveError(
            f"The training run cannot be kept in {folder} ({error}): "
            "free some space or choose another folder."
        ) from None
    return path


def load_run(
    folder: Path,
    networks: Mapping[str, nn.Module],
    averages: Mapping[str, nn.Module],
    optimisers: Mapping[str, torch.optim.Optimizer],
) -> RunState:
    """Fill networks, averages and optimisers from the run's checkpoint and say where it stands.

    Raises ``BadCheckpointError`` where the file is missing, damaged or of other networks.
    """
    path = folder / FILE
    try:
        with safe_open(path, framework="pt") as file:
            state = RunState(**json.loads((file.metadata() or {})["run"]))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
        for prefix, modules in (("network", networks), ("average", averages)):
            for name, module in modules.items():
                module.load_state_dict(_below(tensors, f"{prefix}/{name}/"))
        for name, optimiser in optimisers.items():
            _fill(optimiser, _below(tensors, f"optimiser/{name}/"))
    except FileNotFoundError:
        raise BadCheckpointError(f"{path} is missing: train without --resume first.") from None
    except (SafetensorError, OSError, KeyError, TypeError, ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadCheckpointError(
            f"{path} cannot be resumed ({reason}): train again without --resume."
        ) from None
    return state


def _modules(prefix: str, modules: Mapping[str, nn.Module]) -> dict[str, Tensor]:
    return {
        f"{prefix}/{name}/{key}": tensor
        for name, module in modules.items()
        for key, tensor in module.state_dict().items()
    }


def _optimisers(optimisers: Mapping[str, torch.optim.Optimizer]) -> dict[str, Tensor]:
    """Moments by place of their parameter; the rates follow from step and recipe, not from here."""
    tensors = {}
    for name, optimiser in optimisers.items():
        for place, values in optimiser.state_dict()["state"].items():
            for key, value in values.items():
                tensors[f"optimiser/{name}/{place}/{key}"] = torch.as_tensor(value)
    return tensors


def _fill(optimiser: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    state: dict[int, dict[str, Any]] = {}
    for name, tensor in tensors.items():
        place, key = name.split("/", 1)
        state.setdefault(int(place), {})[key] = tensor
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})


def _below(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)}
