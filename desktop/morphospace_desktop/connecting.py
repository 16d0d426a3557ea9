"""Who tells whom: the signals of a studio's parts, connected. Commands have a table of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from morphospace_desktop.studio import Studio

CREATE, EXPLORE = 0, 1
"""The workspaces, in the order in which they were added."""


def connect(studio: Studio) -> None:
    """Connect everything but the commands."""
    studio.session.subscribe(studio.aspect)
    _connect_window(studio)
    _connect_create(studio)
    _connect_explore(studio)


def _connect_window(studio: Studio) -> None:
    window, canvas = studio.window, studio.create.canvas
    studio.files.said.connect(studio.said)
    studio.directions.said.connect(studio.said)
    studio.autosave.found.connect(studio.offer_recovery)
    studio.autosave.troubled.connect(lambda text: studio.said(text, "warning"))
    studio.files.background.changed.connect(studio.show_busy)
    studio.hostside.said.connect(studio.host_said)
    studio.hostside.changed.connect(studio.show_busy)
    window.status.cancel_requested.connect(studio.cancel)
    window.stopped.connect(studio.stop)
    window.original_held.connect(canvas.show_original)
    for seen in (canvas, studio.explorer.plane):
        window.hide_panels_by_key(seen)
    window.may_close = studio.files.may_replace


def _connect_create(studio: Studio) -> None:
    canvas, controls, actions = studio.create.canvas, studio.create.controls, studio.window.actions_
    canvas.cancel_requested.connect(studio.cancel)
    canvas.painted.connect(studio.painted)
    canvas.dropped.connect(studio.files.open_dropped)
    canvas.new_requested.connect(actions["picture.new"].trigger)
    canvas.open_requested.connect(actions["file.open"].trigger)
    canvas.paste_requested.connect(actions["edit.paste"].trigger)
    canvas.inset.clicked.connect(lambda: studio.window.show_workspace(EXPLORE))
    controls.changed.connect(studio.change)
    controls.reset_requested.connect(studio.reset)
    controls.model_chosen.connect(studio.session.choose_model)
    controls.new_requested.connect(actions["picture.new"].trigger)
    controls.seed_changed.connect(studio.enter_seed)
    controls.model_card.set_models(studio.cards)


def _connect_explore(studio: Studio) -> None:
    explorer, canvas = studio.explorer, studio.create.canvas
    explorer.exploration.subscribe(studio.explored)
    studio.window.workspaces.currentChanged.connect(studio.show_workspace)
    explorer.taken.connect(lambda: studio.window.show_workspace(CREATE))
    explorer.path.scrubbed.connect(studio.scrub.show)
    explorer.said.connect(studio.said)
    explorer.selected.connect(studio.say_selected)
    explorer.busy_changed.connect(studio.show_busy)
    explorer.moved.connect(lambda: explorer.show_on(canvas.inset))
    explorer.evidence.added.connect(studio.directions.add)
    explorer.evidence.export_requested.connect(studio.directions.ask_export)
