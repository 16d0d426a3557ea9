"""The engine: carries out orders on the models in memory, whichever process it stands in.

Everything here runs on one thread. Whatever a plugin does wrong becomes one ``Failed``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from morphospace.errors import PluginError
from morphospace.hosting import devices
from morphospace.hosting.catalogue import Entry, open_catalogue
from morphospace.hosting.failures import failure
from morphospace.hosting.host import (
    Cancelled,
    Finished,
    FrameReady,
    HostStatus,
    Progress,
    Rendered,
    StatusChanged,
)
from morphospace.hosting.messages import Told
from morphospace.hosting.orders import Load, Pong, Render, Run, Unload
from morphospace.hosting.rendering import check_request, to_rendered
from morphospace.hosting.residency import Memory, Residency
from morphospace.hosting.schedule import Schedule, Task
from morphospace.hosting.settings import HostSettings
from morphospace.hosting.turns import Steps, Turns

if TYPE_CHECKING:
    from morphospace.hosting.jobs import JobStep
    from morphospace.models import Model, Request

_STATUS_SECONDS = 2.0
_PROGRESS_SECONDS = 0.05
_NOTE_SECONDS = 10.0
"""A note (who left memory for whom) stays this long in the status."""


class Engine:
    """Models, a schedule of orders, and someone who is told. ``start`` imports torch."""

    def __init__(self, settings: HostSettings, schedule: Schedule, tell: Callable[[Told], None]) -> None:
        self._settings = settings
        self._schedule = schedule
        self._tell = tell
        self._turns = Turns(schedule, self._steps, tell)
        self._told_at = 0.0
        self._noted, self._noted_at = "", -_NOTE_SECONDS

    def start(self, share: float = 1.0) -> None:
        """Make ready: torch, device, catalogue. ``share`` is this engine's part of the budget.

        Raises ``MorphospaceError`` where that cannot be.
        """
        # Before torch, whose import takes seconds: a catalogue that cannot be opened is known at once.
        self._catalogue = open_catalogue(self._settings.catalogue)
        import torch

        if self._settings.threads:
            torch.set_num_threads(self._settings.threads)
        self.device = devices.pick_device(self._settings.device)
        self._device_name = devices.device_name(self.device)
        self._budget = int((self._settings.budget or devices.default_budget(self.device)) * share)
        self._residency = Residency[Any](
            Memory(
                device=self.device,
                budget=self._budget,
                measure=devices.tensor_bytes,
                is_full=devices.is_out_of_memory,
                free=lambda: devices.free_cached(self.device),
            ),
            changed=self._tell_status,
            noted=self._note,
        )
        self._tell_status()

    def perform(self, order: Task) -> None:
        """Carry out an order taken from the schedule, to its one end."""
        self._turns.perform(order)
        if time.monotonic() - self._told_at > _STATUS_SECONDS:
            self._tell_status()

    def answer(self) -> Pong:
        """What runs at this moment; for any thread."""
        busy = self._turns.busy
        if busy is None:
            return Pong()
        seconds = time.monotonic() - max(busy.since, self._residency.loaded_at)
        return Pong(busy.ticket, seconds, self._residency.loading)

    def find(self, model: str) -> Entry:
        """A model of the catalogue, not yet loaded."""
        return self._catalogue.find(model)

    def use(self, entry: Entry) -> AbstractContextManager[Any]:
        """The loaded model, pinned while the context is open."""
        return self._residency.use(entry)

    def _steps(self, order: Task) -> Steps:
        title, doing = "The host", "working"
        try:
            match order:
                case Unload():
                    self._residency.unload(order.model)
                    return None
                case Load():
                    title, doing = order.model, "loading"
                    return self._load(order)
                case Render():
                    title, doing = order.model, "rendering"
                    return (yield from self._render(order))
                case Run():
                    title, doing = f"The job {order.job!r}", "running"
                    return (yield from self._run(order))
        except (Exception, SystemExit) as error:
            # A plugin that calls sys.exit() must not end the process either.
            return failure(order.ticket, error, title, doing)

    def _load(self, order: Load) -> Told:
        began = time.monotonic()
        entry = self.find(order.model)
        self._tell_loading(order.ticket, entry)
        with self.use(entry):
            resident = next(one for one in self._residency.residents if one.model == entry.model)
        seconds = time.monotonic() - began
        result = {"model": entry.model, "title": entry.title, "bytes": resident.bytes, "seconds": seconds}
        return Finished(order.ticket, result)

    def _render(self, order: Render) -> Steps:
        entry = self.find(order.model)
        request = check_request(entry, order.request)
        self._tell_loading(order.ticket, entry)
        with self.use(entry) as model:
            end = yield from self._stream(order, entry, model, request)
            if end is None:
                # Memory ran out: with every other model gone, once more. Not within ``except``, whose
                # traceback would keep alive what the first attempt allocated.
                self._note(f"Memory ran out while {entry.title} rendered: the models at rest leave it.")
                self._residency.evict_idle()
                end = yield from self._stream(order, entry, model, request, last=True)
        return end

    def _stream(
        self, order: Render, entry: Entry, model: Model, request: Request, last: bool = False
    ) -> Steps:
        """Tell frame after frame; None where memory ran out and it is not the last attempt."""
        count = 0
        try:
            with _closing(self._frames(entry, model, request)) as frames:
                for rendered in frames:
                    count += 1
                    self._tell(FrameReady(order.ticket, rendered))
                    yield
                    if self._schedule.stale(order):
                        if rendered.step < rendered.steps:
                            return Cancelled(order.ticket)
                        break
        except Exception as error:
            if last or not devices.is_out_of_memory(error):
                raise
            return None
        if not count:
            raise PluginError(f"{entry.title} rendered no picture: tell the plugin's author.")
        return Finished(order.ticket, {"frames": count})

    def _frames(self, entry: Entry, model: Model, request: Request) -> Iterator[Rendered]:
        """The model's frames as pixels. Only the model's own work stands in inference mode."""
        import torch

        with torch.inference_mode():
            stream = iter(model.render(request))
        # A generator left inside torch.no_grad() restores the mode it found: it must find the same again.
        with _closing(stream, torch.inference_mode):
            while True:
                began = time.perf_counter()
                with torch.inference_mode():
                    frame = next(stream, None)
                    if frame is None:
                        return
                    if self.device.startswith("cuda"):
                        torch.cuda.synchronize(self.device)
                    seconds = time.perf_counter() - began
                    rendered = to_rendered(entry, frame, request.draft, seconds)
                yield rendered

    def _run(self, order: Run) -> Steps:
        from morphospace.hosting.jobs import start_job

        steps = start_job(order.job, self, order.arguments)
        shown = 0.0
        with _closing(steps):
            while True:
                try:
                    step = next(steps)
                except StopIteration as end:
                    return Finished(order.ticket, dict(end.value or {}))
                if step.preview is not None or step.arrays or time.monotonic() - shown > _PROGRESS_SECONDS:
                    shown = time.monotonic()
                    self._tell(_progress(order.ticket, step))
                yield
                if self._schedule.stale(order):
                    return Cancelled(order.ticket)

    def _tell_loading(self, ticket: int, entry: Entry) -> None:
        if not self._residency.holds(entry):
            self._tell(Progress(ticket, 0, 1, f"Loading {entry.title}"))

    def _note(self, sentence: str) -> None:
        self._noted, self._noted_at = sentence, time.monotonic()

    def _tell_status(self) -> None:
        self._told_at = time.monotonic()
        self._tell(
            StatusChanged(
                HostStatus(
                    state="ready",
                    device=self.device,
                    device_name=self._device_name,
                    used=devices.used_memory(self.device),
                    budget=self._budget,
                    resident=self._residency.residents,
                    message=self._noted if self._told_at - self._noted_at < _NOTE_SECONDS else "",
                )
            )
        )


def _progress(ticket: int, step: JobStep) -> Progress:
    return Progress(ticket, step.done, step.total, step.text, step.preview, step.arrays)


@contextmanager
def _closing(
    stream: Any, within: Callable[[], AbstractContextManager[Any]] = nullcontext
) -> Generator[Any, None, None]:
    """Close a generator that may be left early; an iterator without ``close`` is just dropped."""
    try:
        yield stream
    finally:
        close = getattr(stream, "close", None)
        if callable(close):
            with within():
                close()
