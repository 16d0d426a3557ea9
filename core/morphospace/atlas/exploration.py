"""An exploration: one atlas, how it is laid out, coloured and filtered, and what is chosen of it.

The state behind the workspace *Explore*, without a screen. Whoever shows a part of it subscribes and is
told by aspect what changed; whoever changes it calls a method. Everything is called on one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from morphospace.atlas.atlas import Atlas
from morphospace.errors import BadInputError
from morphospace.latents.projections import Projection

Aspect = str
Listener = Callable[[Aspect], None]
ASPECTS = (
    "atlas",
    "layout",
    "colour",
    "filter",
    "selection",
    "named",
    "highlights",
    "hover",
    "offset",
    "path",
)
"""``layout``: projection and positions. ``named``: the kept selections and which are A and B."""

_MOST_UNDO = 50


@dataclass(frozen=True, eq=False)
class Layout:
    """Where everything lies: ``positions`` float32 ``(N, 2)`` of the atlas's items under ``projection``.

    ``kind``: ``pca``, ``umap``, ``axes``, ``directions`` or ``given``. ``title``: for people.
    ``hidden``: directions ``(K, D)`` off the plane, with the deviation of the items along each, largest
    first, and a name for each: what the sliders *off the plane* move. ``share``: of all variance that the
    plane shows, NaN where that makes no sense. ``final``: False while it is still being improved.
    """

    kind: str
    title: str
    projection: Projection
    positions: np.ndarray
    hidden: np.ndarray
    deviations: np.ndarray
    hidden_names: tuple[str, ...] = ()
    share: float = float("nan")
    final: bool = True


@dataclass(frozen=True, eq=False)
class Named:
    """A kept selection: ``rows`` are sorted places in the atlas, int64."""

    name: str
    rows: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Hover:
    """What the pointer is at: plane coordinates, and the item within reach, or -1 for no item."""

    x: float
    y: float
    row: int = -1


@dataclass(frozen=True, eq=False)
class Path:
    """A path on show: the plane coordinates ``(S, 2)`` of its steps, and the playhead, 0 to 1."""

    positions: np.ndarray
    playhead: float = 0.0


class Exploration:
    """See the module. The attributes are for reading.

    ``selected``: bool ``(N,)``. ``matches``: bool ``(N,)`` by the filter, or None without one.
    ``highlights``: rows that are ringed on the map, in order of rank. ``a``, ``b``: names of kept
    selections that make a direction, or None. ``offset``: deviations by which the sliders off the plane
    stand, one for each hidden direction of the layout.
    """

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self.atlas: Atlas | None = None
        self._clear()

    def _clear(self) -> None:
        count = len(self.atlas) if self.atlas is not None else 0
        self.layout: Layout | None = None
        self.colour: str | None = None
        self.filter_text = ""
        self.matches: np.ndarray | None = None
        self.selected = np.zeros(count, bool)
        self.named: tuple[Named, ...] = ()
        self.a: str | None = None
        self.b: str | None = None
        self.highlights: tuple[int, ...] = ()
        self.hover: Hover | None = None
        self.offset = np.zeros(0)
        self.path: Path | None = None
        self._undo: list[np.ndarray] = []
        self._redo: list[np.ndarray] = []

    # ------------------------------------------------------------------ telling

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told by aspect (``ASPECTS``) what changed; returns the unsubscriber."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def _tell(self, *aspects: Aspect) -> None:
        for aspect in aspects:
            for listener in tuple(self._listeners):
                listener(aspect)

    # ------------------------------------------------------------------ atlas and layout

    def open(self, atlas: Atlas | None) -> None:
        """Explore another atlas; everything about the one before is dropped."""
        self.atlas = atlas
        self._clear()
        self._tell(*ASPECTS)

    def grow(self, atlas: Atlas) -> None:
        """The same atlas with more items behind those that were there: what is chosen stays chosen."""
        more = len(atlas) - len(self.selected)
        if more < 0:
            raise ValueError("an atlas does not lose items while it is open")
        self.atlas = atlas
        self.selected, *before = (_longer(one, more) for one in (self.selected, *self._undo, *self._redo))
        self._undo, self._redo = before[: len(self._undo)], before[len(self._undo) :]
        filtered = self.matches is not None
        if filtered:
            # Before anyone is told: whoever listens finds everything as long as the atlas.
            self.matches = self._matching(self.filter_text)
        self._tell("atlas", "selection", *(("filter",) if filtered else ()))

    def lay_out(self, layout: Layout) -> None:
        """Show the items at other positions. Sliders off the plane go back to 0 with another kind."""
        if self.atlas is None or len(layout.positions) > len(self.atlas):
            raise ValueError("a layout places the items of the open atlas")
        same = self.layout is not None and self.layout.kind == layout.kind
        self.layout = layout
        if not same or len(self.offset) != len(layout.hidden):
            self.offset = np.zeros(len(layout.hidden))
            self._tell("offset")
        self._tell("layout")

    def move_off(self, offset: np.ndarray) -> None:
        """Set the sliders off the plane, in deviations, one for each hidden direction."""
        self.offset = np.asarray(offset, float)
        self._tell("offset")

    def place_at(self, plane: np.ndarray) -> np.ndarray:
        """Places float32 ``(M, D)`` of coordinates ``(M, 2)`` of the plane, moved off it as the sliders say.

        Raises ``BadInputError`` where nothing is laid out.
        """
        if self.layout is None:
            raise BadInputError("There is no map yet: choose an atlas first.")
        places = self.layout.projection.inverse(np.asarray(plane, np.float64))
        if self.offset.any():
            places = places + (self.offset * self.layout.deviations) @ self.layout.hidden
        return np.asarray(places, np.float32)

    # ------------------------------------------------------------------ colour, filter, pointer, highlights

    def colour_by(self, column: str | None) -> None:
        """Colour by a column of the atlas, or by nothing. Raises ``BadInputError`` for one it has not."""
        if column is not None and (self.atlas is None or column not in self.atlas.columns):
            raise BadInputError(f"There is nothing called {column} to colour by: choose another.")
        self.colour = column
        self._tell("colour")

    def filter_by(self, text: str) -> None:
        """Grey what does not match an expression; empty shows all. Raises ``BadFilterError`` and keeps the
        filter there was."""
        self.filter_text, self.matches = text, self._matching(text)
        self._tell("filter")

    def _matching(self, text: str) -> np.ndarray | None:
        from morphospace.atlas.filtering.filters import parse

        if self.atlas is None or not text.strip():
            return None
        return parse(text, self.atlas.columns).matches(self.atlas.columns)

    def point_at(self, hover: Hover | None) -> None:
        """The pointer moved on the map, or left it."""
        if hover != self.hover:
            self.hover = hover
            self._tell("hover")

    def highlight(self, rows: Sequence[int]) -> None:
        """Ring items on the map, the most important first."""
        self.highlights = tuple(rows)
        self._tell("highlights")

    def show_path(self, path: Path | None) -> None:
        """Draw a path over the map, or none."""
        self.path = path
        self._tell("path")

    # ------------------------------------------------------------------ selections

    def select(self, mask: np.ndarray, mode: str = "replace") -> None:
        """Choose items ``(N,)``: ``replace`` what was chosen, ``add`` to it, or ``subtract`` from it."""
        mask = np.asarray(mask, bool)
        if mask.shape != self.selected.shape or mode not in ("replace", "add", "subtract"):
            raise ValueError(f"{mode!r} with a mask {mask.shape} for {len(self.selected)} items")
        if mode == "add":
            mask = self.selected | mask
        elif mode == "subtract":
            mask = self.selected & ~mask
        if np.array_equal(mask, self.selected):
            return
        self._undo = [*self._undo[-(_MOST_UNDO - 1) :], self.selected]
        self._redo = []
        self.selected = mask
        self._tell("selection")

    def select_rows(self, rows: Sequence[int] | np.ndarray, mode: str = "replace") -> None:
        """Choose items by their places in the atlas."""
        mask = np.zeros(len(self.selected), bool)
        mask[np.asarray(rows, np.int64)] = True
        self.select(mask, mode)

    @property
    def can_undo(self) -> bool:
        """Whether there was another selection before."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether a selection was taken back."""
        return bool(self._redo)

    def undo(self) -> None:
        """Back to the selection before."""
        if self._undo:
            self._redo.append(self.selected)
            self.selected = self._undo.pop()
            self._tell("selection")

    def redo(self) -> None:
        """Take the selection again that ``undo`` left."""
        if self._redo:
            self._undo.append(self.selected)
            self.selected = self._redo.pop()
            self._tell("selection")

    def keep(self, name: str) -> Named:
        """Keep what is chosen under a name, in place of another of that name; the first two are A and B.

        Raises ``BadInputError`` for nothing chosen and for an empty name.
        """
        name = name.strip()
        if not name:
            raise BadInputError("A selection needs a name: type one.")
        if not self.selected.any():
            raise BadInputError("Nothing is selected: draw around some points first.")
        named = Named(name, np.flatnonzero(self.selected))
        if any(one.name == name for one in self.named):
            self.named = tuple(named if one.name == name else one for one in self.named)
        else:
            self.named = (*self.named, named)
        self._assign()
        self._tell("named")
        return named

    def forget(self, name: str) -> None:
        """Drop a kept selection."""
        self.named = tuple(one for one in self.named if one.name != name)
        self.a, self.b = (None if one == name else one for one in (self.a, self.b))
        self._assign()
        self._tell("named")

    def rename(self, name: str, new: str) -> None:
        """Give a kept selection another name. Raises ``BadInputError`` for one that is taken or empty,
        and ``KeyError`` for one that is not kept."""
        new = new.strip()
        next_of(self.named, name)
        if not new or any(one.name == new for one in self.named if one.name != name):
            raise BadInputError(f"The name {new!r} is empty or taken: type another.")
        self.named = tuple(Named(new, one.rows) if one.name == name else one for one in self.named)
        self.a, self.b = (new if one == name else one for one in (self.a, self.b))
        self._tell("named")

    def pair(self, a: str | None, b: str | None) -> None:
        """Which kept selections make a direction: from ``b`` towards ``a``.

        Raises ``KeyError`` for a name that is not kept, ``BadInputError`` for the same one twice.
        """
        for name in (a, b):
            if name is not None:
                next_of(self.named, name)
        if a is not None and a == b:
            raise BadInputError("A direction needs two different selections: choose another one.")
        self.a, self.b = a, b
        self._tell("named")

    def rows_of(self, name: str) -> np.ndarray:
        """The rows of a kept selection. Raises ``KeyError``."""
        return next_of(self.named, name).rows

    def _assign(self) -> None:
        free = [one.name for one in self.named if one.name not in (self.a, self.b)]
        if self.a is None and free:
            self.a = free.pop(0)
        if self.b is None and free:
            self.b = free.pop(0)

    def counts(self) -> Mapping[str, int]:
        """Items of the colouring column by the name of the kind (or the value) they have, in its order."""
        from morphospace.atlas.drawing.colours import legend

        if self.atlas is None or self.colour is None:
            return {}
        return {entry.title: entry.count for entry in legend(self.atlas.columns[self.colour])}


def _longer(mask: np.ndarray, more: int) -> np.ndarray:
    return np.concatenate([mask, np.zeros(more, bool)])


def next_of(named: Sequence[Named], name: str) -> Named:
    """The kept selection of this name. Raises ``KeyError``."""
    for one in named:
        if one.name == name:
            return one
    raise KeyError(name)
