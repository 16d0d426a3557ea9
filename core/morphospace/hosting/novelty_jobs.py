"""The job that ranks pictures by how unlike the known ones they are, and paints why."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.errors import BadInputError
from morphospace.hosting.jobs import JobStep, Steps, Workbench, job

if TYPE_CHECKING:
    from morphospace.atlas.building.sources import Batch
    from morphospace.hosting.catalogue import Entry
    from morphospace.novelty.looking import Seen
    from morphospace.novelty.yardstick import Yardstick

KNOWN = 1000
"""Known pictures that are looked at: half of them calibrate, enough for a line at 1 % false alarms."""
RATE = 0.01
MANIFEST = "novelty.jsonl"


@dataclass(frozen=True, eq=False)
class _Eye:
    """A loaded model and where it runs."""

    model: Any
    entry: Entry
    device: str


@dataclass
class _Queue:
    """What is kept of each asked picture, one column each: never its pixels."""

    files: list[str] = field(default_factory=list)
    residuals: list[str] = field(default_factory=list)
    columns: dict[str, list[np.ndarray]] = field(default_factory=dict)
    skipped: list[tuple[str, str]] = field(default_factory=list)


@job("novelty")
def novelty(
    bench: Workbench,
    model: str,
    folder: str,
    against: str,
    known: int = KNOWN,
    rate: float = RATE,
    k: int = 5,
    residuals: str = "",
    batch: int = 32,
) -> Steps:
    """The pictures of ``folder`` (or ``faces:SPLIT``), the newest first, by what is known of ``against``.

    ``against``: pictures that are ordinary: an atlas by its id, a folder, or ``faces:SPLIT``; up to
    ``known`` of them are looked at. ``rate``: the share of false alarms that the line is drawn for. ``k``:
    neighbours compared with. ``residuals``: a folder that a picture with its residual painted over it is
    written to for each one, with a list (``novelty.jsonl``); none if empty.

    Returns ``pictures``, a list of ``file``, ``rank``, ``new`` (above the line), ``cause`` (``far`` from the
    data or badly ``rebuilt``), ``score``, ``p``, ``distance``, ``p_far``, ``residual``, ``p_rebuilt`` and
    ``painted`` (a file or empty); ``line``, see ``novelty.chances.Line``; ``expected_false_alarms`` among
    these pictures were they all ordinary; ``count``; and ``skipped``, a list of ``file`` and ``reason``.
    Raises ``BadInputError`` where there is nothing to judge or to judge by.
    """
    from morphospace.novelty.chances import line_for
    from morphospace.novelty.looking import check_looks

    sources = _sources(against, known)
    entry = bench.find(model)
    _check_folder(residuals)
    yield JobStep(0, 0, f"Loading {entry.title}")
    with bench.use(entry) as loaded:
        check_looks(loaded, entry.title)
        eye = _Eye(loaded, entry, bench.device)
        rule = yield from _learn(eye, sources, known, k, batch)
        line = line_for(rate, rule.score)
        queue = _Queue()
        yield from _judge(eye, rule, folder, residuals, batch, queue)
    if not queue.files:
        raise BadInputError(f"No picture in {folder} can be read: name a folder with pictures.")
    pictures = _ranked(queue, line.score)
    if residuals:
        _write_list(Path(residuals), pictures)
    return {
        "pictures": pictures,
        "line": asdict(line),
        "expected_false_alarms": line.rate * len(pictures),
        "count": len(pictures),
        "skipped": [{"file": file, "reason": reason} for file, reason in queue.skipped],
    }


def _sources(against: str, known: int) -> list[tuple[str, int | None]]:
    """Where the known pictures are, and how many to take at most of each source."""
    from morphospace.atlas.building.sources import FACES, tidy_source
    from morphospace.atlas.storage.atlases import find_atlas
    from morphospace.atlas.storage.store import read_manifest

    if known < 1:
        raise BadInputError(f"Cannot learn from {known} pictures: give 20 or more.")
    if against.startswith(FACES):
        return [(against, known)]
    if Path(against).exists() or len(PurePath(against).parts) > 1:
        return [(tidy_source(against), None)]
    manifest = read_manifest(find_atlas(against).folder)
    return list(zip(manifest.sources, manifest.limits, strict=True))


def _check_folder(residuals: str) -> None:
    if residuals and Path(residuals).exists() and not Path(residuals).is_dir():
        raise BadInputError(f"{residuals} is a file: name a folder for the painted pictures.")


def _learn(
    eye: _Eye, sources: Sequence[tuple[str, int | None]], known: int, k: int, batch: int
) -> Generator[JobStep, None, Yardstick]:
    from morphospace.novelty.looking import join, look
    from morphospace.novelty.yardstick import yardstick

    seen: list[Seen] = []
    names: list[str] = []
    for source, limit in sources:
        share = -(-known // len(sources))
        for pictures in _batches(eye.entry, source, limit, share, batch):
            if isinstance(pictures, JobStep):
                yield pictures
                continue
            if len(pictures):
                seen.append(look(eye.model, pictures.images, eye.device))
                names += pictures.files
            yield JobStep(len(names), known, f"Learning what is ordinary, {len(names):,} pictures")
    if not seen:
        raise BadInputError("None of the known pictures can be read: name others to compare with.")
    return yardstick(join(seen), eye.entry.controls, k, names)


def _judge(
    eye: _Eye, rule: Yardstick, folder: str, residuals: str, batch: int, queue: _Queue
) -> Generator[JobStep, None, None]:
    from morphospace.novelty.looking import look
    from morphospace.novelty.yardstick import measured

    for pictures in _batches(eye.entry, folder, None, None, batch):
        if isinstance(pictures, JobStep):
            yield pictures
            continue
        queue.skipped += pictures.skipped
        if len(pictures):
            names = [file or name for file, name in zip(pictures.files, pictures.names, strict=True)]
            found = measured(rule.lesson, look(eye.model, pictures.images, eye.device), pictures.files)
            columns = {
                "far": found.far,
                "rebuilt": found.rebuilt,
                "score": found.score,
                "cause": found.cause,
                **{f"p_{name}": chance for name, chance in rule.chances(found).items()},
            }
            for name, column in columns.items():
                queue.columns.setdefault(name, []).append(column)
            start = len(queue.files)
            queue.files += names
            queue.residuals += (
                _paint(Path(residuals), start, pictures, found.heat) if residuals else [""] * len(names)
            )
        yield JobStep(len(queue.files), 0, f"Judging pictures, {len(queue.files):,} done")


def _batches(
    entry: Entry, source: str, limit: int | None, sample: int | None, batch: int
) -> Iterator[Batch | JobStep]:
    """The pictures of a source in order, or up to ``sample`` of them evenly; steps while they are found."""
    from morphospace.atlas.building.sources import Sizes, open_source

    with closing(open_source(source, limit, Sizes(entry.image_size, entry.image_size))) as opened:
        for found in opened.listing(0, ()):
            yield JobStep(0, 0, f"Looking for pictures, {found:,} found")
        places = range(len(opened)) if sample is None else opened.sample(sample)
        for start in range(0, len(places), batch):
            yield opened.read(places[start : start + batch])


def _paint(folder: Path, start: int, pictures: Batch, heat: np.ndarray) -> list[str]:
    """Write the batch's pictures with their residuals over them; returns the files."""
    from morphospace.imaging.files import png_bytes
    from morphospace.library.atomic import replace_files
    from morphospace.novelty.painting import painted

    made = {
        f"{start + row:05d}-{PurePath(name).stem[:80]}.png": png_bytes(
            painted(pictures.images[row], heat[row])
        )
        for row, name in enumerate(pictures.names)
    }
    replace_files(folder, made, durable=False)
    return [str(folder / name) for name in made]


