"""Side effects: what an edit changed besides what it says, measured when the picture is at rest.

For each control that differs from the original the picture is made with and without it, and the model's own
reader says what else changed. Nothing is asked while a hand moves something.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer

from morphospace.errors import MorphospaceError
from morphospace.hosting import Cancelled, Event, Failed, Finished, Host
from morphospace.imaging.comparing import Edit, edits_of, meant, with_and_without
from morphospace.imaging.document import LatentLayer
from morphospace.imaging.session import Session
from morphospace.latents.readings import Change, changes
from morphospace_desktop.panels.controls_panel import ControlsPanel

VIEW = "side_effects"
REST_MS = 300
"""The picture is at rest when nothing was touched for so long."""
MUCH = 0.1
"""Share of an attribute's range from which a change is marked."""


class SideEffects(QObject):
    """Keeps the marks of a panel in step with a session. Give it the host's events with ``hear``."""

    def __init__(self, session: Session, host: Host, panel: ControlsPanel) -> None:
        super().__init__(panel)
        self._session, self._host, self._panel = session, host, panel
        self._found: dict[tuple[str, bool], tuple[Any, tuple[Change, ...]]] = {}
        self._newest: tuple[str, bool] | None = None
        self._states: dict[tuple[str, bool], Any] = {}
        self._latents: Any = None
        self._ticket: int | None = None
        self._asked: tuple[Edit, Any] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._measure)
        session.subscribe(self._told)

    @property
    def at_rest(self) -> bool:
        """Whether all that there is to measure is measured."""
        return self._ticket is None and not self._rest.isActive()

    def hear(self, event: Event) -> None:
        """An event of the host, on the window's thread."""
        if self._ticket is None or event.ticket != self._ticket:
            return
        if isinstance(event, Finished) and self._asked is not None:
            self._take(event.result)
        elif isinstance(event, Failed | Cancelled):
            # The canvas says what is wrong with the model; a mark is an offer.
            self._ticket = self._asked = None

    def _told(self, aspect: str) -> None:
        if aspect in ("picture", "settings", "directions", "document", "history", "model"):
            self._touch()

    def _touch(self) -> None:
        """Something changed: what is being measured may be out of date. Called for every draft."""
        ticket, self._ticket, self._asked = self._ticket, None, None
        if ticket is not None:
            self._host.cancel(ticket)
        self._rest.start()

    def _measure(self) -> None:
        layer, card = self._session.document.layer, self._session.model
        if self._session.busy is not None or self._session.dragging:
            self._rest.start()
            return
        readable = card is not None and "read" in card.capabilities
        if not readable or not isinstance(layer, LatentLayer) or not layer.latents:
            self._found.clear()
            self._show(())
            return
        if layer.latents is not self._latents and not _same(layer.latents, self._latents):
            self._found.clear()
        self._latents = layer.latents
        edits = edits_of(layer)
        states = {(edit.name, edit.direction): _state(layer, edit) for edit in edits}
        touched = [key for key, state in states.items() if self._states.get(key) != state]
        self._newest = touched[-1] if touched else self._newest
        self._states = states
        self._show(edits)
        for edit in reversed(edits):
            known = self._found.get((edit.name, edit.direction))
            if known is None or known[0] != _state(layer, edit):
                self._ask(layer, edit)
                return

    def _ask(self, layer: LatentLayer, edit: Edit) -> None:
        without, edited = with_and_without(layer, edit)
        arguments = {"model": layer.model, "without": without, "edited": edited, "seed": layer.seed}
        try:
            self._ticket = self._host.run("side_effects", arguments, view=VIEW)
        except MorphospaceError:
            return
        self._asked = (edit, _state(layer, edit))

    def _take(self, result: Any) -> None:
        assert self._asked is not None
        (edit, state), self._ticket, self._asked = self._asked, None, None
        layer, card = self._session.document.layer, self._session.model
        if card is None or not isinstance(layer, LatentLayer):
            return
        found = changes(result["before"], result["after"], card.controls, meant(layer, edit))
        self._found[edit.name, edit.direction] = (state, found)
        self._measure()

    def _show(self, edits: tuple[Edit, ...]) -> None:
        present = {(edit.name, edit.direction) for edit in edits}
        self._found = {key: known for key, known in self._found.items() if key in present}
        marked = {
            key: tuple(change for change in known[1] if change.share >= MUCH)
            for key, known in self._found.items()
        }
        self._panel.set_side_effects(
            {name: found for (name, direction), found in marked.items() if found and not direction},
            {name: found for (name, direction), found in marked.items() if found and direction},
        )
        if self._newest not in present:
            self._newest = None
        if self._newest is None or self._newest not in self._found:
            self._panel.show_side_effects_of("", ())
        else:
            self._panel.show_side_effects_of(self._title(*self._newest), self._found[self._newest][1])

    def _title(self, name: str, direction: bool) -> str:
        card = self._session.model
        titles = {control.name: control.title for control in card.controls} if card is not None else {}
        return name if direction else titles.get(name, name)


def _state(layer: LatentLayer, edit: Edit) -> Any:
    """What a measurement depends on: it stays good while other controls move."""
    return (layer.model, edit.value, layer.original_settings.get(edit.name))


def _same(latents: Any, before: Any) -> bool:
    return before is not None and all(latents.get(name) is before.get(name) for name in latents)
