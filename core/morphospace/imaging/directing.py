"""Directing: sliders of a picture's own, made from selections on the map, beside those of its model."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

from morphospace.imaging.desk import Drag
from morphospace.imaging.document import LatentLayer
from morphospace.imaging.gestures import Gestures
from morphospace.latents.edits import FARTHEST, LatentDirection


class Directing(Gestures):
    """Gestures on directions. No method raises for what people do: the sentence is in ``error``."""

    def change_direction(self, name: str, amount: float, *, draft: bool) -> None:
        """Move the picture along a direction: by how many sigmas in all, -3 to 3. See ``Session.change``."""
        if (layer := self._editable()) is None:
            return
        known = {one.name: one for one in self.directions}
        if name not in known or not math.isfinite(amount):
            self._say(f"There is no direction {name!r} for this picture: make one on the map.")
            return
        if not layer.latents:
            self._say(f"{name} moves what the model has read of the picture: wait until it has.")
            return
        layer = self._take_in_hand(name, True, layer)
        amount = min(max(amount, -FARTHEST), FARTHEST)
        if name not in {one.name for one in layer.directions}:
            layer = replace(layer, directions=(*layer.directions, known[name]))
        moves = {key: by for key, by in layer.moves.items() if key != name} | {name: amount}
        drag = Drag(
            name=name,
            value=amount,
            direction=True,
            layer=replace(layer, moves=moves),
            title=name,
            label=f"{name} {round(amount, 2) + 0.0:+.2f} σ".replace("-", "−"),
        )
        if draft:
            self._draft(drag)
        else:
            self._edit(drag.layer, drag.label)

    def add_direction(self, direction: LatentDirection) -> str:
        """Give the picture a slider of its own, at 0, and every later picture of that model; nothing else
        about it changes. Returns its name: another one where the name is taken by another direction."""
        for one in self.directions:
            if one.same_as(direction):
                return one.name
        self._let_go()
        direction = direction.named(free_name(direction.name, {one.name for one in self._all()}))
        self._shelf = (*self._shelf, direction)
        layer = self.document.layer
        if isinstance(layer, LatentLayer) and direction.fits(layer.model, layer.model_hash):
            kept = (*layer.directions, direction)
            self._relabel(replace(layer, directions=kept), f"Add slider {direction.name}")
        self._notify("directions")
        return direction.name

    def offer_directions(self, directions: Sequence[LatentDirection]) -> None:
        """Sliders for every picture of their model; no step of the history. Names that are taken stay."""
        taken = {(one.model, one.name) for one in self._shelf}
        self._shelf = (*self._shelf, *(one for one in directions if (one.model, one.name) not in taken))
        self._notify("directions")

    def remove_direction(self, name: str) -> None:
        """Take a slider off the picture, and what it moved with it; later pictures lack it too."""
        self._let_go()
        self._shelf = tuple(one for one in self._shelf if one.name != name)
        layer = self.document.layer
        if isinstance(layer, LatentLayer) and any(one.name == name for one in layer.directions):
            kept = tuple(one for one in layer.directions if one.name != name)
            moves = {key: by for key, by in layer.moves.items() if key != name}
            change = self._edit if name in layer.moves else self._relabel
            change(replace(layer, directions=kept, moves=moves), f"Remove slider {name}")
        self._notify("directions")

    def rename_direction(self, name: str, new: str) -> bool:
        """Call a slider of the picture's own something else; whether that could be."""
        new = new.strip()
        taken = {one.name for one in self._all()}
        if new == name or name not in taken:
            return new == name
        if not new or new in taken:
            self._say(f"The name {new!r} is empty or taken: type another.")
            return False
        self._let_go()
        self._shelf = tuple(_renamed(one, name, new) for one in self._shelf)
        layer = self.document.layer
        if isinstance(layer, LatentLayer) and any(one.name == name for one in layer.directions):
            kept = tuple(_renamed(one, name, new) for one in layer.directions)
            moves = {new if key == name else key: by for key, by in layer.moves.items()}
            self._relabel(replace(layer, directions=kept, moves=moves), f"Rename slider {name}")
        self._notify("directions")
        return True

    def _all(self) -> tuple[LatentDirection, ...]:
        return (*self.directions, *self._shelf)


def free_name(name: str, taken: Collection[str]) -> str:
    """``name``, or ``name 2`` and so on where it is taken."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name} {number}"
    return found


def _renamed(direction: LatentDirection, name: str, new: str) -> LatentDirection:
    return direction.named(new) if direction.name == name else direction
