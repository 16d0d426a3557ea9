"""The log: what a worker printed, and tracebacks of what a plugin did wrong, in one file for people."""

from __future__ import annotations

import contextlib
import os
import sys
import time
import traceback
from pathlib import Path
from typing import IO

import platformdirs

_LARGE = 2**20


def log_path() -> Path:
    """The host's log file (it need not exist yet)."""
    return Path(platformdirs.user_log_dir("morphospace", appauthor=False)) / "host.log"


def open_log() -> IO[bytes] | None:
    """The log for appending, begun anew once it is large; None where it cannot be written."""
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LARGE:
            path.replace(path.with_suffix(".old.log"))
        return path.open("ab", buffering=0)
    except OSError:
        return None


def write_traceback(error: BaseException, doing: str) -> Path | None:
    """Append the traceback of ``error`` under a heading; the log's path, or None if that failed."""
    heading = f"{time.strftime('%Y-%m-%d %H:%M:%S')} process {os.getpid()}, {doing}:\n"
    text = heading + "".join(traceback.format_exception(error)) + "\n"
    log = open_log()
    if log is None:
        with contextlib.suppress(OSError, AttributeError):
            sys.stderr.write(text)
        return None
    with log, contextlib.suppress(OSError):
        log.write(text.encode(errors="replace"))
        return log_path()
    return None


def tail(path: Path, lines: int = 1) -> str:
    """The last lines of a log that say anything, or nothing."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 4096))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join([line.strip() for line in text.splitlines() if line.strip()][-lines:])
