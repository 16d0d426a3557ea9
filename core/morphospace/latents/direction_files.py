"""Directions as files: one safetensors with the vector, and in its metadata what it is and how it was made.

A person's own lie in a folder of theirs, those that come with Morphospace beside the models: each is a
slider on every picture of its model. Nothing read from a file is trusted or executed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from safetensors import SafetensorError
from safetensors.numpy import load, save

from morphospace.controls import Choice, Slider, Strength, Toggle, control_from_json
from morphospace.errors import BadInputError, MorphospaceError
from morphospace.latents.coordinates import Attribute, Coordinates
from morphospace.latents.edits import LatentDirection
from morphospace.library.atomic import replace_files

SUFFIX = ".safetensors"
VERSION = 1

_MOST_BYTES = 64 * 2**20
_KEY = "morphospace_direction"
_DAMAGED = (ValueError, KeyError, TypeError, OverflowError, RecursionError, SafetensorError, MorphospaceError)


def direction_to_json(direction: LatentDirection) -> dict[str, Any]:
    """All but the vector, as plain JSON."""
    coordinates = direction.coordinates
    return {
        "version": VERSION,
        "name": direction.name,
        "model": direction.model,
        "model_hash": direction.model_hash,
        "sigma": direction.sigma,
        "latents": [[name, list(shape)] for name, shape in coordinates.latents],
        "attributes": [attribute.to_json() for attribute in coordinates.attributes],
        "spread": coordinates.spread,
        "figures": dict(direction.figures),
    }


def direction_from_json(data: object, vector: np.ndarray) -> LatentDirection:
    """What ``direction_to_json`` gave, with its vector. Raises ``ValueError``, ``KeyError``, ``TypeError`` or
    ``BadInputError`` for anything else."""
    if not isinstance(data, Mapping) or data["version"] != VERSION:
        raise ValueError("it is no direction, or one of a newer version")
    latents = tuple((_text(name), tuple(_side(side) for side in shape)) for name, shape in data["latents"])
    figures = data["figures"]
    if not isinstance(figures, dict):
        raise ValueError("its figures are missing")
    return LatentDirection(
        name=_text(data["name"]),
        model=_text(data["model"]),
        model_hash=_text(data["model_hash"]),
        coordinates=Coordinates(
            latents, tuple(map(_attribute, data["attributes"])), _positive(data["spread"])
        ),
        vector=vector,
        sigma=_positive(data["sigma"]),
        figures=figures,
    )


def direction_bytes(direction: LatentDirection) -> bytes:
    """The whole file."""
    metadata = {_KEY: json.dumps(direction_to_json(direction), ensure_ascii=False)}
    return save({"vector": np.ascontiguousarray(direction.vector)}, metadata=metadata)


def write_direction(path: Path, direction: LatentDirection) -> None:
    """Write a file, all or nothing. Raises ``CannotSaveError``."""
    replace_files(path.parent, {path.name: direction_bytes(direction)})


def read_direction(path: Path) -> LatentDirection:
    """The direction in a file. Raises ``BadInputError``: one sentence with file, fault and remedy."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("it is too large")
        data = path.read_bytes()
        head = _metadata(data)
        return direction_from_json(json.loads(head[_KEY]), load(data)["vector"])
    except OSError as error:
        why = error.strerror or error
        raise BadInputError(f"{path} cannot be read ({why}): choose another file.") from None
    except _DAMAGED as error:
        why = str(error).rstrip(".") if type(error) is ValueError else "something in it is not as it must be"
        raise BadInputError(f"{path} holds no direction ({why}): choose another file.") from None


def user_folder() -> Path:
    """Where a person's own directions lie, in a folder for each model."""
    return Path(platformdirs.user_data_dir("morphospace", appauthor=False)) / "directions"


def shipped_folder() -> Path:
    """Where the directions lie that come with Morphospace."""
    return Path(str(files("morphospace_resources"))) / "directions"


def known_directions(folder: Path | None = None) -> tuple[LatentDirection, ...]:
    """Those that come with Morphospace, then a person's own (in ``folder`` or the usual place), by name.

    Files that hold none are passed over, and of two with one model and name the first is taken.
    """
    found: dict[tuple[str, str], LatentDirection] = {}
    for path in _candidates((shipped_folder(), folder or user_folder())):
        try:
            direction = read_direction(path)
        except BadInputError:
            continue
        found.setdefault((direction.model, direction.name), direction)
    return tuple(found.values())


def keep_direction(direction: LatentDirection, folder: Path | None = None) -> Path:
    """Put a direction among a person's own, for every picture of its model; returns its file.

    One of the same name gives way. Raises ``CannotSaveError``.
    """
    path = _place(direction, folder)
    write_direction(path, direction)
    return path


def forget_direction(direction: LatentDirection, folder: Path | None = None) -> None:
    """Take a direction out of a person's own again; one that is not there is passed over."""
    try:
        _place(direction, folder).unlink(missing_ok=True)
    except OSError:
        return


def _place(direction: LatentDirection, folder: Path | None) -> Path:
    return (folder or user_folder()) / file_name(direction.model) / f"{file_name(direction.name)}{SUFFIX}"


def file_name(text: str) -> str:
    """``text`` as a name that every system takes."""
    return re.sub(r"[^\w.+-]+", "-", text, flags=re.UNICODE).strip("-.").lower()[:100] or "direction"


def _candidates(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in folders:
        try:
            yield from sorted(folder.glob(f"*/*{SUFFIX}"))
        except OSError:
            continue


def _metadata(data: bytes) -> Mapping[str, str]:
    size = int.from_bytes(data[:8], "little")
    if not 0 < size <= len(data) - 8:
        raise ValueError("it is cut short")
    found = json.loads(data[8 : 8 + size]).get("__metadata__", {})
    if not isinstance(found, dict) or not isinstance(found.get(_KEY), str):
        raise ValueError("it is no direction")
    return found


def _attribute(data: object) -> Attribute:
    control = control_from_json(data) if isinstance(data, Mapping) else None
    if not isinstance(control, Slider | Choice | Toggle) or isinstance(control, Strength):
        raise ValueError("one of its attributes says nothing about a picture")
    return control


def _text(data: object) -> str:
    if not isinstance(data, str) or len(data) > 200:
        raise ValueError("a text is missing or too long")
    return data


def _side(data: object) -> int:
    if type(data) is not int or not 0 < data <= 2**24:
        raise ValueError("latents of an impossible shape")
    return data


def _positive(data: object) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float) or not 0 < data < 1e300:
        raise ValueError("a number is missing")
    return float(data)
