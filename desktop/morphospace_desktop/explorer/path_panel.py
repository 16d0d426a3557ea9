"""The path from A to B: ends, way, both strips with their curves, a playhead, and export."""

from __future__ import annotations

from pathlib import Path as FilePath

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from morphospace.atlas.exploration import Exploration, Path
from morphospace.hosting import Event, Host
from morphospace_desktop.background import Background
from morphospace_desktop.explorer.path_ends import End, end_of_item, end_of_place
from morphospace_desktop.explorer.path_strips import Travelled
from morphospace_desktop.explorer.path_travel import FILTERS, NO_FILM, OFFERED, Travel, chosen_file
from morphospace_desktop.explorer.path_view import PACES, TEACH, PathView

_NOTE = "latent above, pixel below"
_FRAME_MS = 80
_REST_MS = 600


class PathPanel(PathView):
    """``scrubbed(place, picture, t)``: the playhead stands at a place ``(D,)`` of the atlas with a picture
    uint8 ``(H, W, 3)``. ``said(text, kind)``: what a person is told (``done``, ``error``).

    Set A and Set B take what was offered last (``offer_item``, ``offer_place``), or the first item of the
    selection. Every change asks the host anew, in the view ``path``: the newest wins. Give it the host's
    events through ``hear``.
    """

    scrubbed = Signal(object, object, float)
    said = Signal(str, str)

    def __init__(self, exploration: Exploration, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._travel = Travel(host, self)
        self._ends: dict[str, End | None] = {"a": None, "b": None}
        self._offered: End | None = None
        self._path: Travelled | None = None
        self._positions: np.ndarray | None = None
        self._t = 0.0
        self._placing = Background(self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._connect()
        self._clear()
        self._unsubscribe = exploration.subscribe(self._explored)

    # ------------------------------------------------------------------ ends

    def offer_item(self, row: int) -> None:
        """An item was picked on the map: what Set A and Set B take."""
        if self._exploration.atlas is not None:
            self._offered = end_of_item(self._exploration.atlas, row)
            self._refresh()

    def offer_place(self, place: np.ndarray, picture: np.ndarray, title: str = "on the canvas") -> None:
        """The picture on the canvas, with its place ``(D,)`` in the atlas, is what Set A and Set B take."""
        self._offered = end_of_place(place, picture, title)
        self._refresh()

    def set_end(self, which: str, end: End | None) -> None:
        """Choose the end ``a`` or ``b``, or neither."""
        self._ends[which] = end
        self._refresh()
        self._ask()

    @property
    def path(self) -> Travelled | None:
        """The path that is shown."""
        return self._path

    @property
    def playhead(self) -> float:
        """Where the playhead stands, from 0 to 1."""
        return self._t

    def _set(self, which: str) -> None:
        if self._offered is not None:
            self.set_end(which, self._offered)

    def _swap(self) -> None:
        self._ends = {"a": self._ends["b"], "b": self._ends["a"]}
        self._refresh()
        self._ask()

    def _take_selections(self) -> None:
        """The first items of the selections A and B."""
        atlas, names = self._exploration.atlas, (self._exploration.a, self._exploration.b)
        if atlas is None or None in names:
            return
        for which, name in zip("ab", names, strict=True):
            self._ends[which] = end_of_item(atlas, int(self._exploration.rows_of(str(name))[0]))
        self._refresh()
        self._ask()

    # ------------------------------------------------------------------ the exploration and the host

    def _explored(self, aspect: str) -> None:
        if aspect == "atlas":
            atlas = self._exploration.atlas
            if atlas is None or str(atlas.folder) != self._folder:
                self._forget()
        elif aspect == "selection" and self._exploration.atlas is not None:
            chosen = np.flatnonzero(self._exploration.selected)
            if len(chosen):
                self.offer_item(int(chosen[0]))
        elif aspect == "named":
            self._refresh()
        elif aspect == "layout":
            self._place()

    def hear(self, event: Event) -> None:
        """An event of the host, on the window's thread."""
        self._travel.hear(event)

    def _ask(self) -> None:
        """Ask the host for the path between the ends, if there are two."""
        atlas, a, b = self._exploration.atlas, self._ends["a"], self._ends["b"]
        self._drop_path()  # what is shown stays until the new path's first pictures are there
        if atlas is None or a is None or b is None:
            self._travel.cancel()
            self.strips.clear()
            return
        if a.same_as(b):
            self._travel.cancel()
            self._stop("A and B are the same picture: choose another for one of them.")
            return
        arguments = {
            "model": atlas.model,
            "a": a.arguments,
            "b": b.arguments,
            "steps": int(self.steps.setting()),
            "way": self.way.setting(),
            "pace": PACES[self.pace.setting()],
            "atlas": str(atlas.folder),
        }
        self.say("")
        self.head.set_note("making the path…")
        self._travel.ask(arguments)

    def _arrived(self, path: Travelled) -> None:
        self._path = path
        self.head.set_note(_NOTE)
        self.strips.show_path(path)
        self.say("")
        self._refresh()
        self._place()
        self.move_to(self._t, told=False)

    # ------------------------------------------------------------------ playhead and map

    def move_to(self, t: float, told: bool = True) -> None:
        """Put the playhead at the picture nearest to a moment, 0 to 1; ``told``: say so by ``scrubbed``."""
        if self._path is None:
            return
        index = self._path.index(t)
        self._t = t = index / (len(self._path) - 1)
        self.strips.set_playhead(t)
        self.count.setText(f"{index + 1} of {len(self._path)}")
        self._draw()
        if told:
            self.scrubbed.emit(self._path.places[index], self._path.latent[index], t)

    def play(self, on: bool) -> None:
        """Run the playhead from where it is, from the start again at the end, until it is stopped."""
        self.show_playing(on)
        if on and self._path is not None:
            self._timer.start(_FRAME_MS)
        else:
            self._timer.stop()

    def _tick(self) -> None:
        if self._path is None:
            return
        index, last = self._path.index(self._t), len(self._path) - 1
        index = 0 if index >= last else index + 1
        self.move_to(index / last)
        self._timer.setInterval(_REST_MS if index in (0, last) else _FRAME_MS)

    def _scrub(self, t: float) -> None:
        self.play_button.setChecked(False)
        self.move_to(t)

    def _place(self) -> None:
        """Work out where the path lies on the map, on another thread."""
        layout, path = self._exploration.layout, self._path
        if layout is None or path is None or not path.places.shape[1]:
            return
        self._placing.start(
            "Placing the path",
            lambda: np.asarray(layout.projection.transform(path.places)),
            lambda positions: self._placed(path, positions),
            lambda _text: None,
        )

    def _placed(self, path: Travelled, positions: np.ndarray) -> None:
        if path is self._path:
            self._positions = positions
            self._draw()

    def _draw(self) -> None:
        if self._positions is not None:
            self._exploration.show_path(Path(self._positions, self._t))

    # ------------------------------------------------------------------ export

    def export(self) -> None:
        """Ask where to, and write the path there."""
        from morphospace.imaging.animation import has_film

        name, kind = QFileDialog.getSaveFileName(
            self, "Export the path", OFFERED, FILTERS if has_film() else NO_FILM
        )
        if name:
            self.export_to(chosen_file(FilePath(name), kind))

    def export_to(self, file: FilePath) -> None:
        """Write the path as the ending of the file says; without an ending as a GIF."""
        if self._path is not None:
            self._travel.export(self._path, file)

    # ------------------------------------------------------------------ showing

    def close(self) -> bool:
        """Stop everything, for the window goes."""
        self._unsubscribe()
        self._timer.stop()
        self._placing.finish()
        self._travel.cancel()
        return super().close()

    def _forget(self) -> None:
        """Another atlas: its pictures are no ends here."""
        self._travel.cancel()
        self._offered = None
        self._ends = {"a": None, "b": None}
        self._drop_path()
        self.strips.clear()
        self._clear()

    def _drop_path(self) -> None:
        self._path = self._positions = None
        self._placing.cancel()
        self.play_button.setChecked(False)
        if self._exploration.path is not None:
            self._exploration.show_path(None)
        self._refresh()

    def _stop(self, text: str) -> None:
        self.head.set_note("")
        self._drop_path()
        self.strips.clear()
        self.say(text)

    def _clear(self) -> None:
        self._folder = str(self._exploration.atlas.folder) if self._exploration.atlas is not None else ""
        self.head.set_note("")
        self._t = 0.0
        self._refresh()

    def _refresh(self) -> None:
        a, b = self._ends["a"], self._ends["b"]
        for letter, button in (("a", self.set_a), ("b", self.set_b)):
            button.show_end(self._ends[letter])
            button.setEnabled(self._offered is not None)
            button.setToolTip("" if self._offered is not None else "Click a picture on the map first")
        self.swap.setEnabled(a is not None or b is not None)
        both = a is not None and b is not None
        if not both:
            self.say(TEACH)
        elif self.words == TEACH:
            self.say("")
        self.show_ready(both, self._path is not None)
        self.take.setVisible(not both and self._exploration.a is not None and self._exploration.b is not None)

    def _connect(self) -> None:
        self.set_a.clicked.connect(lambda: self._set("a"))
        self.set_b.clicked.connect(lambda: self._set("b"))
        self.swap.clicked.connect(self._swap)
        self.take.clicked.connect(self._take_selections)
        self.strips.dragged.connect(self._scrub)
        self.play_button.toggled.connect(self.play)
        self.export_button.clicked.connect(self.export)
        for choice in (self.way, self.pace, self.steps):
            choice.chosen.connect(lambda _value: self._ask())
        self._travel.partial.connect(self.strips.show_partial)
        self._travel.noted.connect(self.head.set_note)
        self._travel.arrived.connect(self._arrived)
        self._travel.failed.connect(self._stop)
        self._travel.said.connect(self.said)
