"""What the commands of the window ask of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QFileDialog

from morphospace.imaging.session import Session
from morphospace_desktop.settings import Preferences

if TYPE_CHECKING:
    from morphospace_desktop.explorer.explorer import Explorer


class Wishes:
    """One method for each command; what cannot be done is said in a sentence."""

    def __init__(self, explorer: Explorer, session: Session, preferences: Preferences) -> None:
        self._explorer, self._session, self._preferences = explorer, session, preferences

    def map_faces(self) -> None:
        """Make an atlas of the test faces."""
        self._explorer.atlases.build("faces:test")

    def map_folder(self) -> None:
        """Choose a folder, and make an atlas of it."""
        folder = QFileDialog.getExistingDirectory(
            self._explorer.view, "Map a folder of pictures", self._preferences.folder
        )
        if folder:
            self._preferences.folder = folder
            self._explorer.atlases.build(folder)

    def show_picture(self) -> None:
        """Bring the canvas's picture to the middle of the map."""
        now = self._explorer.follower.now
        if now is None:
            self._say("This picture has no place on the map: choose a map of its model.")
        else:
            self._explorer.plane.centre_on(now.x, now.y)

    def find_similar(self) -> None:
        """Find what is most like the canvas's picture."""
        follower, picture = self._explorer.follower, self._session.picture
        if picture is None or self._explorer.exploration.atlas is None:
            self._say("There is no picture, or no map, to compare with: open both.")
            return
        place = follower.place
        self._explorer.nearest.show_place(None if place is None else place[0], picture)
        self._explorer.view.right.reveal(self._explorer.nearest)
        if follower.now is not None:
            self.show_picture()

    def select_shown(self) -> None:
        """Select all items that the filter lets through."""
        state = self._explorer.exploration
        state.select(np.ones(len(state.selected), bool) if state.matches is None else state.matches)

    def select_none(self) -> None:
        """Select nothing."""
        state = self._explorer.exploration
        state.select(np.zeros(len(state.selected), bool))

    def keep(self) -> None:
        """Keep what is selected under a name of its own."""
        self._explorer.panel.selections.keep()

    def export(self) -> None:
        """Export what is selected."""
        self._explorer.exporter.ask(np.flatnonzero(self._explorer.exploration.selected))

    def _say(self, text: str) -> None:
        self._explorer.said.emit(text, "hint")
