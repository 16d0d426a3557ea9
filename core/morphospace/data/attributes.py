"""The attributes of a face: their values, how people see them, and which can stand together.

The table of the embedded face data, as data: models make their controls from it, the drawing of the
pictures follows it, the scorecard reads its columns. Labels are a mapping from attribute name to
value: a float for an ordered attribute (``smile`` -1, 0, 1), a word for one that is a kind
(``hair`` "long"). Models may be asked for ordered values between the drawn ones.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from morphospace.controls import Setting

Labels = Mapping[str, Setting]
"""What one picture shows: a value for every attribute."""

Kind = Literal["ordered", "kind"]


@dataclass(frozen=True)
class Attribute:
    """One thing that can be said about a face.

    ``values`` are those that the data hold, in order; an ordered attribute's are floats from its
    ``minimum`` to its ``maximum``, a kind's are words. ``colours`` holds one ``rrggbb`` a value
    where the values are colours.
    """

    name: str
    title: str
    group: str
    kind: Kind
    values: tuple[float, ...] | tuple[str, ...]
    colours: tuple[str, ...] | None = None

    @property
    def ordered(self) -> bool:
        """Whether values between the drawn ones mean something."""
        return self.kind == "ordered"

    def index(self, value: Setting) -> int:
        """Place of ``value`` among ``values``, of the nearest one if ordered.

        Raises ``KeyError`` for a word that is none of them.
        """
        if self.ordered:
            number = float(value)
            return min(range(len(self.values)), key=lambda i: abs(float(self.values[i]) - number))
        for place, known in enumerate(self.values):
            if known == value:
                return place
        raise KeyError(f"{self.name} has no value {value!r}")


HAIR_COLOURS: Mapping[str, str] = {
    "black": "2c1b18",
    "brown": "724133",
    "blonde": "d6b370",
    "red": "c93305",
    "grey": "b0b0b0",
    "pink": "f59797",
}
SKIN_COLOURS: Mapping[float, str] = {
    0.0: "ffdbb4",
    0.25: "edb98a",
    0.5: "d08b5b",
    0.75: "ae5d29",
    1.0: "614335",
}

ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute("smile", "Smile", "Expression", "ordered", (-1.0, 0.0, 1.0)),
    Attribute("eyes", "Eyes", "Expression", "kind", ("open", "happy", "closed", "wink", "surprised", "side")),
    Attribute("brows", "Brows", "Expression", "kind", ("neutral", "angry", "sad", "raised")),
    Attribute("hair", "Hair", "Hair", "kind", ("bald", "short", "medium", "long", "hat")),
    Attribute(
        "hair_colour", "Hair colour", "Hair", "kind", tuple(HAIR_COLOURS), tuple(HAIR_COLOURS.values())
    ),
    Attribute("beard", "Beard", "Hair", "ordered", (0.0, 1 / 3, 2 / 3, 1.0)),
    Attribute("moustache", "Moustache", "Hair", "ordered", (0.0, 1.0)),
    Attribute("glasses", "Glasses", "Accessories", "ordered", (0.0, 1.0)),
    Attribute("sunglasses", "Sunglasses", "Accessories", "ordered", (0.0, 1.0)),
    Attribute("skin", "Skin", "Complexion", "ordered", tuple(SKIN_COLOURS), tuple(SKIN_COLOURS.values())),
)
BY_NAME: Mapping[str, Attribute] = {attribute.name: attribute for attribute in ATTRIBUTES}
NAMES: tuple[str, ...] = tuple(BY_NAME)

EXCLUSIVE: tuple[tuple[str, str], ...] = (("beard", "moustache"), ("glasses", "sunglasses"))
"""Pairs that no picture shows together."""


def visible(labels: Labels) -> frozenset[str]:
    """Names of the attributes that a picture with these labels lets anyone judge.

    Hair colour shows only in hair or in a beard or moustache: a hat covers all hair, and under one
    the drawings are the same to the pixel whatever the colour. Everything else always shows: the
    lenses of sunglasses are translucent, so the eyes can be read through them, at about a quarter of
    their contrast; a fringe leaves part of the brows.
    """
    hairy = labels["hair"] not in ("bald", "hat")
    bearded = float(labels["beard"]) > 0.25 or float(labels["moustache"]) > 0.5
    return frozenset(NAMES) if hairy or bearded else frozenset(NAMES) - {"hair_colour"}


def consistent(labels: Labels, changed: Collection[str]) -> dict[str, Setting]:
    """``labels`` with what ``changed`` asks for, and the rest moved out of its way.

    In the data a beard and a moustache never meet, nor do glasses and sunglasses. So asking one of a pair
    limits the other, evenly from all of it at 0 to nothing at the smallest value that the data draw:
    ``moustache`` 1 shaves the beard and ``moustache`` 0.25 leaves ``beard`` at most at 0.75, while
    ``beard`` 1/3 already shaves the moustache. Sliders therefore move smoothly, and asking for a value
    that is drawn gives labels that are drawn. Where both are asked, both stay as asked, though the data
    hold no such picture.
    """
    result = dict(labels)
    for pair in EXCLUSIVE:
        for asked, other in (pair, pair[::-1]):
            if asked in changed and other not in changed and asked in result and other in result:
                smallest = float(BY_NAME[asked].values[1])
                room = max(0.0, 1.0 - max(0.0, float(result[asked])) / smallest)
                result[other] = min(float(result[other]), room)
    return result


def is_unseen(labels: Labels) -> bool:
    """Whether these labels are one of the combinations kept out of ``train``, ``val`` and ``judge``."""
    return (
        (labels["sunglasses"] == 1 and labels["hair_colour"] == "pink")
        or (labels["beard"] == 1 and labels["hair"] == "long")
        or (labels["hair"] == "hat" and labels["moustache"] == 1 and labels["glasses"] == 1)
    )
