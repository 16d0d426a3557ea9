"""Who tells whom in *Explore*: the signals of its parts, connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from morphospace_desktop.explorer.explorer import Explorer

_STOPPED = "UMAP was stopped half-way: the map is what it came to"


def link(explorer: Explorer) -> None:
    """Connect every part."""
    _link_map(explorer)
    _link_layouts(explorer)
    _link_atlases(explorer)
    _link_finds(explorer)


def _link_map(explorer: Explorer) -> None:
    plane, panel, underlay = explorer.plane, explorer.panel, explorer.underlay
    plane.picked.connect(explorer.picked)
    plane.opened.connect(explorer.open_at)
    underlay.changed.connect(plane.update)
    underlay.scaled.connect(explorer.heat_legend.set_scale)
    explorer.follower.moved.connect(explorer.followed)
    panel.projection_requested.connect(explorer.project)
    panel.underlay_requested.connect(explorer.set_underlay)
    panel.export_requested.connect(explorer.exporter.ask)
    panel.gallery_requested.connect(explorer.show_gallery)
    panel.slider_requested.connect(lambda: explorer.view.right.reveal(explorer.evidence))
    panel.selected_changed.connect(explorer.selected)
    for part in (explorer.exporter, panel, explorer.path):
        part.said.connect(explorer.said)
    for failing in (explorer.layouts, underlay, explorer.glass):
        failing.failed.connect(lambda text: explorer.said.emit(text, "error"))


def _link_layouts(explorer: Explorer) -> None:
    layouts, panel = explorer.layouts, explorer.panel
    layouts.progressed.connect(explorer.lay)
    layouts.kind_changed.connect(panel.set_projection)
    layouts.failed.connect(lambda _text: panel.projection_failed())
    layouts.stopped.connect(lambda: explorer.said.emit(_STOPPED, "status"))


def _link_atlases(explorer: Explorer) -> None:
    atlases, picker, empty = explorer.atlases, explorer.picker, explorer.empty
    atlases.shelf_changed.connect(explorer.show_shelf)
    atlases.building_changed.connect(explorer.show_building)
    atlases.opened.connect(lambda _atlas: explorer.show_shelf())
    atlases.grown.connect(lambda _atlas: explorer.show_shelf())
    atlases.said.connect(explorer.said)
    atlases.stuck.connect(explorer.stuck)
    picker.atlas_chosen.connect(atlases.open)
    picker.build_requested.connect(atlases.build)
    picker.add_requested.connect(atlases.add)
    picker.resume_requested.connect(atlases.resume)
    picker.rename_requested.connect(atlases.rename)
    picker.delete_requested.connect(atlases.delete)
    picker.cancel_requested.connect(atlases.cancel)
    empty.build_requested.connect(atlases.build)
    empty.cancel_requested.connect(atlases.cancel)
    empty.drop_refused.connect(lambda text: explorer.said.emit(text, "hint"))


def _link_finds(explorer: Explorer) -> None:
    gallery, exporter = explorer.gallery, explorer.exporter
    explorer.glass.seen.connect(explorer.seen)
    explorer.inspector.open_requested.connect(explorer.open_kept)
    explorer.nearest.opened.connect(explorer.open_row)
    gallery.gallery.opened.connect(explorer.open_row)
    gallery.gallery.picked.connect(explorer.pick_row)
    gallery.closed.connect(lambda: explorer.view.drawer.setVisible(False))
    gallery.export_requested.connect(exporter.ask)
    exporter.busy_changed.connect(explorer.busy_changed)
