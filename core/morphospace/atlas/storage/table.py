"""Names, files, words and attributes of the items as Arrow: appended batch by batch, read by memory mapping.

A segment is an Arrow stream with one record batch for each append. Numbers are float32; kinds are
dictionaries of int16, so that other programs that open the file see words. pyarrow is imported when
something is read or written, as it takes a tenth of a second.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from morphospace.atlas.columns import MISSING, Column
from morphospace.errors import BadInputError

if TYPE_CHECKING:
    import pyarrow as pa

NAME, FILE, TEXT = "name", "file", "text"
_TEXTS = (NAME, FILE, TEXT)
_ATTRIBUTE = "attribute:"
"""Before the names of the columns that are attributes, so that none can take another's place."""


@dataclass(frozen=True, eq=False)
class Table:
    """What is known of N items. ``texts``: what is said of each, empty where nothing is."""

    names: Sequence[str]
    files: Sequence[str]
    texts: Sequence[str]
    columns: Mapping[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.names)


class Texts(Sequence[str]):
    """The texts of an Arrow column, made into Python's one at a time."""

    def __init__(self, array: pa.ChunkedArray) -> None:
        self._array = array

    def __len__(self) -> int:
        return len(self._array)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            found: list[str] = self._array.take(list(range(start, stop, step))).to_pylist()
            return found
        return str(self._array[int(index)].as_py())

    def __iter__(self) -> Iterator[str]:
        for chunk in self._array.chunks:
            yield from chunk.to_pylist()


class SegmentWriter:
    """Makes the bytes of one segment, batch by batch; every batch has the same columns."""

    def __init__(self) -> None:
        self._sink = _Sink()
        self._writer: Any = None

    def batch(self, table: Table) -> bytes:
        """The bytes to append for these items."""
        import pyarrow as pa

        batch = _record_batch(table)
        if self._writer is None:
            self._writer = pa.ipc.new_stream(self._sink, batch.schema)
        self._writer.write_batch(batch)
        return self._sink.taken()


class _Sink(io.RawIOBase):
    """Holds what is written until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._position += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._position

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def read_segments(folder: Path, sizes: Mapping[str, int]) -> Table:
    """The items of some segments together, from the bytes of each that count; the files stay mapped.

    Where a segment lacks a column that another has, its items' values are not known. Raises
    ``BadInputError`` where a segment is missing or damaged.
    """
    import pyarrow as pa

    tables = []
    for name, size in sizes.items():
        try:
            with pa.memory_map(str(folder / name)) as mapped:
                tables.append(pa.ipc.open_stream(mapped.read_buffer(size)).read_all())
        except (OSError, pa.ArrowException) as error:
            reason = str(error).splitlines()[0]
            raise BadInputError(
                f"{folder / name} is damaged ({reason}): delete this map and build it anew."
            ) from None
    if not tables:
        return Table((), (), ())
    texts = [
        Texts(pa.chunked_array([c for t in tables for c in t[name].chunks], pa.string())) for name in _TEXTS
    ]
    return Table(texts[0], texts[1], texts[2], _joined(tables))


def _record_batch(table: Table) -> pa.RecordBatch:
    import pyarrow as pa

    arrays: list[pa.Array] = [
        pa.array(list(texts), pa.string()) for texts in (table.names, table.files, table.texts)
    ]
    fields = [pa.field(name, pa.string()) for name in _TEXTS]
    for name, column in table.columns.items():
        if column.is_kind:
            codes = pa.array(column.values, pa.int16(), mask=column.values == MISSING)
            arrays.append(pa.DictionaryArray.from_arrays(codes, pa.array(column.kinds, pa.string())))
        else:
            arrays.append(pa.array(np.asarray(column.values, np.float32), pa.float32()))
        fields.append(pa.field(_ATTRIBUTE + name, arrays[-1].type, metadata={"title": column.title}))
    return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields))


def _joined(tables: Sequence[pa.Table]) -> dict[str, Column]:
    """Each attribute over all segments. One that is numbers here and kinds there counts as the first says."""
    columns: dict[str, Column] = {}
    for name in dict.fromkeys(name for table in tables for name in table.column_names):
        if not name.startswith(_ATTRIBUTE):
            continue
        parts = [_column(table, name) for table in tables]
        known = next(part for part in parts if part is not None)
        kinds = tuple(dict.fromkeys(kind for part in parts if part is not None for kind in part.kinds))
        values = [
            _values(part, len(table), kinds, known.is_kind) for part, table in zip(parts, tables, strict=True)
        ]
        columns[known.name] = Column(
            known.name, known.title, np.concatenate(values), kinds if known.is_kind else ()
        )
    return columns


def _column(table: pa.Table, name: str) -> Column | None:
    """One attribute of one segment."""
    import pyarrow as pa

    if name not in table.column_names:
        return None
    found = table[name]
    title = (table.schema.field(name).metadata or {}).get(b"title", b"").decode()
    name = name.removeprefix(_ATTRIBUTE)
    if not pa.types.is_dictionary(found.type):
        return Column(name, title, found.to_numpy())
    codes = [np.asarray(chunk.indices.fill_null(MISSING), np.int16) for chunk in found.chunks]
    kinds = tuple(found.chunk(0).dictionary.to_pylist()) if codes else ()
    return Column(name, title, np.concatenate(codes) if codes else np.empty(0, np.int16), kinds)


def _values(part: Column | None, count: int, kinds: Sequence[str], kind: bool) -> np.ndarray:
    """The values of one segment as the whole atlas has them."""
    if part is None or part.is_kind != kind:
        return np.full(count, MISSING, np.int16) if kind else np.full(count, np.nan, np.float32)
    if not kind or part.kinds == tuple(kinds):
        return part.values
    places = np.array([*(kinds.index(one) for one in part.kinds), MISSING], np.int16)
    return np.asarray(places[part.values])  # MISSING is -1: the last
