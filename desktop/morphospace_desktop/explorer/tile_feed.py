"""What tiles hold, asked of the host: one request at a time, told piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from morphospace.atlas.drawing.tiles import Tile, centres
from morphospace.atlas.exploration import Exploration
from morphospace.errors import MorphospaceError
from morphospace.hosting import Cancelled, Event, Failed, Finished, Host, Progress
from morphospace.latents.coordinates import unpack

VIEW = "underlay"
_ARRAYS = {"decode_places": "images", "judge_places": "errors"}


class TileFeed(QObject):
    """``came``: tiles, what each holds, and whether they are the last of a request. ``ended``: all of a
    request came. ``failed``: one sentence; after it nothing is asked for until ``mend``."""

    came = Signal(object, object, bool)
    ended = Signal()
    failed = Signal(str)

    def __init__(self, exploration: Exploration, host: Host, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exploration, self._host = exploration, host
        self._ticket: int | None = None
        self._job = ""
        self._asked: Sequence[Tile] = ()
        self._broken = False

    @property
    def free(self) -> bool:
        """Whether something can be asked for."""
        return self._ticket is None and not self._broken

    def ask(self, job: str, tiles: Sequence[Tile], **more: Any) -> None:
        """Decode or judge the places at the middles of tiles."""
        atlas = self._exploration.atlas
        if atlas is None or not self.free:
            return
        try:
            latents, settings = unpack(atlas.coordinates, self._exploration.place_at(centres(tiles)))
        except MorphospaceError as error:
            self._break(str(error))
            return
        self._job, self._asked = job, tiles
        # One at a time, so that the picture under a pointer that moves waits for one at most.
        arguments = {"model": atlas.model, "latents": latents, "settings": settings, "batch": 1, **more}
        self._ticket = self._host.run(job, arguments, view=VIEW)

    def stop(self) -> None:
        """What was asked for is of no use any more."""
        if self._ticket is not None:
            ticket, self._ticket = self._ticket, None
            self._host.cancel(ticket)

    def mend(self) -> None:
        """It may work again: another map, or another thing to show."""
        self._broken = False

    def hear(self, event: Event) -> None:
        """An event of the host."""
        if self._ticket is None or event.ticket != self._ticket:
            return
        match event:
            case Progress() if _ARRAYS[self._job] in event.arrays:
                content = event.arrays[_ARRAYS[self._job]]
                end = round(event.done)
                self.came.emit(self._asked[end - len(content) : end], content, end == len(self._asked))
            case Finished():
                self._ticket = None
                self.ended.emit()
            case Failed():
                self._ticket = None
                if event.kind != "HostError":
                    self._break(event.message)
            case Cancelled():
                self._ticket = None

    def _break(self, sentence: str) -> None:
        self._broken = True
        self.failed.emit(sentence)
