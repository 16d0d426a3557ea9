"""The explorer: the parts of *Explore* connected to one exploration, one host and the canvas's session."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from morphospace.atlas.exploration import Exploration, Hover, Layout
from morphospace.hosting import Event, Host
from morphospace.imaging.session import Session
from morphospace.library import Library
from morphospace_desktop.canvas.inset import InsetMap
from morphospace_desktop.explorer.atlas_work import AtlasWork
from morphospace_desktop.explorer.empty import EmptyMap
from morphospace_desktop.explorer.evidence import EvidencePanel
from morphospace_desktop.explorer.exporting import Exporter
from morphospace_desktop.explorer.gallery_of_atlases import AtlasPicker
from morphospace_desktop.explorer.gallery_panel import GalleryPanel
from morphospace_desktop.explorer.glass import Glass
from morphospace_desktop.explorer.inspector import Inspector
from morphospace_desktop.explorer.layouts_work import LayoutsWork
from morphospace_desktop.explorer.map_panel import MapPanel
from morphospace_desktop.explorer.nearest import NearestPanel
from morphospace_desktop.explorer.overlay import Overlay
from morphospace_desktop.explorer.path_panel import PathPanel
from morphospace_desktop.explorer.plane import Plane
from morphospace_desktop.explorer.plane_link import PlaneLink
from morphospace_desktop.explorer.taking import take, take_item
from morphospace_desktop.explorer.underlay import Underlay
from morphospace_desktop.explorer.view import ExploreView
from morphospace_desktop.explorer.whereabouts import Follower
from morphospace_desktop.explorer.wishes import Wishes
from morphospace_desktop.settings import Preferences


@dataclass(frozen=True)
class Work:
    """Something long that runs for the map; ``since`` as ``time.monotonic``."""

    text: str
    done: float
    total: float
    since: float


class Explorer(QObject):
    """``view`` is the workspace. ``taken``: something was taken to the canvas. ``scrubbed``: a picture of a
    path to show there. ``busy_changed``: ``busy`` is another. ``moved``: the canvas's picture is elsewhere
    on the map, or the map is another."""

    taken = Signal()
    scrubbed = Signal(object)
    said = Signal(str, str)
    selected = Signal(str)
    busy_changed = Signal()
    moved = Signal()

    def __init__(
        self, session: Session, host: Host, library: Library, preferences: Preferences, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._host, self._preferences = session, host, preferences
        self.exploration = Exploration()
        self.view = ExploreView()
        self._make_parts(library)
        self._place_parts()
        self._connect()
        self.wishes = Wishes(self, session, preferences)
        self._laying: Work | None = None
        self._on_inset: Layout | None = None
        self._kept: Hover | None = None

    def _make_parts(self, library: Library) -> None:
        state, host = self.exploration, self._host
        self.plane = Plane()
        self.overlay = Overlay(state)
        self.link = PlaneLink(self.plane, state, self.overlay, self)
        self.follower = Follower(self._session, state, self)
        self.layouts = LayoutsWork(state, host, self)
        self.underlay = Underlay(state, host, self)
        self.glass = Glass(state, host, self)
        self.atlases = AtlasWork(
            host, state, library, self, model=lambda: self._preferences.model, remember=self._remember
        )
        self.empty, self.picker = EmptyMap(), AtlasPicker()
        self.panel = MapPanel(state)
        self.inspector = Inspector()
        self.nearest = NearestPanel(state)
        self.path = PathPanel(state, host)
        self.evidence = EvidencePanel(state, host)
        self.gallery = GalleryPanel(state)
        self.exporter = Exporter(state, host, self.view)

    def _place_parts(self) -> None:
        view = self.view
        self.panel.set_picker(self.picker)
        view.set_left(self.panel)
        view.stage.fill(self.plane, self.empty)
        for part in (self.inspector, self.nearest, self.path, self.evidence):
            view.right.add(part)
        view.set_drawer(self.gallery)
        self.plane.set_underlay(self.underlay.paint)
        self.glass.show_on(self.plane)

    def _connect(self) -> None:
        self._connect_map()
        self._connect_atlases()
        self._connect_finds()
        self.exploration.subscribe(self._explored)

    def _connect_map(self) -> None:
        plane, panel = self.plane, self.panel
        plane.picked.connect(self._picked)
        plane.opened.connect(self._open)
        self.underlay.changed.connect(plane.update)
        self.follower.moved.connect(self._followed)
        panel.projection_requested.connect(self._project)
        panel.underlay_requested.connect(self.set_underlay)
        panel.export_requested.connect(self.exporter.ask)
        panel.gallery_requested.connect(self._show_gallery)
        panel.slider_requested.connect(lambda: self.view.right.reveal(self.evidence))
        panel.selected_changed.connect(self.selected)
        self.layouts.progressed.connect(self._lay)
        self.layouts.kind_changed.connect(panel.set_projection)
        self.gallery.closed.connect(lambda: self.view.drawer.setVisible(False))
        self.gallery.export_requested.connect(self.exporter.ask)
        self.exporter.busy_changed.connect(self.busy_changed)
        for part in (self.exporter, panel, self.path):
            part.said.connect(self.said)
        for failing in (self.layouts, self.underlay, self.glass):
            failing.failed.connect(lambda text: self.said.emit(text, "error"))
        self.layouts.failed.connect(lambda _text: panel.projection_failed())

    def _connect_atlases(self) -> None:
        atlases, picker, empty = self.atlases, self.picker, self.empty
        atlases.shelf_changed.connect(self._show_shelf)
        atlases.building_changed.connect(self._show_building)
        atlases.opened.connect(lambda _atlas: self._show_shelf())
        atlases.grown.connect(lambda _atlas: self._show_shelf())
        atlases.said.connect(self.said)
        atlases.stuck.connect(self._stuck)
        picker.atlas_chosen.connect(atlases.open)
        picker.build_requested.connect(atlases.build)
        picker.add_requested.connect(atlases.add)
        picker.resume_requested.connect(atlases.resume)
        picker.rename_requested.connect(atlases.rename)
        picker.delete_requested.connect(atlases.delete)
        picker.cancel_requested.connect(atlases.cancel)
        empty.build_requested.connect(atlases.build)
        empty.cancel_requested.connect(atlases.cancel)
        empty.drop_refused.connect(lambda text: self.said.emit(text, "hint"))

    def _connect_finds(self) -> None:
        self.glass.seen.connect(self._seen)
        self.inspector.open_requested.connect(self._open_kept)
        self.nearest.opened.connect(self._open_row)
        self.gallery.gallery.opened.connect(self._open_row)
        self.gallery.gallery.picked.connect(lambda row: self._picked(self._hover_of(row)))
        self.path.scrubbed.connect(lambda _place, picture, _t: self.scrubbed.emit(picture))

    # ------------------------------------------------------------------ events

    def hear(self, event: Event) -> None:
        """An event of the host, on the window's thread."""
        for part in (
            self.layouts,
            self.underlay,
            self.glass,
            self.atlases,
            self.path,
            self.evidence,
            self.exporter,
        ):
            part.hear(event)

    def touch(self) -> None:
        """The picture on the canvas, or its settings, have changed."""
        self.follower.touch()

    def set_active(self, name: str) -> None:
        """The slider that moves on the canvas."""
        self.overlay.active = name

    def show_on(self, inset: InsetMap) -> None:
        """Show map and picture on the canvas's inset."""
        atlas, layout = self.exploration.atlas, self.exploration.layout
        if atlas is None or layout is None:
            inset.set_map(None)
            return
        if layout is not self._on_inset:
            self._on_inset = layout
            inset.set_map(layout.positions, f"{atlas.title} · {layout.title}")
        inset.set_active(self.overlay.active)
        inset.set_whereabouts(self.follower.now)

    def cancel(self) -> None:
        """Stop what takes long."""
        self.layouts.cancel()
        self.atlases.cancel()
        self.exporter.cancel()

    def close(self) -> None:
        """Ask for nothing more: the window goes."""
        parts = (
            self.layouts,
            self.underlay,
            self.glass,
            self.evidence,
            self.nearest,
            self.path,
            self.atlases,
        )
        for part in parts:
            part.close()

    @property
    def busy(self) -> Work | None:
        """What takes long, or None: an export, a layout, then an atlas that is being built."""
        if self.exporter.text:
            return Work(self.exporter.text, self.exporter.done, self.exporter.total, self.exporter.since)
        if self._laying is None and (building := self.atlases.building) is not None:
            return Work(building.text, building.done, building.total, building.since)
        return self._laying

    def begin(self) -> None:
        """Open the atlas that was open last."""
        self.atlases.begin(self._preferences.atlas)

    def _remember(self, atlas: str) -> None:
        self._preferences.atlas = atlas

    def _show_shelf(self) -> None:
        atlas = self.exploration.atlas
        self.picker.set_shelf(self.atlases.shelf)
        self.picker.set_current("" if atlas is None else atlas.id, None if atlas is None else len(atlas))

    def _show_building(self) -> None:
        self.picker.set_building(self.atlases.building)
        self.empty.set_building(self.atlases.building)
        self.busy_changed.emit()

    def _stuck(self, text: str, atlas: str) -> None:
        """Building failed: what was encoded stays, and going on is one click."""
        if atlas:
            self.view.stage.messages.show_message(
                text, kind="error", remedy="Go on", action=lambda: self.atlases.resume(atlas)
            )
        else:
            self.said.emit(text, "error")

    def _lay(self, text: str, done: float, total: float) -> None:
        since = self._laying.since if self._laying is not None else time.monotonic()
        self._laying = Work(text, done, total, since) if text else None
        self.busy_changed.emit()

    # ------------------------------------------------------------------ following

    def _explored(self, aspect: str) -> None:
        if aspect == "atlas":
            atlas = self.exploration.atlas
            self.view.stage.show_map(atlas is not None and len(atlas) > 0)
            if atlas is None:
                self.inspector.clear()
            elif self.exploration.colour is None:
                self.exploration.colour_by(next(iter(atlas.columns), None))
        elif aspect == "layout":
            self.moved.emit()

    def _followed(self) -> None:
        self.overlay.now = self.follower.now
        self.plane.update()
        self.moved.emit()

    def _seen(self, sight: Any) -> None:
        """What the glass shows stands larger in the inspector, with all that is known of it."""
        self.inspector.show_sight(self.exploration.atlas, sight)
        if sight is not None:
            self._kept = sight.hover

    # ------------------------------------------------------------------ hands

    def _picked(self, hover: Hover) -> None:
        self._kept = hover
        if hover.row >= 0:
            self.nearest.show_item(hover.row)
            self.path.offer_item(hover.row)

    def _open(self, hover: Hover) -> None:
        if take(self._session, self.exploration, hover):
            self.taken.emit()

    def _open_kept(self) -> None:
        if self._kept is not None:
            self._open(self._kept)

    def _open_row(self, row: int) -> None:
        take_item(self._session, self.exploration, row)
        self.taken.emit()

    def _hover_of(self, row: int) -> Hover:
        layout = self.exploration.layout
        x, y = (0.0, 0.0) if layout is None else layout.positions[row].tolist()
        return Hover(x, y, row)

    def _project(self, kind: str, options: dict[str, Any]) -> None:
        if kind == "umap":
            self.layouts.umap()
        elif kind == "axes":
            self.layouts.axes(options["first"], options["second"])
        elif kind == "given":
            self.layouts.given(Path(options["path"]))
        elif kind == "directions":
            self._project_directions(options["first"], options["second"])
        else:
            self.layouts.pca()

    def _project_directions(self, first: str, second: str) -> None:
        """The plane of two sliders that were made on the map."""
        known = {one.name: one for one in self._session.directions}
        if first in known and second in known:
            self.layouts.directions(known[first].vector, known[second].vector, (first, second))
        else:
            self.panel.projection_failed()

    def set_underlay(self, kind: str) -> None:
        """What lies under the points: ``none``, ``decoded`` or ``holes``; kept for the next start."""
        self.underlay.set_kind(kind)
        self.panel.set_underlay(kind)

    def _show_gallery(self, rows: np.ndarray) -> None:
        self.gallery.show_rows(rows)
        self.view.drawer.setVisible(True)
