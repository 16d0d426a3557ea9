"""What can be done now can be clicked now: which commands are enabled, in which workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from morphospace_desktop.actions import BY_ID

if TYPE_CHECKING:
    from morphospace_desktop.studio import Studio

_OF_PICTURES = ("file.save", "file.save_as", "file.export")
_OF_THE_CANVAS = ("edit.copy", "view.actual", "view.split")


def show_steps(studio: Studio) -> None:
    """Undo and redo: of the picture, or of the selection while the map is up."""
    actions, session, state = studio.window.actions_, studio.session, studio.explorer.exploration
    steps = (
        ("edit.undo", session.can_undo, session.undo_label, state.can_undo),
        ("edit.redo", session.can_redo, session.redo_label, state.can_redo),
    )
    for id_, able, label, able_there in steps:
        if studio.exploring:
            able, label = able_there, "selection" if able_there else None
        actions[id_].setEnabled(able)
        actions[id_].setText(f"{BY_ID[id_].title} {label}" if label else BY_ID[id_].title)
        if id_ == "edit.undo":
            studio.window.status.set_undo(label or "")


def show_abilities(studio: Studio) -> None:
    """Commands that need a picture, a model, or the canvas to be seen."""
    actions, session, exploring = studio.window.actions_, studio.session, studio.exploring
    picture = session.picture is not None
    for id_ in _OF_PICTURES:
        actions[id_].setEnabled(picture)
    for id_ in _OF_THE_CANVAS:
        actions[id_].setEnabled(picture and not exploring)
    actions["view.fit"].setEnabled(picture or exploring)
    actions["picture.new"].setEnabled(session.model is not None)
    actions["edit.reset"].setEnabled(session.model is not None and not exploring)
    actions["edit.paste"].setEnabled(not exploring)
    map_there = studio.explorer.exploration.atlas is not None
    for id_ in ("map.here", "map.similar"):
        actions[id_].setEnabled(map_there)
    for id_ in ("map.all", "map.none", "map.keep", "map.export"):
        actions[id_].setEnabled(map_there and exploring)
