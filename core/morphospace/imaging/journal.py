"""The autosave journal: after a crash of the window, the work as of its last seconds is offered again.

Each window keeps a small SQLite file of its own, locked for as long as the window lives; SQLite undoes
what was half written. A file whose lock can be had belonged to a window that ended without taking leave.
"""

from __future__ import annotations

import io
import json
import secrets
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs

from morphospace.errors import CannotSaveError
from morphospace.imaging.history import History
from morphospace.imaging.manifest import Arrays, describe, restore

_PATTERN = "work-*.journal"
_SCHEMA = """
create table if not exists arrays (name text primary key, data blob not null);
create table if not exists work (id integer primary key, written real, path text, manifest text);
"""


@dataclass(frozen=True, eq=False)
class Recovered:
    """Work of a window that crashed: its ``history``, the project's ``path`` if it had one, and when it
    was ``written`` (seconds of the epoch). ``file`` is where it lies.
    """

    history: History
    path: Path | None
    written: float
    file: Path


class Journal:
    """Where one window writes down its work. May be used from one other thread than the window's."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open a new file in ``folder`` (None: the platform's place). Raises ``CannotSaveError``."""
        self.file = (folder or default_folder()) / f"work-{secrets.token_hex(8)}.journal"
        self._known: set[str] = set()
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._base = _connect(self.file)
            self._base.executescript(_SCHEMA)
            with self._base:  # the first write takes the lock, which is then kept
                self._base.execute("delete from work")
        except (OSError, sqlite3.Error) as error:
            raise CannotSaveError(f"{self.file} cannot be written, so crashes lose work: {error}.") from None

    def record(self, history: History, path: Path | None) -> None:
        """Write down what there is now; only what is new costs. Raises ``CannotSaveError``."""
        manifest, inventory = describe(history)
        new = {name: array for name, array in inventory.arrays.items() if name not in self._known}
        gone = self._known - set(inventory.arrays)
        row = (1, time.time(), str(path) if path else None, json.dumps(manifest))
        try:
            with self._base:
                self._base.executemany("insert into arrays values (?, ?)", _rows(new))
                self._base.executemany("delete from arrays where name = ?", [(name,) for name in gone])
                self._base.execute("insert or replace into work values (?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            raise CannotSaveError(f"{self.file} cannot be written, so crashes lose work: {error}.") from None
        self._known = set(inventory.arrays)

    def close(self) -> None:
        """The window ends on purpose: nothing is to be offered again."""
        self._base.close()
        discard(self.file)


def default_folder() -> Path:
    """Where journals lie."""
    return Path(platformdirs.user_state_dir("morphospace", appauthor=False)) / "journals"


def recoverable(folder: Path | None = None) -> list[Recovered]:
    """What windows that crashed have left, newest first. Files that cannot be read are thrown away."""
    found = []
    for file in (folder or default_folder()).glob(_PATTERN):
        try:
            recovered = _read(file)
        except sqlite3.OperationalError:  # another window holds it, or is just making it
            continue
        except (sqlite3.Error, OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
            recovered = None
        if recovered is None:
            discard(file)
        else:
            found.append(recovered)
    return sorted(found, key=lambda recovered: -recovered.written)


def discard(file: Path) -> None:
    """Forget what a journal holds."""
    for name in (file, file.with_name(f"{file.name}-journal")):
        with suppress(OSError):
            name.unlink(missing_ok=True)


def _connect(file: Path) -> sqlite3.Connection:
    base = sqlite3.connect(file, timeout=0, check_same_thread=False)
    base.execute("pragma locking_mode = exclusive")
    return base


def _read(file: Path) -> Recovered | None:
    """The work in a file; None where there is none."""
    with closing(_connect(file)) as base:
        base.execute("begin immediate")
        row = base.execute("select written, path, manifest from work").fetchone()
        if row is None:
            return None
        arrays: Arrays = {name: _array(data) for name, data in base.execute("select * from arrays")}
    written, path, manifest = row
    history = restore(json.loads(manifest), arrays)
    return Recovered(history, Path(path) if path else None, float(written), file)


def _rows(arrays: Arrays) -> list[tuple[str, bytes]]:
    rows = []
    for name, array in arrays.items():
        stream = io.BytesIO()
        np.save(stream, array, allow_pickle=False)
        rows.append((name, stream.getvalue()))
    return rows


def _array(data: bytes) -> np.ndarray:
    array: np.ndarray = np.load(io.BytesIO(data), allow_pickle=False)
    array.setflags(write=False)
    return array
