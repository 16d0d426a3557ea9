"""The slider that two selections make: how far to trust it, what it does, and the ways to keep it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.evidence import Evidence, direction_from
from morphospace.atlas.exploration import Exploration
from morphospace.errors import MorphospaceError
from morphospace.hosting import Event, Failed, Finished, Host, Progress
from morphospace.latents.coordinates import unpack
from morphospace.latents.edits import LatentDirection, along
from morphospace_desktop import theme
from morphospace_desktop.background import Background
from morphospace_desktop.explorer.evidence_words import figures_of
from morphospace_desktop.explorer.figure_rows import FigureRows
from morphospace_desktop.explorer.sigma_strip import AMOUNTS, SigmaStrip
from morphospace_desktop.panels.role_label import RoleLabel
from morphospace_desktop.panels.rows import LabelledRow, SectionHead
from morphospace_desktop.panels.segments import SegmentedChoice

VIEW = "direction"
_METHODS = {"means": "means", "SVM": "svm"}
_SOON_MS = 120
_LOOKED_AT = 4000
"""Items among which one is sought that the strip moves."""
_HINT = (
    "Keep two selections, A and B: the way from B to A becomes a slider, with figures that say what it does."
)

Place = tuple[Mapping[str, np.ndarray], Mapping[str, Any]]
"""Latents, batch of one, and settings of a picture."""


class EvidencePanel(QWidget):
    """``added(direction)`` and ``export_requested(direction)``: what to do with the slider that is shown.

    Worked out on another thread as soon as there are an A and a B. ``show_on`` says which picture the strip
    moves; without one it is an item between A and B.
    """

    added = Signal(object)
    export_requested = Signal(object)
    made = Signal()

    def __init__(self, exploration: Exploration, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration, self._host = exploration, host
        self.evidence: Evidence | None = None
        self._base: Place | None = None
        self._base_model = ""
        self._ticket: int | None = None
        self._untangle = False
        self._pair: tuple[str | None, str | None] = (None, None)
        self.work = Background(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._begin)
        self._make_parts()
        self._lay_out()
        self._unsubscribe = exploration.subscribe(self._explored)
        self._look()

    def close(self) -> bool:
        """Work out nothing more."""
        self._unsubscribe()
        self._soon.stop()
        self.work.finish()
        return super().close()

    def hear(self, event: Event) -> None:
        """An event of the host, on the window's thread."""
        if self._ticket is None or event.ticket != self._ticket:
            return
        if isinstance(event, Progress) and "pictures" in event.arrays:
            self.strip.set_pictures(np.array(event.arrays["pictures"]))
        elif isinstance(event, Finished):
            self._ticket = None
            self.strip.set_pictures(np.array(event.result["pictures"]))
        elif isinstance(event, Failed):
            self._ticket = None
            self.strip.clear()

    def show_on(self, model: str, place: Place | None) -> None:
        """The picture that the strip moves: of ``model``, or none."""
        self._base, self._base_model = place, model
        if self.evidence is not None:
            self._show_strip(self.evidence)

    # ------------------------------------------------------------------ from the exploration

    def _explored(self, aspect: str) -> None:
        if aspect in ("atlas", "named"):
            self._look()

    def _look(self) -> None:
        """Whether there is a pair, and another than before."""
        state, pair = self._exploration, (self._exploration.a, self._exploration.b)
        if pair != self._pair:
            self._pair, self._untangle = pair, False
        self.setVisible(state.atlas is not None)
        if state.atlas is None or None in pair:
            self._soon.stop()
            self.work.cancel()
            self._show_none(_HINT)
        else:
            self._soon.start()

    def _begin(self) -> None:
        state = self._exploration
        if state.atlas is None or state.a is None or state.b is None:
            return
        atlas, a, b = state.atlas, state.rows_of(state.a), state.rows_of(state.b)
        method = _METHODS[self.method.setting()]
        name, untangle = f"{state.a} − {state.b}", self._untangle
        self._say_working(name)
        self.work.start(
            "Making a slider",
            lambda: direction_from(atlas, a, b, method, name, untangle=untangle),  # type: ignore[arg-type]
            self._show,
            self._show_none,
        )

    # ------------------------------------------------------------------ what it shows

    def _show(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.note.hide()
        self.rows.set_figures(figures_of(evidence))
        self._show_parts(True)
        self.untangle.setText("Tangle again" if evidence.untangled else "Untangle")
        self.untangle.setEnabled(evidence.untangled or len(evidence.leaks) > 1)
        for button in (self.add, self.export):
            button.setEnabled(True)
        self._show_strip(evidence)
        self.made.emit()

    def _show_none(self, why: str) -> None:
        self.evidence = None
        if self._untangle and why is not _HINT:
            # What could not be untangled is offered again as it is.
            self.untangle.setText("Tangle again")
        self.head.set_title("Slider")
        self.head.set_note("")
        self.note.setText(why)
        self.note.show()
        self._show_parts(why is not _HINT)
        self.rows.set_figures(())
        for part in (self.rows, self.strip, self.add, self.export):
            part.setVisible(False)
        self.made.emit()

    def _say_working(self, name: str) -> None:
        """The figures of before stay until the new ones are there, so that nothing jumps."""
        self.head.set_title(f"Slider “{name}”")
        self.head.set_note("evidence")
        for button in (self.add, self.export, self.untangle):
            button.setEnabled(button is self.untangle)

    def _show_parts(self, shown: bool) -> None:
        for part in (self.rows, self.method_row, self.strip, self.buttons, self.add, self.export):
            part.setVisible(shown)

    def _show_strip(self, evidence: Evidence) -> None:
        atlas = self._exploration.atlas
        if atlas is None:
            return
        latents, settings = self._base_of(atlas, evidence)
        stops = along(latents, settings, evidence.direction, AMOUNTS)
        arguments: dict[str, Any] = {"model": atlas.model, "stops": stops}
        try:
            self._ticket = self._host.run("direction_strip", arguments, view=VIEW)
        except MorphospaceError:
            self.strip.clear()

    def _base_of(self, atlas: Atlas, evidence: Evidence) -> Place:
        """The picture on the canvas, or else the item that lies nearest between A and B."""
        if self._base is not None and self._base_model == evidence.direction.model:
            return self._base
        step = max(1, len(atlas) // _LOOKED_AT)
        places = np.asarray(atlas.places[::step], np.float64)
        places = places[np.isfinite(places).all(1)]
        nearest = places[int(((places - evidence.centre) ** 2).sum(1).argmin())]
        latents, settings = unpack(atlas.coordinates, nearest[None])
        return latents, settings[0]

    # ------------------------------------------------------------------ hands

    def _untangle_clicked(self) -> None:
        self._untangle = not self._untangle
        self._begin()

    def _give(self, signal: Any) -> None:
        if self.evidence is not None:
            direction: LatentDirection = self.evidence.direction
            signal.emit(direction)

    # ------------------------------------------------------------------ parts

    def _make_parts(self) -> None:
        self.head = SectionHead("Slider")
        self.note = RoleLabel("", "small", "secondary")
        self.note.setWordWrap(True)
        self.rows = FigureRows()
        self.method = SegmentedChoice(tuple(_METHODS), "means")
        self.method.chosen.connect(lambda _method: self._begin())
        self.method_row = LabelledRow(
            "Method",
            self.method,
            help_text="Means: from the middle of B to that of A, less what chance makes of few pictures. "
            "SVM: the normal of a linear support vector machine between them.",
        )
        self.strip = SigmaStrip()
        self.untangle = _button("Untangle", "Take out what it does to every attribute but the one it means")
        self.export = _button("Export…", "Save the slider as a file")
        self.add = _button("Add to the canvas", "Make it a slider of the picture", "accent")
        self.untangle.clicked.connect(self._untangle_clicked)
        self.add.clicked.connect(lambda: self._give(self.added))
        self.export.clicked.connect(lambda: self._give(self.export_requested))

    def _lay_out(self) -> None:
        self.buttons = QWidget()
        pair = QHBoxLayout(self.buttons)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(theme.GAP)
        pair.addWidget(self.untangle, 1)
        pair.addWidget(self.export, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        for part in (self.head, self.note, self.rows, self.method_row, self.strip, self.buttons, self.add):
            column.addWidget(part)


def _button(text: str, tip: str, kind: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    if kind:
        button.setProperty("kind", kind)
    return button
