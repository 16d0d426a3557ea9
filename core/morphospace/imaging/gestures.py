"""Gestures: how what people do becomes steps of the history and requests to the host."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from morphospace.imaging.desk import Desk, Drag
from morphospace.imaging.document import Document, LatentLayer, flatten
from morphospace.imaging.rendering import fitted
from morphospace.library import Card
from morphospace.pixels import middle_square


class Gestures(Desk):
    """What every gesture on the desk is made of."""

    def _begin(self, layer: LatentLayer, card: Card, label: str, shown: np.ndarray | None = None) -> None:
        """Another picture: ``shown`` meanwhile, or what was there. It has the sliders of the one before."""
        self._jump()
        now = self.document.layer
        if isinstance(now, LatentLayer) and (now.model, now.model_hash) == (layer.model, layer.model_hash):
            layer = replace(layer, directions=now.directions)
        self._push(label, Document((layer,), 0, (card.image_size, card.image_size)))
        self.picture = self.picture if shown is None else shown
        self._lay_out()
        self._ask(layer, label, key=self._history.current.key)

    def _edit(self, layer: LatentLayer, label: str) -> None:
        """A gesture is done: one entry, unless nothing came of it."""
        self._drag = None
        now, layer = self.document.layer, replace(layer, pixels=None)
        if isinstance(now, LatentLayer):
            if now.settings == layer.settings and now.moves == layer.moves:
                self._travel(self._history)
                return
            self._push(label, self.document.with_layer(layer))
        elif self.model is not None:  # pixels that are edited for the first time
            self._push(label, Document((layer,), 0, (self.model.image_size, self.model.image_size)))
        self._settings = layer.settings
        self._notify("settings", "directions", "history", "document")
        self._ask(layer, label, key=self._history.current.key)

    def _relabel(self, layer: LatentLayer, label: str) -> None:
        """A step that leaves the picture as it is: only what is not rendered yet is asked for anew."""
        self._push(label, self.document.with_layer(layer))
        self._travel(self._history)

    def _draft(self, drag: Drag) -> None:
        """A control moves in a hand. Asked first: the host works while the widgets are told."""
        self._drag = drag
        if not drag.direction:
            self._settings = {**self.settings, drag.name: drag.value}
        self._ask(drag.layer, drag.title)
        self._notify("directions" if drag.direction else "settings", "history")

    def _let_go(self) -> None:
        """End a drag that another gesture overtook."""
        if self._drag is not None:
            self._edit(self._drag.layer, self._drag.label)

    def _take_in_hand(self, name: str, direction: bool, layer: LatentLayer) -> LatentLayer:
        """End the drag of any other control; returns the layer as it is then."""
        if self._drag is None or (self._drag.name, self._drag.direction) == (name, direction):
            return layer
        self._let_go()
        return self._editable() or layer

    # What can be done now

    def _card(self) -> Card | None:
        if self.model is None:
            self._say("No model is chosen: choose one first.")
        return self.model

    def _editable(self) -> LatentLayer | None:
        """The active layer for an edit; pixels become a latent layer with their first edit."""
        layer = self.document.layer
        if layer is None:
            self._say("There is no picture yet: open one, or make a new face.")
            return None
        if self.model is None:
            self._say(self._doubt() or "No model is chosen: choose one first.")
            return None
        if isinstance(layer, LatentLayer):
            return fitted(layer, self.model)
        seen = flatten(self.document)
        if seen is None or "encode" not in self.model.capabilities:
            self._say(f"{self.model.title} cannot edit this layer: choose a model that opens pictures.")
            return None
        original = middle_square(seen[None], self.model.image_size)[0]
        return LatentLayer(
            name=layer.name, model=self.model.id, model_hash=self.model.sha256, source=seen, original=original
        )

    def _doubt(self) -> str | None:
        """What stands in the way of going on with the picture that is open, as one sentence."""
        layer = self.document.layer
        if not isinstance(layer, LatentLayer):
            return None
        card = self._cards.get(layer.model)
        if card is None:
            return f"The model {layer.model} of this picture is not installed: install it to go on editing."
        if layer.model_hash != card.sha256:
            return (
                f"{card.title} is not the version that made this picture: edits may change more than asked."
            )
        return None
