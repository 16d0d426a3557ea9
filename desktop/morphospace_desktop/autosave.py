"""Autosave: unsaved work goes into the journal every few seconds, and is offered again after a crash."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from morphospace.errors import MorphospaceError
from morphospace.imaging.history import History
from morphospace.imaging.journal import Journal, Recovered, discard, recoverable
from morphospace.imaging.session import Session

PAUSE_MS = 2000
"""How much work a crash can cost."""


class Autosave(QObject):
    """Writes on a thread of its own. ``found`` carries what a crash has left, at most once, at the start.

    A journal that cannot be written is told of once, by ``troubled``; the window works on without it.
    """

    found = Signal(object)
    troubled = Signal(str)
    _seen = Signal(object)

    def __init__(self, session: Session, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._folder = session, folder
        self._pool = ThreadPoolExecutor(1, "autosave")
        self._journal: Journal | None = None
        self._broken = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._write)
        self._seen.connect(self._offer, Qt.ConnectionType.QueuedConnection)

    def look(self) -> None:
        """See whether a crash has left work."""
        self._submit(lambda: self._seen.emit(recoverable(self._folder)))

    def touch(self) -> None:
        """There is something to write, soon: work that goes on is written every few seconds all the same."""
        if not self._timer.isActive():
            self._timer.start()

    def restore(self, recovered: Recovered) -> None:
        """Go on with what was found."""
        self._session.recover(recovered.history, recovered.path)
        self._submit(lambda: discard(recovered.file))
        self.touch()

    def close(self) -> None:
        """The window ends on purpose: nothing needs to be offered again."""
        self._timer.stop()
        self._submit(self._forget)
        self._pool.shutdown(wait=True)

    def _write(self) -> None:
        session = self._session
        if session.dirty:
            history, path = session.history, session.path
            self._submit(lambda: self._record(history, path))
        else:
            self._submit(self._forget)

    def _submit(self, work: Callable[[], Any]) -> None:
        with suppress(RuntimeError):  # the pool is closed, and so is the window
            self._pool.submit(work)

    # ------------------------------------------------------------------ on the thread

    def _record(self, history: History, path: Path | None) -> None:
        try:
            self._journal = self._journal or Journal(self._folder)
            self._journal.record(history, path)
        except MorphospaceError as error:
            if not self._broken:
                self._broken = True
                self.troubled.emit(str(error))

    def _forget(self) -> None:
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    # ------------------------------------------------------------------ on the window's

    @Slot(object)
    def _offer(self, left: list[Recovered]) -> None:
        if left:
            self.found.emit(left[0])


def offer_text(recovered: Recovered) -> str:
    """One sentence on what was found."""
    when = time.strftime("%d %B, %H:%M", time.localtime(recovered.written)).lstrip("0")
    what = recovered.path.name if recovered.path else "a picture"
    return f"The last time ended without saving: {what} can be restored as of {when}."
