"""Editing: what people do to one document, tied to a host that renders. No toolkit.

Everything happens on one thread, the window's; the host's events are handed in through ``handle``. No
method raises for what people do: the sentence is in ``error``.

The *history* holds what was done, one state a gesture, at once when it is done. A *drag* is not in the
history: its drafts are only shown.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from morphospace.controls import Prompt, Setting, Strength
from morphospace.data.attributes import consistent
from morphospace.errors import MorphospaceError
from morphospace.imaging.desk import Drag
from morphospace.imaging.directing import Directing
from morphospace.imaging.document import Document, LatentLayer, flatten
from morphospace.imaging.history import History, edit_label
from morphospace.imaging.metadata import ExportedRequest, export_png
from morphospace.imaging.project import EXTENSION, Project, open_project, save_project
from morphospace.imaging.rendering import placed
from morphospace.library import Card
from morphospace.pixels import middle_square


class Session(Directing):
    """See the module."""

    def choose_model(self, model_id: str) -> None:
        """Work with this model. A picture that is open is opened in it; else it waits for one."""
        if (card := self._cards.get(model_id)) is None:
            self._say(f"The model {model_id} is not installed: install it, or choose another one.")
            return
        layer = self.document.layer
        if layer is None or (isinstance(layer, LatentLayer) and layer.model == model_id):
            self.model = card
            self._notify("model", "settings")
            return
        source = layer.source if isinstance(layer, LatentLayer) else None
        source = flatten(self.document) if source is None else source
        self.model = card
        if source is not None and "encode" in card.capabilities:
            self._open(card, source, layer.name, f"Model {card.title}")
        else:
            self.new_face(self.seed)

    def new_face(self, seed: int | None = None) -> None:
        """A picture the model makes up; the same for a seed. Prompts stay, attributes are drawn anew."""
        if (card := self._card()) is None:
            return
        seed = secrets.randbelow(1_000_000) if seed is None else seed
        lasting = {c.name for c in card.controls if isinstance(c, Prompt | Strength)}
        settings = {name: value for name, value in self.settings.items() if name in lasting}
        layer = LatentLayer(
            name=f"Face {seed}", model=card.id, model_hash=card.sha256, seed=seed, settings=settings
        )
        self._begin(layer, card, f"New face {seed}")

    def open_pixels(self, pixels: np.ndarray, name: str) -> None:
        """Make a picture editable, uint8 ``(H, W, 3)`` of any size; it is shown while it is encoded."""
        if (card := self._card()) is None:
            return
        if "encode" in card.capabilities:
            self._open(card, pixels, name, f"Open {name}")
        else:
            self._say(f"{card.title} cannot open pictures: choose a model that can.")

    def open_export(self, exported: ExportedRequest, name: str) -> None:
        """Go on with a picture that was exported here: its very latents and settings, with no render."""
        if exported.pixels is None:
            raise ValueError("an export that was read from a file has pixels")
        layer = LatentLayer(
            name=name,
            model=exported.model,
            model_hash=exported.model_hash,
            latents=exported.latents,
            settings=exported.settings,
            seed=exported.seed,
            pixels=exported.pixels,
            original=exported.pixels,
            original_settings=exported.original_settings,
        )
        height, width = exported.pixels.shape[:2]
        self._jump()
        self._push(f"Open {name}", Document((layer,), 0, (width, height)))
        self._good = self._history
        self._lay_out()
        self._say(self._doubt())

    def open_place(
        self,
        model_id: str,
        latents: Mapping[str, np.ndarray],
        settings: Mapping[str, Setting],
        name: str,
        original: np.ndarray | None = None,
    ) -> None:
        """Go on from a place of a latent space: float32 latents by name, batch first with one item.

        ``original``: uint8 ``(H, W, 3)``, the picture that lies there, to compare with; None for a place
        where none lies.
        """
        if (card := self._cards.get(model_id)) is None:
            self._say(f"The model {model_id} is not installed: install it to open its pictures.")
            return
        self.model = card
        layer = LatentLayer(
            name=name,
            model=card.id,
            model_hash=card.sha256,
            latents=latents,
            settings=settings,
            original=original,
            original_settings=settings,
        )
        self._begin(layer, card, f"Open {name}", original)

    def change(self, name: str, value: Setting, *, draft: bool) -> None:
        """Set a control: a draft while it moves, one entry of the history when it is let go."""
        if (layer := self._editable()) is None:
            return
        try:
            control = self._controls()[name]
            value = control.validate(value)
        except (KeyError, MorphospaceError) as error:
            self._say(str(error) if isinstance(error, MorphospaceError) else f"There is no control {name!r}.")
            return
        layer = self._take_in_hand(name, False, layer)
        drag = Drag(
            name=name,
            value=value,
            layer=_changed(layer, name, value),
            title=control.title,
            label=edit_label(control, value),
        )
        if draft:
            self._draft(drag)
        else:
            self._edit(drag.layer, drag.label)

    def reset(self, name: str | None = None) -> None:
        """Back to the values of the original picture: one control's, or all."""
        if (layer := self._editable()) is None:
            return
        first = layer.original_settings
        if name is None:
            self._edit(replace(layer, settings={**layer.settings, **first}, moves={}), "Reset")
        elif name in first:
            self.change(name, first[name], draft=False)
        elif hasattr(control := self._controls().get(name), "default"):
            self.change(name, control.default, draft=False)  # type: ignore[union-attr]

    def undo(self) -> None:
        """One step back, at once, or out of a drag."""
        self._travel(self._history if self._drag is not None else self._history.undo())

    def redo(self) -> None:
        """One step forward, at once."""
        self._travel(self._history.redo())

    def cancel(self) -> None:
        """Stop the render under way and go back to the last state that was whole."""
        if self.busy is not None:
            self._back()

    def save(self, path: Path) -> bool:
        """Save the project with its history; whether it went well. ``.ora`` is added to a bare name."""
        path = path if path.suffix else path.with_suffix(EXTENSION)
        try:
            save_project(path, self._history, self.picture)
        except MorphospaceError as error:
            self._say(str(error))
            return False
        self.path, self._saved = path, self._history.current.key
        self._say(None)
        self._notify("document")
        return True

    def open_project(self, path: Path, project: Project | None = None) -> bool:
        """Open a saved project in place of what is open; whether it went well. Else nothing changes.

        ``project``: what ``open_project`` of ``path`` gave, where that was done on another thread.
        """
        try:
            project = project or open_project(path)
        except MorphospaceError as error:
            self._say(str(error))
            return False
        # What holds pictures only is another program's file: saving asks for a name of its own.
        self._take(project.history, path if project.ours else None, project.shown)
        return True

    def recover(self, history: History, path: Path | None) -> None:
        """Go on with unsaved work that a crash has left (see ``morphospace.imaging.journal``)."""
        self._take(history, path, None)
        self._saved = 0
        self._notify("document")

    def export_png(self, path: Path) -> bool:
        """Save the picture with its request, to be opened and edited again; whether it went well."""
        pixels = flatten(self.document)
        if pixels is None or self._unrendered() is not None:
            self._say("There is no finished picture yet: export it when it has been rendered.")
            return False
        try:
            export_png(path, pixels, self._request(pixels))
        except MorphospaceError as error:
            self._say(str(error))
            return False
        self._say(None)
        return True

    # Gestures

    def _take(self, history: History, path: Path | None, shown: np.ndarray | None) -> None:
        """Another document with its history in place of what is open; it counts as saved."""
        self._jump()
        self._history = self._good = history
        self._saved = history.current.key
        self.path, self._settings, self.picture = path, {}, shown
        self._say(None)
        self._travel(history)
        if doubt := self._doubt():
            self._say(doubt)

    def _open(self, card: Card, pixels: np.ndarray, name: str, label: str) -> None:
        original = middle_square(pixels[None], card.image_size)[0]
        layer = LatentLayer(
            name=name, model=card.id, model_hash=card.sha256, source=pixels, original=original
        )
        self._begin(layer, card, label, original)

    def _request(self, pixels: np.ndarray) -> ExportedRequest | None:
        layer = self.document.layer
        if not isinstance(layer, LatentLayer) or pixels is not layer.pixels:
            return None
        latents, settings = placed(layer)
        return ExportedRequest(
            model=layer.model,
            model_hash=layer.model_hash,
            settings=settings,
            seed=layer.seed,
            latents=latents,
            original_settings=layer.original_settings,
        )


def _changed(layer: LatentLayer, name: str, value: Setting) -> LatentLayer:
    """``layer`` with one setting changed and put last: where two exclude each other, it is the one meant."""
    settings: dict[str, Setting] = {key: old for key, old in layer.settings.items() if key != name}
    settings[name] = value
    if layer.moves:
        # What its render came to is not taken over then: what makes room does so here.
        settings = consistent(settings, {name})
    return replace(layer, settings=settings)
