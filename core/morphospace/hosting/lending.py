"""Large arrays pass between processes as memory-mapped files, small ones inside the message.

Why files: measured on Linux, a round trip of 12 KB (64×64 RGB) takes 0.06 ms inside a message and
0.2 ms through a file; at 0.75 MB both take 0.5 ms; 3 MB take 5 and 1.2 ms, 12 MB 12 and 4 ms. Hence
``LARGE``. Why not ``multiprocessing.shared_memory``: before Python 3.13 it starts a tracking process
that outlives crashes and deletes what the other side still uses. The folder is the ordinary temporary
one: ``/dev/shm`` was no faster here, and is 64 MB in containers.

Who lends writes a file and never touches it again; who borrows maps it and deletes it at once, so a
file lives on only as long as its array. The folder goes with the host.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import re
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from morphospace.hosting.wire import WireError

LARGE = 2**20
"""Bytes from which an array travels as a file."""

_PREFIX = "morphospace-"
_MAY_ASK = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION of winnt.h
_NAME = re.compile(r"[0-9a-f]{32}")


class Lending:
    """Lends and borrows in one folder, which both sides of a connection know."""

    def __init__(self, folder: Path, large: int = LARGE) -> None:
        self.folder = folder
        self._large = large

    def lend(self, array: np.ndarray) -> str | None:
        """Write a large, contiguous array to a file; None if it is small or there is no room for it."""
        if array.nbytes < self._large:
            return None
        name = secrets.token_hex(16)
        path = self.folder / name
        try:
            with path.open("xb") as file:
                file.write(array.reshape(-1).view(np.uint8).data)
        except OSError:
            # A full disk only makes it slower: the array then travels inside the message.
            path.unlink(missing_ok=True)
            return None
        return name

    def borrow(self, name: str, size: int) -> memoryview:
        """The bytes of a lent array, read-only. Raises ``WireError`` where it is not what was said."""
        if not _NAME.fullmatch(name):
            raise WireError(f"{name!r} is not the name of a lent array.")
        path = self.folder / name
        try:
            with path.open("rb") as file:
                if os.fstat(file.fileno()).st_size != size or size == 0:
                    raise WireError(f"{path} is not the {size} bytes that were lent.")
                if sys.platform == "win32":  # a mapped file cannot be deleted there
                    view = memoryview(file.read())
                else:
                    view = memoryview(mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ))
        except OSError as error:
            raise WireError(f"The lent array {path} cannot be read ({error.strerror}).") from None
        path.unlink(missing_ok=True)
        return view


def make_folder() -> Path:
    """A new private folder for one host."""
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def remove_folder(folder: Path) -> None:
    """Remove it and all that was lent and not borrowed."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove folders that killed hosts left behind (where that can be known: not on Windows)."""
    if sys.platform == "win32":
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = folder.name.removeprefix(_PREFIX).split("-")[0]
        with contextlib.suppress(OSError):
            if owner.isdigit() and folder.stat().st_uid == os.getuid() and not alive(int(owner)):
                remove_folder(folder)


def alive(pid: int) -> bool:
    """Whether a process of this id runs."""
    if sys.platform == "win32":  # there, ``os.kill`` is no question
        handle = ctypes.windll.kernel32.OpenProcess(_MAY_ASK, False, pid)
        return bool(handle and ctypes.windll.kernel32.CloseHandle(handle))
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
