"""What the map is a projection of, and what lies under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from morphospace.atlas.exploration import Exploration
from morphospace.latents.coordinates import Coordinates
from morphospace_desktop import theme
from morphospace_desktop.explorer.choosing import MenuChoice, NarrowRow
from morphospace_desktop.panels.segments import SegmentedChoice

SEGMENTS = {"pca": "PCA", "umap": "UMAP", "axes": "Axes", "directions": "Axes", "given": "Axes"}
"""Where each kind of layout stands; the last two are chosen in the menu of axes."""
UNDERLAYS = ("none", "decoded", "holes")
_AXIS, _DIRECTION, _FILE = "axis:", "direction:", "file"


class Projecting(QWidget):
    """Segments for the projection and, for axes, which two; ``file_requested``: own coordinates."""

    projection_requested = Signal(str, object)
    file_requested = Signal()
    underlay_requested = Signal(str)

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._coordinates: Coordinates | None = None
        self._directions: tuple[str, ...] = ()
        self._waiting = ""
        self._pair = ("", "")
        self.kind = SegmentedChoice(tuple(dict.fromkeys(SEGMENTS.values())), "PCA")
        self.underlay = SegmentedChoice(UNDERLAYS, "none")
        self.across, self.up = MenuChoice(), MenuChoice()
        self._axis_rows = [NarrowRow("Across", self.across), NarrowRow("Up", self.up)]
        self._lay_out()
        self.kind.chosen.connect(self._choose)
        self.underlay.chosen.connect(self.underlay_requested)
        self.across.chosen.connect(lambda key: self._choose_axis(key, self.across, self.up))
        self.up.chosen.connect(lambda key: self._choose_axis(key, self.up, self.across))
        exploration.subscribe(self._explored)
        self._show_atlas()

    def set_directions(self, names: Sequence[str]) -> None:
        """The directions there are."""
        # Told with every move of one, too: what is offered changes only with the names.
        if tuple(names) != self._directions:
            self._directions = tuple(names)
            self._offer()

    def expect(self, kind: str) -> None:
        """A layout of this kind is being made, whoever asked for it."""
        if kind not in SEGMENTS:
            self.fall_back()
            return
        layout = self._exploration.layout
        self._waiting = "" if layout is not None and layout.kind == kind else kind
        self.kind.show_setting(SEGMENTS[kind])
        self._show_axes()

    def fall_back(self) -> None:
        """What was asked for does not come: show what the layout is."""
        self._waiting = ""
        self._show_layout()

    # ------------------------------------------------------------------ following

    def _explored(self, aspect: str) -> None:
        if aspect == "atlas":
            self._show_atlas()
        elif aspect == "layout":
            self._show_layout()

    def _show_atlas(self) -> None:
        atlas = self._exploration.atlas
        found = None if atlas is None else atlas.coordinates
        if found != self._coordinates:
            self._coordinates, self._waiting = found, ""
            self._offer()
            first, second = _first_two(found) if found is not None else (0, 1)
            self._pair = (f"{_AXIS}{first}", f"{_AXIS}{second}")
            self._show_pair()
        self._show_layout()

    def _offer(self) -> None:
        groups: dict[str, list[tuple[str, str]]] = {"Attributes": [], "Latents": []}
        if self._coordinates is not None:
            for at, label in enumerate(self._coordinates.labels):
                group = "Latents" if at < self._coordinates.latent_width else "Attributes"
                groups[group].append((f"{_AXIS}{at}", label.replace("=", ": ")))
        groups["Directions"] = [(f"{_DIRECTION}{name}", name) for name in self._directions]
        groups["Own"] = [(_FILE, "Your own coordinates…")]
        for choice in (self.across, self.up):
            choice.set_choices(groups)

    def _show_layout(self) -> None:
        layout = self._exploration.layout
        kind = layout.kind if layout is not None else ""
        if self._waiting in ("", kind):
            self._waiting = ""
            self.kind.show_setting(SEGMENTS.get(kind, "PCA"))
            self._show_pair()
            if layout is not None and kind == "given":
                self.across.show_words(layout.title)
                self.up.show_words(layout.title)
        self._show_axes()

    def _show_pair(self) -> None:
        for choice, key in zip((self.across, self.up), self._pair, strict=True):
            choice.show_setting(key)

    def _show_axes(self) -> None:
        for row in self._axis_rows:
            row.setVisible(self.kind.setting() == "Axes")

    # ------------------------------------------------------------------ asking

    def _choose(self, title: str) -> None:
        self._show_axes()
        if title == "Axes":
            self._ask_for_axes()
        else:
            self._ask(title.lower(), {})

    def _choose_axis(self, key: str, choice: MenuChoice, other: MenuChoice) -> None:
        """Two axes, or two directions: the other one follows to the same kind."""
        if key == _FILE:
            self._waiting = "given"
            self._show_pair()
            self.file_requested.emit()
            return
        kind = key.partition(":")[0]
        if key == other.setting() or other.setting().partition(":")[0] != kind:
            same = [one for one in choice.keys() if one.startswith(f"{kind}:") and one != key]  # noqa: SIM118
            if not same:
                self._show_pair()
                return
            other.show_setting(same[0])
        self._ask_for_axes()

    def _ask_for_axes(self) -> None:
        pair = self._pair = (self.across.setting(), self.up.setting())
        if all(one.startswith(_AXIS) for one in pair):
            first, second = (int(one.removeprefix(_AXIS)) for one in pair)
            self._ask("axes", {"first": first, "second": second})
        elif all(one.startswith(_DIRECTION) for one in pair):
            names = [one.removeprefix(_DIRECTION) for one in pair]
            self._ask("directions", {"first": names[0], "second": names[1]})

    def _ask(self, kind: str, options: Mapping[str, Any]) -> None:
        self._waiting = kind
        self.projection_requested.emit(kind, dict(options))

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.GAP)
        rows.addWidget(NarrowRow("Project", self.kind))
        for row in self._axis_rows:
            rows.addWidget(row)
        rows.addWidget(NarrowRow("Under it", self.underlay))


def _first_two(coordinates: Coordinates) -> tuple[int, int]:
    """The first two attributes that are numbers, else the first two dimensions."""
    singles = [
        at
        for at, label in enumerate(coordinates.labels)
        if at >= coordinates.latent_width and "=" not in label
    ]
    return (singles[0], singles[1]) if len(singles) > 1 else (0, min(1, coordinates.width - 1))
