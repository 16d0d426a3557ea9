"""Checks of what a plugin declares: its family, and the cards of its models."""

from __future__ import annotations

import os
import subprocess
import sys
from unittest import SkipTest

from morphospace.controls import (
    KINDS,
    Choice,
    Control,
    ImageInput,
    Prompt,
    Seed,
    Slider,
    Toggle,
    control_from_json,
    validate_settings,
)
from morphospace.errors import BadSettingError
from morphospace.models import CAPABILITIES
from morphospace.testing.case import Case

_HEAVY = ("torch", "PySide6")
_REGISTER = """
import importlib, sys, traceback

class Wall:
    def find_spec(self, name, path=None, target=None):
        if name in {heavy!r}:
            lines = [one for one in traceback.extract_stack()[:-1] if "importlib" not in one.filename]
            print(f"{{name}} (in {{lines[-1].filename}}, line {{lines[-1].lineno}})")
            raise ImportError(f"{{name}} is not to be imported here", name=name)

sys.meta_path.insert(0, Wall())
name = {module!r}
try:
    for end in [at for at, letter in enumerate(name) if letter == "."] + [len(name)]:
        module = importlib.import_module(name[:end])
        for family in getattr(module, "morphospace_families", list)():
            family.id, list(family.recipes)
except ModuleNotFoundError as error:
    if error.name and (name + ".").startswith(error.name + "."):
        sys.exit(3)
    raise
"""


def registering_needs_no_torch(case: Case) -> None:
    """Importing the family's module and calling its hook imports neither torch nor Qt: every start of the
    program and every ``morphospace --help`` would wait for it."""
    module = type(case.family).__module__
    done = subprocess.run(
        [sys.executable, "-c", _REGISTER.format(module=module, heavy=_HEAVY)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    if done.returncode == 3:
        raise SkipTest(f"{module} cannot be imported by its name: move the family to a module of its own")
    imported = ", ".join(dict.fromkeys(done.stdout.splitlines()))
    assert not imported, f"registering {module} imports {imported}: do so within load"
    assert done.returncode == 0, f"importing {module} in a fresh Python fails:\n{done.stderr}"


def the_card_names_the_family(case: Case) -> None:
    """The card's ``family`` is the id under which the family is registered."""
    assert case.card.family == case.family.id, (
        f"the card of {case.card.id!r} says family {case.card.family!r}, and this family's id is "
        f"{case.family.id!r}: write the one into the other"
    )


def controls_are_those_of_the_card(case: Case) -> None:
    """The window draws a model's controls from its card, so the loaded model has the same ones."""
    there, here = case.card.controls, tuple(case.model.controls)
    assert here == there, (
        f"the model has the controls {_names(here)} and its card has {_names(there)}, or they differ in a "
        "range or a default: give the model card.controls"
    )
    for control in here:
        assert type(control) in KINDS.values(), f"{control.name} is a {type(control).__name__}: {_CLOSED}"
        assert control_from_json(control.to_json()) == control, (
            f"{control.name} changes on its way: {_CLOSED}"
        )


_CLOSED = f"use one of the kinds {', '.join(KINDS)} as it is; plugins add none"


def capabilities_are_those_of_the_card(case: Case) -> None:
    """What the card says the model can do, it can do, and nothing it can do is left out."""
    there, here = set(case.card.capabilities), set(case.can)
    unknown = sorted(there - set(CAPABILITIES))
    assert not unknown, f"the card says {unknown}: the capabilities are {', '.join(CAPABILITIES)}"
    missing = [f"{name} ({_methods(name)})" for name in sorted(there - here)]
    assert not missing, f"the card promises {', '.join(missing)}: write the method, or take it off the card"
    assert not here - there, f"the model also can {sorted(here - there)}: name it in the card's capabilities"


def impossible_settings_are_refused(case: Case) -> None:
    """A value out of range or of another kind raises ``BadSettingError``, and the default does not."""
    for control in case.model.controls:
        if isinstance(control, ImageInput):
            continue
        validate_settings([control], {control.name: control.default})
        for value in _impossible(control):
            try:
                taken = control.validate(value)
            except BadSettingError:
                continue
            raise AssertionError(
                f"{control.name} takes {value!r:.60} as {taken!r:.60}: let validate raise BadSettingError"
            )


def _impossible(control: Control) -> list[object]:
    match control:
        case Slider():
            span = control.maximum - control.minimum
            return [control.minimum - span, control.maximum + span, float("nan"), "not a number"]
        case Choice():
            return ["-".join(control.choices) + "-not", 3.5]
        case Toggle():
            return ["perhaps", 2]
        case Seed():
            return [-1, 2**31, "not a number"]
        case Prompt():
            return ["x" * (control.max_length + 1)]
    return []


def _methods(capability: str) -> str:
    return ", ".join(name for name in vars(CAPABILITIES[capability]) if not name.startswith("_"))


def _names(controls: tuple[Control, ...]) -> str:
    return ", ".join(control.name for control in controls) or "none"
