"""Checks of settings: every control does something, and frames tell what they were made with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from unittest import SkipTest

import numpy as np

from morphospace.controls import Choice, Control, ImageInput, MaskInput, Prompt, Seed, Setting, Slider, Toggle
from morphospace.errors import BadSettingError
from morphospace.models import Settings
from morphospace.testing.case import Case, apart
from morphospace.testing.rendering import SAME

if TYPE_CHECKING:
    from torch import Tensor

_SEEDS = range(4)
_WORDS = ("a red circle", "somebody with glasses who smiles", "")


def frames_tell_their_settings(case: Case) -> None:
    """Each frame holds, for each picture, a valid value of every control, and the asked ones as asked."""
    for way, asked in case.ways().items():
        rows = case.last(**asked).settings
        n = case.request(**asked).n
        assert len(rows) == n, f"{way}: {len(rows)} settings for {n} pictures: give one mapping a picture"
        for row in rows:
            _are_settings(case, row, way)
    values = {one.name: next(_others(case, one, one.default), one.default) for one in _set(case)}
    for name, value in values.items():
        (row,) = case.last(**case.new(1), settings={name: value}).settings
        assert row[name] == value, (
            f"asked for {name} = {value!r:.60}, the frame says {row[name]!r:.60}: tell what is asked, "
            "and draw only what is left open"
        )


def _are_settings(case: Case, row: Settings, way: str) -> None:
    expected = {control.name: control for control in _set(case)}
    assert set(row) == set(expected), (
        f"{way}: Frame.settings has {sorted(row)} where {sorted(expected)} are due: tell the value of every "
        "control that the picture was made with"
    )
    for name, value in row.items():
        try:
            expected[name].validate(value)
        except BadSettingError as error:
            raise AssertionError(f"{way}: Frame.settings cannot be asked for again: {error}") from error


def a_picture_can_be_rendered_again(case: Case) -> None:
    """``Frame.latents`` and ``Frame.settings`` make the same picture with any seed: that is what a project
    keeps of it."""
    for way, asked in case.ways().items():
        frame = case.last(**asked)
        shapes = {name: tuple(latent.shape[1:]) for name, latent in frame.latents.items()}
        assert shapes == dict(case.card.latents), (
            f"{way}: Frame.latents has {shapes} and the card's latents are {dict(case.card.latents)}: "
            "name and shape both alike, batch first"
        )
        if not shapes:
            raise SkipTest("the model has no latents")
        for row, settings in enumerate(frame.settings):
            kept = {
                name: latent[row : row + 1].float().cpu().numpy() for name, latent in frame.latents.items()
            }
            inputs = {
                kind: {name: array[row : row + 1] for name, array in asked.get(kind, {}).items()}
                for kind in ("images", "masks")
            }
            for given in (inputs, case.new(1)) if way == "an opened picture" else (case.new(1),):
                fields = {key: value for key, value in given.items() if key not in ("n", "seed")}
                again = case.last(**fields, latents=kept, settings=settings, seed=77)
                difference = apart(again.images, frame.images[row : row + 1])
                assert difference <= SAME, (
                    f"{way}: rendered again from its latents and settings it differs by {difference} levels: "
                    "latents in a request go before images and seed, and settings must be complete"
                )


def every_control_moves_a_pixel(case: Case) -> None:
    """A control that does nothing is a promise broken: each changes new and opened pictures."""
    _all_move(case, draft=False)


def every_control_moves_a_draft(case: Case) -> None:
    """While a slider moves, drafts are all that is seen: each control changes those too."""
    _all_move(case, draft=True)


def _all_move(case: Case, draft: bool) -> None:
    if not case.model.controls:
        raise SkipTest("the model has no controls")
    new, opened = _Stills(case, {**case.new(1), "draft": draft}), case.opened(1)
    edited = None if opened is None else _Stills(case, {**opened, "draft": draft})
    still = [control for control in _set(case) if not _moves(case, control, new)]
    if edited is not None and "encode" in case.can:
        _none_left([one for one in _set(case) if not _moves(case, one, edited)], "an opened picture", draft)
    elif edited is not None:
        # A strength may need a picture beside it.
        still = [one for one in still if not _moves(case, one, edited)]
    _none_left(still, "a new picture", draft)
    _inputs_move(case, draft)


def _none_left(still: Sequence[Control], way: str, draft: bool) -> None:
    names = ", ".join(control.name for control in still)
    assert not still, (
        f"{names} changes no pixel of {'a draft of ' if draft else ''}{way}, whichever value is tried: "
        "use the setting in render, take the control off the card, or give Case(values=...) some that do"
    )


class _Stills:
    """One picture a seed with everything fixed, made when first asked for.

    Its settings are asked for once more before one of them is changed: drawn anew, the others might differ
    and hide a control that does nothing.
    """

    def __init__(self, case: Case, asked: Mapping[str, Any]) -> None:
        self._case, self._asked = case, asked
        self._made: dict[int, tuple[dict[str, Setting], Tensor]] = {}

    def fields(self, seed: int) -> dict[str, Any]:
        """The request without its settings."""
        return {**self._asked, "seed": seed}

    def of(self, seed: int) -> tuple[dict[str, Setting], Tensor]:
        """Settings and picture for a seed."""
        if seed not in self._made:
            settings = dict(self._case.last(**self.fields(seed)).settings[0])
            images = self._case.last(**self.fields(seed), settings=settings).images
            self._made[seed] = settings, images
        return self._made[seed]


def _moves(case: Case, control: Control, stills: _Stills) -> bool:
    """Whether some value of the control changes a picture in which everything else is fixed."""
    for seed in _SEEDS:
        settings, before = stills.of(seed)
        # Last in order: of two that exclude each other, the later one is meant.
        rest = {name: value for name, value in settings.items() if name != control.name}
        for value in _others(case, control, settings.get(control.name)):
            after = case.last(**stills.fields(seed), settings={**rest, control.name: value}).images
            if apart(after, before) > 0:
                return True
    return False


def _inputs_move(case: Case, draft: bool) -> None:
    """Another picture, another mask: another result."""
    for control in case.model.controls:
        if not isinstance(control, ImageInput):
            continue
        kind = "masks" if isinstance(control, MaskInput) else "images"
        asked = case.opened(1) or {}
        other = {**asked, kind: {**asked[kind], control.name: 255 - asked[kind][control.name]}}
        before, after = (case.last(**fields, draft=draft).images for fields in (asked, other))
        assert apart(before, after) > 0, (
            f"another {control.kind} in {control.name} changes nothing: read it from request.{kind}"
        )


def _others(case: Case, control: Control, value: object) -> Iterator[Setting]:
    """Values of the control that are not ``value``, those that should change most first."""
    tried: list[Setting] = list(case.values.get(control.name, ()))
    match control:
        case Slider():
            tried += [control.minimum, control.maximum, float(np.mean([control.minimum, control.maximum]))]
        case Choice():
            tried += control.choices
        case Toggle():
            tried += [True, False]
        case Seed():
            tried += [1, 2, 3]
        case Prompt():
            tried += [text[: control.max_length] for text in (control.placeholder, *_WORDS)]
    return (one for one in tried if one != value)


def _set(case: Case) -> list[Any]:
    """The controls whose values travel in settings."""
    return [control for control in case.model.controls if not isinstance(control, ImageInput)]
