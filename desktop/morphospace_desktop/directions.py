"""The picture's own sliders between the session, the panel and a person's folder of directions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from morphospace.errors import MorphospaceError
from morphospace.imaging.session import Session
from morphospace.latents.direction_files import (
    SUFFIX,
    file_name,
    forget_direction,
    keep_direction,
    known_directions,
    read_direction,
    write_direction,
)
from morphospace.latents.edits import LatentDirection
from morphospace_desktop.background import Background
from morphospace_desktop.panels.directions_section import DirectionsSection

_KIND = f"Directions (*{SUFFIX})"


class Directions(QObject):
    """Connects a section to a session. ``folder``: where a person's own are kept (None: the usual place).

    ``said(text, kind)``: something to tell, as of ``Files``. Files are written on another thread.
    """

    said = Signal(str, str)

    def __init__(self, session: Session, section: DirectionsSection, folder: Path | None = None) -> None:
        super().__init__(section)
        self._session, self._section, self._folder = session, section, folder
        # Two: a file that is exported must not take the turn of one that is kept.
        self._writing, self._keeping = Background(self), Background(self)
        self._to_keep: list[LatentDirection] = []
        section.changed.connect(
            lambda name, amount, draft: session.change_direction(name, amount, draft=draft)
        )
        section.rename_requested.connect(self.rename)
        section.remove_requested.connect(self.remove)
        section.export_requested.connect(self.ask_export)
        session.subscribe(self._told)
        self._show()
        self._keeping.start(
            "Looking for directions",
            lambda: known_directions(folder),
            self._offer,
            self._offered_none,
        )

    def close(self) -> None:
        """The window ends: what waits to be kept is written now."""
        for background in (self._writing, self._keeping):
            background.finish()
        for direction in self._to_keep:
            with suppress(MorphospaceError):
                keep_direction(direction, self._folder)
        self._to_keep = []

    def add(self, direction: LatentDirection) -> None:
        """A slider on the canvas, and in the person's folder for every picture of its model."""
        name = self._session.add_direction(direction)
        self._keep(direction.named(name))
        card = self._session.model
        if card is not None and not direction.fits(card.id, card.sha256):
            self.said.emit(f"{name} is a slider of {direction.model}: choose that model to use it.", "status")
        else:
            self.said.emit(f"{name} is a slider on the canvas now", "status")

    def rename(self, name: str, new: str) -> None:
        """Call a slider something else, in its file as well."""
        direction = self._find(name)
        if direction is not None and self._session.rename_direction(name, new):
            self._forget(direction)
            self._keep(direction.named(new.strip()))

    def remove(self, name: str) -> None:
        """Take a slider off the picture and out of the person's folder."""
        direction = self._find(name)
        self._session.remove_direction(name)
        if direction is not None:
            self._forget(direction)

    def ask_export(self, direction: LatentDirection, parent: QWidget | None = None) -> None:
        """Ask for a file, and write the direction there."""
        start = f"{file_name(direction.name)}{SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(parent or self._section, "Export a slider", start, _KIND)
        if chosen:
            self.export(direction, Path(chosen))

    def export(self, direction: LatentDirection, path: Path) -> None:
        """Write the direction into a file."""
        path = path if path.suffix else path.with_suffix(SUFFIX)
        self._writing.start(
            f"Saving {path.name}",
            lambda: write_direction(path, direction),
            lambda _none: self.said.emit(f"Saved {path.name}", "status"),
            lambda text: self.said.emit(text, "warning"),
        )

    def ask_import(self, parent: QWidget | None = None) -> None:
        """Ask for a file with a direction, and add it."""
        chosen, _ = QFileDialog.getOpenFileName(
            parent or self._section, "Add a slider from a file", "", _KIND
        )
        if chosen:
            self.read(Path(chosen))

    def read(self, path: Path) -> None:
        """Add the direction in a file."""
        try:
            self.add(read_direction(path))
        except MorphospaceError as error:
            self.said.emit(str(error), "warning")

    def _forget(self, direction: LatentDirection) -> None:
        self._to_keep = [one for one in self._to_keep if one.name != direction.name]
        forget_direction(direction, self._folder)

    def _offer(self, known: Sequence[LatentDirection]) -> None:
        self._session.offer_directions(known)
        self._keep_next()

    def _keep(self, direction: LatentDirection) -> None:
        """One after the other: none takes the turn of another."""
        self._to_keep.append(direction)
        if not self._keeping.busy:
            self._keep_next()

    def _keep_next(self) -> None:
        if self._to_keep:
            direction = self._to_keep[0]
            self._keeping.start(
                f"Keeping {direction.name}",
                lambda: keep_direction(direction, self._folder),
                lambda _path: self._kept(direction),
                lambda text: self._kept(direction, text),
            )

    def _kept(self, direction: LatentDirection, trouble: str = "") -> None:
        if trouble:
            self.said.emit(trouble, "warning")
        left = [one for one in self._to_keep if one is not direction]
        if len(left) == len(self._to_keep):  # it was removed while it was written
            forget_direction(direction, self._folder)
        self._to_keep = left
        self._keep_next()

    def _offered_none(self, text: str) -> None:
        self.said.emit(text, "warning")
        self._keep_next()

    def _find(self, name: str) -> LatentDirection | None:
        return next((one for one in self._session.directions if one.name == name), None)

    def _told(self, aspect: str) -> None:
        if aspect in ("directions", "model", "document") or (aspect == "settings" and self._session.moves):
            self._show()

    def _show(self) -> None:
        self._section.set_directions(self._session.directions)
        self._section.set_moves(self._session.moves)
        place = self._session.place if self._session.moves else None
        self._section.moved_to.emit({} if place is None else place[1])
