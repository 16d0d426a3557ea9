"""Exports of selections: asked for in a sheet, written by the host, told in the window."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from morphospace.atlas.exploration import Exploration
from morphospace.hosting import Cancelled, Event, Failed, Finished, Host, Progress
from morphospace_desktop.explorer.export_dialog import ExportDialog, Wanted


class Exporter(QObject):
    """One export at a time. ``said(text, kind)`` tells what came of it; ``busy_changed``: how far it is.

    ``text``, ``done``, ``total`` and ``since`` are for the status line; ``text`` is empty when idle.
    """

    said = Signal(str, str)
    busy_changed = Signal()

    def __init__(self, exploration: Exploration, host: Host, window: QWidget) -> None:
        super().__init__(window)
        self._exploration, self._host, self._window = exploration, host, window
        self._ticket = 0
        self.folder = Path.home()
        self.text, self.done, self.total, self.since = "", 0.0, 0.0, 0.0

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return bool(self._ticket)

    def ask(self, rows: np.ndarray) -> None:
        """Ask what to export these rows as, then do it."""
        if not len(rows):
            self.said.emit("Nothing is selected: choose some items, then export them.", "hint")
            return
        if self.busy:
            self.said.emit("An export is still being written: wait for it, or cancel it.", "hint")
            return
        dialog = ExportDialog(len(rows), self._name(rows), self.folder, self._window)
        dialog.accepted.connect(lambda: self.start(rows, dialog.wanted))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def start(self, rows: np.ndarray, wanted: Wanted) -> None:
        """Write these rows."""
        atlas = self._exploration.atlas
        if atlas is None:
            return
        output = wanted.output.absolute()
        self.folder = output.parent
        arguments = {
            "atlas": str(atlas.folder),
            "rows": np.asarray(rows, np.int64),
            "form": wanted.form,
            "output": str(output),
        }
        self.text, self.done, self.total = f"Exporting to {output.name}", 0.0, float(len(rows))
        self.since = time.monotonic()
        self._ticket = self._host.run("export_selection", arguments)
        self.busy_changed.emit()

    def cancel(self) -> None:
        """Stop; what was there before stays."""
        if self._ticket:
            self._host.cancel(self._ticket)

    def hear(self, event: Event) -> None:
        """An event of the host."""
        if not self._ticket or event.ticket != self._ticket:
            return
        match event:
            case Progress():
                self.text, self.done, self.total = event.text, event.done, event.total
                self.busy_changed.emit()
            case Finished():
                self._end(_told(event), "status" if not event.result.get("skipped") else "hint")
            case Failed():
                self._end(event.message, "error")
            case Cancelled():
                self._end("The export was cancelled: nothing was written.", "hint")

    def _end(self, text: str, kind: str) -> None:
        self._ticket, self.text = 0, ""
        self.busy_changed.emit()
        self.said.emit(text, kind)

    def _name(self, rows: np.ndarray) -> str:
        """What the export is called at first: a kept selection's name, else the atlas's."""
        for one in self._exploration.named:
            if np.array_equal(one.rows, rows):
                return one.name
        atlas = self._exploration.atlas
        return f"{atlas.title} selection" if atlas is not None else "selection"


def _told(event: Finished) -> str:
    count, skipped = int(event.result.get("count", 0)), event.result.get("skipped") or []
    name = Path(str(event.result.get("output", ""))).name
    items = f"{count:,} items" if count != 1 else "1 item"
    if not skipped:
        return f"Exported {items} to {name}"
    file, reason = skipped[0]
    more = f" and {len(skipped) - 1:,} more" if len(skipped) > 1 else ""
    return f"Exported {items} to {name}; left out {Path(str(file)).name}{more} ({reason})."
