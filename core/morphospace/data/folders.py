"""Faces as a folder of PNG files with ``metadata.jsonl``: the Hugging Face *imagefolder* convention.

Each line of the metadata holds ``file_name``, ``attributes``, ``variants`` (the parts behind the
attributes), ``seen`` (the names that can be judged in the picture) and ``text``, a caption.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PIL import Image

from morphospace.data.attributes import NAMES, visible
from morphospace.data.captions import caption
from morphospace.data.faces import Progress, check_request
from morphospace.data.painters import Cancelled, paint
from morphospace.data.sampling import Table, split_table
from morphospace.errors import CancelledError, CannotSaveError
from morphospace.library.atomic import replace_files

METADATA = "metadata.jsonl"


def write_faces(
    split: str,
    n: int,
    directory: Path,
    *,
    size: int = 64,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> Path:
    """Draw the first ``n`` faces of a split as ``00000.png`` ... in ``directory``; path of the metadata.

    The metadata is written last, so a folder that has it is complete. Raises ``BadInputError`` for
    an unknown split, ``CancelledError``, ``CannotSaveError``, and ``MorphospaceError`` where the
    extra ``faces`` is not installed.
    """
    check_request(split, n, size)
    table = split_table(split, 0, n, seed)
    done = 0
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for batch in paint(split, 0, n, size=size, seed=seed, workers=workers, cancelled=cancelled):
            for image in batch:
                Image.fromarray(image).save(directory / file_name(done))
                done += 1
            progress(done, n)
    except OSError as error:
        raise CannotSaveError(
            f"Faces cannot be written to {directory} ({error.strerror or error}): "
            "free some space or choose another folder."
        ) from None
    if done < n:
        raise CancelledError(f"Drawing was cancelled: {done} of {n} faces lie in {directory}.")
    lines = [json.dumps(metadata(table, index), ensure_ascii=False) + "\n" for index in range(n)]
    replace_files(directory, {METADATA: "".join(lines).encode()})
    return directory / METADATA


def metadata(table: Table, index: int) -> dict[str, Any]:
    """The line about one picture."""
    labels = table.row(index)
    return {
        "file_name": file_name(index),
        "attributes": labels,
        "variants": table.row_variants(index),
        "seen": [name for name in NAMES if name in visible(labels)],
        "text": caption(labels, index).text,
    }


def file_name(index: int) -> str:
    """Name of the picture at this place of its split."""
    return f"{index:05d}.png"
