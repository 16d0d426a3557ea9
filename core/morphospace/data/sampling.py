"""What the pictures of a split show: drawn deterministically, without drawing any picture.

A picture is made of parts (a mouth, a skin colour, a background), each drawn independently, so that
nothing is confounded. Parts are drawn in blocks of rows, each block from a random stream of its own
named by (purpose, seed, block, round); row i of a split is therefore the same however many rows are
asked for, and no two splits share a stream. A row that holds a combination its split must not hold
is drawn again in the next round.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from morphospace.controls import Setting
from morphospace.data.attributes import BY_NAME, HAIR_COLOURS, NAMES, SKIN_COLOURS, Labels, consistent

Split = Literal["train", "val", "test", "judge", "unseen"]
SPLITS: tuple[Split, ...] = ("train", "val", "test", "judge", "unseen")
Combinations = Literal["any", "seen", "unseen"]

SPLIT_COMBINATIONS: Mapping[str, Combinations] = {
    "train": "seen",
    "val": "seen",
    "judge": "seen",
    # The test split is the plain distribution: one picture in eighteen holds an unseen combination.
    "test": "any",
    "unseen": "unseen",
}
NONE = "none"
"""The variant of an optional part that is not there."""

_BLOCK = 1024
_Codes = dict[str, np.ndarray]


@dataclass(frozen=True)
class Part:
    """One part of the drawing: its variants, how often each comes, and what each says."""

    name: str
    labels: Mapping[str, Mapping[str, Setting]]
    weights: tuple[float, ...]

    @property
    def variants(self) -> tuple[str, ...]:
        """Names of the variants, in the order of ``weights``."""
        return tuple(self.labels)


def _part(name: str, labels: Mapping[str, Mapping[str, Setting]], *, none: float | None = None) -> Part:
    """A part whose variants are equally likely, but for the share ``none`` of its absence."""
    if none is None:
        return Part(name, labels, (1 / len(labels),) * len(labels))
    rest = (1 - none) / (len(labels) - 1)
    return Part(name, labels, tuple(none if variant == NONE else rest for variant in labels))


def _grouped(attribute: str, groups: Mapping[Setting, str]) -> dict[str, dict[str, Setting]]:
    """``{variant: {attribute: value}}`` from value → variants separated by blanks."""
    return {variant: {attribute: value} for value, words in groups.items() for variant in words.split()}


def _nuisance(words: str) -> dict[str, dict[str, Setting]]:
    return {variant: {} for variant in words.split()}


def _pair(
    first: str, second: str, values: Mapping[str, tuple[float, float]]
) -> dict[str, dict[str, Setting]]:
    return {variant: {first: one, second: two} for variant, (one, two) in values.items()}


_CLOTH = "262e33 65c9ff e6e6e6 ff5c5c a7ffc4 5199e4 ffafb9"
_TOPS: Mapping[Setting, str] = {
    "bald": NONE,
    "short": "shortFlat shortRound shortWaved shortCurly theCaesar sides",
    "medium": "bob bun curly fro longButNotTooLong miaWallace",
    "long": "straight01 straight02 bigHair",
    "hat": "winterHat1 hat",
}
_FACIAL_HAIR = {
    NONE: (0.0, 0.0),
    "beardLight": (1 / 3, 0.0),
    "beardMedium": (2 / 3, 0.0),
    "beardMajestic": (1.0, 0.0),
    "moustacheFancy": (0.0, 1.0),
    "moustacheMagnum": (0.0, 1.0),
}
_ACCESSORIES = {
    NONE: (0.0, 0.0),
    "prescription01": (1.0, 0.0),
    "prescription02": (1.0, 0.0),
    "round": (1.0, 0.0),
    "sunglasses": (0.0, 1.0),
    "wayfarers": (0.0, 1.0),
}
_EYES: Mapping[Setting, str] = {
    "open": "default",
    "happy": "happy",
    "closed": "closed",
    "wink": "wink",
    "surprised": "surprised",
    "side": "side",
}
_BROWS: Mapping[Setting, str] = {
    "neutral": "defaultNatural",
    "angry": "angryNatural",
    "sad": "sadConcernedNatural",
    "raised": "raisedExcitedNatural",
}

PARTS: tuple[Part, ...] = (
    _part(
        "mouth",
        _grouped("smile", {-1.0: "sad concerned grimace", 0.0: "default serious", 1.0: "smile twinkle"}),
    ),
    _part("facialHair", _pair("beard", "moustache", _FACIAL_HAIR), none=0.5),
    _part("accessories", _pair("glasses", "sunglasses", _ACCESSORIES), none=0.5),
    _part("eyes", _grouped("eyes", _EYES)),
    _part("eyebrows", _grouped("brows", _BROWS)),
    _part("top", _grouped("hair", _TOPS)),
    _part("hairColor", {code: {"hair_colour": name} for name, code in HAIR_COLOURS.items()}),
    _part("skinColor", {code: {"skin": value} for value, code in SKIN_COLOURS.items()}),
    _part("accessoriesColor", _nuisance("262e33 ff5c5c 25557c")),
    _part("clothes", _nuisance("hoodie shirtCrewNeck shirtVNeck collarAndSweater blazerAndShirt")),
    _part("clothesColor", _nuisance(_CLOTH)),
    _part("hatColor", _nuisance(_CLOTH)),
    _part("backgroundColor", _nuisance("ffffff b6e3f4 c0aede d1d4f9 ffd5dc ffdfbf")),
)


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of labels and the variants behind them, in columns.

    ``labels``: attribute → float64 ``(n,)`` if ordered, else words ``(n,)``. ``variants``: part →
    words ``(n,)``.
    """

    labels: Mapping[str, np.ndarray]
    variants: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.labels[NAMES[0]])

    def row(self, index: int) -> dict[str, Setting]:
        """The labels of one row as plain values."""
        return {name: column[index].item() for name, column in self.labels.items()}

    def row_variants(self, index: int) -> dict[str, str]:
        """The variants of one row."""
        return {name: str(column[index]) for name, column in self.variants.items()}


