"""Project files: an OpenRaster that any painting program opens, with the history and latents inside.

The private folder ``morphospace/`` holds ``document.json`` (the history; arrays by content hash),
``latents.safetensors`` and ``pictures/``. Never weights, never pickles. Without it the file opens as
pictures; where a layer's picture was changed by another program, that picture wins.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from morphospace.errors import BadProjectError, MorphospaceError
from morphospace.imaging.arrays import content_hash, frozen
from morphospace.imaging.document import Document, LatentLayer, Layer, flatten
from morphospace.imaging.files import png_bytes
from morphospace.imaging.history import History, State
from morphospace.imaging.manifest import Arrays, Inventory, describe, restore
from morphospace.imaging.openraster import MAX_BYTES, Archive, layer_pictures, read_stack, write_stack
from morphospace.imaging.saving import backup, save_file

EXTENSION = ".ora"
VERSION = 2
"""2: layers have directions. Files of version 1 are read as well."""
BACKUPS = 3
HISTORY_BYTES = 256 * 2**20
"""How much of the history's pictures is stored, nearest to the shown state first; others render again."""

_FOLDER = "morphospace/"
_MANIFEST = _FOLDER + "document.json"
_LATENTS = _FOLDER + "latents.safetensors"
_PICTURES = _FOLDER + "pictures/"
_MAX_JSON = 256 * 2**20
_ENCODINGS_BYTES = 128 * 2**20
_encodings: dict[str, bytes] = {}  # by content hash, the one used longest ago first
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    OverflowError,
    RecursionError,
    MemoryError,
    RuntimeError,  # an encrypted entry
    NotImplementedError,  # an unknown compression
    SafetensorError,
    MorphospaceError,  # a damaged picture
)


@dataclass(frozen=True, eq=False)
class Project:
    """``history`` of an opened file, and ``shown``, uint8 ``(H, W, 3)``: what its pictures show.

    ``ours``: whether it holds latents and history. ``note``: one sentence where not all is as it was
    saved, or empty.
    """

    history: History
    shown: np.ndarray | None
    ours: bool = True
    note: str = ""


def save_project(path: Path, history: History, shown: np.ndarray | None = None) -> None:
    """Save all states, keeping the last three versions beside it as ``name~1``, ``name~2``, ``name~3``.

    ``shown``: uint8 ``(H, W, 3)`` that stands in for a layer not rendered yet. Raises
    ``CannotSaveError``; the old file is then untouched.
    """
    save_file(path, project_bytes(history, shown), BACKUPS)


