"""Saving a file so that a crash, a kill or a full disk leaves the old one whole.

The new content is written beside its target and synced; only then it takes the target's name, in one
step of the file system.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import time
from contextlib import suppress
from pathlib import Path

from morphospace.errors import CannotSaveError

_SUFFIX = ".saving"
_STALE_SECONDS = 3600.0


def save_file(path: Path, content: bytes, backups: int = 0) -> None:
    """Write ``content`` to ``path``, keeping the last ``backups`` versions as ``name~1``, ``name~2``...

    A link is followed; the permissions of the old file are kept. Raises ``CannotSaveError``, one
    sentence; the old file is then untouched and nothing new is left behind.
    """
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}{_SUFFIX}")
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        _write(temporary, content, target)
        _rotate(target, backups)
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise CannotSaveError(f"{path} cannot be saved: {_why(error)}.") from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    _clear_stale(target)


def backup(path: Path, number: int) -> Path:
    """Where the version ``number`` savings ago is kept."""
    return path.with_name(f"{path.name}~{number}")


def _write(temporary: Path, content: bytes, target: Path) -> None:
    handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with suppress(OSError):
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))


def _rotate(target: Path, backups: int) -> None:
    """Move older versions on and keep the present one as the first; ``target`` itself stays in place."""
    if backups < 1 or not target.exists():
        return
    for number in range(backups - 1, 0, -1):
        with suppress(FileNotFoundError):
            backup(target, number).replace(backup(target, number + 1))
    first = backup(target, 1)
    try:
        os.link(target, first)
    except OSError:  # a file system without hard links
        shutil.copy2(target, first)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can (not on Windows)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clear_stale(target: Path) -> None:
    """Remove what a killed process left half written an hour or longer ago."""
    with suppress(OSError):
        for left in target.parent.glob(f".*{_SUFFIX}"):
            old = time.time() - left.stat().st_mtime > _STALE_SECONDS
            if old and left.name.startswith(f".{target.name[:200]}."):
                left.unlink()


def _why(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "the disk is full, so free some space or choose another folder"
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return "the folder or the file is read-only, so choose another folder"
    if isinstance(error, FileNotFoundError):
        return "the folder does not exist, so choose another one"
    if isinstance(error, IsADirectoryError | NotADirectoryError):
        return "that name belongs to a folder, so choose another name"
    return f"{error.strerror or error}, so try another folder"
