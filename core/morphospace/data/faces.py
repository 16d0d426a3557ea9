"""The embedded faces: a split's pictures from the cache, drawn when they are not there yet.

Pictures lie one after another in one raw file a split; a count beside it, replaced atomically after
the pixels are on disk, says how many are whole. Growing a split appends; a run that was killed
leaves pixels beyond the count, which the next run overwrites. Labels are not stored: they follow
from split, seed and place.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs

from morphospace.controls import Setting
from morphospace.data.drawing import DRAWING
from morphospace.data.painters import Cancelled, paint
from morphospace.data.sampling import SPLITS, Table, split_table
from morphospace.errors import BadInputError, CancelledError, CannotSaveError
from morphospace.library.atomic import replace_files

Progress = Callable[[int, int], None]
"""Called with how many pictures are there and how many are wanted."""

_CHUNK = 2000


@dataclass(frozen=True, eq=False)
class Faces:
    """The first pictures of a split.

    ``images``: uint8 ``(n, size, size, 3)``, memory-mapped, read only. ``table``: their labels and
    variants, in columns.
    """

    split: str
    images: np.ndarray
    table: Table

    @property
    def labels(self) -> Mapping[str, np.ndarray]:
        """Attribute → column ``(n,)``, floats if ordered, else words."""
        return self.table.labels

    @property
    def variants(self) -> Mapping[str, np.ndarray]:
        """Part of the drawing → column ``(n,)`` of words."""
        return self.table.variants

    def row(self, index: int) -> dict[str, Setting]:
        """The labels of one picture."""
        return self.table.row(index)

    def __len__(self) -> int:
        return len(self.images)


def load_faces(
    split: str,
    n: int,
    size: int = 64,
    *,
    seed: int = 0,
    workers: int | None = None,
    nice: int = 0,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> Faces:
    """The first ``n`` pictures of a split, drawing those that the cache lacks.

    Several processes may ask at once; they share the work. Raises ``BadInputError`` for an unknown
    split, ``CancelledError`` when ``cancelled()``, ``CannotSaveError`` for an unwritable cache, and
    ``MorphospaceError`` where pictures are missing and the extra ``faces`` is not installed.
    """
    check_request(split, n, size)
    folder = _folder(split, size, seed)
    while (have := _count(folder)) < n:
        if cancelled():
            raise CancelledError(f"Drawing the {split} faces was cancelled: {have} of {n} are kept.")
        progress(have, n)
        with _saving(folder), _locked(folder):
            have = _count(folder)
            if have < n:  # another process may have drawn the rest meanwhile
                stop = min(have + _CHUNK, n)
                batches = paint(
                    split, have, stop, size=size, seed=seed, workers=workers, nice=nice, cancelled=cancelled
                )
                _append(folder, batches, have, size)
    progress(n, n)
    images = np.memmap(folder / "images.rgb", np.uint8, "r", shape=(n, size, size, 3))
    return Faces(split, images, split_table(split, 0, n, seed))


def cached_faces(split: str, size: int = 64, *, seed: int = 0) -> int:
    """How many pictures of a split lie in the cache."""
    return _count(_folder(split, size, seed))


def cache_folder() -> Path:
    """Where drawn data and scores are kept: ``MORPHOSPACE_CACHE`` or the user's cache folder."""
    chosen = os.environ.get("MORPHOSPACE_CACHE")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("morphospace"))


def check_request(split: str, n: int, size: int) -> None:
    """Raises ``BadInputError`` for a split, a number or a size that cannot be."""
    if split not in SPLITS:
        raise BadInputError(f"There is no split {split!r}: use one of {', '.join(SPLITS)}.")
    if n < 1:
        raise BadInputError(f"Cannot draw {n} faces: ask for 1 or more.")
    if not 8 <= size <= 4096:
        raise BadInputError(f"Cannot draw faces of {size} pixels: use a size from 8 to 4096.")


def _folder(split: str, size: int, seed: int) -> Path:
    return cache_folder() / "faces" / DRAWING / f"{split}-{size}-{seed}"


def _count(folder: Path) -> int:
    try:
        return int((folder / "count").read_text())
    except (OSError, ValueError):
        return 0


def _append(folder: Path, batches: Iterator[np.ndarray], have: int, size: int) -> None:
    """Write batches behind the first ``have`` pictures, then the count that makes them valid."""
    path = folder / "images.rgb"
    path.touch()
    with path.open("r+b") as file:
        file.seek(have * size * size * 3)
        for batch in batches:
            file.write(batch.tobytes())
            have += len(batch)
        file.flush()
        os.fsync(file.fileno())
    replace_files(folder, {"count": str(have).encode()})


@contextmanager
def _saving(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise CannotSaveError(
            f"Faces cannot be kept in {folder} ({error.strerror or error}): "
            "free some space or set MORPHOSPACE_CACHE to a folder that can be written."
        ) from None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Only one process at a time appends; the lock falls with its process."""
    with (folder / "lock").open("w") as file:
        with suppress(ImportError):  # without fcntl (Windows) two writers at once are on their own
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