def _ranked(queue: _Queue, line: float) -> list[dict[str, Any]]:
    """One mapping a picture, the highest score first; of equal ones in order of name."""
    from morphospace.novelty.yardstick import CAUSES

    columns = {name: np.concatenate(parts) for name, parts in queue.columns.items()}
    order = np.argsort(-columns["score"], kind="stable")
    return [
        {
            "file": queue.files[row],
            "rank": rank,
            "new": bool(columns["score"][row] > line),
            "cause": CAUSES[int(columns["cause"][row])],
            "score": float(columns["score"][row]),
            "p": float(columns["p_score"][row]),
            "distance": float(columns["far"][row]),
            "p_far": float(columns["p_far"][row]),
            "residual": float(columns["rebuilt"][row]),
            "p_rebuilt": float(columns["p_rebuilt"][row]),
            "painted": queue.residuals[row],
        }
        for rank, row in enumerate(order.tolist(), 1)
    ]


def _write_list(folder: Path, pictures: Sequence[Mapping[str, Any]]) -> None:
    """The queue beside the pictures; a score that is no number becomes null."""
    from morphospace.library.atomic import replace_files

    rows = [
        {
            key: None if isinstance(value, float) and not np.isfinite(value) else value
            for key, value in one.items()
        }
        for one in pictures
    ]
    lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    replace_files(folder, {MANIFEST: lines.encode()})
