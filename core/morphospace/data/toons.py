"""Toons: faces of another hand, with some of the same attributes, drawn in the style *toon-head*.

What no model of the faces has seen, and the other side of translating between both. Every part is drawn
independently, as the faces' are; a row follows from seed and place alone. The style is a remix of
"ToonHead" by Johan Melin (https://www.johanmelin.com), licensed CC BY 4.0
(https://creativecommons.org/licenses/by/4.0/).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from morphospace.controls import Setting
from morphospace.data.attributes import HAIR_COLOURS, SKIN_COLOURS
from morphospace.data.drawing import draw_avatar
from morphospace.data.sampling import NONE, Part
from morphospace.errors import BadInputError, CancelledError

DRAWING = "toon-head"
_STREAM = 0x7005
_OPTIONAL = ("beard", "rearHair")
_CLOTH = ("262e33", "65c9ff", "e6e6e6", "ff5c5c", "a7ffc4", "5199e4", "ffafb9")
_BACKGROUNDS = ("ffffff", "b6e3f4", "c0aede", "d1d4f9", "ffd5dc", "ffdfbf")
_COLOURS = ("hairColor", "skinColor", "clothesColor", "backgroundColor")


def _even(name: str, labels: Mapping[str, Mapping[str, Setting]]) -> Part:
    return Part(name, labels, (1 / len(labels),) * len(labels))


def _plain(name: str, variants: tuple[str, ...]) -> Part:
    return _even(name, {variant: {} for variant in variants})


def _bearded(beard: float, moustache: float = 0.0) -> dict[str, Setting]:
    return {"beard": beard, "moustache": moustache}


TOON_PARTS: tuple[Part, ...] = (
    _even(
        "mouth",
        {
            "sad": {"smile": -1.0},
            "angry": {"smile": -1.0},
            "agape": {"smile": 0.0},
            "laugh": {"smile": 1.0},
            "smile": {"smile": 1.0},
        },
    ),
    Part(
        "beard",
        {
            NONE: _bearded(0.0),
            "chin": _bearded(1 / 3),
            "fullBeard": _bearded(2 / 3),
            "longBeard": _bearded(1.0),
            "moustacheTwirl": _bearded(0.0, 1.0),
        },
        (1 / 2, 1 / 8, 1 / 8, 1 / 8, 1 / 8),
    ),
    Part(
        "rearHair",
        {
            NONE: {"hair": "short"},
            "neckHigh": {"hair": "medium"},
            "shoulderHigh": {"hair": "medium"},
            "longStraight": {"hair": "long"},
            "longWavy": {"hair": "long"},
        },
        (1 / 3, 1 / 6, 1 / 6, 1 / 6, 1 / 6),
    ),
    _even("eyebrows", {name: {"brows": name} for name in ("neutral", "angry", "sad", "raised")}),
    _even("hairColor", {code: {"hair_colour": name} for name, code in HAIR_COLOURS.items()}),
    _even("skinColor", {code: {"skin": value} for value, code in SKIN_COLOURS.items()}),
    _plain("hair", ("bun", "sideComed", "spiky", "undercut")),
    _plain("eyes", ("bow", "happy", "humble", "wide", "wink")),
    _plain("clothes", ("dress", "openJacket", "shirt", "tShirt", "turtleNeck")),
    _plain("clothesColor", _CLOTH),
    _plain("backgroundColor", _BACKGROUNDS),
)


@dataclass(frozen=True)
class Toon:
    """One row: the drawing's variants by part, and what they say."""

    variants: Mapping[str, str]
    labels: Mapping[str, Setting]


@dataclass(frozen=True, eq=False)
class Toons:
    """``images``: uint8 ``(N, size, size, 3)``. ``labels``: of each picture, the attributes that toons share
    with the faces."""

    images: np.ndarray
    labels: tuple[Mapping[str, Setting], ...]

    def __len__(self) -> int:
        return len(self.images)


def toon_row(index: int, seed: int = 0) -> Toon:
    """What the toon at a place shows: the same however many are drawn."""
    random = np.random.default_rng((_STREAM, seed, index))
    variants: dict[str, str] = {}
    labels: dict[str, Setting] = {}
    for part in TOON_PARTS:
        chosen = part.variants[int(random.choice(len(part.variants), p=part.weights))]
        variants[part.name] = chosen
        labels.update(part.labels[chosen])
    return Toon(variants, labels)


def draw_toon(variants: Mapping[str, str], size: int = 64) -> np.ndarray:
    """The toon made of these variants, zoomed as the faces are: uint8 ``(size, size, 3)``.

    Raises ``MorphospaceError`` where the extra ``faces`` is not installed.
    """
    options: dict[str, Any] = {"size": size, "scale": 1.4, "translateY": 5}
    options |= {"headVariant": "head", "bodyVariant": "body", "hairProbability": 100}
    for part in TOON_PARTS:
        chosen = variants[part.name]
        if part.name in _COLOURS:
            options[part.name] = chosen
            continue
        if part.name in _OPTIONAL:
            options[f"{part.name}Probability"] = 0 if chosen == NONE else 100
        if chosen != NONE:
            options[f"{part.name}Variant"] = chosen
    return draw_avatar(DRAWING, options)


def draw_toons(
    n: int,
    size: int = 64,
    *,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Toons:
    """The first ``n`` toons of a seed, drawn here and now, some 5 ms each.

    Raises ``BadInputError`` for fewer than one, ``CancelledError`` when ``cancelled()``.
    """
    if n < 1:
        raise BadInputError(f"Cannot draw {n} toons: ask for 1 or more.")
    rows = [toon_row(index, seed) for index in range(n)]
    images = np.empty((n, size, size, 3), np.uint8)
    for index, row in enumerate(rows):
        if cancelled():
            raise CancelledError("Drawing toons was cancelled.")
        progress(index, n)
        images[index] = draw_toon(row.variants, size)
    progress(n, n)
    return Toons(images, tuple(row.labels for row in rows))
