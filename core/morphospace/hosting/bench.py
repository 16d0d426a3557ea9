"""How long a picture is on its way: from the request to the frame, less the time in the model."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from morphospace.controls import Control, Slider
from morphospace.errors import BadInputError
from morphospace.hosting.failures import to_error
from morphospace.hosting.host import Event, Failed, FrameReady, Host, open_host
from morphospace.models import Frame, Request

BLANK = "morphospace.hosting.bench:blank"
"""A catalogue of one model that draws a plain 64×64 picture, so that only the way to it counts."""

_PAUSE_SECONDS = 0.01
_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Timing:
    """Milliseconds of ``count`` round trips."""

    median_ms: float
    p95_ms: float
    count: int


def measure_wire(moves: int = 300, warm_up: int = 20) -> Timing:
    """Round trips of one 64×64 picture through a process host of its own, less the model's time."""
    host = open_host("process", "cpu", catalogue=BLANK)
    try:
        requests = [Request(settings={"grey": move / moves}, draft=True) for move in range(moves)]
        list(round_trips(host, "blank", requests[:warm_up]))
        return summary(list(round_trips(host, "blank", requests)))
    finally:
        host.close()


def round_trips(host: Host, model: str, requests: Iterable[Request], view: str = "bench") -> Iterator[float]:
    """Seconds from each request to its first frame's arrival, less those spent in the model.

    One at a time and a little apart, as a slider moves. Raises the error of a request that fails.
    """
    heard: queue.SimpleQueue[tuple[float, Event]] = queue.SimpleQueue()
    silence = host.listen(lambda event: heard.put((time.perf_counter(), event)))
    try:
        for request in requests:
            began = time.perf_counter()
            ticket = host.render(model, request, view=view)
            arrived, frame = _first_frame(heard, ticket)
            yield arrived - began - frame.rendered.seconds
            time.sleep(_PAUSE_SECONDS)
    finally:
        silence()


def summary(seconds: Sequence[float]) -> Timing:
    """Median and 95th percentile."""
    median, p95 = np.percentile(np.asarray(seconds) * 1000, [50, 95])
    return Timing(round(float(median), 3), round(float(p95), 3), len(seconds))


def _first_frame(heard: queue.SimpleQueue[tuple[float, Event]], ticket: int) -> tuple[float, FrameReady]:
    while True:
        arrived, event = heard.get(timeout=_PATIENCE_SECONDS)
        if event.ticket == ticket and isinstance(event, Failed):
            raise to_error(event)
        if event.ticket == ticket and isinstance(event, FrameReady):
            return arrived, event


class _Blank:
    """The model and its entry in the catalogue at once: it holds nothing."""

    model, title, bytes, stamp, image_size = "blank", "Blank", 0, "1", 64
    controls: Sequence[Control] = (Slider(name="grey", title="Grey", minimum=-1.0, maximum=1.0, default=0.0),)

    def open(self, device: str) -> _Blank:
        return self

    def render(self, request: Request) -> Iterator[Frame]:
        import torch

        grey = float(request.settings.get("grey", 0.0))
        yield Frame(images=torch.full((1, 3, 64, 64), grey), latents={"h": torch.zeros(1, 64)})


class _BlankCatalogue:
    def find(self, model: str) -> _Blank:
        if model != _Blank.model:
            raise BadInputError(f"There is no model {model!r}: there is {_Blank.model}.")
        return _Blank()


def blank() -> _BlankCatalogue:
    """See ``BLANK``."""
    return _BlankCatalogue()


if __name__ == "__main__":
    print(measure_wire())
