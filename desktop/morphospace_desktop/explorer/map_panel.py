"""The left panel of *Explore*: what is projected, coloured, filtered, moved off the plane and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from morphospace.atlas.drawing.colours import codes
from morphospace.atlas.exploration import Exploration
from morphospace_desktop import theme
from morphospace_desktop.explorer.choosing import ChoosingHead
from morphospace_desktop.explorer.filter_edit import FilterEdit
from morphospace_desktop.explorer.legend import INSET, Legend
from morphospace_desktop.explorer.off_plane import OffPlane
from morphospace_desktop.explorer.projecting import Projecting
from morphospace_desktop.explorer.selections_list import SelectionsList
from morphospace_desktop.panels.rows import SectionHead

WIDTH = 264
NO_COLOUR = ""


class MapPanel(QWidget):
    """Shows an exploration and changes it; what needs the host is asked for by signals.

    ``projection_requested(kind, options)``: ``pca`` and ``umap`` without options, ``axes`` with ``first``
    and ``second`` (numbers of a place's dimensions), ``directions`` with the names ``first`` and
    ``second``, ``given`` with the ``path`` of a file of coordinates. ``underlay_requested``: ``none``,
    ``decoded`` or ``holes``. ``export_requested`` and ``gallery_requested``: rows, int64 ``(n,)``.
    ``selected_changed``: "2,734 selected", for the status line. ``said(text, kind)``: what went wrong.
    """

    projection_requested = Signal(str, object)
    underlay_requested = Signal(str)
    slider_requested = Signal()
    export_requested = Signal(object)
    gallery_requested = Signal(object)
    selected_changed = Signal(str)
    said = Signal(str, str)

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._told = ""
        self.projecting = Projecting(exploration)
        self.colour_head = ChoosingHead("Colour by")
        self.legend = Legend()
        self.filter = FilterEdit(exploration)
        self.off_plane = OffPlane(exploration)
        self.selections = SelectionsList(exploration)
        self.slider_button = QPushButton("Make a slider: A − B")
        self.slider_button.setProperty("kind", "accent")
        self._picker = QVBoxLayout()
        self._sections = QWidget()
        self._lay_out()
        self._connect()
        self.setAccessibleName("Map")
        self._show_atlas()

    def set_picker(self, widget: QWidget) -> None:
        """Put the picker of atlases at the top."""
        self._picker.addWidget(widget)

    def set_directions(self, names: Sequence[str]) -> None:
        """The directions there are, two of which can span the plane."""
        self.projecting.set_directions(names)

    def set_underlay(self, kind: str) -> None:
        """Show what lies under the map, without a signal."""
        self.projecting.underlay.show_setting(kind)

    def set_projection(self, kind: str) -> None:
        """Show which kind of layout is being made, without a signal."""
        self.projecting.expect(kind)

    def projection_failed(self) -> None:
        """What was asked for does not come: show what there is."""
        self.projecting.fall_back()

    @property
    def selected_text(self) -> str:
        """How many items are selected, in words; empty for none."""
        count = int(np.count_nonzero(self._exploration.selected))
        return f"{count:,} selected" if count else ""

    # ------------------------------------------------------------------ following

    def _connect(self) -> None:
        self.projecting.projection_requested.connect(self.projection_requested)
        self.projecting.file_requested.connect(self._ask_for_coordinates)
        self.projecting.underlay_requested.connect(self.underlay_requested)
        self.colour_head.choice.chosen.connect(lambda name: self._exploration.colour_by(name or None))
        self.legend.picked.connect(self._pick_colour)
        self.selections.gallery_requested.connect(self.gallery_requested)
        self.selections.export_requested.connect(self.export_requested)
        self.selections.said.connect(self.said)
        self.selections.kept.connect(self._reveal)
        self.slider_button.clicked.connect(self.slider_requested)
        self._exploration.subscribe(self._explored)

    def _explored(self, aspect: str) -> None:
        if aspect == "atlas":
            self._show_atlas()
        elif aspect == "colour":
            self._show_colour()
        elif aspect == "layout":
            self._show_hidden()
        elif aspect == "named":
            self._show_pair()
        elif aspect == "selection":
            self._tell_selected()

    def _tell_selected(self) -> None:
        if self.selected_text != self._told:  # a map that grows says nothing new of what is selected
            self._told = self.selected_text
            self.selected_changed.emit(self._told)

    def _show_atlas(self) -> None:
        atlas = self._exploration.atlas
        self._sections.setVisible(atlas is not None)
        self.slider_button.setVisible(atlas is not None)
        columns = {} if atlas is None else atlas.columns
        named = [(column.name, column.title) for column in columns.values()]
        self.colour_head.choice.set_choices({"": [(NO_COLOUR, "nothing")], "Attributes": named})
        self._show_colour()
        self._show_hidden()
        self._show_pair()
        self._tell_selected()

    def _show_colour(self) -> None:
        atlas, name = self._exploration.atlas, self._exploration.colour
        column = None if atlas is None or name is None else atlas.columns[name]
        self.colour_head.choice.show_setting(name or NO_COLOUR)
        self.legend.show_column(column)
        self.legend.setVisible(column is not None)

    def _show_hidden(self) -> None:
        for widget in (self._off_head, self.off_plane):
            widget.setVisible(self.off_plane.needed)

    def _show_pair(self) -> None:
        a, b = self._exploration.a, self._exploration.b
        ready = a is not None and b is not None
        self.slider_button.setEnabled(ready)
        tip = f"A direction from {b} towards {a}, as a slider on the canvas"
        missing = "Keep two selections first: they become A and B"
        self.slider_button.setToolTip(tip if ready else missing)
        self.slider_button.setAccessibleDescription(tip if ready else missing)

    # ------------------------------------------------------------------ doing

    def _pick_colour(self, code: int, mode: str) -> None:
        atlas, name = self._exploration.atlas, self._exploration.colour
        if atlas is not None and name is not None:
            self._exploration.select(codes(atlas.columns[name]) == code, mode)

    def _reveal(self, row: QWidget) -> None:
        """Scroll a row that is new into view, once it has its place."""
        body = self._scroll.widget()
        if body.layout() is not None:
            body.layout().activate()
        self._scroll.ensureWidgetVisible(row, 0, theme.GAP)

    def _ask_for_coordinates(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "Coordinates of the items", "", "Coordinates (*.csv *.npy *.parquet);;All files (*)"
        )
        options: Mapping[str, Any] = {"path": str(Path(name))}
        if name:
            self.projection_requested.emit("given", options)
        else:
            self.projecting.fall_back()

    # ------------------------------------------------------------------ layout

    def _lay_out(self) -> None:
        self._off_head = SectionHead("Off the plane")
        rows = QVBoxLayout(self._sections)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.GAP)
        for section in (
            (SectionHead("Map"), self.projecting),
            (self.colour_head, self.legend),
            (SectionHead("Filter"), self.filter),
            (self._off_head, self.off_plane),
            (SectionHead("Selections"), self.selections),
        ):
            for widget in section:
                if widget in (self.legend, self.selections):
                    rows.addWidget(widget)
                else:
                    rows.addLayout(_inset(widget))
            rows.addSpacing(theme.GAP)
        body = QWidget()
        body.setAutoFillBackground(False)
        self._column = QVBoxLayout(body)
        self._column.setSpacing(2 * theme.GAP)
        self._picker.setContentsMargins(INSET, 0, INSET, 0)
        self._column.addLayout(self._picker)
        self._column.addWidget(self._sections)
        self._column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.PADDING, theme.GAP, theme.PADDING, theme.PADDING)
        foot.addWidget(self.slider_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scrolling(body), 1)
        whole.addLayout(foot)
        self.setMinimumWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def _scrolling(self, body: QWidget) -> QScrollArea:
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        bar = scroll.verticalScrollBar()
        bar.rangeChanged.connect(lambda _low, high: self._make_room(bar.sizeHint().width() if high else 0))
        scroll.setWidget(body)
        body.setAutoFillBackground(False)
        self._make_room(0)
        return scroll

    def _make_room(self, bar: int) -> None:
        """Let the scroll bar stand in the padding, so that rows keep their width and edges align."""
        right = max(theme.PADDING - INSET - bar, 0)
        self._column.setContentsMargins(theme.PADDING - INSET, theme.PADDING, right, theme.GAP)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(WIDTH, 720)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), theme.color("panel"))


def _inset(widget: QWidget) -> QHBoxLayout:
    """A part whose rows do not light up stands flush with those that do."""
    row = QHBoxLayout()
    row.setContentsMargins(INSET, 0, INSET, 0)
    row.addWidget(widget)
    return row
