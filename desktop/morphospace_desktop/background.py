"""Reading off the window's thread: one piece of work at a time, the newest wins, any can be dropped."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from morphospace.errors import MorphospaceError


class _Task(QRunnable):
    """One call on a thread of the pool."""

    def __init__(self, number: int, work: Callable[[], Any], ended: Callable[[int, Any, Any], None]) -> None:
        super().__init__()
        self._number, self._work, self._ended = number, work, ended

    def run(self) -> None:
        try:
            result, error = self._work(), None
        except Exception as problem:
            result, error = None, problem
        try:
            self._ended(self._number, result, error)
        except RuntimeError:
            # The window went away while this was being read.
            return


class Background(QObject):
    """Runs ``work`` on a pool thread and hands its result, or its error as one sentence, to the window."""

    changed = Signal()
    _ended = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._number = 0
        self._done: Callable[[Any], object] | None = None
        self._failed: Callable[[str], object] | None = None
        self.text, self.since = "", 0.0
        self._ended.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        text: str,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[str], object],
    ) -> None:
        """Begin; what was being done is dropped. ``text`` says what, for the status line."""
        self._number += 1
        self._done, self._failed = done, failed
        self.text, self.since = text, time.monotonic()
        self._pool.clear()
        self._pool.start(_Task(self._number, work, self._ended.emit))
        self.changed.emit()

    def cancel(self) -> None:
        """Drop what is being done: its result will not be used."""
        self._number += 1
        self._idle()

    def finish(self) -> None:
        """Drop what is being done and wait until its thread is free. A pool that is destroyed waits too, but
        may do so while it keeps Python from running, and then the thread never ends."""
        self.cancel()
        self._pool.clear()
        self._pool.waitForDone()

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return bool(self.text)

    @Slot(int, object, object)
    def _finish(self, number: int, result: Any, error: Exception | None) -> None:
        if number != self._number:
            return
        done, failed = self._done, self._failed
        self._idle()
        if error is None and done is not None:
            done(result)
        elif error is not None and failed is not None:
            failed(sentence(error))

    def _idle(self) -> None:
        self._done = self._failed = None
        self.text = ""
        self.changed.emit()


def sentence(error: Exception) -> str:
    """What a person is told of an error."""
    if isinstance(error, MorphospaceError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        name = f"{error.filename}: " if error.filename else ""
        return f"{name}{error.strerror}."
    return f"Something went wrong that Morphospace did not expect ({type(error).__name__}: {error})."
