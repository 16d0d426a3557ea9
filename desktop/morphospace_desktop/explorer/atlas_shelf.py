"""What the window shows of the atlases there are: read on a thread, shown on the window's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from morphospace.atlas.storage.atlases import AtlasInfo, ModelState, list_atlases, model_state
from morphospace.atlas.storage.opening import mapped
from morphospace.atlas.storage.store import THUMBNAIL, THUMBNAILS
from morphospace.errors import BadInputError
from morphospace.library import Library


@dataclass(frozen=True, eq=False)
class Shelved:
    """An atlas on the shelf. ``picture``: uint8 ``(64, 64, 3)`` of its first item, or None."""

    info: AtlasInfo
    picture: np.ndarray | None = None
    model: ModelState = "ready"


@dataclass(frozen=True, eq=False)
class Building:
    """An atlas that is being built. ``done`` of ``total`` (0: unknown); ``since`` as ``time.monotonic``.

    ``preview``: uint8 ``(H, W, 3)``, pictures that were encoded a moment ago, or None.
    """

    atlas: str
    title: str
    text: str
    done: float
    total: float
    since: float
    preview: np.ndarray | None = None

    @property
    def share(self) -> float | None:
        """How much is done, 0 to 1; None where that is not known."""
        return self.done / self.total if self.total else None


def read_shelf(library: Library) -> tuple[Shelved, ...]:
    """Every atlas there is, the newest first."""
    return tuple(Shelved(info, _picture(info), model_state(info, library)) for info in list_atlases())


def _picture(info: AtlasInfo) -> np.ndarray | None:
    if info.trouble or not info.count:
        return None
    try:
        return np.array(mapped(info.folder / THUMBNAILS, np.uint8, (1, THUMBNAIL, THUMBNAIL, 3))[0])
    except BadInputError:
        return None
