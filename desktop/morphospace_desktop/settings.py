"""What the window remembers between two starts: geometry, theme, split, recent files, shortcuts.

Kept in the person's state folder. ``$MORPHOSPACE_STATE`` names another folder, which
is how tests and the benchmark leave a person's own settings alone.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from morphospace.imaging.recent import RecentFiles

STATE_VARIABLE = "MORPHOSPACE_STATE"
THEMES = ("dark", "light")


def state_folder() -> Path:
    """The folder of the window's settings: ``$MORPHOSPACE_STATE``, or the platform's own."""
    chosen = os.environ.get(STATE_VARIABLE)
    return Path(chosen) if chosen else Path(platformdirs.user_state_dir("morphospace", appauthor=False))


class Preferences:
    """Typed access to the settings; a value that cannot be read is the default, never an error."""

    def __init__(self, folder: Path | None = None) -> None:
        self.state = folder = folder or state_folder()
        self._store = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self._recent = RecentFiles(folder)

    @property
    def theme(self) -> str:
        """``dark`` or ``light``."""
        value = str(self._store.value("theme", THEMES[0]))
        return value if value in THEMES else THEMES[0]

    @theme.setter
    def theme(self, value: str) -> None:
        self._store.setValue("theme", value)

    @property
    def split(self) -> float:
        """Where the line between original and edited stands, from 0 (left) to 1 (right)."""
        return min(1.0, max(0.0, self._number("split", 0.5)))

    @split.setter
    def split(self, value: float) -> None:
        self._store.setValue("split", value)

    @property
    def model(self) -> str:
        """The id of the model that was used last, or an empty text."""
        return str(self._store.value("model", ""))

    @model.setter
    def model(self, value: str) -> None:
        self._store.setValue("model", value)

    @property
    def inset(self) -> bool:
        """Whether the map is shown on the canvas."""
        return str(self._store.value("inset", "true")).lower() != "false"

    @inset.setter
    def inset(self, value: bool) -> None:
        self._store.setValue("inset", value)

    @property
    def underlay(self) -> str:
        """What lies under the points of the map: ``none``, ``decoded`` or ``holes``."""
        value = str(self._store.value("underlay", "decoded"))
        return value if value in ("none", "decoded", "holes") else "decoded"

    @underlay.setter
    def underlay(self, value: str) -> None:
        self._store.setValue("underlay", value)

    @property
    def atlas(self) -> str:
        """The id of the atlas that was open last, or an empty text."""
        return str(self._store.value("atlas", ""))

    @atlas.setter
    def atlas(self, value: str) -> None:
        self._store.setValue("atlas", value)

    @property
    def folder(self) -> str:
        """Where the last file was opened or saved."""
        return str(self._store.value("folder", ""))

    @folder.setter
    def folder(self, value: str) -> None:
        self._store.setValue("folder", value)

    @property
    def geometry(self) -> QByteArray:
        """The window's place and size, as Qt writes them; empty at the first start."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    @property
    def recent(self) -> tuple[Path, ...]:
        """Files opened or saved, the newest first; those that are gone are left out."""
        return self._recent.paths

    def add_recent(self, path: Path) -> None:
        """Put ``path`` on top of the recent files."""
        self._recent.add(path)

    def clear_recent(self) -> None:
        """Forget the recent files."""
        self._recent.clear()

    def keys(self, command: str) -> tuple[str, ...] | None:
        """A person's own shortcuts of a command, in Qt's portable text; None: the built-in ones."""
        if not self._store.contains(f"shortcuts/{command}"):
            return None
        return tuple(self._list(f"shortcuts/{command}"))

    def set_keys(self, command: str, keys: tuple[str, ...] | None) -> None:
        """Keep a command's shortcuts; None returns to the built-in ones."""
        if keys is None:
            self._store.remove(f"shortcuts/{command}")
        else:
            self._store.setValue(f"shortcuts/{command}", list(keys))

    def sync(self) -> None:
        """Write to disk now."""
        self._store.sync()

    def _number(self, name: str, default: float) -> float:
        try:
            return float(str(self._store.value(name, default)))
        except ValueError:
            return default

    def _list(self, name: str) -> list[str]:
        """A list as QSettings keeps it: one item comes back as a text, none as None."""
        value = self._store.value(name, [])
        if isinstance(value, str):
            return [value] if value else []
        return [str(item) for item in value] if isinstance(value, list) else []
