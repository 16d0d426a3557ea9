"""What is known of items goes to disk batch by batch and comes back whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from morphospace.atlas.columns import MISSING, Column
from morphospace.atlas.storage.table import SegmentWriter, Table, read_segments
from morphospace.errors import BadInputError


def numbers(*values: float, name: str = "smile") -> Column:
    return Column(name, name.title(), np.array(values, np.float32))


def kinds(*codes: int, of: tuple[str, ...] = ("red", "blue"), name: str = "hair") -> Column:
    return Column(name, name.title(), np.array(codes, np.int16), of)


def table(count: int, *columns: Column, first: int = 0) -> Table:
    names = [f"item {first + index}" for index in range(count)]
    return Table(names, [f"/{name}.png" for name in names], [""] * count, {one.name: one for one in columns})


def write(path: Path, *batches: Table) -> int:
    writer = SegmentWriter()
    path.write_bytes(b"".join(writer.batch(batch) for batch in batches))
    return path.stat().st_size


def test_batches_come_back_as_one_table(tmp_path: Path) -> None:
    size = write(
        tmp_path / "a",
        table(2, numbers(0.5, np.nan), kinds(1, MISSING)),
        table(1, numbers(-1), kinds(0), first=2),
    )
    back = read_segments(tmp_path, {"a": size})
    assert list(back.names) == ["item 0", "item 1", "item 2"] and back.names[-1] == "item 2"
    assert back.files[1:] == ["/item 1.png", "/item 2.png"] and len(back) == 3
    np.testing.assert_array_equal(back.columns["smile"].values, np.array([0.5, np.nan, -1], np.float32))
    assert back.columns["hair"].values.tolist() == [1, MISSING, 0]
    assert back.columns["hair"].kinds == ("red", "blue") and back.columns["hair"].title == "Hair"
    assert back.columns["hair"].known.tolist() == [True, False, True]


def test_only_the_bytes_that_count_are_read(tmp_path: Path) -> None:
    writer = SegmentWriter()
    first = writer.batch(table(2, numbers(1, 2)))
    rest = writer.batch(table(1, numbers(3)))
    (tmp_path / "a").write_bytes(first + rest[: len(rest) // 2])
    assert read_segments(tmp_path, {"a": len(first)}).columns["smile"].values.tolist() == [1, 2]


def test_segments_with_other_columns_and_other_kinds_join(tmp_path: Path) -> None:
    sizes = {
        "a": write(tmp_path / "a", table(2, numbers(1, 2), kinds(0, 1))),
        "b": write(tmp_path / "b", table(2, kinds(0, 1, of=("green", "red")), numbers(7, 8, name="age"))),
        "c": write(tmp_path / "c", table(1, numbers(5, name="hair"))),
    }
    columns = read_segments(tmp_path, sizes).columns
    np.testing.assert_array_equal(columns["smile"].values, [1, 2, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(columns["age"].values, [np.nan, np.nan, 7, 8, np.nan])
    hair = columns["hair"]
    found = [hair.kinds[code] if code != MISSING else "" for code in hair.values]
    assert found == ["red", "blue", "green", "red", ""]  # numbers are no kind of hair


def test_other_programs_see_words(tmp_path: Path) -> None:
    write(tmp_path / "a", table(2, kinds(1, 0)))
    with pa.memory_map(str(tmp_path / "a")) as mapped:
        read = pa.ipc.open_stream(mapped).read_all()
    assert read["attribute:hair"].to_pylist() == ["blue", "red"]


def test_no_segment_is_an_empty_table_and_a_damaged_one_is_one_sentence(tmp_path: Path) -> None:
    assert len(read_segments(tmp_path, {})) == 0
    size = write(tmp_path / "a", table(2, numbers(1, 2)))
    (tmp_path / "a").write_bytes(b"\0" * size)
    for sizes in ({"a": size}, {"missing": 8}):
        with pytest.raises(BadInputError, match=r"is damaged .*: delete this map") as caught:
            read_segments(tmp_path, sizes)
        assert "\n" not in str(caught.value)
