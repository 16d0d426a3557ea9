"""The header of a safetensors file: names, types and shapes, checked before a byte of weights is read.

The format (https://github.com/huggingface/safetensors): eight bytes, little endian, hold the length of
a JSON header ``{name: {"dtype", "shape", "data_offsets": [begin, end]}}``; the data follow.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

from morphospace.errors import BadCheckpointError

Shape = tuple[int, ...]

_MAX_HEADER = 100 * 2**20
_PICKLES = {".pth", ".pt", ".ckpt", ".pkl", ".pickle", ".bin"}
_BYTES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1,
    "I16": 2, "U16": 2, "F16": 2, "BF16": 2,
    "I32": 4, "U32": 4, "F32": 4,
    "I64": 8, "U64": 8, "F64": 8, "C64": 8,
}  # fmt: skip


def refuse_pickle(path: Path) -> None:
    """Raise ``BadCheckpointError`` if ``path`` is of a kind that can run code when it is opened."""
    if path.suffix.lower() in _PICKLES:
        raise BadCheckpointError(
            f"{path} may hold a pickle, which can run code when it is opened: "
            "convert it to .safetensors where you trust it."
        )


def tensor_shapes(path: Path) -> dict[str, Shape]:
    """Shapes by name, read from the header alone.

    Raises ``BadCheckpointError``, one sentence, where the file is missing, cut short or not safetensors.
    """
    refuse_pickle(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if size < 8 or not 2 <= length <= _MAX_HEADER:
                raise _damaged(path, "it does not begin as a safetensors file does")
            if 8 + length > size:
                raise _damaged(path, f"its header should be {length} bytes long and the file ends before")
            header = json.loads(file.read(length))
    except FileNotFoundError:
        raise BadCheckpointError(f"{path} is missing: install the model again.") from None
    except OSError as error:
        raise BadCheckpointError(
            f"{path} cannot be read ({error.strerror}): check its permissions."
        ) from None
    except (ValueError, RecursionError):
        raise _damaged(path, "its header is not valid JSON") from None
    return _checked(path, header, size - 8 - length)


def _checked(path: Path, header: object, available: int) -> dict[str, Shape]:
    if not isinstance(header, dict):
        raise _damaged(path, "its header is not a table of tensors")
    shapes: dict[str, Shape] = {}
    needed = 0
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        try:
            shape, end = _entry(entry)
        except (TypeError, ValueError, KeyError):
            raise _damaged(path, f"the entry of tensor {name!r} makes no sense") from None
        shapes[name] = shape
        needed = max(needed, end)
    if needed > available:
        raise _damaged(path, f"it ends {needed - available} bytes too early")
    return shapes


def _entry(entry: Mapping[str, Any]) -> tuple[Shape, int]:
    """Shape, and where its data end."""
    shape = tuple(entry["shape"])
    begin, end = entry["data_offsets"]
    if not all(type(number) is int and number >= 0 for number in (*shape, begin, end)):
        raise ValueError
    if end - begin != prod(shape) * _BYTES[entry["dtype"]]:
        raise ValueError
    return shape, end


def _damaged(path: Path, fault: str) -> BadCheckpointError:
    return BadCheckpointError(f"{path} is damaged ({fault}): install the model again.")
