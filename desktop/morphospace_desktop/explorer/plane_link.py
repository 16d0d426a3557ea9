"""The link between an exploration and the plane: what is shown goes there, what hands do comes back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject

from morphospace.atlas.drawing import colours
from morphospace.atlas.exploration import Exploration
from morphospace_desktop import theme
from morphospace_desktop.explorer.overlay import Overlay
from morphospace_desktop.explorer.plane import Plane


class PlaneLink(QObject):
    """Nothing but connections; the plane knows no exploration, and the exploration no plane."""

    def __init__(
        self, plane: Plane, exploration: Exploration, overlay: Overlay, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._plane, self._exploration = plane, exploration
        self._shows: dict[str, Callable[[], None]] = {
            "atlas": self._show_atlas,
            "layout": self._show_layout,
            "colour": self._show_colour,
            "filter": self._show_filter,
            "selection": self._show_selection,
            "highlights": plane.update,
            "path": plane.update,
        }
        exploration.subscribe(self._explored)
        plane.hovered.connect(exploration.point_at)
        plane.regioned.connect(self._region)
        plane.set_overlay(overlay.paint)
        plane.installEventFilter(self)

    def _region(self, mask: np.ndarray, mode: str) -> None:
        """Items that came to the atlas and are not laid out yet are in no region."""
        more = len(self._exploration.selected) - len(mask)
        self._exploration.select(np.pad(mask, (0, max(0, more))), mode)

    def _explored(self, aspect: str) -> None:
        show = self._shows.get(aspect)
        if show is not None:
            show()

    def _show_atlas(self) -> None:
        atlas = self._exploration.atlas
        self._plane.set_thumbnails(None if atlas is None else atlas.thumbnails)
        self._show_colour()
        self._show_filter()

    def _show_layout(self) -> None:
        layout = self._exploration.layout
        if layout is None:
            # Another atlas: points of the one before would stand for other items.
            self._plane.set_positions(np.empty((0, 2), np.float32))
            return
        self._plane.set_positions(layout.positions)
        self._show_colour()
        self._show_filter()
        self._show_selection()

    def _show_colour(self) -> None:
        atlas, name = self._exploration.atlas, self._exploration.colour
        layout = self._exploration.layout
        if atlas is None or layout is None:
            return
        column = None if name is None else atlas.columns[name]
        shades = colours.palette(column, theme.current().name)
        count = len(layout.positions)
        self._plane.set_colours(None if column is None else colours.codes(column)[:count], shades)

    def _show_filter(self) -> None:
        matches, layout = self._exploration.matches, self._exploration.layout
        if layout is not None:
            self._plane.set_dimmed(None if matches is None else matches[: len(layout.positions)])

    def _show_selection(self) -> None:
        layout = self._exploration.layout
        if layout is not None:
            self._plane.set_selected(self._exploration.selected[: len(layout.positions)])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Another theme has other colours of points."""
        if watched is self._plane and event.type() == QEvent.Type.PaletteChange:
            self._show_colour()
        return super().eventFilter(watched, event)
