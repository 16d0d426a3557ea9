"""A picture of a path on the canvas: the sliders do not show it until it is taken, and the canvas says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from morphospace.atlas.exploration import Exploration
from morphospace.imaging.session import Session
from morphospace_desktop.canvas.canvas import Canvas
from morphospace_desktop.explorer.taking import take_place

SAID = "This is a picture of the path: the sliders stay where they were until you take it."


class Scrub:
    """What the playhead of a path put on the canvas, until the session shows a picture of its own again."""

    def __init__(self, session: Session, exploration: Exploration, canvas: Canvas) -> None:
        self._session, self._exploration, self._canvas = session, exploration, canvas
        self._place: np.ndarray | None = None
        self._name = ""
        self._folder: Path | None = None

    def show(self, place: np.ndarray, picture: np.ndarray, t: float) -> None:
        """The playhead stands at ``place`` ``(D,)``, ``t`` of the way from 0 to 1."""
        self._place, self._name = place, f"Path at {100 * t:.0f} %"
        self._folder = self._open_folder
        self._canvas.set_picture(picture)

    def remind(self) -> None:
        """The canvas is seen again: say what it shows, and offer to take it."""
        if self._place is not None and self._folder == self._open_folder:
            self._canvas.show_message(SAID, kind="hint", remedy="Take it", action=self.take)

    def take(self) -> None:
        """Open the picture with its latents and attributes."""
        place, self._place = self._place, None
        # A place of another map says nothing in this one.
        if place is not None and self._folder == self._open_folder is not None:
            take_place(self._session, self._exploration, place, self._name)

    @property
    def _open_folder(self) -> Path | None:
        atlas = self._exploration.atlas
        return None if atlas is None else atlas.folder

    def forget(self) -> None:
        """The session's own picture is on the canvas."""
        self._place = None
        if self._canvas.messages.text == SAID:
            self._canvas.clear_message()
