"""A roll of small pictures, rendered one after another in a view of its own, out of the slider's way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal

from morphospace.errors import MorphospaceError
from morphospace.hosting import Cancelled, Event, Failed, Finished, FrameReady, Host
from morphospace.models import Request


class Roll(QObject):
    """Asks for one picture at a time: what the canvas asks for meanwhile waits for one of them at most.

    ``drawn(index, picture)`` tells of each, uint8 ``(H, W, 3)``. A picture that fails is passed over: the
    strip is an offer, and the canvas says what is wrong with the model.
    """

    drawn = Signal(int, object)

    def __init__(self, host: Host, view: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host, self._view = host, view
        self._model = ""
        self._requests: Sequence[Request] = ()
        self._index = 0
        self._ticket: int | None = None

    @property
    def running(self) -> bool:
        """Whether pictures are still to come."""
        return self._ticket is not None

    def start(self, model: str, requests: Sequence[Request]) -> None:
        """Render these; what was being rendered is dropped."""
        self.stop()
        self._model, self._requests, self._index = model, requests, 0
        self._next()

    def stop(self) -> None:
        """Ask for nothing more."""
        ticket, self._ticket = self._ticket, None
        self._requests = ()
        if ticket is not None:
            self._host.cancel(ticket)

    def hear(self, event: Event) -> None:
        """An event of the host, on the window's thread; those of others are passed over."""
        if self._ticket is None or event.ticket != self._ticket:
            return
        if isinstance(event, FrameReady):
            # The frame may lie in memory that is lent by the host for a while.
            self.drawn.emit(self._index, np.array(event.rendered.images[0]))
        elif isinstance(event, Finished | Failed):
            self._ticket = None
            self._index += 1
            self._next()
        elif isinstance(event, Cancelled):
            self._ticket = None

    def _next(self) -> None:
        if self._index >= len(self._requests):
            return
        try:
            self._ticket = self._host.render(self._model, self._requests[self._index], view=self._view)
        except MorphospaceError:
            self._ticket = None
