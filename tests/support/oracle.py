"""A perfect model of faces for tests of the scorecard: it knows every picture and draws every edit.

Its latent is the number of a picture it has seen, with which it remembers the picture's variants; its
pictures are drawn, so every figure it should get is known. Two flaws can be given to it: ``deaf`` ignores
what is asked, ``clumsy`` also changes the skin whenever anything is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from morphospace import Choice, Control, Slider
from morphospace.data.attributes import ATTRIBUTES, BY_NAME
from morphospace.data.drawing import draw_face
from morphospace.data.sampling import PARTS, split_table
from morphospace.pixels import from_pixels, to_pixels

CONTROLS: tuple[Control, ...] = tuple(
    Slider(name=a.name, title=a.title, minimum=a.values[0], maximum=a.values[-1], default=a.values[0])
    if a.ordered
    else Choice(name=a.name, title=a.title, choices=a.values, default=a.values[0])
    for a in ATTRIBUTES
)


class Oracle:
    """Knows the first ``known`` pictures of ``test``, of this size."""

    controls: Sequence[Control] = CONTROLS

    def __init__(self, known: int, size: int = 64, *, deaf: bool = False, clumsy: bool = False) -> None:
        self.size, self.deaf, self.clumsy = size, deaf, clumsy
        self.table = split_table("test", 0, known)
        pictures = [draw_face(self.table.row_variants(index), size) for index in range(known)]
        self.known = torch.from_numpy(np.stack(pictures)).flatten(1).float()
        self.encoded = 0

    def encode(self, images: torch.Tensor, settings: object = None) -> Mapping[str, torch.Tensor]:
        self.encoded += len(images)
        return {"place": torch.tensor(self._places(images))[:, None].float()}

    def read(self, images: torch.Tensor) -> Sequence[Mapping[str, Any]]:
        return [self.table.row(place) for place in self._places(images)]

    def prior(self, n: int, seed: int) -> Mapping[str, torch.Tensor]:
        places = np.random.default_rng(seed).integers(0, len(self.table), n)
        return {"place": torch.from_numpy(places)[:, None].float()}

    def decode(
        self, latents: Mapping[str, torch.Tensor], settings: Sequence[Mapping[str, Any]] | None = None
    ) -> torch.Tensor:
        places = [int(place) for place in latents["place"][:, 0]]
        rows = settings or [{}] * len(places)
        return torch.cat(
            [
                from_pixels(draw_face(self._variants(place, row), self.size), self.size)
                for place, row in zip(places, rows, strict=True)
            ]
        )

    def render(self, request: object) -> Any:
        raise AssertionError("a model that encodes is not asked to render")

    def _places(self, images: torch.Tensor) -> list[int]:
        """Of the nearest known pictures, so that a noisy one is known as well."""
        seen = torch.from_numpy(to_pixels(images)).flatten(1).float()
        places: list[int] = torch.cdist(seen, self.known).argmin(1).tolist()
        return places

    def _variants(self, place: int, row: Mapping[str, Any]) -> dict[str, str]:
        """The remembered variants, except where the row says something else."""
        variants = self.table.row_variants(place)
        if self.deaf:
            return variants
        changed = False
        for part in PARTS:
            says = part.labels[variants[part.name]]
            wanted = {name: _level(name, row[name]) for name in says if name in row}
            if wanted != {name: _level(name, value) for name, value in says.items() if name in row}:
                variants[part.name] = next(v for v, s in part.labels.items() if _levels(s) == wanted)
                changed = True
        if changed and self.clumsy:
            variants["skinColor"] = "614335" if self.table.row(place)["skin"] != 1.0 else "ffdbb4"
        return variants


def _level(name: str, value: Any) -> int:
    return BY_NAME[name].index(value)


def _levels(says: Mapping[str, Any]) -> dict[str, int]:
    return {name: _level(name, value) for name, value in says.items()}
