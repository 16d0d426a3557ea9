"""Pictures as a notebook and a script hold them: pixels that know the request they came from."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.controls import Setting

if TYPE_CHECKING:
    from morphospace.latents.edits import LatentDirection
    from morphospace.studio import OpenModel

_SHOWN = 256
"""Pictures smaller than this are enlarged in a notebook."""

_GAP = 4
_COLUMNS = 8


@dataclass(frozen=True, eq=False, kw_only=True)
class Picture:
    """A picture that a model made. ``array``: uint8 ``(H, W, 3)``, read-only.

    ``settings``: the value of every control it was made with. ``original``: those it had before any
    edit. ``latents``: float32 by name, batch first, one item. ``seed``: of the request. ``name``: of the
    file it was read from, or empty.
    """

    array: np.ndarray
    settings: Mapping[str, Setting]
    original: Mapping[str, Setting]
    latents: Mapping[str, np.ndarray]
    seed: int = 0
    name: str = ""
    _model: OpenModel = field(repr=False)

    def edit(self, **settings: object) -> Picture:
        """The same picture with other settings, rendered from its latents: nothing is encoded again.

        Raises ``BadSettingError`` for an unknown control or a value out of range.
        """
        return self._model.edit_again(self, settings)

    def move(self, direction: LatentDirection, amount: float) -> Picture:
        """The same picture moved along a direction by ``amount`` sigmas (see ``morphospace.contrast``).

        Raises ``BadInputError`` for a direction of another model.
        """
        from morphospace.moving import moved_picture

        return moved_picture(self._model, self, [(direction, amount)])

    def png(self) -> bytes:
        """The picture as PNG that carries its request: the studio opens it again with all its sliders."""
        from morphospace.imaging.metadata import ExportedRequest, export_bytes

        request = ExportedRequest(
            model=self._model.card.id,
            model_hash=self._model.hash,
            settings=self.settings,
            seed=self.seed,
            latents=self.latents,
            original_settings=self.original,
        )
        return export_bytes(self.array, request)

    def save(self, path: str | Path) -> Path:
        """Write ``png()`` whole or not at all, and return the path. Raises ``CannotSaveError``."""
        from morphospace.imaging.saving import save_file

        save_file(Path(path), self.png())
        return Path(path)

    def show(self) -> None:
        """Show the picture in the notebook, or in the system's viewer."""
        _show(self, self.array)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.array, dtype=dtype)

    def _repr_png_(self) -> bytes:
        return _enlarged_png(self.array)

    def __repr__(self) -> str:
        height, width = self.array.shape[:2]
        return f"<Picture {width}×{height} by {self._model.card.id}>"


class Pictures(tuple[Picture, ...]):
    """Some pictures; in a notebook they show as a contact sheet."""

    def edit(self, **settings: object) -> Pictures:
        """Each picture edited alike (see ``Picture.edit``)."""
        return Pictures(picture.edit(**settings) for picture in self)

    def show(self) -> None:
        """Show the contact sheet in the notebook, or in the system's viewer."""
        _show(self, self.sheet())

    def sheet(self, columns: int = _COLUMNS) -> np.ndarray:
        """All pictures in rows of ``columns`` on white: uint8 ``(H, W, 3)``."""
        return contact_sheet((picture.array for picture in self), columns)

    def _repr_png_(self) -> bytes | None:
        return _enlarged_png(self.sheet(), _SHOWN * min(len(self), _COLUMNS) // 2) if self else None


def contact_sheet(images: Iterable[np.ndarray], columns: int = _COLUMNS) -> np.ndarray:
    """Pictures uint8 ``(H, W, 3)`` in rows on white, each in a cell as large as the largest."""
    cells = list(images)
    if not cells:
        raise ValueError("a contact sheet needs pictures")
    columns = max(1, min(columns, len(cells)))
    height, width = (max(image.shape[side] for image in cells) + _GAP for side in (0, 1))
    rows = math.ceil(len(cells) / columns)
    sheet = np.full((rows * height + _GAP, columns * width + _GAP, 3), 255, np.uint8)
    for place, image in enumerate(cells):
        top, left = _GAP + place // columns * height, _GAP + place % columns * width
        sheet[top : top + image.shape[0], left : left + image.shape[1]] = image
    return sheet


def _enlarged_png(array: np.ndarray, least: int = _SHOWN) -> bytes:
    """``array`` as PNG, enlarged by a whole number until its longer side is about ``least`` pixels."""
    from PIL import Image

    from morphospace.imaging.files import png_bytes

    times = max(1, round(least / max(array.shape[:2])))
    if times == 1:
        return png_bytes(array)
    size = (array.shape[1] * times, array.shape[0] * times)
    return png_bytes(np.asarray(Image.fromarray(array).resize(size, Image.Resampling.BICUBIC)))


def _show(thing: Picture | Pictures, array: np.ndarray) -> None:
    """In IPython as its PNG, anywhere else in the viewer that the system has for pictures."""
    notebook = sys.modules.get("IPython")
    if notebook is not None and notebook.get_ipython() is not None:
        sys.modules["IPython.display"].display(thing)
    else:
        from PIL import Image

        Image.fromarray(array).show()
