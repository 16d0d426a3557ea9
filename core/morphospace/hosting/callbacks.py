"""Work that reports by callback, as a generator: it runs on a thread, and its reports are yielded."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from typing import TypeVar

from morphospace.hosting.jobs import JobStep

T = TypeVar("T")
Report = Callable[[JobStep], None]
Stopped = Callable[[], bool]


def steps_of(work: Callable[[Report, Stopped], T]) -> Generator[JobStep, None, T]:
    """Yield what ``work`` reports and return what it returns; raises what it raises.

    When the generator is closed, ``stopped`` becomes true, and closing waits until the work has seen it
    (by raising ``CancelledError``, or by returning).
    """
    reports: queue.SimpleQueue[JobStep | None] = queue.SimpleQueue()
    stopped = threading.Event()
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work(reports.put, stopped.is_set))
        except BaseException as error:
            errors.append(error)
        finally:
            reports.put(None)

    thread = threading.Thread(target=run, name="morphospace-work", daemon=True)
    thread.start()
    try:
        while (step := reports.get()) is not None:
            yield step
    finally:
        stopped.set()
        thread.join()
    if errors:
        raise errors[0]
    return results[0]
