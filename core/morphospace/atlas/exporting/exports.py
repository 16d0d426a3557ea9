"""Writing a selection of an atlas for others: as a table, as a folder of pictures, or as its latents.

Each export is a generator that yields how many items are done and returns what it had to leave out, as
``(file, reason)``. Nothing stands under the final name until all of it is written.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import secrets
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.exporting.tables import Sheet, about, free, parts
from morphospace.errors import BadInputError, CannotSaveError
from morphospace.imaging.files import png_bytes
from morphospace.imaging.saving import save_file

FORMATS = {"csv": ".csv", "parquet": ".parquet", "images": "", "latents": ".safetensors"}
"""The suffix of each kind of export; pictures go into a folder."""
METADATA = "metadata.csv"

_PICTURES = 50
_LONGEST_HEADER = 50_000_000

Skipped = list[tuple[str, str]]
Export = Generator[int, None, Skipped]


def export(atlas: Atlas, rows: Sequence[int] | np.ndarray, form: str, output: Path) -> Export:
    """Write the items ``rows`` to ``output`` in one of ``FORMATS``.

    Raises ``BadInputError`` for no rows, rows that are not there and an unknown form; ``CannotSaveError``.
    """
    writers = {"csv": write_csv, "parquet": write_parquet, "images": write_images, "latents": write_latents}
    if form not in writers:
        raise BadInputError(f"A selection is not exported as {form!r}: use one of {', '.join(FORMATS)}.")
    chosen = np.asarray(rows, np.int64).ravel()
    if not len(chosen):
        raise BadInputError("Nothing is selected: choose some items, then export them.")
    if chosen.min() < 0 or chosen.max() >= len(atlas):
        raise BadInputError(f"The map has {len(atlas):,} items and not all that were chosen: choose anew.")
    return writers[form](atlas, chosen, output)


def write_csv(atlas: Atlas, rows: np.ndarray, path: Path) -> Export:
    """A table in UTF-8 with a header, which spreadsheets recognise by its mark; unknown values are empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    sheet = Sheet(atlas)
    writer.writerow(sheet.heads)
    for done, part in parts(rows):
        writer.writerows(sheet.lines(part))
        yield done
    save_file(path, text.getvalue().encode("utf-8-sig"))
    return []


def write_parquet(atlas: Atlas, rows: np.ndarray, path: Path) -> Export:
    """A Parquet table: the columns of the CSV with their types, and ``latents``, flat, as a list."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    sheet, writer = Sheet(atlas), None
    try:
        for done, part in parts(rows):
            table = sheet.arrow(part)
            writer = writer or pq.ParquetWriter(sink, table.schema)
            writer.write_table(table)
            yield done
    finally:
        if writer is not None:
            writer.close()
    save_file(path, sink.getvalue().to_pybytes())
    return []


def write_latents(atlas: Atlas, rows: np.ndarray, path: Path) -> Export:
    """safetensors: each latent ``(n, ...)`` by name, and ``places`` ``(n, width)`` with the attributes.

    The metadata hold ``model``, ``model_hash``, ``names`` and ``files`` (JSON lists), and ``labels``: what
    each number of a place is.
    """
    from safetensors.numpy import save

    coordinates = atlas.coordinates
    places = np.empty((len(rows), coordinates.width), np.float32)
    names: list[str] = []
    files: list[str] = []
    for done, part in parts(rows):
        places[done - len(part) : done] = atlas.places[part]
        names += [atlas.names[row] for row in part]
        files += [atlas.files[row] for row in part]
        yield done
    arrays = {"places": places}
    start = 0
    for name, shape in coordinates.latents:
        end = start + math.prod(shape)
        arrays[name] = np.ascontiguousarray(places[:, start:end]).reshape(-1, *shape)
        start = end
    metadata = about(atlas) | {
        "names": json.dumps(names, ensure_ascii=False),
        "files": json.dumps(files, ensure_ascii=False),
        "labels": json.dumps(coordinates.labels),
    }
    if sum(map(len, metadata.values())) > _LONGEST_HEADER:
        raise BadInputError(f"{len(rows):,} names do not fit into one file of latents: export fewer items.")
    save_file(path, save(arrays, metadata=metadata))
    return []


def write_images(atlas: Atlas, rows: np.ndarray, folder: Path) -> Export:
    """A folder of pictures with ``metadata.csv``, as the *imagefolder* convention has it.

    Files are copied as they are; items that were drawn are written as PNG. Raises ``BadInputError`` for a
    folder that holds something already, and where no picture at all can be read.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInputError(f"{folder} holds something already: choose the name of a new folder.")
    temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.exporting")
    try:
        with _saving(folder):
            temporary.mkdir(parents=True)
        skipped = yield from _fill(atlas, rows, temporary, folder)
        with _saving(folder):
            if folder.exists():
                folder.rmdir()
            temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return skipped


# ---------------------------------------------------------------------- pictures


def _fill(atlas: Atlas, rows: np.ndarray, into: Path, folder: Path) -> Export:
    sheet, taken = Sheet(atlas), {METADATA}
    skipped: Skipped = []
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["file_name", *sheet.heads])
    for done, part in parts(rows, _PICTURES):
        for row, line in zip(part.tolist(), sheet.lines(part), strict=True):
            try:
                content = _picture(atlas, row)
            except OSError as error:
                skipped.append((atlas.files[row], error.strerror or str(error)))
                continue
            name = free(_file_name(atlas, row), taken)
            with _saving(folder):
                (into / name).write_bytes(content)
            writer.writerow([name, *line])
        yield done
    if len(skipped) == len(rows):
        file, reason = skipped[0]
        raise BadInputError(f"No picture could be copied ({file}: {reason}): are they still where they were?")
    save_file(into / METADATA, text.getvalue().encode("utf-8"))
    return skipped


def _picture(atlas: Atlas, row: int) -> bytes:
    """The file as it is, or a PNG of what was drawn. Raises ``OSError``."""
    file = atlas.files[row]
    return Path(file).read_bytes() if file else png_bytes(np.asarray(atlas.thumbnails[row]))


def _file_name(atlas: Atlas, row: int) -> str:
    if atlas.files[row]:
        return Path(atlas.files[row]).name
    return (re.sub(r"[^\w.-]+", "_", atlas.names[row]).strip("._")[:80] or "picture") + ".png"


@contextmanager
def _saving(folder: Path) -> Iterator[None]:
    """What cannot be written is said in one sentence."""
    try:
        yield
    except OSError as error:
        raise CannotSaveError(
            f"{folder} cannot be written ({error.strerror or error}): "
            "free some space or choose another folder."
        ) from None
