"""What can be dropped on the canvas: files of this computer, or a picture from another program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def droppable(mime: QMimeData) -> bool:
    """Whether the canvas would do something with it."""
    return bool(local_files(mime)) or mime.hasImage()


def local_files(mime: QMimeData) -> list[Path]:
    """The files among what is dropped or pasted; whether they are pictures shows when they are read."""
    if not mime.hasUrls():
        return []
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def payload(mime: QMimeData) -> list[Path] | QMimeData:
    """Paths where there are files, else the data themselves, which hold a picture."""
    return local_files(mime) or mime
