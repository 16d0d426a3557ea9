"""The history: immutable states one after another, one a gesture, with no bottom.

States share their arrays, so a step costs what it changed. A drag is one step: its drafts are shown
and never recorded.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from morphospace.controls import Choice, Control, Prompt, Setting, Slider, Toggle
from morphospace.imaging.document import Document

_keys = itertools.count(1)


@dataclass(frozen=True, eq=False)
class State:
    """A document after the step ``label``; ``key`` tells it apart, also when it has been filled since."""

    label: str
    document: Document
    key: int = field(default_factory=lambda: next(_keys))


@dataclass(frozen=True, eq=False)
class History:
    """``states`` from the first to the newest, of which ``index`` is shown; those behind it can be redone."""

    states: tuple[State, ...]
    index: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.index < len(self.states):
            raise ValueError(f"state {self.index} is not among {len(self.states)}")

    def __iter__(self) -> Iterator[State]:
        return iter(self.states)

    @property
    def current(self) -> State:
        """The state that is shown."""
        return self.states[self.index]

    @property
    def undo_label(self) -> str | None:
        """The step that undo takes back, or None at the first state."""
        return self.current.label if self.index > 0 else None

    @property
    def redo_label(self) -> str | None:
        """The step that redo makes again, or None at the newest state."""
        return self.states[self.index + 1].label if self.index + 1 < len(self.states) else None

    def push(self, label: str, document: Document) -> History:
        """A new step after the shown one; what could be redone is forgotten.

        An empty document is nothing to go back to: the first picture takes its place.
        """
        kept = self.states[: self.index + 1] if self.current.document.layers else self.states[: self.index]
        return History((*kept, State(label, document)), len(kept))

    def undo(self) -> History:
        """One step back; itself at the first state."""
        return replace(self, index=max(0, self.index - 1))

    def redo(self) -> History:
        """One step forward; itself at the newest state."""
        return replace(self, index=min(len(self.states) - 1, self.index + 1))

    def find(self, key: int) -> State | None:
        """The state with this key, shown or not."""
        return next((state for state in reversed(self.states) if state.key == key), None)

    def fill(self, key: int, document: Document) -> History:
        """The same steps, with what has been rendered since put into the state of this key."""
        states = tuple(replace(s, document=document) if s.key == key else s for s in self.states)
        return replace(self, states=states)


def start() -> History:
    """A history of nothing yet: one empty document."""
    return History((State("", Document()),))


def edit_label(control: Control, value: Setting) -> str:
    """What a step is called: ``Smile 0.68``, ``Hair long``, ``Glasses on``."""
    if isinstance(control, Slider):
        return f"{control.title} {round(float(value), 2) + 0.0:.2f}"
    if isinstance(control, Toggle):
        return f"{control.title} {'on' if value else 'off'}"
    if isinstance(control, Choice):
        return f"{control.title} {str(value).replace('_', ' ')}"
    if isinstance(control, Prompt):
        text = " ".join(str(value).split())
        return f"{control.title} “{text if len(text) <= 30 else text[:29] + '…'}”"
    return f"{control.title} {value}"
