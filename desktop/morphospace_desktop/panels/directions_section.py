"""The picture's own sliders: directions made on the map, from -3 to 3 sigmas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from morphospace.controls import Slider
from morphospace.latents.edits import FARTHEST, LatentDirection
from morphospace_desktop import theme
from morphospace_desktop.panels.rows import SectionHead
from morphospace_desktop.panels.slider import MorphSlider
from morphospace_desktop.panels.value_edit import ValueEdit


class DirectionSlider(MorphSlider):
    """One direction; the menu key and a click with the right button offer what can be done with it."""

    renamed = Signal(str)
    remove_requested = Signal()
    export_requested = Signal()

    def __init__(self, direction: LatentDirection, place: int) -> None:
        super().__init__(control_of(direction, place))
        self.direction = direction
        self._naming: ValueEdit | None = None
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)

    def menu(self) -> QMenu:
        """What can be done with it."""
        menu = QMenu(self)
        for text, act in (
            ("Rename…", self.rename),
            ("Set to 0", self.reset_requested.emit),
            ("Export…", self.export_requested.emit),
        ):
            menu.addAction(text).triggered.connect(lambda _=False, act=act: act())
        menu.addSeparator()
        menu.addAction("Remove").triggered.connect(lambda _=False: self.remove_requested.emit())
        return menu

    def rename(self) -> None:
        """Turn the label into an editor."""
        if self._naming is None:
            self._naming = ValueEdit(self.direction.name, True, self)
            self._naming.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self._naming.setAccessibleName(f"New name of {self.direction.name}")
            self._naming.setGeometry(QRect(0, 0, theme.LABEL + theme.GAP, self.height()))
            self._naming.finished.connect(self._named)
            self._naming.show()
            self._naming.setFocus()

    def _named(self, text: str) -> None:
        editor, self._naming = self._naming, None
        if editor is not None:
            editor.deleteLater()
        if text.strip() and text.strip() != self.direction.name:
            self.renamed.emit(text.strip())

    def _open_menu(self, at: QPoint) -> None:
        self.menu().popup(self.mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Menu:
            self._open_menu(QPoint(theme.LABEL, self.height()))
        else:
            super().keyPressEvent(event)


class DirectionsSection(QWidget):
    """``changed(name, amount, draft)`` on every edit by a person, as of any control. Hidden while empty.

    ``moved_to(settings)``: where the directions together have moved the model's own controls to.
    """

    changed = Signal(str, float, bool)
    rename_requested = Signal(str, str)
    remove_requested = Signal(str)
    export_requested = Signal(object)
    moved_to = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sliders: dict[str, DirectionSlider] = {}
        self._shown: tuple[LatentDirection, ...] = ()
        self.wheel_allowed: Callable[[], bool] = lambda: True
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GAP)
        self._column.addWidget(SectionHead("Directions", "σ"))
        self.setAccessibleName("Directions")
        self.hide()

    def set_directions(self, directions: Sequence[LatentDirection]) -> None:
        """Show these, in this order. Where they are the same nothing is built anew, so a hand keeps hold."""
        if len(directions) == len(self._shown) and all(map(_alike, directions, self._shown)):
            return
        for slider in self._sliders.values():
            self._column.removeWidget(slider)
            slider.hide()
            slider.deleteLater()
        self._shown = tuple(directions)
        self._sliders = {one.name: self._slider(one, place) for place, one in enumerate(self._shown)}
        for slider in self._sliders.values():
            self._column.addWidget(slider)
        self.setVisible(bool(self._sliders))

    def set_moves(self, moves: Mapping[str, float]) -> None:
        """Show how far each is moved, without a signal."""
        for name, slider in self._sliders.items():
            slider.show_setting(moves.get(name, 0.0))

    def slider(self, name: str) -> DirectionSlider:
        """The slider of a direction. Raises ``KeyError``."""
        return self._sliders[name]

    def set_side_effects(self, by_name: Mapping[str, str]) -> None:
        """Mark the sliders that change more than they say."""
        for name, slider in self._sliders.items():
            slider.set_side_effects(by_name.get(name, ""))

    def _slider(self, direction: LatentDirection, place: int) -> DirectionSlider:
        slider, name = DirectionSlider(direction, place), direction.name
        slider.moved.connect(lambda amount: self.changed.emit(name, amount, True))
        slider.released.connect(lambda amount: self.changed.emit(name, amount, False))
        slider.reset_requested.connect(lambda: self.changed.emit(name, 0.0, False))
        slider.renamed.connect(lambda new: self.rename_requested.emit(name, new))
        slider.remove_requested.connect(lambda: self.remove_requested.emit(name))
        slider.export_requested.connect(lambda: self.export_requested.emit(direction))
        slider.wheel_allowed = lambda: self.wheel_allowed()
        return slider


def control_of(direction: LatentDirection, place: int) -> Slider:
    """A direction as a control of the panel."""
    return Slider(
        name=f"direction_{place}",
        title=direction.name,
        minimum=-FARTHEST,
        maximum=FARTHEST,
        default=0.0,
        step=0.01,
        typical=(-2.0, 2.0),
        help=_told(direction.figures),
    )


def _told(figures: Mapping[str, Any]) -> str:
    """How it was made, in a line or two."""
    parts = []
    pictures = figures.get("pictures")
    if isinstance(pictures, list | tuple) and len(pictures) == 2:
        parts.append(f"Made from {pictures[0]} pictures against {pictures[1]}")
    if isinstance(figures.get("auc"), int | float):
        parts.append(f"held-out AUC {figures['auc']:.3f}")
    note = figures.get("note")
    return "\n".join(filter(None, (", ".join(parts), note if isinstance(note, str) else "")))


def _alike(one: LatentDirection, other: LatentDirection) -> bool:
    return one is other or (one.name == other.name and one.same_as(other))
