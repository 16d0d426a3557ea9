"""What the command palette offers: commands, controls with their choices, values, models, recent files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtGui import QKeySequence

from morphospace import Choice, Control, Prompt, Seed, Slider, Toggle
from morphospace.controls import Setting
from morphospace.library import Card
from morphospace_desktop.actions import BY_ID, Actions, plain
from morphospace_desktop.matching import score
from morphospace_desktop.palette import Entry

Change = Callable[[str, Setting], object]
Focus = Callable[[str], object]

_VALUE = re.compile(r"\s*(?P<name>.*?\D)[\s:=]*(?P<number>[-+−]?\d*[.,]?\d+)\s*")


def command_entries(actions: Actions) -> list[Entry]:
    """Every command that can be done now. The palette does not list itself."""
    return [
        Entry(
            plain(BY_ID[action.objectName()].title)
            if not action.text().startswith(("Undo", "Redo"))
            else action.text(),
            plain(BY_ID[action.objectName()].menu),
            action.trigger,
            _shown(actions.keys(action.objectName())),
        )
        for action in actions
        if action.isEnabled() and action.objectName() != "view.palette"
    ]


def control_entries(controls: Iterable[Control], change: Change, focus: Focus) -> list[Entry]:
    """A line for each control, and one for each of its choices."""
    entries: list[Entry] = []
    for control in controls:
        hint = control.group or "Control"
        if isinstance(control, Choice):
            entries += [
                Entry(f"{control.title}: {choice}", hint, _call(change, control.name, choice))
                for choice in control.choices
            ]
        elif isinstance(control, Toggle):
            entries += [
                Entry(f"{control.title}: {word}", hint, _call(change, control.name, value))
                for word, value in (("on", True), ("off", False))
            ]
        elif isinstance(control, Slider | Prompt | Seed):
            entries.append(Entry(f"{control.title}…", hint, _call(focus, control.name)))
    return entries


def value_entries(query: str, controls: Iterable[Control], change: Change) -> list[Entry]:
    """``smile 0.7`` sets the slider *Smile* to 0.70, kept within its range."""
    found = _VALUE.fullmatch(query)
    if not found:
        return []
    name = found["name"].strip(" :=")
    number = float(found["number"].replace("−", "-").replace(",", "."))
    entries = []
    for control in controls:
        if isinstance(control, Slider) and score(name, control.title) is not None:
            value = min(control.maximum, max(control.minimum, number))
            run = _call(change, control.name, value)
            entries.append(Entry(f"{control.title}: {value:.2f}", control.group, run, made=True))
    return entries


def model_entries(cards: Iterable[Card], choose: Callable[[str], object]) -> list[Entry]:
    """A line for each installed model."""
    return [Entry(f"Model: {card.title}", card.id, _call(choose, card.id)) for card in cards]


def recent_entries(paths: Iterable[Path], open_path: Callable[[Path], object]) -> list[Entry]:
    """A line for each recent file."""
    return [Entry(f"Open {path.name}", str(path.parent), _call(open_path, path)) for path in paths]


def _call(function: Callable[..., object], *arguments: object) -> Callable[[], object]:
    return lambda: function(*arguments)


def _shown(keys: tuple[str, ...]) -> str:
    return QKeySequence.fromString(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
