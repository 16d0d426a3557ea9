"""Off the plane: sliders that move what the projection hides, in deviations of the items."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from morphospace.atlas.exploration import Exploration
from morphospace.controls import Slider
from morphospace_desktop.panels.role_label import RoleLabel
from morphospace_desktop.panels.slider import MorphSlider

FIRST = 4
"""How many sliders are shown before someone asks for more."""
REACH = 3.0
"""Deviations to either side; within two nearly all items lie."""


class OffPlane(QWidget):
    """Sliders for the hidden directions of the exploration's layout, the widest first."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._names: tuple[str, ...] = ()
        self._more = False
        self.sliders: list[MorphSlider] = []
        self.more = QPushButton("More", self)
        self.more.setProperty("kind", "link")
        self.more.setObjectName("linkButton")
        self.more.clicked.connect(self._show_more)
        self.note = RoleLabel("", "caption", "secondary", self)
        self.note.setWordWrap(True)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._rows.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows.addSpacing(4)
        self._rows.addWidget(self.note)
        self.setAccessibleName("Off the plane")
        exploration.subscribe(self._explored)
        self._show_layout()

    @property
    def needed(self) -> bool:
        """Whether the layout hides anything."""
        return bool(self._names)

    def _explored(self, aspect: str) -> None:
        if aspect in ("layout", "atlas"):
            self._show_layout()
        elif aspect == "offset":
            self._show_offset()

    def _show_layout(self) -> None:
        layout = self._exploration.layout
        count = 0 if layout is None else len(layout.hidden)
        named = () if layout is None else layout.hidden_names[:count]
        names = (*named, *(f"hidden {at + 1}" for at in range(len(named), count)))
        if names != self._names:
            self._names = names
            self._build()
        self._say(math.nan if layout is None else layout.share)
        self._show_offset()

    def _build(self) -> None:
        for slider in self.sliders:
            slider.hide()
            slider.deleteLater()
        shown = self._names if self._more else self._names[:FIRST]
        self.sliders = [self._slider(at, name) for at, name in enumerate(shown)]
        for at, slider in enumerate(self.sliders):
            self._rows.insertWidget(at, slider)
        hidden = len(self._names) - FIRST
        self.more.setVisible(hidden > 0)
        self.more.setText("Fewer" if self._more else f"{hidden} more")

    def _slider(self, at: int, name: str) -> MorphSlider:
        help_text = f"Moves every place along {name}, in deviations of the items; a double click goes back."
        control = Slider(
            name=f"hidden_{at}",
            title=name,
            help=help_text,
            minimum=-REACH,
            maximum=REACH,
            default=0.0,
            step=0.1,
            typical=(-2.0, 2.0),
        )
        slider = MorphSlider(control)
        slider.moved.connect(lambda value, at=at: self._move(at, value))
        slider.reset_requested.connect(lambda at=at: self._move(at, 0.0))
        return slider

    def _move(self, at: int, value: float) -> None:
        offset = np.array(self._exploration.offset, float)
        if at < len(offset):
            offset[at] = value
            self._exploration.move_off(offset)

    def _show_offset(self) -> None:
        for slider, value in zip(self.sliders, self._exploration.offset.tolist(), strict=False):
            slider.show_setting(value)

    def _show_more(self) -> None:
        self._more = not self._more
        self._build()
        self._show_offset()

    def _say(self, share: float) -> None:
        kept = f"The plane keeps {share:.0%} of the variance. " if math.isfinite(share) else ""
        self.note.setText(f"{kept}These move what the projection hides.".replace("%", " %"))
