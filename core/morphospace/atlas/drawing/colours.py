"""Colours of a column: a code for every item, what each code means, and how it looks.

Kinds have a code each, numbers of a few values as well; other numbers are binned into a ramp. Attributes
that are colours themselves are shown in them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np

from morphospace.atlas.columns import Column
from morphospace.atlas.drawing.shades import SHADES, Shades, along, rgb, shown
from morphospace.data.attributes import BY_NAME

NEUTRAL = 0
"""The code of an item of which the value is not known; what is not coloured at all has it too."""
MOST_KINDS = 12
MOST_STEPS = 7
"""A number that has more values than this is binned."""
BINS = 9
_FEW_STEPS = 3
_LEAST_GAP = 0.05
"""Of more steps than ``_FEW_STEPS`` none may lie closer to the next, as a share of the range."""

_MOST_CODES = MOST_KINDS + 2
_SAMPLE = 16384
_EDGE_SHARE = 0.02
_WORDS = {
    "smile": {-1.0: "sad", 0.0: "neutral", 1.0: "smiling"},
    "beard": {0.0: "no beard", 0.333: "light", 0.667: "medium", 1.0: "full"},
    "skin": {0.0: "very light", 0.25: "light", 0.5: "tan", 0.75: "brown", 1.0: "very dark"},
}
"""What people say for values of the embedded faces, rounded to three decimals."""

Theme = Literal["dark", "light"]
Form = Literal["kinds", "steps", "ramp"]


@dataclass(frozen=True)
class LegendEntry:
    """One colour: what it means, its code, and how many items have it. ``low`` to ``high``: the numbers it
    stands for, NaN where it stands for a kind."""

    title: str
    code: int
    count: int
    low: float = math.nan
    high: float = math.nan


@dataclass(frozen=True, eq=False)
class _Scheme:
    """``values``: the numbers of steps, or the edges between bins, ascending. ``kinds``: those that have
    a code of their own, in order."""

    form: Form
    values: np.ndarray
    kinds: tuple[int, ...] = ()
    codes: np.ndarray | None = None


_SCHEMES: WeakKeyDictionary[Column, _Scheme] = WeakKeyDictionary()


def codes(column: Column) -> np.ndarray:
    """The code of every item's colour, uint8 ``(N,)``; ``NEUTRAL`` where the value is not known."""
    found = _scheme(column).codes
    assert found is not None
    return found


def form(column: Column) -> Form:
    """Whether the legend is a list of kinds, of steps, or one continuous ramp."""
    return _scheme(column).form


def legend(column: Column) -> tuple[LegendEntry, ...]:
    """What each colour means, with counts: kinds in their order, steps from the most to the least, a ramp
    from its least to its most. What is not known comes last, where there is such."""
    scheme = _scheme(column)
    found = codes(column)
    # Far faster than counting all at once, which would make each code a number of eight bytes first.
    counts = np.array([np.count_nonzero(found == code) for code in range(_MOST_CODES)])
    make = {"kinds": _kind_entries, "steps": _step_entries, "ramp": _ramp_entries}[scheme.form]
    entries = make(column, scheme, counts)
    if counts[NEUTRAL]:
        entries.append(LegendEntry("not known", NEUTRAL, int(counts[NEUTRAL])))
    return tuple(entries)


def palette(column: Column | None, theme: str = "dark") -> np.ndarray:
    """How each code looks: uint8 ``(codes, 3)``, the row of its code. Without a column, the plain colour
    of points is in the row of ``NEUTRAL``."""
    shades = SHADES[theme]
    if column is None:
        return rgb(shades.low)[None].copy()
    return np.concatenate([rgb(shades.neutral)[None], _looks(column, _scheme(column), shades)])


# ---------------------------------------------------------------------- which codes


def _scheme(column: Column) -> _Scheme:
    scheme = _SCHEMES.get(column)
    if scheme is None:
        scheme = _SCHEMES[column] = (_of_kinds if column.is_kind else _of_numbers)(column)
    return scheme


def _of_kinds(column: Column) -> _Scheme:
    """The most frequent kinds have codes; the rest is one "other"."""
    own = list(range(len(column.kinds)))
    if len(column.kinds) > MOST_KINDS:
        counts = np.bincount(column.values[column.known], minlength=len(column.kinds))
        own = sorted(np.argsort(-counts, kind="stable")[:MOST_KINDS].tolist())
    table = np.full(len(column.kinds) + 1, len(own) + 1, np.uint8)
    table[own] = np.arange(1, len(own) + 1)
    table[-1] = NEUTRAL  # what is not known has the code -1
    return _Scheme("kinds", np.empty(0), tuple(own), table[column.values])


def _of_numbers(column: Column) -> _Scheme:
    values = np.asarray(column.values)
    known = np.isfinite(values)
    steps = _steps(values, known)
    edges = _edges(values, known) if steps is None else steps
    found = np.ones(len(values), np.uint8)
    # Between two steps that are neighbours in float32 lies no other number: each is compared by itself.
    for edge in edges.astype(np.float32) if steps is None else edges[1:].astype(values.dtype):
        found += values > edge if steps is None else values >= edge
    found *= known
    return _Scheme("ramp" if steps is None else "steps", edges, codes=found)


