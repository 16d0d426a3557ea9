"""What each command does: the table of ``actions`` connected to a studio."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from morphospace.controls import Control
from morphospace_desktop import entries
from morphospace_desktop.connecting import CREATE, EXPLORE
from morphospace_desktop.dialogs import AboutDialog
from morphospace_desktop.palette import Entry, Source
from morphospace_desktop.panels import PluginsDialog
from morphospace_desktop.panels.seed_edit import THROWN_BELOW
from morphospace_desktop.plugin_listing import PluginListing
from morphospace_desktop.shortcuts import ShortcutsDialog

if TYPE_CHECKING:
    from morphospace_desktop.studio import Studio

FLASH_MS = 1500


def connect_commands(studio: Studio) -> None:
    """Connect every command. A command without a line here would be dead: a test holds that."""
    actions, window, files = studio.window.actions_, studio.window, studio.files
    canvas, session, wishes = studio.create.canvas, studio.session, studio.explorer.wishes
    table = {
        # A short seed can be read aloud and typed again.
        "picture.new": lambda: create(studio, lambda: session.new_face(secrets.randbelow(THROWN_BELOW))),
        "file.open": lambda: create(studio, files.ask_open),
        "file.save": files.save,
        "file.save_as": files.save_as,
        "file.export": files.export,
        "app.quit": window.close,
        "edit.undo": lambda: (studio.explorer.exploration if studio.exploring else session).undo(),
        "edit.redo": lambda: (studio.explorer.exploration if studio.exploring else session).redo(),
        "edit.copy": files.copy,
        "edit.paste": files.paste,
        "edit.reset": session.reset,
        "edit.cancel": studio.cancel,
        "view.create": lambda: window.show_workspace(CREATE),
        "view.explore": lambda: window.show_workspace(EXPLORE),
        "view.palette": window.open_palette,
        "view.fit": lambda: (studio.explorer.plane if studio.exploring else canvas).fit(),
        "view.actual": canvas.actual_size,
        "view.original": lambda: _flash_original(studio),
        "view.next_area": lambda: next_area(studio),
        "map.faces": lambda: explore(studio, wishes.map_faces),
        "map.folder": lambda: explore(studio, wishes.map_folder),
        "map.here": lambda: explore(studio, wishes.show_picture),
        "map.similar": lambda: explore(studio, wishes.find_similar),
        "map.slider": studio.directions.ask_import,
        "map.all": wishes.select_shown,
        "map.none": wishes.select_none,
        "map.keep": wishes.keep,
        "map.export": wishes.export,
        "models.plugins": lambda: _plugins(studio),
        "help.keys": lambda: _keys(studio),
        "help.about": lambda: AboutDialog(window).exec(),
    }
    for id_, slot in table.items():
        actions.on(id_, slot)
    states = {
        "view.split": canvas.set_split,
        "view.panels": studio.show_panels,
        "view.inset": canvas.inset.set_wanted,
        "view.light": lambda light: window.dress("light" if light else "dark"),
    }
    for id_, follow in states.items():
        actions[id_].toggled.connect(follow)
    _restore(studio)


def create(studio: Studio, then: Callable[[], object]) -> None:
    """Bring the canvas up, then do something there."""
    studio.window.show_workspace(CREATE)
    then()


def explore(studio: Studio, then: Callable[[], object]) -> None:
    """Bring the map up, then do something there."""
    studio.window.show_workspace(EXPLORE)
    then()


def palette_sources(studio: Studio) -> list[Source]:
    """What the command palette offers of a studio."""
    session, create = studio.session, studio.create

    def controls() -> Sequence[Control]:
        return session.model.controls if session.model else ()

    def table(_query: str) -> list[Entry]:
        others = studio.cards if len(studio.cards) > 1 else ()
        return [
            *entries.command_entries(studio.window.actions_),
            *entries.control_entries(controls(), studio.change, create.focus_control),
            *entries.model_entries(others, session.choose_model),
            *entries.recent_entries(studio.preferences.recent, studio.files.open_path),
        ]

    def values(query: str) -> list[Entry]:
        return entries.value_entries(query, controls(), studio.change)

    return [table, values]


def next_area(studio: Studio) -> None:
    """The keyboard goes from the canvas to the controls to the menus and back."""
    window, canvas, controls = studio.window, studio.create.canvas, studio.create.controls
    now = window.focusWidget()
    target: QWidget = canvas
    if now is not None and (now is controls or controls.isAncestorOf(now)):
        target = window.top.search
    elif now is canvas and controls.isVisible():
        target = controls.model_card
    target.setFocus(Qt.FocusReason.TabFocusReason)


def _restore(studio: Studio) -> None:
    """As the person left it: where the split stands, and the recent files."""
    canvas, preferences, files = studio.create.canvas, studio.preferences, studio.files
    canvas.set_split_position(preferences.split)
    canvas.split_moved.connect(lambda position: setattr(preferences, "split", position))
    studio.window.actions_["view.panels"].setChecked(True)
    inset = studio.window.actions_["view.inset"]
    inset.setChecked(preferences.inset)
    inset.toggled.connect(lambda shown: setattr(preferences, "inset", shown))
    files.recent_changed.connect(lambda: _fill_recent(studio))
    _fill_recent(studio)


def _fill_recent(studio: Studio) -> None:
    menu, recent = studio.window.recent_menu, studio.preferences.recent
    menu.clear()
    for path in recent:
        action = menu.addAction(path.name)
        action.setToolTip(str(path))
        action.triggered.connect(lambda _checked=False, path=path: studio.files.open_path(path))
    menu.setEnabled(bool(recent))
    if recent:
        menu.addSeparator()
        menu.addAction("Forget these").triggered.connect(lambda: _forget(studio))


def _forget(studio: Studio) -> None:
    studio.preferences.clear_recent()
    _fill_recent(studio)


def _flash_original(studio: Studio) -> None:
    """A menu cannot be held, so from there the original shows for a moment."""
    canvas = studio.create.canvas
    canvas.show_original(True)
    QTimer.singleShot(FLASH_MS, canvas, lambda: canvas.show_original(False))


def _keys(studio: Studio) -> None:
    ShortcutsDialog(studio.window.actions_, studio.window).exec()
    studio.window.refresh_keys()


def _plugins(studio: Studio) -> None:
    dialog = PluginsDialog(studio.window)
    broken = [{"name": one.name, "error": one.reason} for one in studio.library.broken]
    listing = PluginListing(dialog)
    listing.listed.connect(lambda plugins: dialog.set_plugins(plugins, broken))
    listing.start()
    dialog.exec()
