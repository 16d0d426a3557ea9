"""Paths as the host makes them: one is asked for at a time, the newest counts, and any can be a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from morphospace.hosting import Cancelled, Event, Failed, Finished, Host, Progress
from morphospace_desktop.explorer.path_strips import Travelled

VIEW, EXPORT_VIEW = "path", "path export"
FILTERS = "Animation (*.gif);;Film (*.mp4);;Strip (*.png)"
NO_FILM = "Animation (*.gif);;Strip (*.png)"
OFFERED = "path.gif"
_LEFT = "The path was left before it was whole: change something to make it again."


class Travel(QObject):
    """``partial(latent, pixel, steps)``: the pictures so far. ``noted``: what is being done. Then either
    ``arrived(path)`` or ``failed(text)``. ``said(text, kind)``: what became of a file."""

    partial = Signal(object, object, int)
    noted = Signal(str)
    arrived = Signal(object)
    failed = Signal(str)
    said = Signal(str, str)

    def __init__(self, host: Host, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._ticket = 0
        self._steps = 0
        self._files: dict[int, str] = {}

    def ask(self, arguments: Mapping[str, Any]) -> None:
        """Make a path; see the job ``path``. One that was being made is left."""
        self._steps = int(arguments["steps"])
        self._ticket = self._host.run("path", arguments, view=VIEW)

    def cancel(self) -> None:
        """Leave the path that is being made, if any, and say nothing of it."""
        if self._ticket:
            self._host.cancel(self._ticket)
            self._ticket = 0

    def export(self, path: Travelled, file: Path) -> None:
        """Write a path as the ending of the file says; without an ending as a GIF."""
        target = file if file.suffix else file.with_suffix(".gif")
        arguments = {"output": str(target), "latent": path.latent, "pixel": path.pixel}
        self._files[self._host.run("export_path", arguments, view=EXPORT_VIEW)] = target.name

    def hear(self, event: Event) -> None:
        """An event of the host, on the window's thread; those of others are left alone."""
        if event.ticket and event.ticket in self._files:
            self._heard_file(event)
        elif event.ticket and event.ticket == self._ticket:
            self._heard_path(event)

    def _heard_path(self, event: Event) -> None:
        match event:
            case Progress() if "latent" in event.arrays:
                self.partial.emit(event.arrays["latent"], event.arrays["pixel"], self._steps)
            case Progress():
                self.noted.emit(f"{event.text[:1].lower()}{event.text[1:]}…")
            case Finished():
                self._ticket = 0
                names = Travelled.__dataclass_fields__
                self.arrived.emit(Travelled(**{name: np.asarray(event.result[name]) for name in names}))
            case Failed():
                self._ticket = 0
                self.failed.emit(event.message)
            case Cancelled():
                self._ticket = 0
                self.failed.emit(_LEFT)

    def _heard_file(self, event: Event) -> None:
        if isinstance(event, Progress):
            return
        name = self._files.pop(event.ticket)
        if isinstance(event, Finished):
            self.said.emit(f"{name} is saved.", "done")
        elif isinstance(event, Failed):
            self.said.emit(event.message, "error")


def chosen_file(file: Path, kind: str) -> Path:
    """A file as a person means it: whose name is as it was offered, or has no ending, has that of ``kind``,
    such as "Film (*.mp4)"."""
    ending = kind.partition("*")[2].rstrip(")")
    offered = file.name == OFFERED or not file.suffix
    return file.with_suffix(ending) if offered and ending else file
