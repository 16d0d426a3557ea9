"""Opening an atlas: everything is mapped from disk, so that it takes milliseconds and no memory."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.columns import with_colours
from morphospace.atlas.storage.store import (
    CALIBRATION,
    PLACES,
    SKIPPED,
    THUMBNAILS,
    Manifest,
    State,
    read_manifest,
    read_state,
)
from morphospace.atlas.storage.table import Table, read_segments
from morphospace.errors import BadInputError


def open_atlas(folder: Path) -> Atlas:
    """What of the atlas in ``folder`` is whole at this moment; it may be growing.

    Raises ``BadInputError``, one sentence, where there is none or it is damaged.
    """
    manifest, state = read_manifest(folder), read_state(folder)
    table = read_segments(folder, {name: state.sizes[name] for name in state.segments if name in state.sizes})
    if len(table) != state.count:
        raise BadInputError(
            f"The map in {folder} is damaged ({len(table)} names for {state.count} items): "
            "delete it and build it anew."
        )
    return _atlas(folder, manifest, state, table)


def _atlas(folder: Path, manifest: Manifest, state: State, table: Table) -> Atlas:
    side, n = manifest.thumbnail, state.count
    rebuilt, round_trips = read_calibration(folder)
    return Atlas(
        id=folder.name,
        title=manifest.title,
        folder=folder,
        source=manifest.sources[0] if manifest.sources else "",
        model=manifest.model,
        model_hash=manifest.model_hash,
        coordinates=manifest.coordinates,
        unit=manifest.unit,
        places=mapped(folder / PLACES, np.float32, (n, manifest.coordinates.width)),
        thumbnails=mapped(folder / THUMBNAILS, np.uint8, (n, side, side, 3)),
        columns=with_colours(table.columns, manifest.coordinates.attributes),
        names=table.names,
        files=table.files,
        texts=table.texts,
        total=state.total,
        rebuilt=rebuilt,
        round_trips=round_trips,
        skipped=read_skipped(folder, state.sizes.get(SKIPPED, 0)),
    )


def mapped(path: Path, dtype: Any, shape: tuple[int, ...]) -> np.ndarray:
    """The beginning of a file as an array, read-only. Raises ``BadInputError`` where it is too short."""
    if not shape[0]:
        return np.empty(shape, dtype)
    try:
        size = path.stat().st_size
        if size < math.prod(shape) * np.dtype(dtype).itemsize:
            raise BadInputError(f"{path} is cut short: delete this map and build it anew.")
        return np.memmap(path, dtype, "r", shape=shape)
    except OSError as error:
        raise BadInputError(
            f"{path} cannot be read ({error.strerror or error}): delete this map and build it anew."
        ) from None


def read_calibration(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """The sorted errors of a sample, rebuilt and round trip; empty where there are none yet."""
    try:
        content = (folder / CALIBRATION).read_bytes()
    except OSError:
        content = b""
    if len(content) % 8:
        content = b""
    both = np.frombuffer(content, np.float32).reshape(2, -1)
    return both[0], both[1]


def read_skipped(folder: Path, size: int) -> tuple[tuple[str, str], ...]:
    """``(file, reason)`` of what could not be used."""
    if not size:
        return ()
    try:
        with (folder / SKIPPED).open("rb") as file:
            rows = [json.loads(line) for line in file.read(size).decode().splitlines()]
        return tuple((str(row["file"]), str(row["reason"])) for row in rows)
    except (OSError, ValueError, KeyError, TypeError):
        return ()  # a list for people: no reason to refuse the map
