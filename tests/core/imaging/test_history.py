"""Undo goes back through everything, and each step has a name."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morphospace import Choice, Prompt, Slider, Toggle
from morphospace.controls import Control, Setting
from morphospace.imaging.document import Document, PixelLayer
from morphospace.imaging.history import History, edit_label, start

SMILE = Slider(name="smile", title="Smile", minimum=-1, maximum=1, default=0)


def picture(value: int) -> Document:
    return Document(
        (PixelLayer(name=str(value), pixels=np.full((1, 1, 3), value % 256, np.uint8)),), 0, (1, 1)
    )


def shown(history: History) -> str:
    return history.current.document.layers[0].name


def test_ctrl_z_has_no_bottom() -> None:
    history = start()
    for step in range(3000):
        history = history.push(f"Step {step}", picture(step))
    for _ in range(2999):
        history = history.undo()
    assert shown(history) == "0" and history.undo_label is None and history.redo_label == "Step 1"
    assert history.undo().current is history.current


def test_the_first_picture_takes_the_place_of_nothing() -> None:
    history = start().push("New face 1", picture(1))
    assert history.undo_label is None and len(history.states) == 1


@given(st.lists(st.sampled_from(["push", "undo", "redo"]), max_size=40))
def test_history_behaves_like_two_stacks(moves: list[str]) -> None:
    history = start().push("0", picture(0))
    past, future = ["0"], list[str]()
    for number, move in enumerate(moves, 1):
        if move == "push":
            history = history.push(str(number), picture(number))
            past, future = [*past, str(number)], []
        elif move == "undo":
            history = history.undo()
            if len(past) > 1:
                future.append(past.pop())
        else:
            history = history.redo()
            if future:
                past.append(future.pop())
        assert shown(history) == past[-1]
        assert history.undo_label == (past[-1] if len(past) > 1 else None)
        assert history.redo_label == (future[-1] if future else None)


def test_what_was_rendered_later_is_put_into_its_state_only() -> None:
    history = start().push("a", picture(1)).push("b", picture(2))
    key = history.states[0].key
    filled = history.fill(key, picture(9))
    assert [state.document.layers[0].name for state in filled] == ["9", "2"]
    assert filled.find(key) is filled.states[0] and filled.current.key == history.current.key
    assert history.fill(-1, picture(9)).states == history.states and history.find(-1) is None


@pytest.mark.parametrize(
    ("control", "value", "label"),
    [
        (Slider(name="smile", title="Smile", minimum=-1, maximum=1, default=0), 0.675, "Smile 0.68"),
        (Slider(name="smile", title="Smile", minimum=-1, maximum=1, default=0), -0.4, "Smile -0.40"),
        (
            Choice(name="h", title="Hair", choices=("long", "not_too_long"), default="long"),
            "long",
            "Hair long",
        ),
        (Toggle(name="g", title="Glasses"), True, "Glasses on"),
        (Toggle(name="g", title="Glasses"), False, "Glasses off"),
        (Prompt(name="p", title="Words"), "a  man\nsmiling", "Words “a man smiling”"),
        (Prompt(name="p", title="Words"), "x" * 99, "Words “" + "x" * 29 + "…”"),
    ],
)
def test_a_step_is_called_what_was_done(control: Control, value: Setting, label: str) -> None:
    assert edit_label(control, value) == label
