"""The bridge from the host's reader thread to the window: one queued Qt signal, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Listenable(Protocol):
    """The part of ``morphospace.hosting.Host`` the bridge needs."""

    def listen(self, callback: Callable[[Any], None]) -> object: ...


class HostBridge(QObject):
    """Hands each event of a host to ``receiver`` on the window's thread.

    Events wait in a queue of our own, and one Qt event wakes the window for all of them, so a host that
    talks faster than the window draws cannot flood the event loop. A receiver that raises is reported
    by Qt's usual way for slots and does not lose the events behind it.
    """

    _woken = Signal()

    def __init__(
        self, host: Listenable, receiver: Callable[[Any], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._receiver = receiver
        self._waiting: deque[Any] = deque()
        self._lock = Lock()
        self._posted = False
        self._open = True
        self._woken.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        host.listen(self._arrive)

    def close(self) -> None:
        """Drop what still arrives: the window is going."""
        self._open = False
        self._waiting.clear()

    def _arrive(self, event: Any) -> None:
        """Any thread."""
        if not self._open:
            return
        with self._lock:
            self._waiting.append(event)
            wake, self._posted = not self._posted, True
        if wake:
            self._woken.emit()

    @Slot()
    def _drain(self) -> None:
        with self._lock:
            self._posted = False
            count = len(self._waiting)
        for _ in range(count):
            if not self._waiting:
                return
            event = self._waiting.popleft()
            try:
                self._receiver(event)
            except Exception:
                self._wake_for_rest()
                raise

    def _wake_for_rest(self) -> None:
        with self._lock:
            wake = bool(self._waiting) and not self._posted
            self._posted = self._posted or wake
        if wake:
            self._woken.emit()