def open_project(path: Path) -> Project:
    """The project in a file. Raises ``BadProjectError``: one sentence with file, fault and remedy."""
    try:
        if path.is_dir():
            raise BadProjectError(f"{path} is a folder: choose a project file in it.")
        if path.stat().st_size > MAX_BYTES:
            raise BadProjectError(f"{path} is too large for a project: {_remedy(path)}.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadProjectError(f"{path} does not exist: check the name.") from None
    except OSError as error:
        why = error.strerror or error
        raise BadProjectError(f"{path} cannot be read ({why}): check its permissions.") from None
    return project_from_bytes(data, path)


def project_bytes(history: History, shown: np.ndarray | None = None) -> bytes:
    """The whole file; see ``save_project``."""
    manifest, inventory = describe(history)
    document = history.current.document
    latents = {key: array for key, array in inventory.arrays.items() if array.dtype == np.float32}
    pictures = {key: inventory.arrays[key] for key in sorted(_kept_pictures(history, inventory))}
    width, height = document.size
    spare = shown if shown is not None else np.full((max(1, height), max(1, width), 3), 255, np.uint8)
    stack = [content_hash(_rgba(picture)) for picture in layer_pictures(document, spare)]
    head = {"format": "morphospace", "version": VERSION, "stack": stack, "history": manifest}
    private = {_MANIFEST: json.dumps(head, ensure_ascii=False, indent=1).encode("utf-8", "replace")}
    private[_LATENTS] = save({key: np.ascontiguousarray(z) for key, z in latents.items()})
    private |= {f"{_PICTURES}{key}.png": png for key, png in _encoded(pictures).items()}
    return write_stack(document, private, spare)


def project_from_bytes(data: bytes, path: Path) -> Project:
    """The project in a file's content; ``path`` stands in the errors and in the label of pictures."""
    try:
        archive = Archive(data)
        stack = read_stack(archive)
        if _MANIFEST not in archive.names:
            history = History((State(f"Open {path.name}", stack),))
            return Project(history, flatten(stack), False, _AS_PICTURES.format(path=path))
        head = json.loads(archive.read(_MANIFEST, _MAX_JSON))
        version = head["version"]
        if isinstance(version, int) and version > VERSION:
            raise _NewerError
        if head["format"] != "morphospace" or type(version) is not int or version < 1:
            raise ValueError(f"version {version!r} is unknown")
        history = restore(head["history"], _arrays(archive))
        return _pixels_win(history, stack, head["stack"], path)
    except _NewerError:
        raise BadProjectError(
            f"{path} was saved by a newer version of Morphospace: update to open it."
        ) from None
    except _DAMAGED as error:
        why = _why(error)
        raise BadProjectError(f"{path} is damaged or no project ({why}): {_remedy(path)}.") from None


_AS_PICTURES = "{path} holds pictures only, without latents and history: edits start from what is seen."
_CHANGED = "{path} was changed in another program: the changed pictures are shown, and undo goes back."


class _NewerError(Exception):
    """The file is of a version that does not exist yet."""


def _pixels_win(history: History, stack: Document, recorded: Any, path: Path) -> Project:
    """Where the pictures are not those that were saved beside the latents, one more step shows them."""
    saved = history.current.document
    found = [content_hash(_rgba(layer.pixels)) for layer in stack.layers if layer.pixels is not None]
    if found == recorded:
        return Project(history, flatten(stack))
    layers: tuple[Layer, ...] = stack.layers
    if isinstance(recorded, list) and len(found) == len(recorded) == len(saved.layers):
        kept = zip(found, recorded, saved.layers, stack.layers, strict=True)
        layers = tuple(old if now == before else new for now, before, old, new in kept)
    changed = replace(stack, layers=layers, active=max(0, min(saved.active, len(layers) - 1)))
    history = history.push("Changed in another program", changed)
    return Project(history, flatten(stack), note=_CHANGED.format(path=path))


def _arrays(archive: Archive) -> Arrays:
    arrays = {}
    if _LATENTS in archive.names:
        arrays = {key: frozen(z) for key, z in load(archive.read(_LATENTS, MAX_BYTES)).items()}
    for name in archive.names:
        if name.startswith(_PICTURES):
            arrays[name.removeprefix(_PICTURES).removesuffix(".png")] = archive.png(name)
    return arrays


def _kept_pictures(history: History, inventory: Inventory) -> set[str]:
    """Which pictures are stored: all that cannot be rendered again, and the nearest of the others."""
    layers = [layer for state in _nearest_first(history) for layer in state.document.layers]
    kept = {inventory.name(array) for layer in layers for array in _irreplaceable(layer)}
    room = HISTORY_BYTES
    for pixels in (layer.pixels for layer in layers if layer.pixels is not None):
        if (name := inventory.name(pixels)) not in kept and pixels.nbytes <= room:
            kept.add(name)
            room -= pixels.nbytes
    return kept


def _encoded(pictures: Arrays) -> dict[str, bytes]:
    """Pictures as PNG. The next save needs most of them again, and encoding is what takes the time."""
    found = {key: _encodings.pop(key, b"") or png_bytes(picture) for key, picture in pictures.items()}
    _encodings.update(found)
    room = sum(map(len, _encodings.values())) - _ENCODINGS_BYTES
    for key in list(_encodings):
        if room <= 0:
            break
        room -= len(_encodings.pop(key))
    return found


def _irreplaceable(layer: Layer) -> list[np.ndarray]:
    arrays = [layer.mask]
    arrays += [layer.source, layer.original] if isinstance(layer, LatentLayer) else [layer.pixels]
    return [array for array in arrays if array is not None]


def _nearest_first(history: History) -> Iterator[State]:
    order = sorted(range(len(history.states)), key=lambda index: abs(index - history.index))
    return (history.states[index] for index in order)


def _rgba(picture: np.ndarray) -> np.ndarray:
    if picture.shape[2] == 4:
        return picture
    return np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])


def _why(error: BaseException) -> str:
    if isinstance(error, zipfile.BadZipFile | zlib.error | EOFError):
        return "it was cut short, or some of it changed on the way"
    text = str(error).rstrip(".")
    return text if type(error) is ValueError and len(text) < 120 else "something in it is not as it must be"


def _remedy(path: Path) -> str:
    older = backup(path, 1)
    return f"open {older.name}, the version saved before" if older.exists() else "open another copy of it"
