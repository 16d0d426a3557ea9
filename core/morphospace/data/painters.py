"""Painting many faces at once: a few worker processes, each told ranges of rows to draw.

A worker is this module run as a program: it reads ``start stop`` lines and answers with raw pixels.
Plain child processes rather than a multiprocessing pool, because pools need a guarded main module
and are refused inside daemonic processes, and faces are drawn from notebooks and from hosts alike.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import SimpleQueue

import numpy as np

from morphospace.data.drawing import draw_face, require_drawing
from morphospace.data.sampling import split_table
from morphospace.errors import MorphospaceError

_BATCH = 100

Cancelled = Callable[[], bool]


def paint(
    split: str,
    start: int,
    stop: int,
    *,
    size: int = 64,
    seed: int = 0,
    workers: int | None = None,
    nice: int = 0,
    cancelled: Cancelled = lambda: False,
) -> Iterator[np.ndarray]:
    """Pictures ``start`` to ``stop`` of a split, in order, as batches uint8 ``(n, size, size, 3)``.

    Uses all cores unless ``workers`` says otherwise, at lower priority by ``nice``. Ends early
    when ``cancelled()``; closing the iterator ends the workers too.
    """
    require_drawing()
    if stop - start <= _BATCH:  # sooner done here than a worker is started
        if not cancelled():
            yield _draw(split, start, stop, size, seed)
        return
    ranges = [(first, min(first + _BATCH, stop)) for first in range(start, stop, _BATCH)]
    count = max(1, min(workers or os.cpu_count() or 1, len(ranges)))
    with _workers(count, (split, seed, size, nice)) as idle, ThreadPoolExecutor(count) as threads:
        pending: list[Future[np.ndarray]] = [threads.submit(_ask, idle, span, size) for span in ranges]
        try:
            for future in pending:
                if cancelled():
                    return
                yield future.result()
        finally:
            for future in pending:
                future.cancel()


@contextmanager
def _workers(count: int, what: tuple[str, int, int, int]) -> Iterator[SimpleQueue[subprocess.Popen[bytes]]]:
    """A queue of idle worker processes, ended on leaving."""
    command = [sys.executable, "-m", "morphospace.data.painters", *map(str, what)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(count)
    ]
    idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
    for process in processes:
        idle.put(process)
    try:
        yield idle
    finally:
        for process in processes:
            with suppress(BrokenPipeError), process:
                process.terminate()


def _ask(idle: SimpleQueue[subprocess.Popen[bytes]], span: tuple[int, int], size: int) -> np.ndarray:
    process = idle.get()
    try:
        assert process.stdin is not None and process.stdout is not None
        shape = (span[1] - span[0], size, size, 3)
        with suppress(BrokenPipeError):
            process.stdin.write(f"{span[0]} {span[1]}\n".encode())
            process.stdin.flush()
        data = process.stdout.read(int(np.prod(shape)))
    finally:
        idle.put(process)
    if len(data) != np.prod(shape):
        raise MorphospaceError(
            "A process that draws faces ended unexpectedly: free some memory and draw again; "
            "what was drawn is kept."
        )
    return np.frombuffer(data, np.uint8).reshape(shape)


def _work(split: str, seed: int, size: int, nice: int) -> None:
    """Answer ``start stop`` lines on standard input with raw pixels on standard output."""
    if nice and hasattr(os, "nice"):
        os.nice(nice)
    for line in sys.stdin:
        start, stop = map(int, line.split())
        sys.stdout.buffer.write(_draw(split, start, stop, size, seed).tobytes())
        sys.stdout.buffer.flush()


def _draw(split: str, start: int, stop: int, size: int, seed: int) -> np.ndarray:
    table = split_table(split, start, stop, seed)
    return np.stack([draw_face(table.row_variants(index), size) for index in range(stop - start)])


if __name__ == "__main__":
    _work(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
