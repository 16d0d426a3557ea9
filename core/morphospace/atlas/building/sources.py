"""Where the items of an atlas come from: a source is listed once, then read batch by batch.

A source is written as a text: ``faces:test`` is a split of the embedded faces, anything else a folder.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from morphospace.controls import Setting
from morphospace.errors import BadInputError

FACES = "faces:"
DEFAULT_FACES = 10_000
"""How many faces are taken unless a number is given: a split has no end."""


@dataclass(frozen=True)
class Spec:
    """A column that a source brings: numbers, or ``kinds``, the words it may hold."""

    name: str
    title: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Batch:
    """Some items, read. ``images``: uint8 ``(n, S, S, 3)`` at the model's size, and so ``thumbnails``.

    ``labels``: for each item what the data say of it, by name of the column. ``skipped``: ``(file, reason)``
    of what cannot be read. ``taken``: how many items of the source this was, those skipped included.
    """

    images: np.ndarray
    thumbnails: np.ndarray
    names: list[str]
    files: list[str]
    texts: list[str]
    labels: list[Mapping[str, Setting]]
    taken: int
    skipped: list[tuple[str, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.names)

    def part(self, rows: slice) -> Batch:
        """Some of the items that could be read."""
        return Batch(
            images=self.images[rows],
            thumbnails=self.thumbnails[rows],
            names=self.names[rows],
            files=self.files[rows],
            texts=self.texts[rows],
            labels=self.labels[rows],
            taken=len(self.names[rows]),
        )


class Source(Protocol):
    """One source, opened; ``read`` may be called on another thread than the rest."""

    @property
    def columns(self) -> tuple[Spec, ...]:
        """What the data say of their items, known once it is listed."""

    @property
    def oddities(self) -> list[tuple[str, str]]:
        """``(file, reason)`` of what was seen to be wrong before anything is read."""

    @property
    def words(self) -> str:
        """What is being waited for before pictures can be read, for people; empty if nothing is."""

    def listing(self, taken: int, known: Collection[str]) -> Iterator[int]:
        """Find what there is to read, yielding how much was found so far.

        ``taken``: how many items were looked at by earlier runs; ``known``: the files among them.
        Raises ``BadInputError`` where there is nothing at all.
        """

    def __len__(self) -> int:
        """How many items are left to read, once it is listed."""

    def read(self, places: Sequence[int]) -> Batch:
        """Items of what is left, by their places. Raises ``MorphospaceError`` where reading ends."""

    def sample(self, n: int) -> list[int]:
        """Places of up to ``n`` items that stand for all that is left and can be read soon."""

    def close(self) -> None:
        """Stop whatever is being prepared."""


@dataclass(frozen=True)
class Sizes:
    """Sides in pixels of the pictures for the model and of the thumbnails."""

    image: int
    thumbnail: int


def open_source(text: str, limit: int | None, sizes: Sizes) -> Source:
    """The source that a text names. Raises ``BadInputError`` for a split or a folder that is not there."""
    if limit is not None and limit < 1:
        raise BadInputError(f"A map of {limit} pictures cannot be built: ask for 1 or more.")
    if text.startswith(FACES):
        from morphospace.atlas.building.faces_source import FacesSource

        return FacesSource(text.removeprefix(FACES), default_limit(text, limit) or 0, sizes)
    from morphospace.atlas.building.folder_source import FolderSource

    return FolderSource(Path(text), limit, sizes)


def tidy_source(text: str) -> str:
    """The text as an atlas keeps it: of a folder its whole path."""
    if text.startswith(FACES) or not text:
        return text
    return os.path.normpath(Path(text).expanduser().absolute())


def source_title(text: str) -> str:
    """A source in a few words: ``test split``, or the name of a folder."""
    return f"{text.removeprefix(FACES)} split" if text.startswith(FACES) else Path(text).name or text


def default_title(text: str) -> str:
    """What an atlas of this source is called unless someone says otherwise."""
    return "Faces" if text.startswith(FACES) else Path(text).name or "Pictures"


def default_limit(text: str, limit: int | None) -> int | None:
    """How many items of a source are taken where ``limit`` does not say: None for all."""
    return DEFAULT_FACES if limit is None and text.startswith(FACES) else limit


def spread_out(n: int, count: int) -> list[int]:
    """Up to ``n`` places, evenly over ``count``."""
    return sorted({int(place) for place in np.linspace(0, max(0, count - 1), min(n, count)).round()})
