"""Evidence: two selections of an atlas as a slider, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.columns import Column
from morphospace.errors import BadInputError
from morphospace.latents.directions import Direction, make_direction
from morphospace.latents.edits import LatentDirection
from morphospace.latents.separating import Method
from morphospace.latents.side_effects import attribute_axes, leakage

_MOST = 20_000
"""Items from which it is learned how attributes change through the places."""


@dataclass(frozen=True)
class Leak:
    """What one sigma along a direction does to an attribute: ``amount`` in the attribute's own spreads.

    ``kind``: of a kind, the value it moves most towards or away from; empty for a number.
    """

    name: str
    title: str
    amount: float
    kind: str = ""


@dataclass(frozen=True, eq=False)
class Evidence:
    """A slider made from two selections.

    ``auc``: area under the ROC curve on pictures held out of the fit, None where a selection has a single
    one. ``turn``: by how many degrees it turns with other pictures, the middle 95 %. ``leaks``: what it does
    to every attribute, largest first; the first is what it means. ``centre``: the place ``(D,)`` between the
    two selections. ``counts``: pictures of A and of B that it was made from. ``untangled``: whether it was
    made to change nothing but what it means.
    """

    direction: LatentDirection
    method: Method
    auc: float | None
    turn: tuple[float, float]
    leaks: tuple[Leak, ...]
    counts: tuple[int, int]
    centre: np.ndarray
    untangled: bool = False

    @property
    def means(self) -> Leak | None:
        """The attribute that it moves most; None where there are no attributes."""
        return self.leaks[0] if self.leaks else None

    @property
    def side_effects(self) -> tuple[Leak, ...]:
        """The others."""
        return self.leaks[1:]


def direction_from(
    atlas: Atlas,
    rows_a: np.ndarray,
    rows_b: np.ndarray,
    method: Method = "means",
    name: str = "",
    seed: int = 0,
    *,
    untangle: bool = False,
    keep: str | None = None,
) -> Evidence:
    """The slider from the items ``rows_b`` towards ``rows_a``.

    Items in both selections, and items whose place is not finite, are left out. ``untangle``: take out what
    it does to every attribute but the one named ``keep`` (unless given, the one it moves most). Raises
    ``BadInputError`` where a selection has nothing of its own, where the two cannot be told apart, and where
    nothing is left.
    """
    a, b = _own_rows(atlas, rows_a, rows_b)
    toward, away = (np.asarray(atlas.places[rows], np.float64) for rows in (a, b))
    axes = axes_of(atlas, seed)
    direction = make_direction(toward, away, method, seed)
    leaks = _leaks(direction, axes, atlas.columns)
    taken_out: list[str] = []
    if untangle and leaks:
        kept = keep or leaks[0].name
        taken_out = [one for one in axes if one != kept]
        others = [axis for one in taken_out for axis in axes[one].values()]
        direction = make_direction(toward, away, method, seed, np.reshape(others, (-1, toward.shape[1])))
        leaks = _leaks(direction, axes, atlas.columns)
    return Evidence(
        LatentDirection(
            name=name.strip() or "A − B",
            model=atlas.model,
            model_hash=atlas.model_hash,
            coordinates=atlas.coordinates,
            vector=direction.vector.astype(np.float32),
            sigma=direction.sigma,
            figures=_figures(atlas, direction, leaks, (len(a), len(b)), taken_out),
        ),
        method,
        direction.auc,
        direction.turn,
        leaks,
        (len(a), len(b)),
        direction.centre,
        untangle,
    )


def axes_of(atlas: Atlas, seed: int = 0) -> dict[str, dict[str, np.ndarray]]:
    """How each attribute changes through the places: by attribute and kind (empty for a number) the gradient
    ``(D,)`` in spreads of the attribute. Constant attributes, and those known of no item, have none."""
    count = len(atlas)
    rows = np.arange(count)
    if count > _MOST:
        rows = np.sort(np.random.default_rng(seed).choice(count, _MOST, replace=False))
    places = np.asarray(atlas.places[rows], np.float64)
    finite = np.isfinite(places).all(1)
    rows, places = rows[finite], places[finite]
    found: dict[str, dict[str, np.ndarray]] = {}
    for known, names in _by_known(atlas.columns, rows).items():
        usable = np.frombuffer(known, bool)
        if usable.sum() < 2:
            continue
        numbers = {
            (name, kind): values
            for name in names
            for kind, values in _numbers(atlas.columns[name], rows[usable]).items()
        }
        keys = {f"{place}": key for place, key in enumerate(numbers)}
        gradients = attribute_axes(places[usable], {text: numbers[key] for text, key in keys.items()})
        for text, gradient in gradients.items():
            name, kind = keys[text]
            found.setdefault(name, {})[kind] = gradient
    return {name: found[name] for name in atlas.columns if name in found}


def _by_known(columns: Mapping[str, Column], rows: np.ndarray) -> dict[bytes, list[str]]:
    """Names of the columns by which of the rows they are known of: most are known of all."""
    groups: dict[bytes, list[str]] = {}
    for name, column in columns.items():
        groups.setdefault(np.asarray(column.known[rows], bool).tobytes(), []).append(name)
    return groups


def _numbers(column: Column, rows: np.ndarray) -> dict[str, np.ndarray]:
    """A column as numbers: itself, or 0 and 1 for each kind."""
    values = np.asarray(column.values[rows])
    if not column.is_kind:
        return {"": values.astype(np.float64)}
    return {kind: (values == code).astype(np.float64) for code, kind in enumerate(column.kinds)}


def _own_rows(
    atlas: Atlas, rows_a: Sequence[int] | np.ndarray, rows_b: Sequence[int] | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    a, b = (np.unique(np.asarray(rows, np.int64)) for rows in (rows_a, rows_b))
    if not len(a) or not len(b):
        raise BadInputError("A slider needs two selections, and one of them is empty: select some pictures.")
    shared = np.intersect1d(a, b)
    a, b = np.setdiff1d(a, shared), np.setdiff1d(b, shared)
    if not len(a) or not len(b):
        raise BadInputError(
            "One selection lies wholly within the other, so nothing tells them apart: "
            "choose another one to compare with."
        )
    a, b = (rows[np.isfinite(atlas.places[rows]).all(1)] for rows in (a, b))
    if not len(a) or not len(b):
        raise BadInputError("The latents of a selection hold NaN or infinity: select other pictures.")
    return a, b


def _leaks(
    direction: Direction, axes: Mapping[str, Mapping[str, np.ndarray]], columns: Mapping[str, Column]
) -> tuple[Leak, ...]:
    found = []
    for name, gradients in axes.items():
        amounts = leakage(direction, gradients)
        kind = max(amounts, key=lambda kind: abs(amounts[kind]))
        found.append(Leak(name, columns[name].title, amounts[kind], kind))
    return tuple(sorted(found, key=lambda leak: -abs(leak.amount)))


def _figures(
    atlas: Atlas,
    direction: Direction,
    leaks: Sequence[Leak],
    counts: tuple[int, int],
    taken_out: Sequence[str],
) -> dict[str, object]:
    """What a file says of how it was made, as plain data."""
    return {
        "atlas": atlas.title,
        "method": direction.method,
        "pictures": list(counts),
        "auc": direction.auc,
        "turn_degrees": [round(angle, 2) for angle in direction.turn],
        "moves": {
            f"{leak.name}{'=' if leak.kind else ''}{leak.kind}": round(leak.amount, 4) for leak in leaks
        },
        "without": list(taken_out),
    }
