"""Recent files: a short JSON list in the person's state folder, newest first. Garbage in it is no error."""

from __future__ import annotations

import json
from pathlib import Path

import platformdirs

from morphospace.errors import CannotSaveError
from morphospace.imaging.saving import save_file

LIMIT = 10
_MAX_BYTES = 2**18


class RecentFiles:
    """Files opened or saved lately. ``folder``: where the list is kept; None for the platform's place."""

    def __init__(self, folder: Path | None = None, limit: int = LIMIT) -> None:
        self._folder = folder or Path(platformdirs.user_state_dir("morphospace", appauthor=False))
        self._limit = limit

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are still there, newest first."""
        return tuple(path for path in self._read() if _is_file(path))[: self._limit]

    def add(self, path: Path) -> None:
        """Put a file on top."""
        path = path.absolute()
        self._write([path, *(other for other in self._read() if other != path)])

    def remove(self, path: Path) -> None:
        """Forget a file."""
        self._write([other for other in self._read() if other != path.absolute()])

    def clear(self) -> None:
        """Forget all."""
        self._write([])

    def _read(self) -> list[Path]:
        try:
            with (self._folder / "recent.json").open("rb") as file:
                listed = json.loads(file.read(_MAX_BYTES))
        except (OSError, ValueError, RecursionError):
            return []
        texts = listed if isinstance(listed, list) else []
        return [Path(text) for text in texts if isinstance(text, str) and text and "\0" not in text]

    def _write(self, paths: list[Path]) -> None:
        # Absent files are kept within the limit too: a drive that is away comes back.
        texts = [str(path) for path in paths[: 2 * self._limit]]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            save_file(self._folder / "recent.json", json.dumps(texts, indent=1).encode())
        except (OSError, CannotSaveError):
            return  # a list of recent files is never worth an error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
