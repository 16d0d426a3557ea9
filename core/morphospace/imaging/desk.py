"""What lies on the desk: the open document, what is shown of it, and how renders land there.

A state of the history is there at once; its picture is filled in when it has been rendered. Where a
render fails or is cancelled, everything goes back to the last state that was whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from morphospace.controls import Control, Setting
from morphospace.errors import MorphospaceError
from morphospace.hosting import Event, Host
from morphospace.imaging.document import Document, LatentLayer, flatten
from morphospace.imaging.history import History, start
from morphospace.imaging.rendering import fitted, placed, rendered_layer, settings_of
from morphospace.imaging.renders import Broken, Busy, Done, Flight, Renders, Shown
from morphospace.latents.edits import LatentDirection
from morphospace.library import Card

Listener = Callable[[str], None]
ASPECTS = ("picture", "settings", "history", "model", "directions", "busy", "error", "document")
"""``directions``: which sliders of the picture's own there are, and how far they are moved."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Drag:
    """A control in hand, at ``value`` now: a setting, or a ``direction`` moved by so many sigmas.

    ``layer``: what the picture would be if it were let go here, ``label``: what that step would be called.
    """

    name: str
    value: Setting
    layer: LatentLayer
    title: str
    label: str
    direction: bool = False


class Desk:
    """The state of an edit session; ``Session`` changes it. The attributes are for reading.

    ``model``: the chosen card; None where none is, or where the picture's model is not installed.
    ``picture``: uint8 ``(H, W, 3)`` to show now, the newest frame, draft or not. ``error``: one
    sentence, until the next success. ``path``: the project's file, None before it is saved.
    """

    def __init__(self, host: Host, cards: Sequence[Card], directions: Sequence[LatentDirection] = ()) -> None:
        self.model: Card | None = None
        self.picture: np.ndarray | None = None
        self.error: str | None = None
        self.path: Path | None = None
        self._cards = {card.id: card for card in cards}
        self._renders = Renders(host)
        self._listeners: list[Listener] = []
        self._history = start()
        self._good = self._history  # what a failure goes back to: the last history shown whole
        self._saved = self._history.current.key
        self._settings: Mapping[str, Setting] = {}
        self._shelf = tuple(directions)
        self._drag: Drag | None = None

    def knows(self, model_id: str) -> bool:
        """Whether this model is installed."""
        return model_id in self._cards

    @property
    def document(self) -> Document:
        """The document as of the last gesture; while a slider is dragged it does not change."""
        return self._history.current.document

    @property
    def history(self) -> History:
        """All states, and which of them is shown."""
        return self._history

    @property
    def original(self) -> np.ndarray | None:
        """The other side of before/after, uint8: the opened picture as the model sees it, or the new face."""
        layer = self.document.layer
        return layer.original if isinstance(layer, LatentLayer) else flatten(self.document)

    @property
    def settings(self) -> Mapping[str, Setting]:
        """The value of every control of the model now."""
        defaults = {name: c.default for name, c in self._controls().items() if hasattr(c, "default")}
        return MappingProxyType({**defaults, **self._settings})

    @property
    def directions(self) -> tuple[LatentDirection, ...]:
        """The sliders of its own that the picture has, then those that are there for every picture of its
        model; those of other models and of other weights are left out."""
        layer = self.document.layer
        own = layer.directions if isinstance(layer, LatentLayer) else ()
        if self.model is None:
            return own
        taken, weights = {one.name for one in own}, self.model.sha256
        if isinstance(layer, LatentLayer) and layer.model == self.model.id:
            weights = layer.model_hash
        others = (one for one in self._shelf if one.fits(self.model.id, weights))
        return (*own, *(one for one in others if one.name not in taken))

    @property
    def moves(self) -> Mapping[str, float]:
        """By how many sigmas each direction is moved now; those at 0 are left out."""
        layer = self._drag.layer if self._drag is not None else self.document.layer
        return layer.moves if isinstance(layer, LatentLayer) else {}

    @property
    def place(self) -> tuple[Mapping[str, np.ndarray], Mapping[str, Setting]] | None:
        """Latents (batch of one) and settings of what is shown now, with drags and with moves;
        None where there are no latents yet."""
        layer = self._drag.layer if self._drag is not None else self.document.layer
        if not isinstance(layer, LatentLayer) or not layer.latents:
            return None
        return placed(layer) if layer.moves else (layer.latents, self.settings)

    @property
    def seed(self) -> int:
        """The seed of the active layer."""
        layer = self.document.layer
        return layer.seed if isinstance(layer, LatentLayer) else 0

    @property
    def dragging(self) -> bool:
        """Whether a control is in a hand."""
        return self._drag is not None

    @property
    def busy(self) -> Busy | None:
        """The render under way, or None."""
        return self._renders.busy

    @property
    def dirty(self) -> bool:
        """Whether there is work that is not in the file. A first picture, unedited, is no work yet."""
        return bool(self.document.layers) and self._history.current.key != self._saved

    @property
    def can_undo(self) -> bool:
        """Whether ``undo`` does anything: takes a step back, or lets go of a drag."""
        return self._drag is not None or self._history.undo_label is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to make again."""
        return self._history.redo_label is not None

    @property
    def undo_label(self) -> str | None:
        """The step that ``undo`` takes back."""
        return self._history.undo_label

    @property
    def redo_label(self) -> str | None:
        """The step that ``redo`` makes again."""
        return self._history.redo_label

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told by aspect (``ASPECTS``) what changed; returns the unsubscriber."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def dismiss_error(self) -> None:
        """The sentence has been read."""
        self._say(None)

    def handle(self, event: Event) -> None:
        """Hand in an event of the host."""
        before = self.busy
        match self._renders.handle(event):
            case Shown(flight, frame):
                self._show(flight, frame.images[0])
            case Done(flight):
                self._fill(flight)
            case Broken(flight, message):
                # A broken draft leaves what was done before it, though that may have to be rendered now.
                self._back() if flight.key is not None else self._travel(self._history)
                if message is not None:
                    self._say(message)
        if self.busy != before:
            self._notify("busy")

    def _controls(self) -> dict[str, Control]:
        return {control.name: control for control in self.model.controls} if self.model else {}

    def _notify(self, *aspects: str) -> None:
        for aspect in aspects:
            for listener in tuple(self._listeners):
                listener(aspect)

    def _say(self, error: str | None) -> None:
        if error != self.error:
            self.error = error
            self._notify("error")

    def _lay_out(self) -> None:
        """Show the state the history is at; what is not rendered yet leaves the picture as it is."""
        layer = self.document.layer
        pixels = flatten(self.document)
        if pixels is not None or layer is None:
            self.picture = pixels
        if isinstance(layer, LatentLayer):
            self.model = self._cards.get(layer.model)
            if layer.settings or layer.pixels is not None:
                self._settings = layer.settings
        else:
            self._settings = {}
        self._notify(*ASPECTS[:5], "busy", "document")

    def _travel(self, history: History, render: bool = True) -> None:
        """Show this place in the history; its picture is rendered if it is not there."""
        self._jump()
        self._history = history
        layer = self._unrendered()
        if layer is None:
            self._good = history
        self._lay_out()
        if layer is not None and self.model is not None and render:
            self._ask(fitted(layer, self.model), history.current.label, key=history.current.key)

    def _jump(self) -> None:
        self._drag = None
        self._renders.drop()

    def _back(self) -> None:
        """To the last history that was shown whole."""
        self._travel(self._good, render=False)

    def _push(self, label: str, document: Document) -> None:
        first = not self.document.layers
        self._history = self._history.push(label, document)
        if first:
            self._saved = self._history.current.key

    def _ask(self, layer: LatentLayer, text: str, *, key: int | None = None) -> None:
        """Ask for a full render for the state ``key``, or for a draft."""
        try:
            self._renders.ask(layer, text, key)
        except MorphospaceError as error:
            self._back()
            self._say(str(error))
            return
        self._notify("busy")
        early, self._renders.early = self._renders.early, []
        for event in early:
            self.handle(event)

    def _show(self, flight: Flight, pixels: np.ndarray) -> None:
        """A frame on the screen; of a draft also what its settings did to the other controls."""
        self.picture = pixels
        self._say(None)
        drag = self._drag
        tells = drag is not None and not drag.direction and not self.moves
        if flight.key is None and drag is not None and tells and flight.frame is not None:
            # What was moved along a direction shows other settings than those that it was moved from.
            self._settings = {**settings_of(flight.frame, self._settings), drag.name: drag.value}
            self._notify("settings")
        self._notify("picture")

    def _fill(self, flight: Flight) -> None:
        """Put what was rendered into its state, shown or not."""
        state = None if flight.key is None else self._history.find(flight.key)
        layer = state.document.layer if state is not None else None
        if state is None or not isinstance(layer, LatentLayer):
            return
        if flight.frame is None:
            self._back()
            self._say("The model gave no picture: try again, or choose another model.")
            return
        document = _with_rendered(state.document, rendered_layer(layer, flight.frame))
        self._history = self._history.fill(state.key, document)
        self._good = self._good.fill(state.key, document)
        if self._history.current.key == state.key:
            self._good = self._history
            if self._drag is None:
                self._lay_out()
                self._say(None)

    def _unrendered(self) -> LatentLayer | None:
        layer = self.document.layer
        return layer if isinstance(layer, LatentLayer) and layer.pixels is None else None


def _with_rendered(document: Document, layer: LatentLayer) -> Document:
    """The document with its active layer rendered; a single layer decides on the size."""
    document = document.with_layer(layer)
    if len(document.layers) > 1 or layer.pixels is None:
        return document
    height, width = layer.pixels.shape[:2]
    return replace(document, size=(width, height))
