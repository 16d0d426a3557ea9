"""Opening and saving: dialogs, drops, paste, recent files; reading never holds up the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from morphospace.errors import MorphospaceError
from morphospace.imaging.files import Picture, read_picture
from morphospace.imaging.metadata import ExportedRequest, read_request
from morphospace.imaging.project import EXTENSION, Project, open_project
from morphospace.imaging.session import Session
from morphospace_desktop import dialogs
from morphospace_desktop.background import Background
from morphospace_desktop.pictures import from_mime, to_image
from morphospace_desktop.settings import Preferences

Opened = Project | ExportedRequest | Picture
_ZIP = b"PK\x03\x04"


def read(path: Path) -> Opened:
    """What a file holds: a project, a picture exported here, or any picture. Raises ``MorphospaceError``."""
    if path.suffix.lower() == EXTENSION or _begins_with(path, _ZIP):
        return open_project(path)
    return read_request(path) or read_picture(path)


def _begins_with(path: Path, magic: bytes) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(magic)) == magic
    except OSError:
        return False


class Files(QObject):
    """Moves work between files, the clipboard and the session. ``said`` (text, kind) is for the canvas."""

    said = Signal(str, str)
    recent_changed = Signal()

    def __init__(self, session: Session, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._preferences, self._window = session, preferences, window
        self.background = Background(self)

    # ------------------------------------------------------------------ in

    def ask_open(self) -> None:
        """Choose a file and open it."""
        path = dialogs.ask_open(self._window, self._preferences.folder)
        if path:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Open a project, an exported picture or any other picture."""
        self.background.start(
            f"Reading {path.name}", lambda: read(path), lambda opened: self._opened(path, opened), self._fail
        )

    def open_dropped(self, what: Sequence[Path] | QMimeData) -> None:
        """Open the first of the files, or the picture that another program let go."""
        if isinstance(what, QMimeData):
            self._open_mime(what, "Dropped picture")
            return
        if len(what) > 1:
            self.said.emit(f"{len(what)} files were dropped: {what[0].name} is opened.", "hint")
        self.open_path(Path(what[0]))

    def paste(self) -> None:
        """Open the picture, or the file, in the clipboard."""
        mime = QGuiApplication.clipboard().mimeData()
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if files:
            self.open_dropped(files)
        else:
            self._open_mime(mime, "Pasted picture")

    def _open_mime(self, mime: QMimeData, name: str) -> None:
        try:
            self._session.open_pixels(from_mime(mime, name), name)
        except MorphospaceError as error:
            self._fail(str(error))

    def _opened(self, path: Path, opened: Opened) -> None:
        if isinstance(opened, Project) and not self.may_replace():
            return
        if isinstance(opened, Project):
            self._session.open_project(path, opened)
        elif isinstance(opened, ExportedRequest):
            self._session.open_export(opened, path.name)
        else:
            self._session.open_pixels(opened.pixels, path.name)
        self._remember(path)
        if note := getattr(opened, "note", ""):
            self.said.emit(note, "hint")

    # ------------------------------------------------------------------ out

    def save(self) -> bool:
        """Save to the project's file, asking for one the first time; whether it was saved."""
        path = self._session.path
        return self._write(path, self._session.save) if path else self.save_as()

    def save_as(self) -> bool:
        """Ask for a file and save to it; whether it was saved."""
        path = dialogs.ask_save(self._window, self._suggestion(EXTENSION))
        return path is not None and self._write(path, self._session.save)

    def export(self) -> bool:
        """Ask for a file and write the picture with its request into it."""
        path = dialogs.ask_export(self._window, self._suggestion(".png"))
        return path is not None and self._write(path, self._session.export_png, "Exported")

    def copy(self) -> None:
        """Put the picture into the clipboard."""
        if self._session.picture is not None:
            QGuiApplication.clipboard().setImage(to_image(self._session.picture))
            self.said.emit("Copied the picture.", "status")

    def may_replace(self) -> bool:
        """Whether the work shown may go: it is saved, or was saved now, or the person lets it go."""
        if not self._session.dirty:
            return True
        answer = dialogs.ask_unsaved(self._window, self.name)
        return self.save() if answer == "save" else answer == "discard"

    @property
    def name(self) -> str:
        """What the work is called."""
        return self._session.path.name if self._session.path else "Untitled"

    def _write(self, path: Path, write: Callable[[Path], bool], verb: str = "Saved") -> bool:
        """Whether it went well; if not, the session's error says why."""
        if not write(path):
            return False
        self._remember(path)
        self.said.emit(f"{verb} {path.name}", "status")
        return True

    def _suggestion(self, suffix: str) -> Path:
        folder = Path(self._preferences.folder or Path.home())
        stem = self._session.path.stem if self._session.path else "face"
        return folder / f"{stem}{suffix}"

    def _remember(self, path: Path) -> None:
        self._preferences.folder = str(path.absolute().parent)
        self._preferences.add_recent(path)
        self.recent_changed.emit()

    def _fail(self, text: str) -> None:
        self.said.emit(text, "error")
