"""Layouts that took long to work out are kept with their atlas, and are there at once the next time.

``layouts/KIND-HASH.npy`` in the atlas's folder: float32 ``(N, 2)``. The hash tells the places they are of, so
that the layout of an atlas that has grown or was built anew is never taken for another's.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np

from morphospace.library.atomic import replace_files

FOLDER = "layouts"
_VERSION = 1
_SAMPLE = 512


def keep_positions(folder: Path, kind: str, places: np.ndarray, positions: np.ndarray) -> None:
    """Keep positions ``(N, 2)`` of places ``(N, D)``, whole or not at all; older ones of this kind go.

    Raises ``CannotSaveError``.
    """
    content = io.BytesIO()
    np.save(content, np.asarray(positions, np.float32), allow_pickle=False)
    target = _file(folder, kind, places)
    replace_files(target.parent, {target.name: content.getvalue()}, durable=False)
    for other in target.parent.glob(f"{kind}-*.npy"):
        if other.name != target.name:
            other.unlink(missing_ok=True)


def kept_positions(folder: Path, kind: str, places: np.ndarray) -> np.ndarray | None:
    """What was kept for these places, float32 ``(N, 2)``, or None; also where the file is damaged."""
    try:
        with _file(folder, kind, places).open("rb") as file:
            positions = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    good = positions.shape == (len(places), 2) and positions.dtype == np.float32
    return positions if good and np.isfinite(positions).all() else None


def _file(folder: Path, kind: str, places: np.ndarray) -> Path:
    """An even sample of the places tells them from others well enough: latents are never twice the same."""
    rows = np.unique(np.linspace(0, max(0, len(places) - 1), min(len(places), _SAMPLE)).astype(np.int64))
    told = hashlib.blake2b(f"{_VERSION} {places.shape}".encode(), digest_size=8)
    told.update(np.ascontiguousarray(places[rows], np.float32).tobytes())
    return folder / FOLDER / f"{kind}-{told.hexdigest()}.npy"
