"""The items of an atlas as lines of a table, for spreadsheets and for data frames."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

import numpy as np

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.columns import Column

PART = 2000
"""How many items are made into lines at a time."""


class Sheet:
    """``heads``: names of the table's columns, no two alike: the item's name and file, what is said of it
    where anything is, and the atlas's columns."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        texts = {"name": atlas.names, "file": atlas.files}
        if any(atlas.texts):
            texts["text"] = atlas.texts
        taken: set[str] = set()
        self._texts = {free(head, taken): column for head, column in texts.items()}
        self._columns = {free(head, taken): column for head, column in atlas.columns.items()}
        self._latents = free("latents", taken)
        self.heads = (*self._texts, *self._columns)

    def lines(self, rows: np.ndarray) -> list[tuple[str, ...]]:
        """The items ``rows`` ``(n,)`` as texts; what is not known is empty."""
        columns = [[column[row] for row in rows.tolist()] for column in self._texts.values()]
        columns += [_written(column, rows) for column in self._columns.values()]
        return list(zip(*columns, strict=True))

    def arrow(self, rows: np.ndarray) -> Any:
        """The items ``rows`` ``(n,)`` as an Arrow table with their types and their latents, flat."""
        import pyarrow as pa

        columns: dict[str, Any] = {
            head: pa.array([column[row] for row in rows.tolist()], pa.string())
            for head, column in self._texts.items()
        }
        columns |= {head: _arrow(column, rows) for head, column in self._columns.items()}
        width = self._atlas.coordinates.latent_width
        flat = np.ascontiguousarray(self._atlas.places[rows][:, :width]).ravel()
        columns[self._latents] = pa.FixedSizeListArray.from_arrays(pa.array(flat, pa.float32()), width)
        return pa.table(columns).replace_schema_metadata(about(self._atlas))


def about(atlas: Atlas) -> dict[str, str]:
    """What an export says of where it comes from."""
    return {
        "atlas": atlas.title,
        "source": atlas.source,
        "model": atlas.model,
        "model_hash": atlas.model_hash,
    }


def parts(rows: np.ndarray, size: int = PART) -> Iterator[tuple[int, np.ndarray]]:
    """Parts of the rows ``(n,)``, each with how many are done when it is."""
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        yield start + len(part), part


def free(name: str, taken: set[str]) -> str:
    """``name``, with a number where it is taken in whatever case; it is taken from now on."""
    path, found, number = PurePath(name), name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{path.stem}-{number}{path.suffix}"
    taken.add(found.casefold())
    return found


def _written(column: Column, rows: np.ndarray) -> list[str]:
    values = np.asarray(column.values[rows])
    if column.is_kind:
        return [column.kinds[code] if code >= 0 else "" for code in values.tolist()]
    return [f"{value:.7g}" if math.isfinite(value) else "" for value in values.tolist()]


def _arrow(column: Column, rows: np.ndarray) -> Any:
    import pyarrow as pa

    values = np.asarray(column.values[rows])
    if column.is_kind:
        return pa.array([column.kinds[code] if code >= 0 else None for code in values.tolist()], pa.string())
    return pa.array(values, pa.float32(), mask=~np.isfinite(values))
