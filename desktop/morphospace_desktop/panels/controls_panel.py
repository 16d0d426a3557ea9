"""The panel of a model: its card, its controls in sections as it declares them, and the seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QElapsedTimer, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from morphospace.controls import Seed, Setting
from morphospace.latents.readings import Change
from morphospace_desktop import theme
from morphospace_desktop.panels.directions_section import DirectionsSection
from morphospace_desktop.panels.fields import Field, field_for
from morphospace_desktop.panels.model_card import ModelCardButton
from morphospace_desktop.panels.role_label import RoleLabel
from morphospace_desktop.panels.rows import LabelledRow, SectionHead
from morphospace_desktop.panels.seed_edit import SeedRow
from morphospace_desktop.panels.side_effects_line import SideEffectsLine, sentence
from morphospace_desktop.panels.slider import MorphSlider
from morphospace_desktop.panels.wording import CardLike

_SCROLL_QUIET = 400
"""Milliseconds after scrolling in which the wheel goes on scrolling, whatever comes under the pointer."""


_NO_SLIDERS = "This model has no sliders of its own. Make some on the map: two groups of pictures are one."


class ControlsPanel(QWidget):
    """``changed(name, value, draft)`` on every edit by a person: drafts while a hand moves, then once not.

    ``reset_requested(name)`` asks to give a control its first value back, with an empty name all of
    them; the window answers with ``set_values``.
    """

    changed = Signal(str, object, bool)
    reset_requested = Signal(str)
    seed_changed = Signal(int)
    new_requested = Signal()
    model_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, Field] = {}
        self._seed_name = ""
        self._scrolled = QElapsedTimer()
        self.model_card = ModelCardButton()
        self.foot = SeedRow()
        self.directions = DirectionsSection()
        self.directions.wheel_allowed = self._wheel_allowed
        self.directions.moved_to.connect(self.show_ghosts)
        self._side_effects = SideEffectsLine()
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._sections = QVBoxLayout()
        self._scroll = self._make_scroll()
        self._lay_out()
        self.model_card.model_chosen.connect(self.model_chosen)
        self.foot.seed_changed.connect(self._seed_was_changed)
        self.foot.reset_requested.connect(lambda: self.reset_requested.emit(""))
        self.foot.new_requested.connect(self.new_requested)
        self.setAccessibleName("Controls")

    # ------------------------------------------------------------------ what it shows

    def set_model(self, card: CardLike) -> None:
        """Build the panel for a model; its controls show their defaults."""
        self.model_card.set_model(card)
        self._clear()
        groups: dict[str, list[Field]] = {}
        self._seed_name = ""
        for control in card.controls:
            if isinstance(control, Seed):
                self._seed_name = control.name
                self.foot.seed.show_setting(control.default)
            field = field_for(control, self.changed.emit, self.reset_requested.emit)
            if field is not None:
                self._fields[control.name] = field
                groups.setdefault(control.group, []).append(field)
        for title, fields in groups.items():
            self._add_group(title, fields)
        if not groups:
            hint = RoleLabel(_NO_SLIDERS, "small", "secondary")
            hint.setWordWrap(True)
            self._sections.addWidget(hint)
        self.show_side_effects_of("", ())

    def set_values(self, values: Mapping[str, Setting]) -> None:
        """Show these values without a signal; names that are not on the panel are passed over."""
        for name, value in values.items():
            if name in self._fields:
                self._fields[name].show(value)
            elif name and name == self._seed_name:
                self.foot.seed.show_setting(int(value))

    def values(self) -> dict[str, Setting]:
        """What the panel shows, by control."""
        return {name: field.setting() for name, field in self._fields.items()}

    def show_ghosts(self, settings: Mapping[str, Setting]) -> None:
        """Show on the sliders where directions have moved their values to, where that is elsewhere."""
        for name, field in self._fields.items():
            if isinstance(field.row, MorphSlider):
                value = settings.get(name)
                there = value is None or abs(float(value) - field.row.setting()) < field.row.control.step
                field.row.set_ghost(None if there else float(value))  # type: ignore[arg-type]

    def set_side_effects(
        self, controls: Mapping[str, Sequence[Change]], directions: Mapping[str, Sequence[Change]]
    ) -> None:
        """Mark the rows, by name of the control or of the direction, that changed more than they say."""
        for name, field in self._fields.items():
            if isinstance(field.row, MorphSlider | LabelledRow):
                field.row.set_side_effects(sentence(controls.get(name, ())))
        self.directions.set_side_effects({name: sentence(found) for name, found in directions.items()})

    def show_side_effects_of(self, title: str, changes: Sequence[Change]) -> None:
        """Say what the control or direction ``title`` changed besides."""
        self._side_effects.show_of(title, changes)

    def set_seed(self, seed: int) -> None:
        """Show a seed without a signal."""
        self.foot.seed.show_setting(seed)

    def seed(self) -> int:
        """The seed shown."""
        return self.foot.seed.setting()

    def set_enabled(self, enabled: bool) -> None:
        """Let the controls be used or not; the model can always be changed and a face always made."""
        self._body.setEnabled(enabled)
        self.foot.reset_button.setEnabled(enabled)

    def editor(self, name: str) -> QWidget:
        """The row of a control; raises ``KeyError`` for one that is not on the panel."""
        return self._fields[name].row

    def set_new_title(self, title: str) -> None:
        """What the main action makes: "New face", "New digit"."""
        self.foot.new_button.setText(title)

    # ------------------------------------------------------------------ inner workings

    def _add_group(self, title: str, fields: list[Field]) -> None:
        if title:
            self._sections.addWidget(SectionHead(title))
        for field in fields:
            self._sections.addWidget(field.row)
            if isinstance(field.row, MorphSlider):
                field.row.wheel_allowed = self._wheel_allowed
        self._sections.addSpacing(theme.GAP)

    def _clear(self) -> None:
        self._fields.clear()
        while (item := self._sections.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _seed_was_changed(self, seed: int) -> None:
        self.seed_changed.emit(seed)
        if self._seed_name:
            self.changed.emit(self._seed_name, seed, False)

    def _wheel_allowed(self) -> bool:
        return not self._scrolled.isValid() or self._scrolled.elapsed() > _SCROLL_QUIET

    def _make_scroll(self) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        bar = scroll.verticalScrollBar()
        bar.valueChanged.connect(lambda _value: self._scrolled.restart())
        bar.rangeChanged.connect(lambda _low, high: self._make_room(bar.sizeHint().width() if high else 0))
        scroll.setWidget(self._body)
        # A scroll area fills what it is given with the window's colour; this one lies on the panel's.
        self._body.setAutoFillBackground(False)
        return scroll

    def _make_room(self, bar: int) -> None:
        """Let the scroll bar stand in the padding, so that rows keep their width and edges align."""
        right = max(theme.PADDING - bar, 4)
        self._column.setContentsMargins(theme.PADDING, theme.GAP, right, theme.GAP)

    def _lay_out(self) -> None:
        self._make_room(0)
        self._sections.setSpacing(theme.GAP)
        self._column.setSpacing(theme.GAP)
        self._column.addLayout(self._sections)
        self._column.addWidget(self.directions)
        self._column.addWidget(self._side_effects)
        self._column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.PADDING, 0, theme.PADDING)
        column.setSpacing(0)
        column.addWidget(_padded(self.model_card))
        column.addWidget(self._scroll, 1)
        column.addSpacing(theme.GAP)
        column.addWidget(_padded(self.foot))
        self.setMinimumWidth(264)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.PANEL_WIDTH, 720)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), theme.color("panel"))


def _padded(widget: QWidget) -> QWidget:
    holder = QWidget()
    row = QVBoxLayout(holder)
    row.setContentsMargins(theme.PADDING, 0, theme.PADDING, 0)
    row.addWidget(widget)
    return holder