def _steps(values: np.ndarray, known: np.ndarray) -> np.ndarray | None:
    """The different values, ascending, if they are few."""
    stride = max(1, len(values) // _SAMPLE)
    found = list(np.unique(values[::stride][known[::stride]])[: MOST_STEPS + 1])
    if len(found) > MOST_STEPS:
        return None
    left = known.copy()
    for value in found:
        left &= values != value
    rest = values[left]
    while len(found) <= MOST_STEPS and len(rest):
        found.append(rest[0])
        rest = rest[rest != rest[0]]
    if len(found) > MOST_STEPS:
        return None
    steps = np.sort(np.array(found, np.float64))
    # What a model read is near its values, not at them: 0.97 and 0.99 are no kinds of a smile.
    apart = np.diff(steps).min(initial=np.inf) >= _LEAST_GAP * (steps[-1:] - steps[:1]).sum()
    return steps if len(steps) <= _FEW_STEPS or apart else None


def _edges(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Even bins between the quantiles near the ends, so that a stray value does not take all colours."""
    stride = max(1, len(values) // _SAMPLE)
    sample = values[::stride][known[::stride]]
    low, high = np.quantile(sample, [_EDGE_SHARE, 1 - _EDGE_SHARE]) if len(sample) else (0.0, 0.0)
    if not low < high:
        low, high = float(values[known].min()), float(values[known].max())
    return np.linspace(low, high, BINS + 1)[1:-1]


# ---------------------------------------------------------------------- what they mean


def _kind_entries(column: Column, scheme: _Scheme, counts: np.ndarray) -> list[LegendEntry]:
    entries = [
        LegendEntry(column.kinds[kind], code, int(counts[code])) for code, kind in enumerate(scheme.kinds, 1)
    ]
    rest = len(column.kinds) - len(scheme.kinds)
    if rest:
        code = len(scheme.kinds) + 1
        entries.append(LegendEntry(f"{rest} other kinds" if rest > 1 else "other", code, int(counts[code])))
    return entries


def _step_entries(column: Column, scheme: _Scheme, counts: np.ndarray) -> list[LegendEntry]:
    titles = _step_titles(column, scheme.values.tolist())
    entries = [
        LegendEntry(title, code, int(counts[code]), value, value)
        for code, (title, value) in enumerate(zip(titles, scheme.values.tolist(), strict=True), 1)
    ]
    return entries[::-1]


def _step_titles(column: Column, values: Sequence[float]) -> list[str]:
    words = _WORDS.get(column.name, {})
    if all(round(value, 3) in words for value in values):
        return [words[round(value, 3)] for value in values]
    if list(values) == [0.0, 1.0]:
        return [f"no {column.title.lower()}", column.title.lower()]
    return [written(value) for value in values]


def _ramp_entries(column: Column, scheme: _Scheme, counts: np.ndarray) -> list[LegendEntry]:
    known = column.values[column.known]
    bounds = [float(known.min()), *scheme.values.tolist(), float(known.max())]
    step = float(scheme.values[1] - scheme.values[0])
    digits = max(0, 1 - math.floor(math.log10(step))) if step > 0 else 6
    return [
        LegendEntry(f"{written(low, digits)} to {written(high, digits)}", code, int(counts[code]), low, high)
        for code, (low, high) in enumerate(pairwise(bounds), 1)
    ]


def written(value: float, digits: int = 2) -> str:
    """A number for people: at most so many decimals, none for nothing, and a true minus."""
    text = f"{value:.{min(digits, 12)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text.replace("-", "−")


# ---------------------------------------------------------------------- how they look


def _looks(column: Column, scheme: _Scheme, shades: Shades) -> np.ndarray:
    """Colours of the codes from 1 on: ``(codes - 1, 3)``."""
    if scheme.form == "ramp":
        return along(shades.ramp, np.linspace(0, 1, BINS))
    if scheme.form == "steps":
        return _step_looks(column, scheme.values, shades)
    own = column.colours or _known_colours(column.name, column.kinds)
    if own:
        looks = shown([own[kind] for kind in scheme.kinds], shades.lightness)
    else:
        looks = np.stack([rgb(colour) for colour in shades.kinds[: len(scheme.kinds)]])
    return np.concatenate([looks, rgb(shades.other)[None]])


def _step_looks(column: Column, values: np.ndarray, shades: Shades) -> np.ndarray:
    own = _known_colours(column.name, tuple(values.tolist()))
    if own:
        return shown(own, shades.lightness)
    if not len(values):
        return np.empty((0, 3), np.uint8)
    if values[0] < 0 < values[-1]:
        return along((shades.low, shades.middle, shades.high), 0.5 + 0.5 * values / np.abs(values).max())
    if values[0] == 0 < values[-1]:
        return along((shades.middle, shades.high), values / values[-1])
    return along(shades.ramp, np.linspace(0, 1, max(len(values), 2))[: len(values)])


@cache
def _known_colours(name: str, values: tuple[float, ...] | tuple[str, ...]) -> tuple[str, ...]:
    """The colours that the embedded faces' attribute of this name has for these values, if it has them."""
    attribute = BY_NAME.get(name)
    if attribute is None or attribute.colours is None or not values:
        return ()
    if attribute.ordered == isinstance(values[0], str):
        return ()
    found = []
    for value in values:
        place = next((at for at, one in enumerate(attribute.values) if _same(one, value)), None)
        if place is None:
            return ()
        found.append(attribute.colours[place])
    return tuple(found)


def _same(one: object, other: object) -> bool:
    """Whether two values are equal as far as float32 goes."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, abs_tol=1e-6)
    return one == other
