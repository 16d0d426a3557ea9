"""Controls: what a model lets people set, as plain data.

A control is declared once by a plugin, stored in the model's card, and drawn by the window, by
``morphospace models`` and by the notebook alike. The set is closed: a screen, a command line and a
server can each draw all of them, and no plugin ever needs a toolkit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from morphospace.errors import BadSettingError

Setting = float | int | str | bool
"""A value of a control as it travels: in settings, cards, manifests and projects."""


@dataclass(frozen=True, kw_only=True)
class _Control:
    """What every control has: ``name`` in settings, ``title`` for people, ``group`` it stands under."""

    kind: ClassVar[str]
    name: str
    title: str
    group: str = ""
    help: str = ""

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ValueError(f"control name {self.name!r} must be a Python identifier")

    def to_json(self) -> dict[str, Any]:
        """Plain JSON with ``kind`` first; ``control_from_json`` reads it back."""
        return {"kind": self.kind, **asdict(self)}


@dataclass(frozen=True, kw_only=True)
class Slider(_Control):
    """An ordered quantity in ``[minimum, maximum]``.

    ``typical`` is the range in which pictures stay on the manifold (where the training data lie);
    ``zero`` is where the filled part of the slider starts.
    """

    kind: ClassVar[str] = "slider"
    minimum: float
    maximum: float
    default: float
    zero: float = 0.0
    step: float = 0.01
    typical: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        numbers = (self.minimum, self.maximum, self.default, self.zero, self.step)
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError(f"slider {self.name!r} has a bound that is not a finite number")
        if not self.minimum < self.maximum:
            raise ValueError(f"slider {self.name!r} needs minimum < maximum")
        if not self.minimum <= self.default <= self.maximum:
            raise ValueError(f"slider {self.name!r} has its default outside its range")
        if not self.step > 0:
            raise ValueError(f"slider {self.name!r} needs a step above 0")

    def validate(self, value: object) -> float:
        """``value`` as a float in range; raises ``BadSettingError`` otherwise."""
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise BadSettingError(
                f"{self.name} takes a number from {self.minimum:g} to {self.maximum:g}, not {value!r}."
            ) from None
        if not self.minimum <= number <= self.maximum:
            raise BadSettingError(
                f"{self.name} = {number:g} is out of range: give a number from "
                f"{self.minimum:g} to {self.maximum:g}."
            )
        return number


@dataclass(frozen=True, kw_only=True)
class Choice(_Control):
    """One of a few kinds. With ``colours`` (one ``rrggbb`` a choice) it is drawn as swatches."""

    kind: ClassVar[str] = "choice"
    choices: tuple[str, ...]
    default: str
    colours: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.choices or len(set(self.choices)) != len(self.choices):
            raise ValueError(f"choice {self.name!r} needs at least one choice and no choice twice")
        if self.default not in self.choices:
            raise ValueError(f"choice {self.name!r} has a default that is not among its choices")
        if self.colours is not None and len(self.colours) != len(self.choices):
            raise ValueError(f"choice {self.name!r} needs as many colours as choices")

    def validate(self, value: object) -> str:
        """``value`` if it is one of the choices; raises ``BadSettingError`` otherwise."""
        if value not in self.choices:
            raise BadSettingError(f"{self.name} is one of {', '.join(self.choices)}, not {value!r}.")
        return str(value)


@dataclass(frozen=True, kw_only=True)
class Toggle(_Control):
    """Yes or no."""

    kind: ClassVar[str] = "toggle"
    default: bool = False

    def validate(self, value: object) -> bool:
        """``value`` as a bool; the words yes/no, on/off, true/false and 1/0 are understood."""
        word = str(value).lower()
        if word in {"1", "1.0", "true", "yes", "on"}:
            return True
        if word in {"0", "0.0", "false", "no", "off"}:
            return False
        raise BadSettingError(f"{self.name} is yes or no, not {value!r}.")


@dataclass(frozen=True, kw_only=True)
class Prompt(_Control):
    """Words that condition the model."""

    kind: ClassVar[str] = "prompt"
    default: str = ""
    placeholder: str = ""
    max_length: int = 500

    def validate(self, value: object) -> str:
        """``value`` as text no longer than ``max_length``."""
        text = str(value)
        if len(text) > self.max_length:
            raise BadSettingError(
                f"{self.name} is {len(text)} characters long: use {self.max_length} at most."
            )
        return text


@dataclass(frozen=True, kw_only=True)
class Seed(_Control):
    """The seed of the randomness, a whole number in ``[0, 2**31)``."""

    kind: ClassVar[str] = "seed"
    default: int = 0

    def validate(self, value: object) -> int:
        """``value`` as a whole number in range."""
        try:
            number = int(value)  # type: ignore[call-overload]
        except (TypeError, ValueError):
            number = -1
        if not 0 <= number < 2**31:
            raise BadSettingError(f"{self.name} is a whole number from 0 to 2147483647, not {value!r}.")
        return int(number)


@dataclass(frozen=True, kw_only=True)
class Strength(Slider):
    """How strongly the model may change its input: 0 leaves it, 1 replaces it."""

    kind: ClassVar[str] = "strength"
    minimum: float = 0.0
    maximum: float = 1.0
    default: float = 0.5


@dataclass(frozen=True, kw_only=True)
class ImageInput(_Control):
    """A picture the model reads; its value travels in ``Request.images``, not in the settings."""

    kind: ClassVar[str] = "image"
    required: bool = False

    def validate(self, value: object) -> Setting:
        """Never valid as a setting: pictures are inputs."""
        raise BadSettingError(f"{self.name} is a picture: give it as an input, not as a setting.")


@dataclass(frozen=True, kw_only=True)
class MaskInput(ImageInput):
    """A mask the model reads; its value travels in ``Request.masks``."""

    kind: ClassVar[str] = "mask"


Control = Slider | Choice | Toggle | Prompt | Seed | Strength | ImageInput | MaskInput

KINDS: Mapping[str, type[Control]] = {
    control.kind: control
    for control in (Slider, Choice, Toggle, Prompt, Seed, Strength, ImageInput, MaskInput)
}


def control_from_json(data: Mapping[str, Any]) -> Control:
    """The control that ``to_json`` wrote. Raises ``ValueError`` for an impossible one."""
    fields = dict(data)
    kind = fields.pop("kind", None)
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"unknown kind of control {kind!r}")
    for name in ("choices", "colours", "typical"):
        if isinstance(fields.get(name), list):
            fields[name] = tuple(fields[name])
    for name, value in fields.items():
        if not _plausible(name, value, kind):
            raise ValueError(f"control {fields.get('name')!r} has {name} = {value!r}")
    try:
        return KINDS[kind](**fields)
    except TypeError as error:
        raise ValueError(f"control {fields.get('name')!r} is not a {kind}: {error}") from None


_TEXTS = {"name", "title", "group", "help", "placeholder"}
_NUMBERS = {"minimum", "maximum", "zero", "step"}
_DEFAULTS: Mapping[str, type | tuple[type, ...]] = {"choice": str, "prompt": str, "toggle": bool, "seed": int}


def _plausible(name: str, value: object, kind: str) -> bool:
    """Whether a field of a control of this kind has the type it should; what it means is checked later."""
    if name in _TEXTS:
        return isinstance(value, str)
    if name in _NUMBERS:
        return _is_number(value)
    if name == "default":
        return isinstance(value, _DEFAULTS[kind]) if kind in _DEFAULTS else _is_number(value)
    if name == "choices" or (name == "colours" and value is not None):
        return isinstance(value, tuple) and all(isinstance(one, str) for one in value)
    if name == "typical" and value is not None:
        return isinstance(value, tuple) and len(value) == 2 and all(_is_number(one) for one in value)
    if name == "max_length":
        return type(value) is int
    return name != "required" or isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e300 < value < 1e300


def check_controls(controls: Iterable[Control]) -> tuple[Control, ...]:
    """The controls as a tuple; raises ``ValueError`` for a name used twice or for something else."""
    checked = tuple(controls)
    names: set[str] = set()
    for control in checked:
        if not isinstance(control, _Control):
            raise ValueError(f"{control!r} is not a control")
        if control.name in names:
            raise ValueError(f"control {control.name!r} is declared twice")
        names.add(control.name)
    return checked


def validate_settings(controls: Iterable[Control], settings: Mapping[str, object]) -> dict[str, Setting]:
    """Every setting checked against its control; raises ``BadSettingError`` for the first bad one."""
    by_name = {control.name: control for control in controls}
    for name in settings:
        if name not in by_name:
            known = ", ".join(by_name) or "none"
            raise BadSettingError(f"There is no control {name!r} in this model: it has {known}.")
    return {name: by_name[name].validate(value) for name, value in settings.items()}
