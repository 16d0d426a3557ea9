"""What a folder says of its pictures: ``metadata.csv`` or ``metadata.jsonl``, the *imagefolder* convention.

Each row names a picture by ``file_name``, relative to the folder. ``attributes`` (an object) and every other
field with a plain value become labels; ``text`` is what is said of the picture. What cannot be understood is
left aside and listed: pictures are shown with or without it.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from morphospace.atlas.building.sources import Spec
from morphospace.controls import Setting

NAMES = ("metadata.jsonl", "metadata.csv")
FILE_NAME, ATTRIBUTES, TEXT = "file_name", "attributes", "text"
MOST_KINDS = 200
"""A column with more different words tells things apart rather than kinds: it is left out."""
_MOST_BYTES = 2**30
_MOST_ODDITIES = 100

_NOT_IN_NAMES = re.compile(r"\W+")


@dataclass
class Metadata:
    """``labels`` and ``texts`` by file name; ``oddities``: ``(file, reason)`` of what was left aside."""

    labels: dict[str, dict[str, Setting]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    oddities: list[tuple[str, str]] = field(default_factory=list)

    def row(self, name: str, fields: Mapping[str, Any]) -> None:
        """What is said of one picture."""
        text = fields.get(TEXT)
        if isinstance(text, str) and text:
            self.texts[name] = text
        given = fields.get(ATTRIBUTES)
        flat = dict(given) if isinstance(given, Mapping) else {}
        flat |= {key: value for key, value in fields.items() if key not in (FILE_NAME, ATTRIBUTES, TEXT)}
        self.labels[name] = {str(key): value for key, value in flat.items() if _told(value)}


def read_metadata(folder: Path) -> Metadata:
    """What the folder's metadata say; nothing where it has none."""
    found = Metadata()
    for name in NAMES:
        path = folder / name
        if not path.is_file():
            continue
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise ValueError("it is larger than a gigabyte")
            text = path.read_text(encoding="utf-8-sig")
            for row in _lines(text, path, found) if path.suffix == ".jsonl" else _rows(text):
                _take(found, row, path)
        except (OSError, ValueError, csv.Error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            found.oddities.append((str(path), f"{name} was left aside, as it cannot be read ({reason})."))
        break
    return found


def specs_of(labels: Iterable[Mapping[str, Setting]]) -> tuple[Spec, ...]:
    """The columns that labels make: numbers where every value is one, kinds otherwise."""
    values: dict[str, set[Setting]] = {}
    for row in labels:
        for name, value in row.items():
            values.setdefault(name, set()).add(value)
    specs: dict[str, Spec] = {}
    for name, found in values.items():
        plain = column_name(name)
        if all(number(value) is not None for value in found) and not all(isinstance(v, bool) for v in found):
            specs.setdefault(plain, Spec(plain, title(name)))
        elif len(found) <= MOST_KINDS:
            specs.setdefault(plain, Spec(plain, title(name), tuple(sorted({word(value) for value in found}))))
    return tuple(specs.values())


def column_name(name: str) -> str:
    """A label's name as filters can say it."""
    plain = _NOT_IN_NAMES.sub("_", name.strip()).strip("_").lower()
    return f"_{plain}" if not plain or plain[0].isdigit() else plain


def title(name: str) -> str:
    """A label's name for people."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def number(value: Setting) -> float | None:
    """The value as a finite number, if it is one."""
    try:
        found = float(value)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def word(value: Setting) -> str:
    """The value as a kind."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip()


def _told(value: object) -> bool:
    """Whether a field says something: a number or a word that is there."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, bool | int) or (isinstance(value, str) and bool(value.strip()))


def _take(found: Metadata, row: Mapping[str, Any], path: Path) -> None:
    name = row.get(FILE_NAME)
    if isinstance(name, str) and name:
        found.row(str(PurePosixPath(name.replace("\\", "/"))), row)
    elif len(found.oddities) < _MOST_ODDITIES:
        found.oddities.append((str(path), f"A row of {path.name} has no file_name, so it was left aside."))


def _rows(text: str) -> Iterator[Mapping[str, Any]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if FILE_NAME not in (reader.fieldnames or ()):
        raise ValueError("it has no column file_name")
    for row in reader:
        yield {key: value for key, value in row.items() if key is not None}


def _lines(text: str, path: Path, found: Metadata) -> Iterator[Mapping[str, Any]]:
    for place, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield row
        elif len(found.oddities) < _MOST_ODDITIES:
            found.oddities.append((str(path), f"Line {place} of {path.name} is not a JSON object."))
