"""Messages as bytes: a JSON header and raw arrays after it. Nothing on the wire can run code.

A message is ``MSP1``, the length of the header (uint32, little-endian), the header, and the arrays, each
starting at a multiple of 64 bytes. The header is ``{"kind", "fields", "arrays"}``; an array's entry is
``[dtype, shape, offset]``, or ``[dtype, shape, name]`` where its bytes lie in a file beside
(``morphospace.hosting.lending``). Whatever does not fit this description is refused whole.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from morphospace.errors import HostError

MAGIC = b"MSP1"
ALIGNMENT = 64
_HEAD = struct.Struct("<4sI")

DTYPES: Mapping[str, np.dtype[Any]] = {
    name: np.dtype(name).newbyteorder("<")
    for name in (
        "bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64",
        "float16", "float32", "float64",
    )
}  # fmt: skip
"""What may travel, by name; always little-endian. Objects, text and records may not."""


class WireError(HostError):
    """Bytes that are not a message, or a message that cannot become bytes."""


@dataclass(frozen=True, eq=False)
class Message:
    """``kind`` says what it is, ``fields`` are plain JSON data, ``arrays`` travel as they are, by name."""

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)


class Lender(Protocol):
    """Passes large arrays beside the message (see ``morphospace.hosting.lending``)."""

    def lend(self, array: np.ndarray) -> str | None:
        """The name under which the other side finds the array's bytes; None: put them into the message."""

    def borrow(self, name: str, size: int) -> memoryview:
        """The ``size`` bytes lent under ``name``. Raises ``WireError``."""


def pack(message: Message, lender: Lender | None = None) -> bytes:
    """The message as bytes. Raises ``WireError`` where fields are not JSON or an array cannot travel."""
    entries: dict[str, list[Any]] = {}
    blobs: list[tuple[int, np.ndarray]] = []
    end = 0
    for name, array in message.arrays.items():
        array = _plain(name, array)
        place: int | str | None = lender.lend(array) if lender else None
        if place is None:
            place = _aligned(end)
            end = place + array.nbytes
            blobs.append((place, array))
        entries[name] = [array.dtype.name, array.shape, place]
    header = _header(message, entries)
    start = _aligned(_HEAD.size + len(header))
    parts: list[bytes | memoryview] = [_HEAD.pack(MAGIC, len(header)), header]
    filled = _HEAD.size + len(header)
    for place, array in blobs:
        parts += [bytes(start + place - filled), array.reshape(-1).view(np.uint8).data]
        filled = start + place + array.nbytes
    return b"".join(parts)


def unpack(data: bytes | memoryview, lender: Lender | None = None) -> Message:
    """The message in ``data``; its arrays are read-only views. Raises ``WireError`` for anything else."""
    header, start = _read_header(memoryview(data))
    try:
        kind, fields, entries = header["kind"], header["fields"], header["arrays"]
    except KeyError as error:
        raise WireError(f"A message has no {error.args[0]!r}: it is not from this version.") from None
    if not isinstance(kind, str) or not isinstance(fields, dict) or not isinstance(entries, dict):
        raise WireError("A message has a header of the wrong kind: it is not from this version.")
    body = memoryview(data)[start:] if start <= len(data) else memoryview(b"")
    arrays = {name: _read_array(name, entry, body, lender) for name, entry in entries.items()}
    return Message(kind, fields, arrays)


def _plain(name: str, array: np.ndarray) -> np.ndarray:
    """Contiguous and little-endian, or ``WireError``."""
    if array.dtype.name not in DTYPES:
        raise WireError(f"The array {name!r} holds {array.dtype}, which cannot travel: use plain numbers.")
    return np.asarray(array, dtype=DTYPES[array.dtype.name], order="C")


def _header(message: Message, entries: Mapping[str, list[Any]]) -> bytes:
    header = {"kind": message.kind, "fields": dict(message.fields), "arrays": entries}
    try:
        return json.dumps(header, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise WireError(f"A {message.kind} message holds what cannot travel ({error}).") from None


def _read_header(data: memoryview) -> tuple[dict[str, Any], int]:
    """The header and where the arrays start."""
    if len(data) < _HEAD.size:
        raise WireError(f"A message of {len(data)} bytes is too short: it was cut off.")
    magic, length = _HEAD.unpack_from(data)
    if magic != MAGIC:
        raise WireError(f"A message begins with {magic!r}, not with {MAGIC!r}: it is from another program.")
    if _HEAD.size + length > len(data):
        raise WireError(f"A message should hold a header of {length} bytes: it was cut off.")
    try:
        header = json.loads(bytes(data[_HEAD.size : _HEAD.size + length]))
    except (ValueError, RecursionError) as error:
        raise WireError(f"A message has a header that is not JSON ({error}).") from None
    if not isinstance(header, dict):
        raise WireError("A message has a header that is not an object.")
    return header, _aligned(_HEAD.size + length)


def _read_array(name: str, entry: object, body: memoryview, lender: Lender | None) -> np.ndarray:
    match entry:
        case [str(dtype), list(sides), int() | str() as place] if dtype in DTYPES and place is not True:
            shape = _shape(name, sides)
        case _:
            raise WireError(f"The array {name!r} is described in a way that is not understood.")
    size = math.prod(shape) * DTYPES[dtype].itemsize
    if isinstance(place, str):
        if lender is None:
            raise WireError(f"The array {name!r} lies in a file, and no files pass here.")
        blob = lender.borrow(place, size)
    else:
        if place < 0 or place + size > len(body):
            raise WireError(f"The array {name!r} lies beyond the end of its message: it was cut off.")
        blob = body[place : place + size]
    return np.frombuffer(blob, dtype=DTYPES[dtype]).reshape(shape)


def _shape(name: str, sides: list[object]) -> tuple[int, ...]:
    shape = tuple(side for side in sides if type(side) is int and 0 <= side < 2**48)
    if len(shape) != len(sides) or len(shape) > 32:
        raise WireError(f"The array {name!r} has an impossible shape.")
    return shape


def _aligned(place: int) -> int:
    return -(-place // ALIGNMENT) * ALIGNMENT
