"""The loop: batches, bf16, averaging, schedule, checkpoints, progress. A generator, so that whoever
reads it can show it, stop it, and go on later."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import torch
from torch import Tensor, nn

from morphospace.errors import MorphospaceError
from morphospace.training import parallel
from morphospace.training.batches import Batches
from morphospace.training.checkpoints import RunState, load_run, save_run
from morphospace.training.task import Moment, TrainingDivergedError, TrainingTask


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One look at a run. ``step`` of ``steps`` done; ``losses``: means since the last look;
    ``images_per_second``; ``seconds`` of training so far and ``seconds_left``; ``preview``: pictures
    ``(N, 3, H, W)`` in [-1, 1] now and then; ``saved``: a checkpoint was written just now."""

    step: int
    steps: int
    losses: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    images_per_second: float = 0.0
    seconds: float = 0.0
    seconds_left: float = 0.0
    preview: Tensor | None = None
    saved: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a run is made, apart from what is learned: ``folder`` of its checkpoints, ``average``: decay
    of the moving averages, the rest in steps (``every`` for progress) or seconds."""

    recipe: str
    steps: int
    folder: Path
    batch_size: int = 64
    seed: int = 0
    device: str = "cpu"
    average: float = 0.998
    every: int = 20
    save_seconds: float = 120.0
    preview_seconds: float = 60.0
    stop_step: int | None = None


Save = Callable[[Mapping[str, nn.Module], RunState], None]
"""Called with the networks (averages where there are some) whenever a checkpoint is written."""


class Trainer:
    """One run of one task. It owns the averages and the place in the run."""

    def __init__(self, task: TrainingTask, batches: Batches, plan: Plan, on_save: Save | None = None) -> None:
        self.task, self.batches, self.plan, self.on_save = task, batches, plan, on_save
        self.averages = {name: _frozen_copy(task.networks[name]) for name in task.averaged}
        task.averages = self.averages
        self.base_rates = {
            name: [group["lr"] for group in optimiser.param_groups]
            for name, optimiser in task.optimisers.items()
        }
        self.step = 0
        self.seconds = 0.0

    def resume(self) -> None:
        """Go on from the checkpoint in the plan's folder. Raises ``BadCheckpointError``."""
        plan = self.plan
        state = load_run(plan.folder, self.task.networks, self.averages, self.task.optimisers)
        wanted = (plan.recipe, plan.steps, plan.seed, plan.batch_size)
        if (state.recipe, state.steps, state.seed, state.batch_size) != wanted:
            raise MorphospaceError(
                f"The run in {plan.folder} is {state.recipe} with {state.steps} steps of {state.batch_size} "
                f"and seed {state.seed}: resume it with the same, or train without --resume."
            )
        self.step, self.seconds = state.step, state.seconds

    def run(self) -> Iterator[Progress]:
        """Train to the end, yielding progress. Closing the generator or Ctrl-C saves and stops.

        Raises ``MorphospaceError`` if a loss is no longer finite; the last good checkpoint stays.
        """
        try:
            yield from self._steps()
        except TrainingDivergedError as error:
            raise MorphospaceError(
                f"Training stopped at step {self.step}: {error}; the checkpoint before it is kept in "
                f"{self.plan.folder}: lower the learning rate and resume."
            ) from None
        except (GeneratorExit, KeyboardInterrupt):
            self.save()
            raise

    def save(self) -> None:
        """Write the checkpoint now, and whatever ``on_save`` makes of the networks."""
        if parallel.rank():
            return
        plan = self.plan
        state = RunState(plan.recipe, self.step, plan.steps, plan.seed, plan.batch_size, self.seconds)
        save_run(plan.folder, state, self.task.networks, self.averages, self.task.optimisers)
        if self.on_save:
            self.on_save(self.current(), state)

    def current(self) -> dict[str, nn.Module]:
        """The networks as they would be exported: averages where there are some."""
        return {**self.task.networks, **self.averages}

    def _steps(self) -> Iterator[Progress]:
        plan = self.plan
        clock = _Clock(plan)
        stop = min(plan.steps, plan.stop_step or plan.steps)
        while self.step < stop:
            began = time.monotonic()
            clock.add(self._one())
            self.step += 1
            self.seconds += time.monotonic() - began
            last = self.step == stop
            if self.step % plan.every and not last:
                continue
            saved = last or clock.due("save", plan.save_seconds)
            if saved:
                self.save()
            preview = self._preview() if last or clock.due("preview", plan.preview_seconds) else None
            yield clock.look(self.step, self.seconds, preview, saved)

    def _one(self) -> Mapping[str, Tensor]:
        plan, moment = self.plan, Moment(self.step, self.plan.steps)
        # A step's randomness follows from its number, so a resumed run equals an unbroken one.
        torch.manual_seed((plan.seed * 1_000_003 + self.step) * 64 + parallel.rank())
        for name, optimiser in self.task.optimisers.items():
            rate = self.task.rate(name, moment)
            for group, base in zip(optimiser.param_groups, self.base_rates[name], strict=True):
                group["lr"] = base * rate
        batch = self.batches(self.step, plan.device)
        for network in self.task.networks.values():
            network.train()
        with torch.autocast(torch.device(plan.device).type, torch.bfloat16):
            losses = self.task.step(batch, moment)
        for name, average in self.averages.items():
            _follow(average, self.task.networks[name], min(plan.average, (self.step + 1) / (self.step + 10)))
        return losses

    @torch.no_grad()
    def _preview(self) -> Tensor | None:
        networks = self.current()
        for network in networks.values():
            network.eval()
        return self.task.preview(networks, self.batches(0, self.plan.device))


class _Clock:
    """Sums up losses and time between two looks."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.sums: dict[str, Tensor] = {}
        self.counts: dict[str, int] = {}
        self.number = 0
        self.since = time.monotonic()
        self.done_at = dict.fromkeys(("save", "preview"), time.monotonic())

    def add(self, losses: Mapping[str, Tensor]) -> None:
        self.number += 1
        for name, loss in losses.items():
            self.sums[name] = self.sums.get(name, torch.zeros(())) + loss.detach().float().cpu()
            self.counts[name] = self.counts.get(name, 0) + 1

    def due(self, what: str, seconds: float) -> bool:
        if time.monotonic() - self.done_at[what] < seconds:
            return False
        self.done_at[what] = time.monotonic()
        return True

    def look(self, step: int, seconds: float, preview: Tensor | None, saved: bool) -> Progress:
        passed = max(1e-9, time.monotonic() - self.since)
        losses = {name: float(total) / self.counts[name] for name, total in self.sums.items()}
        left = (self.plan.steps - step) * passed / max(1, self.number)
        progress = Progress(
            step=step,
            steps=self.plan.steps,
            losses=losses,
            images_per_second=self.number * self.plan.batch_size / passed,
            seconds=seconds,
            seconds_left=left,
            preview=preview,
            saved=saved,
        )
        self.sums, self.counts, self.number, self.since = {}, {}, 0, time.monotonic()
        return progress


def _frozen_copy(network: nn.Module) -> nn.Module:
    average = copy.deepcopy(network).eval()
    return average.requires_grad_(False)


@torch.no_grad()
def _follow(average: nn.Module, network: nn.Module, decay: float) -> None:
    """Move the average towards the network; buffers (running statistics) are copied."""
    torch._foreach_lerp_(list(average.parameters()), list(network.parameters()), 1 - decay)
    for mine, its in zip(average.buffers(), network.buffers(), strict=True):
        mine.copy_(its)