def split_table(split: str, start: int, stop: int, seed: int = 0) -> Table:
    """Rows ``start`` to ``stop`` of a split. Raises ``KeyError`` for an unknown split."""
    return _table(f"split:{split}", seed, start, stop, _weights({}), SPLIT_COMBINATIONS[split])


def sample_labels(
    n: int, seed: int, *, fixed: Labels | None = None, combinations: Combinations = "any"
) -> list[dict[str, Setting]]:
    """Labels of ``n`` new pictures: ``fixed`` as asked, the rest as the data have it.

    The rest is drawn from the data's distribution given what is fixed (asked for glasses, no one
    gets sunglasses); an ordered value that the data lack is conditioned on as the nearest one they
    have, and kept as asked. ``combinations="seen"`` leaves out the unseen ones, as training does.
    Raises ``KeyError`` for an unknown name or word.
    """
    asked = dict(fixed or {})
    table = _table("labels", seed, 0, n, _weights(asked), combinations)
    return [consistent({**table.row(index), **asked}, asked) for index in range(n)]


def is_unseen_column(labels: Mapping[str, np.ndarray]) -> np.ndarray:
    """``attributes.is_unseen`` for columns: bool ``(n,)``."""
    pink_sunglasses = (labels["sunglasses"] == 1) & (labels["hair_colour"] == "pink")
    bearded_long = (labels["beard"] == 1) & (labels["hair"] == "long")
    hat_moustache = (labels["hair"] == "hat") & (labels["moustache"] == 1) & (labels["glasses"] == 1)
    return np.asarray(pink_sunglasses | bearded_long | hat_moustache)


def _shows_unseen(labels: Mapping[str, np.ndarray]) -> np.ndarray:
    """Unseen *and* showing it: pink needs hair on the head to be seen. bool ``(n,)``."""
    others = dict(
        labels, hair_colour=np.where(np.isin(labels["hair"], ("bald", "hat")), "", labels["hair_colour"])
    )
    return is_unseen_column(others)


_WANTED: Mapping[Combinations, Callable[[Mapping[str, np.ndarray]], np.ndarray]] = {
    "any": lambda labels: np.ones(len(labels["smile"]), bool),
    "seen": lambda labels: ~is_unseen_column(labels),
    "unseen": _shows_unseen,
}


def _weights(fixed: Labels) -> dict[str, np.ndarray]:
    """Probabilities of each part's variants given the fixed labels."""
    nearest = {name: BY_NAME[name].values[BY_NAME[name].index(value)] for name, value in fixed.items()}
    weights = {}
    for part in PARTS:
        agrees = [all(nearest.get(k, v) == v for k, v in says.items()) for says in part.labels.values()]
        probabilities = np.array(part.weights) * agrees
        # Labels that no variant has together (beard and moustache) condition on nothing.
        total = probabilities.sum()
        weights[part.name] = probabilities / total if total else np.array(part.weights)
    return weights


def _table(
    purpose: str, seed: int, start: int, stop: int, weights: Mapping[str, np.ndarray], wanted: Combinations
) -> Table:
    first, last = start // _BLOCK, max(start, stop - 1) // _BLOCK
    blocks = [_block(purpose, seed, block, weights, wanted) for block in range(first, last + 1)]
    rows = slice(start - first * _BLOCK, stop - first * _BLOCK)
    return _decode({part.name: np.concatenate([b[part.name] for b in blocks])[rows] for part in PARTS})


def _block(
    purpose: str, seed: int, block: int, weights: Mapping[str, np.ndarray], wanted: Combinations
) -> _Codes:
    """Codes of ``_BLOCK`` rows, unwanted rows drawn again; gives up after 1,000 rounds."""
    codes: _Codes = {part.name: np.zeros(_BLOCK, np.int64) for part in PARTS}
    missing = np.ones(_BLOCK, bool)
    for turn in range(1000):
        generator = _stream(purpose, seed, block, turn)
        fresh = {part.name: _pick(generator.random(_BLOCK), weights[part.name]) for part in PARTS}
        taken = missing & _WANTED[wanted](_decode(fresh).labels)
        for name, column in codes.items():
            column[taken] = fresh[name][taken]
        missing &= ~taken
        if not missing.any():
            return codes
    raise ValueError("no picture fits the labels that were asked for")


def _pick(uniform: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Codes ``(n,)`` by inverting the cumulative weights; never one whose weight is 0."""
    edges = np.cumsum(weights)
    last = int(np.flatnonzero(weights)[-1])
    return np.minimum(np.searchsorted(edges, uniform, side="right"), last)


def _decode(codes: Mapping[str, np.ndarray]) -> Table:
    labels: dict[str, np.ndarray] = {}
    variants: dict[str, np.ndarray] = {}
    for part in PARTS:
        code = codes[part.name]
        variants[part.name] = np.array(part.variants)[code]
        for name in next(iter(part.labels.values())):
            labels[name] = np.array([says[name] for says in part.labels.values()])[code]
    return Table({name: labels[name] for name in NAMES}, variants)


def _stream(*key: str | int) -> np.random.Generator:
    """A random stream of its own for each key, the same on every machine."""
    digest = hashlib.sha256(repr(key).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))
