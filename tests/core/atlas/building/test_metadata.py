"""What a folder says of its pictures becomes columns, and what it cannot say is left aside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from morphospace.atlas.building.metadata import MOST_KINDS, column_name, read_metadata, specs_of


def write_lines(folder: Path, *rows: object) -> None:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / "metadata.jsonl").write_text("\n".join(lines))


def test_json_lines_with_attributes_and_further_fields(tmp_path: Path) -> None:
    write_lines(
        tmp_path,
        {"file_name": "a.png", "attributes": {"smile": 1, "hair": "red"}, "text": "red hair", "age": 7},
        {"file_name": "in\\b.png", "attributes": {"smile": None}, "seen": ["smile"], "age": float("nan")},
    )
    found = read_metadata(tmp_path)
    assert found.labels == {"a.png": {"smile": 1, "hair": "red", "age": 7}, "in/b.png": {}}
    assert found.texts == {"a.png": "red hair"} and found.oddities == []


def test_csv_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text(
        "file_name,Smile,kind\na.png,0.5,x\nb.png,,y\n", encoding="utf-8-sig"
    )
    found = read_metadata(tmp_path)
    assert found.labels == {"a.png": {"Smile": "0.5", "kind": "x"}, "b.png": {"kind": "y"}}
    assert [(one.name, one.title, one.kinds) for one in specs_of(found.labels.values())] == [
        ("smile", "Smile", ()),
        ("kind", "Kind", ("x", "y")),
    ]


def test_columns_are_numbers_where_all_values_are() -> None:
    rows = [{"a": "1", "b": "1", "c": True, "d": str(number)} for number in range(3)]
    rows += [{"b": "many", "c": False, "e": f"text {number}"} for number in range(MOST_KINDS + 1)]
    kinds = {spec.name: spec.kinds for spec in specs_of(rows)}
    assert kinds == {"a": (), "b": ("1", "many"), "c": ("no", "yes"), "d": ()}


@pytest.mark.parametrize(
    ("said", "name"), [("Hair colour", "hair_colour"), ("2nd", "_2nd"), ("größe!", "größe"), ("", "_")]
)
def test_names_can_be_said_in_filters(said: str, name: str) -> None:
    assert column_name(said) == name and name.isidentifier()


def test_what_is_wrong_is_listed_and_the_rest_is_used(tmp_path: Path) -> None:
    write_lines(tmp_path, "{broken", {"file_name": "a.png", "smile": 1}, {"smile": 2}, "[1]")
    found = read_metadata(tmp_path)
    assert found.labels == {"a.png": {"smile": 1}}
    assert [reason for _, reason in found.oddities] == [
        "Line 1 of metadata.jsonl is not a JSON object.",
        "A row of metadata.jsonl has no file_name, so it was left aside.",
        "Line 4 of metadata.jsonl is not a JSON object.",
    ]


@pytest.mark.parametrize("content", [b"name,smile\na.png,1\n", b"\xff\xfe\x00", b""])
def test_metadata_that_cannot_be_read_are_left_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "metadata.csv").write_bytes(content)
    found = read_metadata(tmp_path)
    assert found.labels == {} and len(found.oddities) == 1
    assert "was left aside" in found.oddities[0][1]
    assert read_metadata(tmp_path / "nowhere").oddities == []
