"""From a declared control to the row that edits it: the only place that knows both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from morphospace.controls import Choice, Control, ImageInput, Prompt, Seed, Setting, Slider, Toggle
from morphospace_desktop.panels.prompt_edit import PromptEdit
from morphospace_desktop.panels.rows import LabelledRow
from morphospace_desktop.panels.segments import SegmentedChoice
from morphospace_desktop.panels.slider import MorphSlider
from morphospace_desktop.panels.swatches import Swatches
from morphospace_desktop.panels.toggle import ToggleSwitch

Changed = Callable[[str, Setting, bool], None]


@dataclass(frozen=True)
class Field:
    """A control on the panel: its row, and how its value is read and shown without a signal."""

    control: Control
    row: QWidget
    setting: Callable[[], Setting]
    show: Callable[[Setting], None]


def field_for(control: Control, changed: Changed, reset: Callable[[str], None]) -> Field | None:
    """The field of a control; None for those that stand elsewhere (pictures, masks, the seed)."""
    if isinstance(control, Seed | ImageInput):
        return None
    if isinstance(control, Slider):
        return _slider(control, changed, reset)
    if isinstance(control, Choice):
        return _choice(control, changed)
    if isinstance(control, Toggle):
        return _toggle(control, changed)
    return _prompt(control, changed)


def _slider(control: Slider, changed: Changed, reset: Callable[[str], None]) -> Field:
    slider = MorphSlider(control)
    slider.moved.connect(lambda value: changed(control.name, value, True))
    slider.released.connect(lambda value: changed(control.name, value, False))
    slider.reset_requested.connect(lambda: reset(control.name))
    return Field(control, slider, slider.setting, lambda value: slider.show_setting(float(value)))


def _choice(control: Choice, changed: Changed) -> Field:
    editor: Swatches | SegmentedChoice
    if control.colours is not None:
        editor = Swatches(control.choices, control.colours, control.default)
    else:
        editor = SegmentedChoice(control.choices, control.default)
    editor.chosen.connect(lambda value: changed(control.name, value, False))
    row = LabelledRow(control.title, editor, help_text=control.help)
    return Field(control, row, editor.setting, lambda value: editor.show_setting(str(value)))


def _toggle(control: Toggle, changed: Changed) -> Field:
    switch = ToggleSwitch(control.default)
    switch.clicked.connect(lambda on: changed(control.name, bool(on), False))
    row = LabelledRow(control.title, switch, help_text=control.help)
    return Field(control, row, switch.setting, lambda value: switch.show_setting(bool(value)))


def _prompt(control: Prompt, changed: Changed) -> Field:
    edit = PromptEdit(control)
    edit.edited.connect(lambda text, draft: changed(control.name, text, draft))
    row = LabelledRow(control.title, edit, stacked=True, help_text=control.help)
    edit.grown.connect(row.updateGeometry)
    edit.grown.connect(row.place)
    return Field(control, row, edit.setting, lambda value: edit.show_setting(str(value)))
