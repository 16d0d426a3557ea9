"""How a path is shown: its ends, both strips with their curves, what plays and exports it, and its way."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from morphospace_desktop import theme
from morphospace_desktop.explorer.path_ends import EndButton
from morphospace_desktop.explorer.path_strips import PathStrips
from morphospace_desktop.panels.role_label import RoleLabel
from morphospace_desktop.panels.rows import LabelledRow, SectionHead
from morphospace_desktop.panels.segments import SegmentedChoice

WAYS = ("straight", "spherical", "data")
STEPS = ("9", "17", "33")
PACES = {"in turn": "turns", "together": "together"}
TEACH = "Pick two faces: click one on the map and Set A, click another and Set B."


class PathView(QWidget):
    """The widgets of a path; what they do is ``PathPanel``'s."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build()
        self._lay_out()

    @property
    def words(self) -> str:
        """The sentence that is shown, or nothing."""
        return self._words.text()

    def say(self, text: str) -> None:
        """Show a sentence under the ends, or none."""
        self._words.setText(text)
        self._words.setVisible(bool(text))

    def show_ready(self, both: bool, whole: bool) -> None:
        """``both``: there are two ends; ``whole``: the path between them is there."""
        for part in (self.strips, *self.rows, self.play_button, self.count, self.export_button):
            part.setVisible(both)
        self.play_button.setEnabled(whole)
        self.export_button.setEnabled(whole)
        if not whole:
            self.count.setText("")

    def show_playing(self, on: bool) -> None:
        """Whether the button stops or starts."""
        self.play_button.setIcon(theme.icon("pause" if on else "play", "text"))
        self.play_button.setToolTip("Pause" if on else "Play")

    def _build(self) -> None:
        self.head = SectionHead("Path A → B")
        self._words = RoleLabel(TEACH, "small", "secondary")
        self._words.setWordWrap(True)
        self.set_a, self.set_b = EndButton("A"), EndButton("B")
        self.swap = _tool("arrows-left-right", "Swap A and B")
        self.take = QPushButton("Take the first of selections A and B")
        self.take.setProperty("kind", "link")
        self.strips = PathStrips()
        self.way = SegmentedChoice(WAYS, WAYS[0])
        self.pace = SegmentedChoice(tuple(PACES), "in turn")
        self.steps = SegmentedChoice(STEPS, STEPS[1])
        self.rows = [
            LabelledRow("Way", self.way, help_text="Straight, over the sphere, or over pictures of the map"),
            LabelledRow("Attributes", self.pace, help_text="One after another, or all at once"),
            LabelledRow("Pictures", self.steps, help_text="How many pictures, both ends included"),
        ]
        self.play_button = _tool("play", "Play")
        self.play_button.setCheckable(True)
        self.count = RoleLabel("", "small", "secondary")
        self.export_button = QPushButton("Export…")

    def _lay_out(self) -> None:
        ends = QHBoxLayout()
        ends.setSpacing(theme.GAP)
        for part in (self.set_a, self.swap, self.set_b):
            ends.addWidget(part)
        below = QHBoxLayout()
        below.setSpacing(theme.GAP)
        below.addWidget(self.play_button)
        below.addWidget(self.count, 1)
        below.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.head)
        column.addLayout(ends)
        column.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._words)
        column.addWidget(self.strips)
        column.addLayout(below)
        for row in self.rows:
            column.addWidget(row)


def _tool(icon: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon, "text"))
    button.setIconSize(QSize(16, 16))
    button.setFixedSize(theme.ROW, theme.ROW)
    button.setToolTip(name)
    button.setAccessibleName(name)
    return button
