"""Replacing files so that a crash, a kill or a full disk never leaves half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from morphospace.errors import CannotSaveError


def replace_files(folder: Path, contents: Mapping[str, bytes], *, durable: bool = True) -> None:
    """Write files named ``contents`` into ``folder`` (made if missing), all complete before any is named.

    ``durable``: wait until they are on the disk and would outlast a power cut, some 20 ms a file; without
    it they are whole after a crash or a kill all the same, which is enough for what can be made again.
    Raises ``CannotSaveError``, one sentence; what stood there before is then untouched.
    """
    waiting: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            waiting[folder / name] = _written(folder, content, durable)
        for final, temporary in waiting.items():
            temporary.replace(final)
        if durable:
            _sync_folder(folder)
    except OSError as error:
        raise CannotSaveError(
            f"{folder} cannot be written ({error.strerror or error}): "
            "free some space or choose another folder."
        ) from None
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def _written(folder: Path, content: bytes, durable: bool) -> Path:
    handle, name = tempfile.mkstemp(prefix=".writing-", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        path.chmod(0o644)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path


def _sync_folder(folder: Path) -> None:
    """Make the new names last through a power cut, where the system can (not on Windows)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
