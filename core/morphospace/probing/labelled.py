"""Pictures with a class each, and how they are parted into labels to learn from and pictures held out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from morphospace.atlas.building.metadata import column_name, number, word
from morphospace.atlas.building.sources import FACES, Sizes, Source, Spec, open_source, spread_out
from morphospace.controls import Setting
from morphospace.errors import BadInputError

MOST_CLASSES = 50
MOST_PICTURES = 2000
"""How many pictures of a source are read: a split has no end, and latents of all are worked out."""
HELD_OUT = 100
"""Pictures held out of each class where there are so many."""
LEAST_HELD_OUT = 5
_BATCH = 64


@dataclass(frozen=True, eq=False)
class Labelled:
    """``images``: uint8 ``(N, S, S, 3)``; ``places``: for each the place of its class in ``classes``.

    ``skipped``: ``(file, reason)`` of what was left aside; ``unlabelled``: how many had no label.
    """

    attribute: str
    images: np.ndarray
    places: np.ndarray
    classes: tuple[str, ...]
    skipped: Sequence[tuple[str, str]] = ()
    unlabelled: int = 0

    @property
    def counts(self) -> Mapping[str, int]:
        """How many pictures each class has."""
        return {name: int((self.places == place).sum()) for place, name in enumerate(self.classes)}


@dataclass(frozen=True, eq=False)
class Parting:
    """Rows of one seed: of each class ``(classes, labels)`` to learn from, nested, and ``held_out``, as many
    of every class, so that guessing is right one time in as many as there are classes."""

    learning: np.ndarray
    held_out: np.ndarray

    def first(self, labels: int) -> np.ndarray:
        """The rows of the first so many labels of every class."""
        return self.learning[:, :labels].ravel()


@dataclass
class _Read:
    images: list[np.ndarray] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unlabelled: int = 0


def read_labelled(
    source: str, attribute: str, size: int, most: int = MOST_PICTURES
) -> Iterator[tuple[int, int, Labelled | None]]:
    """Yields how many pictures of how many are read, and at the end what they are.

    ``source``: a folder whose metadata label its pictures, or whose sub-folders are the classes (attribute
    ``folder``), or ``faces:SPLIT``; of more than ``most`` pictures some are taken from all over it.
    Raises ``BadInputError`` where there are no labels, one class only, or numbers too many to be classes.
    """
    limit = most if source.startswith(FACES) else None
    opened = open_source(source, limit, Sizes(size, size))
    try:
        for found in opened.listing(0, frozenset()):
            yield 0, found, None
        spec = _spec(opened, source, attribute)
        read = _Read(skipped=list(opened.oddities))
        rows = spread_out(most, len(opened))
        for start in range(0, len(rows), _BATCH):
            _add(read, opened, spec, rows[start : start + _BATCH])
            yield min(len(rows), start + _BATCH), len(rows), None
    finally:
        opened.close()
    yield len(rows), len(rows), _labelled(read, spec, source)


def part(labelled: Labelled, most_labels: int, seed: int) -> Parting:
    """What one seed learns from and is judged by.

    Raises ``BadInputError`` where the smallest class has too few pictures for that many labels.
    """
    held_out = held_out_of(labelled, most_labels)
    rng = np.random.default_rng(seed)
    mixed = [rng.permutation(np.flatnonzero(labelled.places == at)) for at in range(len(labelled.classes))]
    learning = np.stack([rows[held_out : held_out + most_labels] for rows in mixed])
    return Parting(learning, np.concatenate([rows[:held_out] for rows in mixed]))


def held_out_of(labelled: Labelled, most_labels: int) -> int:
    """How many pictures of each class are held out. Raises ``BadInputError`` as ``part``."""
    name, count = min(labelled.counts.items(), key=lambda item: item[1])
    room = count - LEAST_HELD_OUT
    if most_labels > room:
        advice = f"ask for at most {room} labels, or add pictures" if room > 0 else "add pictures"
        raise BadInputError(
            f"{most_labels} labels a class cannot be had: {labelled.attribute} is {name} in {count} pictures "
            f"only, of which {LEAST_HELD_OUT} must be held out; {advice}."
        )
    return min(HELD_OUT, count - most_labels)


def _spec(source: Source, name: str, attribute: str) -> Spec:
    columns = {spec.name: spec for spec in source.columns}
    wanted = column_name(attribute)
    if wanted in columns:
        return columns[wanted]
    if not columns:
        raise BadInputError(
            f"{name} has no labels: put each class into a sub-folder, or write them into metadata.csv."
        )
    raise BadInputError(f"The pictures of {name} have no {attribute!r}: choose one of {', '.join(columns)}.")


def _add(read: _Read, source: Source, spec: Spec, rows: Sequence[int]) -> None:
    batch = source.read(rows)
    read.skipped += batch.skipped
    for image, labels in zip(batch.images, batch.labels, strict=True):
        said = _said(labels.get(spec.name), spec)
        if said is None:
            read.unlabelled += 1
        else:
            read.images.append(image)
            read.words.append(said)


def _said(value: Setting | None, spec: Spec) -> str | None:
    """A label as the name of a class."""
    if value is None:
        return None
    if spec.kinds:
        return word(value)
    as_number = number(value)
    return None if as_number is None else f"{as_number:g}"


def _labelled(read: _Read, spec: Spec, source: str) -> Labelled:
    found = set(read.words)
    if not found:
        raise BadInputError(f"No picture of {source} that can be read has a {spec.name}: label some.")
    if len(found) == 1:
        raise BadInputError(
            f"{spec.name} is {found.pop()} in every picture of {source}: a probe needs two classes or more."
        )
    if len(found) > MOST_CLASSES:
        raise BadInputError(
            f"{spec.name} has {len(found)} different values, more than {MOST_CLASSES}: "
            "put them into a few kinds first."
        )
    classes = tuple(sorted(found) if spec.kinds else sorted(found, key=float))
    places = np.array([classes.index(said) for said in read.words])
    return Labelled(spec.name, np.stack(read.images), places, classes, read.skipped, read.unlabelled)
