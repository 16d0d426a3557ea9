"""How numbers and models are put into words in the panels."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Protocol

from morphospace.controls import Control


class CardLike(Protocol):
    """What a panel shows of a model; ``morphospace.library.cards.Card`` has it."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def data(self) -> str: ...
    @property
    def image_size(self) -> int: ...
    @property
    def latents(self) -> Mapping[str, tuple[int, ...]]: ...
    @property
    def controls(self) -> tuple[Control, ...]: ...


def size_text(count: int) -> str:
    """Bytes as people read them: 812 kB, 312 MB, 7.8 GB (1,024 to the next)."""
    kilobytes = count / 1024
    if kilobytes < 1000:
        return f"{kilobytes:.0f} kB"
    if kilobytes < 1000 * 1024:
        return f"{kilobytes / 1024:.0f} MB"
    gigabytes = kilobytes / 1024**2
    return f"{gigabytes:.0f} GB" if gigabytes >= 9.95 or gigabytes % 1 < 0.05 else f"{gigabytes:.1f} GB"


def memory_text(used: int, budget: int) -> str:
    """ "312 MB of 8 GB", or only what is used where there is no budget."""
    return f"{size_text(used)} of {size_text(budget)}" if budget > 0 else size_text(used)


def model_line(card: CardLike) -> str:
    """ "Faces · 64 px · 64 latents": what it draws, how large, and in how many numbers."""
    data = card.data[:1].upper() + card.data[1:]
    parts = [data, f"{card.image_size} px"]
    latents = sum(prod(shape) for shape in card.latents.values())
    if latents:
        parts.append(f"{latents:,} latents")
    return " · ".join(part for part in parts if part)


def since_text(seconds: float) -> str:
    """How long ago, roughly: "just now", "4 min", "2 h"."""
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min"
    return f"{seconds // 3600:.0f} h"


def left_text(done: float, total: float, gone: float) -> str:
    """How long work will take, from how far it came in ``gone`` seconds: "12 s left", "3 min left".

    Empty where that cannot be said yet: before two seconds and the first hundredth.
    """
    if total <= 0 or gone < 2 or not 0.01 <= done / total < 1:
        return ""
    left = gone * (total - done) / done
    return f"{max(1, round(left))} s left" if left < 90 else f"{round(left / 60)} min left"
