"""The explorer: the parts of *Explore* connected to one exploration, one host and the canvas's session."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from morphospace.atlas.exploration import Exploration, Hover, Layout
from morphospace.hosting import Event, Host
from morphospace.imaging.document import LatentLayer
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
from morphospace_desktop.explorer.heat_legend import HeatLegend
from morphospace_desktop.explorer.inspector import Inspector
from morphospace_desktop.explorer.layouts_work import LayoutsWork
from morphospace_desktop.explorer.linking import link
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

_REST_MS = 400


@dataclass(frozen=True)
class Work:
    """Something long that runs for the map; ``since`` as ``time.monotonic``."""

    text: str
    done: float
    total: float
    since: float


class Explorer(QObject):
    """``view`` is the workspace. ``taken``: something was taken to the canvas. ``busy_changed``: ``busy`` is
    another. ``moved``: the canvas's picture is elsewhere on the map, or the map is another."""

    taken = Signal()
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
        link(self)
        self.exploration.subscribe(self._explored)
        # The strip of a slider moves the canvas's picture, and a path may begin there: once it is at rest.
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._offer_picture)
        self.wishes = Wishes(self, session, preferences)
        self._laying: Work | None = None
        self._warmed = self._built = False
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
        if self._preferences.folder:
            self.exporter.folder = Path(self._preferences.folder)

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
        self.heat_legend = HeatLegend(self.plane)

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

    def set_active(self, name: str, moving: bool = False) -> None:
        """The slider on the canvas that was touched last; while it is moving it has the model for itself."""
        self.overlay.active = name
        self.underlay.pause() if moving else self.underlay.resume()

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
            self.follower,
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

    def show(self) -> None:
        """The workspace comes up: what takes long the first time is made ready meanwhile."""
        if self.exploration.atlas is not None and not self._warmed:
            self._warmed = True
            self.layouts.warm()

    def take_keyboard(self) -> None:
        """The keyboard goes to the map, or to what makes one."""
        there = self.exploration.atlas is not None
        (self.plane if there else self.empty.faces_button).setFocus()

    def begin(self) -> None:
        """Open the atlas that was open last."""
        self.set_underlay(self._preferences.underlay)
        self.atlases.begin(self._preferences.atlas)

    def _remember(self, atlas: str) -> None:
        self._preferences.atlas = atlas

    def show_shelf(self) -> None:
        """Which atlases there are, and which is open."""
        atlas = self.exploration.atlas
        self.picker.set_shelf(self.atlases.shelf)
        self.picker.set_current("" if atlas is None else atlas.id, None if atlas is None else len(atlas))

    def show_building(self) -> None:
        """How far an atlas is that is being built."""
        building = self.atlases.building
        if building is not None and not self._built:
            self.view.stage.messages.dismiss()  # what was wrong with another one is no longer the matter
        self._built = building is not None
        self.picker.set_building(building)
        self.empty.set_building(building)
        self.busy_changed.emit()

    def stuck(self, text: str, atlas: str) -> None:
        """Building failed: what was encoded stays, and going on is one click."""
        if atlas:
            self.view.stage.messages.show_message(
                text, kind="error", remedy="Go on", action=lambda: self.atlases.resume(atlas)
            )
        else:
            self.said.emit(text, "error")

    def lay(self, text: str, done: float, total: float) -> None:
        """How far a layout is; an empty text when it is done."""
        since = self._laying.since if self._laying is not None else time.monotonic()
        self._laying = Work(text, done, total, since) if text else None
        self.busy_changed.emit()

    # ------------------------------------------------------------------ following

    def _explored(self, aspect: str) -> None:
        if aspect == "atlas":
            atlas = self.exploration.atlas
            self.view.stage.show_map(atlas is not None and len(atlas) > 0)
            if atlas is not None and self.exploration.colour is None:
                self.exploration.colour_by(next(iter(atlas.columns), None))
        elif aspect == "layout":
            if self.exploration.layout is None:
                # Another atlas: what was pointed at is not in it.
                self._kept = None
                self.inspector.clear()
            self.moved.emit()

    def followed(self) -> None:
        """The canvas's picture is elsewhere on the map."""
        self.overlay.now = self.follower.now
        self._rest.start()
        self.plane.update()
        self.moved.emit()

    def _offer_picture(self) -> None:
        session, place = self._session, self.follower.place
        if session.dragging:
            self._rest.start()
            return
        layer = session.document.layer
        model = layer.model if isinstance(layer, LatentLayer) else ""
        self.evidence.show_on(model, session.place)
        if place is not None and session.picture is not None:
            self.path.offer_place(place[0], session.picture)

    def seen(self, sight: Any) -> None:
        """What the glass shows stands larger in the inspector, with all that is known of it."""
        self.inspector.show_sight(self.exploration.atlas, sight)
        if sight is not None:
            self._kept = sight.hover

    # ------------------------------------------------------------------ hands

    def picked(self, hover: Hover) -> None:
        """A click on the map."""
        self._kept = hover
        if hover.row >= 0:
            self.nearest.show_item(hover.row)
            self.path.offer_item(hover.row)

    def open_at(self, hover: Hover) -> None:
        """Take what lies there to the canvas."""
        if self._can_take() and take(self._session, self.exploration, hover):
            self.taken.emit()

    def open_kept(self) -> None:
        """Take what the inspector shows to the canvas."""
        if self._kept is not None:
            self.open_at(self._kept)

    def open_row(self, row: int) -> None:
        """Take an item to the canvas."""
        if self._can_take():
            take_item(self._session, self.exploration, row)
            self.taken.emit()

    def _can_take(self) -> bool:
        """Whether the map's model is there; if not, that is said where one is."""
        atlas = self.exploration.atlas
        if atlas is None or self._session.knows(atlas.model):
            return atlas is not None
        self.said.emit(
            f"The model {atlas.model} is not installed: install it to open these pictures.", "error"
        )
        return False

    def pick_row(self, row: int) -> None:
        """An item was picked elsewhere than on the map."""
        layout = self.exploration.layout
        laid_out = layout is not None and row < len(layout.positions)
        x, y = layout.positions[row].tolist() if layout is not None and laid_out else (0.0, 0.0)
        self.picked(Hover(x, y, row))

    def project(self, kind: str, options: dict[str, Any]) -> None:
        """Lay the items out in another way; what was wrong with a former wish is no longer the matter."""
        self.view.stage.messages.dismiss()
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
        self._preferences.underlay = kind

    def show_gallery(self, rows: np.ndarray) -> None:
        """Show the pictures of some items under the map."""
        self.gallery.show_rows(rows)
        self.view.drawer.setVisible(True)
