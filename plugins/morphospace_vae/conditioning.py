"""Attributes as numbers: what the networks are told, and what the reader answers.

An attribute has a few *levels*. The levels of an ordered attribute are numbers and enter the
networks as one scalar (so that everything in between means something too); the levels of a kind
are names and enter one-hot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from morphospace import Setting, Settings


@dataclass(frozen=True)
class Attribute:
    """One attribute: its name in settings and its levels, numbers if ``ordered``, else names."""

    name: str
    levels: tuple[Setting, ...]
    ordered: bool

    @property
    def width(self) -> int:
        """How many numbers it takes in the condition vector."""
        return 1 if self.ordered else len(self.levels)


@dataclass(frozen=True)
class Conditioning:
    """All attributes of a model in the order in which its networks take them.

    Three forms are used: *levels*, int64 ``(N, A)``; *shares* of each level, one float
    ``(N, levels)`` an attribute (a reader's probabilities, or what lies between two levels); and the
    *condition vector* ``m``, float ``(N, width)``, which the networks take.
    """

    attributes: tuple[Attribute, ...]

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Conditioning:
        """From ``config["attributes"]``: name, levels and ordered of each."""
        return cls(
            tuple(
                Attribute(str(item["name"]), tuple(item["levels"]), bool(item["ordered"]))
                for item in config["attributes"]
            )
        )

    @property
    def width(self) -> int:
        """Length of the condition vector."""
        return sum(attribute.width for attribute in self.attributes)

    @property
    def sizes(self) -> list[int]:
        """Number of levels of each attribute, the widths of the reader's answers."""
        return [len(attribute.levels) for attribute in self.attributes]

    def hard(self, levels: Tensor) -> list[Tensor]:
        """Levels ``(N, A)`` as shares: all on one level."""
        return [F.one_hot(c, n).float() for c, n in zip(levels.unbind(1), self.sizes, strict=True)]

    def mixture(self, shares: Sequence[Tensor]) -> Tensor:
        """Shares of each level, one ``(N, levels)`` an attribute, as condition vector.

        Half of one level and half of the next is the number between them for an ordered
        attribute. Shares may be a reader's probabilities; gradients pass.
        """
        parts = []
        for attribute, share in zip(self.attributes, shares, strict=True):
            if attribute.ordered:
                numbers = torch.tensor(attribute.levels, dtype=share.dtype, device=share.device)
                share = (share * numbers).sum(1, keepdim=True)
            parts.append(share)
        return torch.cat(parts, 1)

    def shares(self, settings: Sequence[Settings], device: torch.device | str = "cpu") -> list[Tensor]:
        """One mapping a picture, every attribute named, as shares; a number between two levels of an
        ordered attribute is shared between them by distance."""
        return [
            torch.tensor([_share(a, row[a.name]) for row in settings], device=device).reshape(
                -1, len(a.levels)
            )
            for a in self.attributes
        ]

    def settings(self, levels: Tensor) -> list[dict[str, Setting]]:
        """Levels ``(N, A)`` as settings, one mapping a picture."""
        return [
            {a.name: a.levels[place] for a, place in zip(self.attributes, row, strict=True)}
            for row in levels.tolist()
        ]

    def to_settings(self, shares: Sequence[Tensor]) -> list[dict[str, Setting]]:
        """Shares of each level as settings: the mean of an ordered attribute, the likeliest kind."""
        columns: list[list[Setting]] = []
        for attribute, share in zip(self.attributes, shares, strict=True):
            if attribute.ordered:
                numbers = torch.tensor(attribute.levels, dtype=torch.float32, device=share.device)
                columns.append([round(x, 2) for x in (share.float() * numbers).sum(1).tolist()])
            else:
                columns.append([attribute.levels[at] for at in share.argmax(1).tolist()])
        names = [attribute.name for attribute in self.attributes]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _share(attribute: Attribute, value: Setting) -> list[float]:
    if not attribute.ordered:
        return [float(level == value) for level in attribute.levels]
    levels = [float(level) for level in attribute.levels]
    number = min(max(float(value), levels[0]), levels[-1])
    above = next(place for place, level in enumerate(levels) if level >= number)
    below = max(0, above - 1)
    gap = levels[above] - levels[below]
    part = (number - levels[below]) / gap if gap else 1.0
    shares = [0.0] * len(levels)
    shares[below] += 1 - part
    shares[above] += part
    return shares
