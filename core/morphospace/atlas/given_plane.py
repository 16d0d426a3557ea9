"""Your own 2-D coordinates: read from a table of names and places, or from as many rows as there are items.

CSV and Parquet have the columns ``file_name`` (or ``name``), ``x`` and ``y``. Without names, or as NPY
``(N, 2)``, the rows stand in the order of the items.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

import numpy as np

from morphospace.atlas.atlas import Atlas
from morphospace.errors import BadInputError

_NAMES = ("file_name", "file", "name")


def read_plane(path: Path, atlas: Atlas) -> np.ndarray:
    """The coordinates float64 ``(N, 2)`` of an atlas's items in a file ``.csv``, ``.npy`` or ``.parquet``.

    Raises ``BadInputError``, one sentence: a file that cannot be read, another number of rows, items without
    coordinates, NaN.
    """
    readers: Mapping[str, Callable[[Path], np.ndarray | Mapping[str, Any]]] = {
        ".csv": _csv,
        ".npy": _npy,
        ".parquet": _parquet,
    }
    if path.suffix.lower() not in readers:
        raise BadInputError(
            f"{path.name} is none of {', '.join(readers)}: save the coordinates as one of them."
        )
    try:
        found = readers[path.suffix.lower()](path)
    except BadInputError:
        raise
    except OSError as error:
        raise BadInputError(f"{path} cannot be read ({error.strerror or error}): choose another.") from None
    except Exception as error:
        raise BadInputError(f"{path.name} cannot be read ({_brief(error)}): save it anew.") from None
    plane = found if isinstance(found, np.ndarray) else _of_table(found, path.name, atlas)
    return _checked(plane, path.name, len(atlas))


def _npy(path: Path) -> np.ndarray:
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def _csv(path: Path) -> Mapping[str, Any]:
    from pyarrow import csv

    return dict(csv.read_csv(path).to_pydict())


def _parquet(path: Path) -> Mapping[str, Any]:
    from pyarrow import parquet

    return dict(parquet.read_table(path).to_pydict())


def _of_table(table: Mapping[str, Sequence[Any]], file: str, atlas: Atlas) -> np.ndarray:
    columns = {str(name).strip().lower(): values for name, values in table.items()}
    if not {"x", "y"} <= set(columns):
        raise BadInputError(f"{file} has no columns x and y: name the coordinates so.")
    try:
        plane = np.stack([np.array(columns[axis], np.float64) for axis in "xy"], 1)
    except (TypeError, ValueError):
        raise BadInputError(f"{file} holds an x or y that is not a number: correct it.") from None
    names = next((columns[name] for name in _NAMES if name in columns), None)
    return plane if names is None else _by_name(plane, [str(name) for name in names], file, atlas)


def _by_name(plane: np.ndarray, names: Sequence[str], file: str, atlas: Atlas) -> np.ndarray:
    """The rows in the order of the items, told by whole path, by file name, or by what an item is called."""
    rows = {name: row for row, name in enumerate(names)}
    order = []
    for item, path in zip(atlas.names, atlas.files, strict=True):
        calls = [path, PurePath(path).name, item] if path else [item]
        row = next((rows[call] for call in calls if call in rows), None)
        if row is None:
            raise BadInputError(f"{file} has no coordinates for {calls[-1]}: give each item one row.")
        order.append(row)
    return np.asarray(plane[order])


def _checked(plane: np.ndarray, file: str, count: int) -> np.ndarray:
    if plane.ndim != 2 or plane.shape[1] != 2 or plane.dtype.kind not in "fiub":
        raise BadInputError(f"{file} holds {plane.dtype} {plane.shape}, not numbers (N, 2): give x and y.")
    if len(plane) != count:
        raise BadInputError(
            f"{file} has {len(plane)} coordinates for {count} items: give each one row, or add file names."
        )
    good = np.isfinite(plane).all(1)
    if not good.all():
        raise BadInputError(
            f"{file} holds NaN or infinity in row {int(np.argmin(good)) + 1}: correct that row."
        )
    return np.asarray(plane, np.float64)


def _brief(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
