"""The work on atlases: list them, open them, build them in the host and watch them grow."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.building.sources import default_title, tidy_source
from morphospace.atlas.exploration import Exploration
from morphospace.atlas.storage.atlases import atlas_folder, delete_atlas, model_sentence, new_id, rename_atlas
from morphospace.atlas.storage.opening import open_atlas
from morphospace.atlas.storage.store import ATLAS
from morphospace.hosting import Cancelled, Event, Failed, Finished, Host, Progress
from morphospace.library import Library
from morphospace_desktop.background import Background
from morphospace_desktop.explorer.atlas_shelf import Building, Shelved, read_shelf

LOOK_MILLISECONDS = 500
"""How often a growing atlas is looked at."""
_RESTS = 8
"""And no more often than this many times as long as the look took."""
_MOST_NAMED = 3


class AtlasWork(QObject):
    """One exploration's atlas: which is open, and which is being built.

    ``shelf_changed``: ``shelf`` is another. ``building_changed``: ``building`` is another, or None.
    ``opened(atlas)``: another atlas is explored, or None. ``grown(atlas)``: the one that is open has more
    items, or is finished. ``said(text, kind)``: one sentence for people, of the kinds of a message bar.
    ``stuck(text, atlas)``: building failed; ``resume(atlas)`` would go on (an empty id: nothing was begun).

    ``model``: the id of the model that a new atlas is made with; one that cannot encode is passed over.
    ``remember``: called with the id of each atlas that is opened.
    """

    shelf_changed = Signal()
    building_changed = Signal()
    opened = Signal(object)
    grown = Signal(object)
    said = Signal(str, str)
    stuck = Signal(str, str)

    def __init__(
        self,
        host: Host,
        exploration: Exploration,
        library: Library,
        parent: QObject | None = None,
        *,
        model: Callable[[], str] = lambda: "",
        remember: Callable[[str], object] = lambda atlas: None,
    ) -> None:
        super().__init__(parent)
        self._host, self._exploration, self._library = host, exploration, library
        self._model, self._remember = model, remember
        self.shelf: tuple[Shelved, ...] = ()
        self.building: Building | None = None
        self._ticket = 0
        self._follows = False
        self._looked_at = 0.0
        self._wanted: str | None = None
        self._shelves, self._opens, self._changes = Background(self), Background(self), Background(self)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MILLISECONDS)
        self._look.timeout.connect(self._watch)

    # ------------------------------------------------------------------ what there is

    @property
    def current(self) -> Shelved | None:
        """The atlas that is open, as it stands on the shelf."""
        atlas = self._exploration.atlas
        return self._on_shelf(atlas.id) if atlas is not None else None

    def begin(self, last: str = "") -> None:
        """Look what there is, and open the atlas that was open last, or else the newest."""
        self._wanted = last
        self.refresh()

    def refresh(self) -> None:
        """Look again what there is."""
        library = self._library
        self._shelves.start("Looking for maps", lambda: read_shelf(library), self._shelved, self._fault)

    def open(self, atlas: str) -> None:
        """Explore another atlas."""
        self._follows = self.building is not None and self.building.atlas == atlas
        self._opens.start("Opening the map", lambda: open_atlas(atlas_folder(atlas)), self._open, self._fault)

    def rename(self, atlas: str, title: str) -> None:
        """Give an atlas another title."""
        self._change("Renaming the map", lambda: rename_atlas(atlas, title), lambda: self._reopen(atlas))

    def delete(self, atlas: str) -> None:
        """Remove an atlas; if it is open, nothing is open afterwards."""
        self._change("Removing the map", lambda: delete_atlas(atlas), lambda: self._removed(atlas))

    # ------------------------------------------------------------------ building

    def build(self, source: str, title: str = "", model: str = "") -> None:
        """Make an atlas of ``faces:test`` or of a folder, and show it as it grows."""
        chosen = model or self._encoder()
        if chosen is None:
            self.said.emit("No installed model can encode pictures: install one to make a map.", "error")
        elif not self._busy():
            name = title or default_title(tidy_source(source))
            self._follows = True
            self._run(name, {"atlas": new_id(name), "model": chosen, "source": source, "title": name})

    def add(self, source: str) -> None:
        """Bring the pictures of a folder into the atlas that is open."""
        current = self.current
        if current is not None and not self._busy():
            self._follows = True
            self._run(current.info.title, {"atlas": current.info.id, "source": source, "add": True})

    def resume(self, atlas: str) -> None:
        """Go on with an atlas that was begun."""
        shelved = self._on_shelf(atlas)
        if shelved is not None and not self._busy():
            self._follows = True
            self._run(shelved.info.title, {"atlas": atlas})

    def go_on(self, arguments: Mapping[str, Any]) -> None:
        """Build as was asked for once, by a window that is gone: it may not even have begun."""
        atlas = str(arguments.get("atlas", ""))
        if atlas and not self._busy():
            shelved = self._on_shelf(atlas)
            self._follows = True
            self._run(shelved.info.title if shelved else str(arguments.get("title") or atlas), arguments)

    def cancel(self) -> None:
        """Stop building at the next moment; what was encoded stays."""
        if self.building is not None:
            self._host.cancel(self._ticket)

    def hear(self, event: Event) -> None:
        """What the host says of the building."""
        building = self.building
        if building is None or event.ticket != self._ticket:
            return
        match event:
            case Progress():
                preview = event.preview if event.preview is not None else building.preview
                self.building = replace(
                    building, text=event.text, done=event.done, total=event.total, preview=preview
                )
                self.building_changed.emit()
            case Finished():
                self._end()
                kind = "hint" if event.result.get("skipped") else "status"
                self.said.emit(_summary(building.title, event.result), kind)
            case Cancelled():
                self._end()
            case Failed():
                self._end()
                begun = (atlas_folder(building.atlas) / ATLAS).is_file()
                self.stuck.emit(event.message, building.atlas if begun else "")

    def close(self) -> None:
        """Look no more."""
        self._look.stop()
        for background in (self._shelves, self._opens, self._changes):
            background.finish()

    # ------------------------------------------------------------------ within

    def _run(self, title: str, arguments: Mapping[str, Any]) -> None:
        self._ticket = self._host.run("atlas_build", arguments)
        atlas = str(arguments["atlas"])
        self.building = Building(atlas, title, "Starting", 0, 0, time.monotonic())
        self._look.start()
        self.building_changed.emit()

    def _busy(self) -> bool:
        """Whether an atlas is being built; that is then said, since one is made at a time."""
        if self.building is not None:
            self.said.emit(f"{self.building.title} is being built: wait for it, or cancel it.", "hint")
        return self.building is not None

    def _end(self) -> None:
        atlas = self.building.atlas if self.building else ""
        self._look.stop()
        self.building = None
        self.building_changed.emit()
        if self._follows and atlas:
            self._grow(atlas)
        self.refresh()

    def _watch(self) -> None:
        if self.building is not None and self._follows and not self._opens.busy:
            self._grow(self.building.atlas)

    def _grow(self, atlas: str) -> None:
        """Look how far an atlas is that is being built; it may not be there yet."""
        folder = atlas_folder(atlas)
        self._looked_at = time.monotonic()
        work = lambda: open_atlas(folder) if (folder / ATLAS).is_file() else None  # noqa: E731
        self._opens.start("Looking at the map", work, self._grew, self._fault)

    def _grew(self, atlas: Atlas | None) -> None:
        # A million items take a quarter of a second to open: looking may not become all that is done.
        took = 1000 * (time.monotonic() - self._looked_at)
        self._look.setInterval(max(LOOK_MILLISECONDS, round(_RESTS * took)))
        shown = self._exploration.atlas
        if atlas is None or not len(atlas):
            return
        if shown is None or shown.id != atlas.id:
            self._open(atlas)
        elif len(atlas) > len(shown) or (atlas.complete and atlas is not shown and self.building is None):
            self._exploration.grow(atlas)
            self.grown.emit(atlas)

    def _open(self, atlas: Atlas) -> None:
        self._exploration.open(atlas)
        self._remember(atlas.id)
        self.opened.emit(atlas)
        if self._on_shelf(atlas.id) is None:
            self.refresh()
        else:
            self._warn()

    def _warn(self) -> None:
        """Say what there is to say of the open atlas's model."""
        current = self.current
        if current is not None and current.model != "ready":
            self.said.emit(model_sentence(current.model, current.info.model_title), "warning")

    def _shelved(self, shelf: tuple[Shelved, ...]) -> None:
        self.shelf = shelf
        self.shelf_changed.emit()
        wanted, self._wanted = self._wanted, None
        if wanted is None or self._exploration.atlas is not None:
            return
        usable = [one.info.id for one in shelf if not one.info.trouble and one.info.count]
        chosen = wanted if wanted in usable else next(iter(usable), None)
        if chosen is not None:
            self.open(chosen)

    def _on_shelf(self, atlas: str) -> Shelved | None:
        return next((one for one in self.shelf if one.info.id == atlas), None)

    def _encoder(self) -> str | None:
        """The model to build with: the chosen one, or else the first that can encode."""
        able = [one.card.id for one in self._library.models if "encode" in one.card.capabilities]
        chosen = self._model()
        return chosen if chosen in able else next(iter(able), None)

    def _change(self, text: str, work: Callable[[], object], done: Callable[[], object]) -> None:
        def finished(_result: object) -> None:
            done()
            self.refresh()

        self._changes.start(text, work, finished, self._fault)

    def _reopen(self, atlas: str) -> None:
        """The title of the open atlas changed: nothing else of it did."""
        shown = self._exploration.atlas
        if shown is not None and shown.id == atlas:
            self._grow(atlas)

    def _removed(self, atlas: str) -> None:
        shown = self._exploration.atlas
        if shown is not None and shown.id == atlas:
            self._exploration.open(None)
            self.opened.emit(None)

    def _fault(self, text: str) -> None:
        self.said.emit(text, "error")


def _summary(title: str, result: Mapping[str, Any]) -> str:
    """What came of building, in a line: how many pictures, and which files were left out."""
    names = [Path(str(one["file"])).name for one in result.get("skipped", ())]
    told = f"{title}: {int(result.get('added', 0)):,} pictures were added"
    if not names:
        return told
    rest = len(names) - _MOST_NAMED
    listed = ", ".join(names[:_MOST_NAMED]) + (f" and {rest:,} more" if rest > 0 else "")
    return f"{told}; {len(names):,} could not be read and were left out: {listed}."
