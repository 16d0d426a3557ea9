"""The strips under the canvas: the range of the control moved last, and other faces to go on with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from morphospace.controls import Choice, Control, Setting, Slider, Toggle
from morphospace.hosting import Event, Host
from morphospace.imaging.document import LatentLayer
from morphospace.imaging.rendering import request_for
from morphospace.imaging.session import Session
from morphospace.library import Card
from morphospace.models import Request
from morphospace_desktop.panels import Filmstrip
from morphospace_desktop.panels.filmstrip import FRAME
from morphospace_desktop.roll import Roll

HEIGHT = FRAME + 36
LABEL = 72
IDLE_MS = 350
"""The strips are drawn when nothing was touched for so long."""
STEPS, MOST, OTHERS = 6, 6, 4


@dataclass(frozen=True)
class Range:
    """Values of one control to look at, and the words beside them."""

    name: str
    label: str
    values: tuple[Setting, ...]

    def nearest(self, value: Setting) -> int | None:
        """Which of the values is the present one, or lies nearest to it."""
        if isinstance(value, float | int) and not isinstance(value, bool):
            return min(range(len(self.values)), key=lambda i: abs(float(self.values[i]) - value))
        return self.values.index(value) if value in self.values else None


def range_of(control: Control) -> Range | None:
    """What there is to look at of a control; None for prompts, seeds and pictures."""
    if isinstance(control, Slider):
        values = tuple(float(v) for v in np.linspace(control.minimum, control.maximum, STEPS))
        ends = f"{control.minimum:g} to {control.maximum:g}".replace("-", "−")
        return Range(control.name, f"{control.title}\n{ends}", values)
    if isinstance(control, Choice):
        return Range(control.name, f"{control.title}\n{len(control.choices)} kinds", control.choices[:MOST])
    if isinstance(control, Toggle):
        return Range(control.name, f"{control.title}\noff, on", (False, True))
    return None


class StripBar(QFrame):
    """Two strips in one row; the right one gives way where there is no room for both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stripBar")
        self.setFixedHeight(HEIGHT)
        self.range, self.others = Filmstrip(self), Filmstrip(self)
        self.range.set_label_width(LABEL)
        self.others.set_label_width(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 0)
        row.addWidget(self.range)
        row.addStretch(1)
        row.addWidget(self.others)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Show both strips if there is room for both."""
        needed = self.range.sizeHint().width() + self.others.sizeHint().width() + 32
        self.others.setVisible(needed <= self.width())


class Strips(QObject):
    """Keeps the strips in step with the session, when it is at rest."""

    def __init__(self, session: Session, host: Host, bar: StripBar) -> None:
        super().__init__(bar)
        self._session, self._bar = session, bar
        self._control = ""
        self._range: Range | None = None
        self._seeds: tuple[int, ...] = ()
        self._pictures: dict[str, list[np.ndarray | None]] = {"range": [], "others": []}
        self._drawn: dict[str, Any] = {}
        self._rolls = {"range": Roll(host, "filmstrip", self), "others": Roll(host, "variations", self)}
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._rest)
        for which, roll in self._rolls.items():
            roll.drawn.connect(lambda index, picture, which=which: self._drew(which, index, picture))
        bar.range.picked.connect(self._pick_value)
        bar.others.picked.connect(self._pick_other)

    def hear(self, event: Event) -> None:
        """An event of the host."""
        for roll in self._rolls.values():
            roll.hear(event)

    @property
    def at_rest(self) -> bool:
        """Whether all that is to be seen is drawn."""
        return not self._idle.isActive() and not any(roll.running for roll in self._rolls.values())

    def moved(self, name: str) -> None:
        """A control was moved: the strip shows its range from now on."""
        self._control = name

    def touch(self) -> None:
        """Something has changed: whatever is being drawn may be out of date. Called for every draft."""
        for roll in self._rolls.values():
            if roll.running:
                roll.stop()
                self._drawn.clear()
        self._idle.start()

    # ------------------------------------------------------------------ drawing

    def _rest(self) -> None:
        card, layer = self._session.model, self._session.document.layer
        if card is None or not isinstance(layer, LatentLayer) or not self._bar.isVisible():
            return
        if self._session.busy is not None:
            self._idle.start()
            return
        self._draw_range(card, layer)
        self._draw_others(card, layer)
        self._bar.fit()

    def _draw_range(self, card: Card, layer: LatentLayer) -> None:
        controls = {control.name: control for control in card.controls}
        control = controls.get(self._control) or next((c for c in controls.values() if range_of(c)), None)
        shown = range_of(control) if control is not None else None
        settings = {
            name: value for name, value in layer.settings.items() if shown is None or name != shown.name
        }
        moves = tuple(layer.moves.items())
        state = (card.id, shown, tuple(settings.items()), id(layer.latents), moves)
        fresh = self._range is None or shown is None or shown.name != self._range.name
        self._range = shown
        if shown is None or not layer.latents:
            self._show("range", [])
            return
        if self._drawn.get("range") == state:
            self._show("range", self._pictures["range"])
            return
        self._drawn["range"] = state
        # The pictures of before stay until the new ones come, so that nothing blinks.
        self._show("range", [None] * len(shown.values) if fresh else self._pictures["range"])
        self._rolls["range"].start(
            card.id,
            [request_for(replace(layer, settings={**settings, shown.name: value})) for value in shown.values],
        )

    def _draw_others(self, card: Card, layer: LatentLayer) -> None:
        """Other faces: those of the seeds that follow this one's."""
        if "sample" not in card.capabilities:
            self._show("others", [])
            return
        seeds = tuple(layer.seed + step for step in range(1, OTHERS + 1))
        if self._drawn.get("others") == (card.id, seeds) or self._rolls["range"].running:
            # One roll after the other: the range is what the eye is on.
            self._idle.start() if self._rolls["range"].running else None
            return
        self._drawn["others"], self._seeds = (card.id, seeds), seeds
        self._show("others", self._pictures["others"] or [None] * OTHERS)
        self._rolls["others"].start(card.id, [Request(seed=seed) for seed in seeds])

    def _drew(self, which: str, index: int, picture: np.ndarray) -> None:
        if index < len(self._pictures[which]):
            self._pictures[which][index] = picture
            self._show(which, self._pictures[which])

    def _show(self, which: str, pictures: Sequence[np.ndarray | None]) -> None:
        self._pictures[which] = list(pictures)
        if which == "others":
            self._bar.others.set_frames("More faces" if pictures else "", self._pictures[which])
        elif self._range is None:
            self._bar.range.set_frames("", [])
        else:
            now = self._session.settings.get(self._range.name)
            current = None if now is None else self._range.nearest(now)
            self._bar.range.set_frames(self._range.label, self._pictures[which], current)

    # ------------------------------------------------------------------ choosing

    def _pick_value(self, index: int) -> None:
        if self._range is not None:
            self._session.change(self._range.name, self._range.values[index], draft=False)

    def _pick_other(self, index: int) -> None:
        if index < len(self._seeds):
            self._session.new_face(self._seeds[index])
