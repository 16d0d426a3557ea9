"""Building an atlas batch by batch: read, encode and append, so that it can be watched, stopped, resumed."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

import numpy as np

from morphospace.atlas.building.growing import Growth
from morphospace.atlas.building.judging import calibrate
from morphospace.atlas.building.making import (
    Maker,
    further,
    known_attributes,
    learn_coordinates,
    make,
    sample,
)
from morphospace.atlas.building.sources import (
    Sizes,
    Source,
    default_limit,
    default_title,
    open_source,
    source_title,
    tidy_source,
)
from morphospace.atlas.storage.opening import open_atlas
from morphospace.atlas.storage.store import (
    ATLAS,
    THUMBNAIL,
    Appender,
    Manifest,
    read_manifest,
    read_state,
    write_manifest,
    writing,
)
from morphospace.errors import BadInputError
from morphospace.hosting.jobs import JobStep

BATCH = 16
"""Pictures encoded at once on a CPU: a fifteenth of a second and no slower than more, so that cancelling is
quick; eight times as many on anything faster."""
LEARN = 128
"""Pictures from which the spread of the latents is learnt."""
_PREVIEW_SECONDS = 1.0
_PATIENCE_SECONDS = 0.2
_PREVIEWED = 8

T = TypeVar("T")
Steps = Generator[JobStep, None, T]


def sources_to_do(folder: Path, source: str, limit: int | None, add: bool) -> list[tuple[str, int | None]]:
    """What a run is about: the asked source, or without one what an atlas in ``folder`` still lacks, each
    with the most items to take of it.

    Raises ``BadInputError`` where that cannot be told, and where the atlas is of something else.
    """
    asked = tidy_source(source)
    if not (folder / ATLAS).is_file():
        if not asked:
            raise BadInputError(
                "There is nothing to build a map of: name a folder of pictures, or faces:test."
            )
        return [(asked, default_limit(asked, limit))]
    manifest, state = read_manifest(folder), read_state(folder)
    known = list(zip(manifest.sources, manifest.limits, strict=True))
    if not asked:
        done = [taken >= planned for taken, planned in zip(state.taken, state.planned, strict=True)]
        return [one for one, whole in zip_longest(known, done) if not whole]
    if asked in manifest.sources:
        return [(one, _larger(default_limit(one, most), limit)) for one, most in known if one == asked]
    if not add:
        raise BadInputError(
            f"This map is of {source_title(manifest.sources[0])}: build another one, or add to it on purpose."
        )
    return [(asked, default_limit(asked, limit))]


def _larger(known: int | None, asked: int | None) -> int | None:
    """More of a source may be asked for later, and never less."""
    return known if known is None or asked is None else max(known, asked)


def check_model(folder: Path, maker: Maker) -> None:
    """Raises ``BadInputError`` where the atlas in ``folder`` was made by another model than this."""
    if not (folder / ATLAS).is_file():
        return
    manifest = read_manifest(folder)
    if manifest.model != maker.id:
        raise BadInputError(f"This map was made with {manifest.model_title}: go on with that model.")
    if manifest.model_hash != maker.hash:
        raise BadInputError(f"{maker.title} has changed since this map was made: build the map anew.")


def build(maker: Maker, source: str, limit: int | None, folder: Path, title: str = "") -> Steps[None]:
    """Bring what ``source`` holds and the atlas in ``folder`` lacks into it; it is made if it is not there.

    What was encoded stays, whatever ends this. Raises ``MorphospaceError``.
    """
    opened = open_source(source, limit, Sizes(maker.image_size, THUMBNAIL))
    with closing(opened), writing(folder), _tidied(folder), Appender(folder) as appender:
        place = yield from _list(opened, appender, source)
        taken = appender.state.taken[place] if place < len(appender.state.taken) else 0
        # Closed before the reader ends: whoever waits for pictures hears that none will come.
        with ThreadPoolExecutor(1, thread_name_prefix="morphospace-reading") as reader, closing(opened):
            if not (folder / ATLAS).is_file():
                yield from _begin(maker, opened, reader, folder, title or default_title(source))
            manifest = _with_source(folder, source, limit)
            _plan(appender, len(manifest.sources), place, taken + len(opened))
            yield from _encode(maker, manifest, opened, reader, appender, place)


@contextmanager
def _tidied(folder: Path) -> Iterator[None]:
    """Leave nothing behind of an atlas that never came to be."""
    try:
        yield
    finally:
        if not (folder / ATLAS).exists():
            shutil.rmtree(folder, ignore_errors=True)


def finish(maker: Maker, folder: Path) -> Steps[None]:
    """When every source is in: judge a sample of all, and call the atlas finished."""
    state = read_state(folder)
    if any(taken < planned for taken, planned in zip(state.taken, state.planned, strict=True)):
        return
    if not state.count:
        raise BadInputError("None of these pictures can be read: choose others.")
    yield from calibrate(maker, folder)
    with writing(folder), Appender(folder) as appender:
        appender.commit(finished=True)


def _list(opened: Source, appender: Appender, source: str) -> Steps[int]:
    """List the source; returns its place among the atlas's."""
    folder = appender.folder
    known: set[str] = set()
    place = taken = 0
    if (folder / ATLAS).is_file():
        manifest, atlas = read_manifest(folder), open_atlas(folder)
        known = {*atlas.files, *(file for file, _ in atlas.skipped)}
        new = source not in manifest.sources
        place = len(manifest.sources) if new else manifest.sources.index(source)
        taken = 0 if new or place >= len(appender.state.taken) else appender.state.taken[place]
    told = 0.0
    for found in opened.listing(taken, known):
        if time.monotonic() - told > _PATIENCE_SECONDS:
            told = time.monotonic()
            yield JobStep(0, 0, f"Looking for pictures, {found:,} found")
    return place


