"""The studio: one session, one host, one window, and who tells whom what has changed."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject

from morphospace.controls import Seed, Setting
from morphospace.hosting import Event, Host
from morphospace.imaging.journal import Recovered
from morphospace.imaging.session import Session
from morphospace.library import Card, Library
from morphospace_desktop.abilities import show_abilities, show_steps
from morphospace_desktop.autosave import Autosave, offer_text
from morphospace_desktop.bridge import HostBridge
from morphospace_desktop.commands import connect_commands, palette_sources
from morphospace_desktop.connecting import EXPLORE, connect
from morphospace_desktop.create import CreateView
from morphospace_desktop.directions import Directions
from morphospace_desktop.explorer.explorer import Explorer
from morphospace_desktop.explorer.scrubbing import Scrub
from morphospace_desktop.files import Files
from morphospace_desktop.hostside import HostSide
from morphospace_desktop.panels.side_effects import SideEffects
from morphospace_desktop.settings import Preferences
from morphospace_desktop.strips import Strips
from morphospace_desktop.window import MainWindow


class Studio(QObject):
    """Everything one window needs, connected. ``begin`` shows the first picture."""

    def __init__(self, host: Host, library: Library, preferences: Preferences) -> None:
        super().__init__()
        self.host, self.library, self.preferences = host, library, preferences
        self.cards = [checkpoint.card for checkpoint in library.models]
        self.session = Session(host, self.cards)
        self.window = MainWindow(preferences)
        self.hostside = HostSide(host, self.window, preferences.state)
        host = self.hostside.host
        self.create = CreateView(self.window.actions_, self.window)
        self.window.add_workspace("Create", self.create)
        self.explorer = Explorer(self.session, host, library, preferences, self)
        self.window.add_workspace("Explore", self.explorer.view)
        self.scrub = Scrub(self.session, self.explorer.exploration, self.create.canvas)
        self.files = Files(self.session, preferences, self.window)
        self.directions = Directions(
            self.session, self.create.controls.directions, folder=preferences.state / "directions"
        )
        self.side_effects = SideEffects(self.session, host, self.create.controls)
        self.strips = Strips(self.session, host, self.create.strips)
        self.autosave = Autosave(self.session, preferences.state / "journals", self)
        self._changed_at = 0.0
        self._shown_card: Card | None = None
        connect(self)
        connect_commands(self)
        self.window.offer_commands(palette_sources(self))
        self.refresh()
        self.bridge = HostBridge(host, self._hear, self)
        self.hostside.show(host.status)

    # ------------------------------------------------------------------ start

    def begin(self, file: Path | None = None, model: str | None = None) -> None:
        """Choose a model and show its first picture, or open ``file``."""
        # The best to begin with is a model that reads what a picture shows: it has sliders for that.
        ids = [card.id for card in sorted(self.cards, key=lambda card: "read" not in card.capabilities)]
        chosen = next((id_ for id_ in (model, self.preferences.model, *ids) if id_ in ids), None)
        if chosen is None:
            self.create.canvas.show_message(
                "No model is installed, so there is nothing to draw with: see Plugins and models.",
                remedy="Plugins and models",
                action=self.window.actions_["models.plugins"].trigger,
            )
            return
        self.autosave.look()
        self.explorer.begin()
        self._offer_to_go_on()
        self.session.choose_model(chosen)
        if file is not None:
            self.files.open_path(file)
        elif self.session.picture is None and self.session.busy is None:
            self.window.actions_["picture.new"].trigger()

    def close(self) -> None:
        """Hear nothing more of the host; closing it is its owner's."""
        self.bridge.close()
        self.hostside.close()
        self.explorer.close()
        self.directions.close()
        self.autosave.close()

    # ------------------------------------------------------------------ from the host and the session

    def _hear(self, event: Event) -> None:
        self.session.handle(event)
        self.strips.hear(event)
        self.explorer.hear(event)
        self.side_effects.hear(event)
        self.hostside.hear(event)

    def host_said(self, text: str, kind: str) -> None:
        """The host says something, or takes it back, wherever the eye is."""
        for bar in (self.create.canvas.messages, self.explorer.view.stage.messages):
            bar.show_message(text, kind=kind) if text else bar.dismiss()

    def aspect(self, aspect: str) -> None:
        """The session tells what has changed."""
        show = {
            "picture": self._show_picture,
            "settings": self._show_settings,
            "history": self._show_history,
            "model": self._show_model,
            "busy": self.show_busy,
            "error": self._show_error,
            "document": self._show_document,
            "directions": self._show_directions,
        }.get(aspect)
        if show is not None:
            show()

    def refresh(self) -> None:
        """Show all of the session."""
        for show in (
            self._show_model,
            self._show_settings,
            self._show_picture,
            self._show_document,
            self._show_history,
            self.show_busy,
        ):
            show()

    def _show_picture(self) -> None:
        self.strips.touch()
        self.create.canvas.set_picture(self.session.picture)
        self.scrub.forget()
        self.explorer.touch()

    def _show_settings(self) -> None:
        self.create.controls.set_values(dict(self.session.settings))
        self.explorer.touch()

    def _show_model(self) -> None:
        card = self.session.model
        if card is not None and card is not self._shown_card:
            self._shown_card = card
            self.create.controls.set_model(card)
            self.preferences.model = card.id
            self._show_settings()
        show_abilities(self)

    def _show_directions(self) -> None:
        self.explorer.panel.set_directions([one.name for one in self.session.directions])

    def _show_document(self) -> None:
        self.create.canvas.set_original(self.session.original)
        self.create.controls.set_seed(self.session.seed)
        self.create.controls.model_card.set_thumbnail(self.session.picture)
        self._show_title()
        show_abilities(self)

    def _show_title(self) -> None:
        self.window.say_title(self.files.name, self.session.dirty)

    def _show_history(self) -> None:
        show_steps(self)
        self.autosave.touch()
        self._show_title()

    def explored(self, aspect: str) -> None:
        """The map tells what has changed."""
        if aspect == "selection":
            show_steps(self)
        elif aspect == "atlas":
            show_abilities(self)

    def show_busy(self) -> None:
        busy, reading, mapping = self.session.busy, self.files.background, self.explorer.busy
        canvas, line = self.create.canvas, self.window.status
        text, done, total, since = "", 0.0, 0.0, None
        if reading.busy:
            text, since = reading.text, reading.since
        elif busy is not None:
            text = "Starting the model host" if self.hostside.starting else busy.text
            done, total, since = busy.done, busy.total, busy.since
        elif mapping is not None:
            text, done, total, since = mapping.text, mapping.done, mapping.total, mapping.since
        line.set_busy(text, done, total, since, more=max(0, len(self.hostside.host.jobs) - 1))
        # Where there is no picture yet, the eye is on the canvas.
        alone = bool(text) and self.session.picture is None and mapping is None
        canvas.set_busy(text if alone else None, done / total if total else None)
        able = reading.busy or busy is not None or mapping is not None
        self.window.actions_["edit.cancel"].setEnabled(able)

    def _show_error(self) -> None:
        if self.session.error:
            self.create.canvas.show_message(self.session.error)
        else:
            self.create.canvas.clear_message()

    # ------------------------------------------------------------------ from the window

    def change(self, name: str, value: Setting, draft: bool = False) -> None:
        """One control was moved (``draft``) or let go."""
        self._changed_at = time.perf_counter()
        self.strips.moved(name)
        self.explorer.set_active(name, draft)
        self.session.change(name, value, draft=draft)

    def painted(self, picture: np.ndarray) -> None:
        """The picture that was asked for is on the screen: say how long it took."""
        if self._changed_at and self.session.busy is None and picture is self.session.picture:
            gone, self._changed_at = time.perf_counter() - self._changed_at, 0.0
            self.window.status.say(
                f"Edited in {1000 * gone:.0f} ms" if gone < 1 else f"Edited in {gone:.1f} s"
            )

    def said(self, text: str, kind: str) -> None:
        """Something to tell: where the eye is, or, where it is only a confirmation, in the status line."""
        if kind == "status":
            self.window.status.say(text)
        elif self.exploring:
            self.explorer.view.stage.messages.show_message(text, kind=kind)
        else:
            self.create.canvas.show_message(text, kind=kind)

    @property
    def exploring(self) -> bool:
        """Whether *Explore* is the workspace that is up."""
        return self.window.workspaces.currentWidget() is self.explorer.view

    def show_panels(self, shown: bool) -> None:
        """Show or hide the panels of both workspaces."""
        self.create.show_panels(shown)
        self.explorer.view.show_panels(shown)

    def offer_recovery(self, recovered: Recovered) -> None:
        self.create.canvas.show_message(
            offer_text(recovered),
            kind="hint",
            remedy="Restore",
            action=lambda: self.autosave.restore(recovered),
        )

    def _offer_to_go_on(self) -> None:
        """A map that another window began: it goes on where it stopped."""
        wanted = self.hostside.left_behind()
        if wanted is not None:
            self.explorer.view.stage.messages.show_message(
                f"{wanted.title} was not finished when the window closed.",
                kind="hint",
                remedy="Go on",
                action=lambda: self.explorer.atlases.go_on(wanted.arguments),
            )

    def show_workspace(self, index: int) -> None:
        """Another workspace is up: commands of the canvas alone rest while it is not seen."""
        if index == EXPLORE:
            self.explorer.show()
            self.explorer.take_keyboard()
        else:
            self.scrub.remind()
        show_abilities(self)
        show_steps(self)

    def say_selected(self, text: str) -> None:
        """How much is selected on the map, while that is what one looks at."""
        if self.exploring:
            self.window.status.say(text)

    def cancel(self) -> None:
        """Stop what is running: what one waits for first, then what the map does."""
        if self.files.background.busy or self.session.busy is not None:
            self.files.background.cancel()
            self.session.cancel()
        else:
            self.explorer.cancel()

    def stop(self) -> None:
        """Escape: first what is running, else the message goes."""
        if self.files.background.busy or self.session.busy is not None:
            self.cancel()
        else:
            self.session.dismiss_error()
            self.create.canvas.clear_message()

    def reset(self, name: str) -> None:
        """A control's first value; an empty name: all of them."""
        self.session.reset(name or None)

    def enter_seed(self, seed: int) -> None:
        """A seed makes a new face, unless the model has a control of its own for it."""
        card = self.session.model
        if card is not None and not any(isinstance(control, Seed) for control in card.controls):
            self.session.new_face(seed)