def _begin(maker: Maker, opened: Source, reader: ThreadPoolExecutor, folder: Path, title: str) -> Steps[None]:
    """Learn from a sample how places are laid out, and write down what the atlas is."""
    words = opened.words or f"Getting to know {len(opened):,} pictures"
    coming = reader.submit(lambda: opened.read(opened.sample(LEARN)))
    some = yield from awaited(coming, lambda: JobStep(0, len(opened), opened.words or words))
    if not len(some):
        first = some.skipped[0][1] if some.skipped else ""
        raise BadInputError(
            first if len(opened) == 1 else "None of these pictures can be read: choose others."
        )
    attributes = known_attributes(maker, some.part(slice(0, 1)))
    parts = []
    for start in range(0, len(some), BATCH):
        parts.append(sample(maker, attributes, some.part(slice(start, start + BATCH))))
        yield JobStep(0, len(opened), opened.words or words)
    coordinates, unit = learn_coordinates(maker, attributes, parts)
    manifest = Manifest(title, maker.id, maker.title, maker.hash, coordinates, (), (), unit=unit)
    write_manifest(folder, manifest)


def _with_source(folder: Path, source: str, limit: int | None) -> Manifest:
    """The manifest, with this source among its sources."""
    manifest = read_manifest(folder)
    known = dict(zip(manifest.sources, manifest.limits, strict=True))
    if (limits := {**known, source: limit}) != known:
        manifest = replace(manifest, sources=tuple(limits), limits=tuple(limits.values()))
        write_manifest(folder, manifest)
    return manifest


def _plan(appender: Appender, sources: int, place: int, total: int) -> None:
    """Write down how many items the source has."""
    state = appender.state
    planned, taken = (list(one) + [0] * (sources - len(one)) for one in (state.planned, state.taken))
    planned[place] = total
    appender.commit(planned=tuple(planned), taken=tuple(taken), finished=False)


def _encode(
    maker: Maker,
    manifest: Manifest,
    opened: Source,
    reader: ThreadPoolExecutor,
    appender: Appender,
    place: int,
) -> Steps[None]:
    """Everything that is left of the source."""
    columns = further(opened.columns, manifest.coordinates)
    size = BATCH if maker.device == "cpu" else 8 * BATCH
    batches = [range(start, min(start + size, len(opened))) for start in range(0, len(opened), size)]
    shown = 0.0
    with Growth(appender, place) as growth:
        growth.skip(opened.oddities)
        coming = reader.submit(opened.read, batches[0]) if batches else None
        for after in [*batches[1:], None]:
            if coming is None:
                return
            batch = yield from awaited(coming, lambda: _step(appender, growth, opened.words))
            # The next is read while this one is encoded.
            coming = reader.submit(opened.read, after) if after else None
            growth.add(batch, make(maker, manifest.coordinates, columns, batch))
            preview = None
            if time.monotonic() - shown > _PREVIEW_SECONDS and len(batch):
                shown, preview = time.monotonic(), np.concatenate(list(batch.thumbnails[:_PREVIEWED]), 1)
            yield _step(appender, growth, "", preview)


def _step(appender: Appender, growth: Growth, words: str, preview: np.ndarray | None = None) -> JobStep:
    state = appender.state
    done, total = sum(state.taken) + growth.waiting, sum(state.planned)
    return JobStep(done, total, words or f"Encoding {done:,} of {total:,}", preview)


def awaited(coming: Future[T], step: Callable[[], JobStep]) -> Steps[T]:
    """The result of work on another thread, with a step every moment until it is there."""
    while not coming.done():
        wait_for([coming], timeout=_PATIENCE_SECONDS)
        if not coming.done():
            yield step()
    return coming.result()
