"""A model as the scorecard sees it: pictures in, pictures out, by whatever it is capable of.

A model that can read, encode and decode is asked so, which encodes each picture once; any other is asked
to render. Families are never named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from morphospace.controls import Setting
from morphospace.data.attributes import BY_NAME, consistent
from morphospace.errors import BadSettingError
from morphospace.evaluation.watch import Watch
from morphospace.models import Request, Settings, capabilities
from morphospace.pixels import from_pixels, to_pixels

_BATCH = 100


@dataclass(frozen=True, eq=False)
class Opened:
    """Pictures that a model has read: uint8 ``(N, H, W, 3)``, and where it can encode, their latents by
    name and the settings it reads in each."""

    pictures: np.ndarray
    latents: Mapping[str, Tensor] | None = None
    settings: Sequence[Settings] | None = None

    def rows(self, rows: np.ndarray) -> Opened:
        """Some of the pictures."""
        latents = self.latents and {name: latent[rows] for name, latent in self.latents.items()}
        settings = self.settings and [self.settings[row] for row in rows]
        return Opened(self.pictures[rows], latents, settings)


class Subject:
    """``model`` (loaded on ``device``) with pictures of ``size``; everything goes in small batches."""

    def __init__(self, model: Any, size: int, device: str = "cpu") -> None:
        self.model = model
        self.size = size
        self.device = device
        self.capabilities = frozenset(capabilities(model))

    @property
    def attributes(self) -> tuple[str, ...]:
        """Names of the data's attributes that the model has controls for, in the table's order."""
        controls = {control.name for control in self.model.controls}
        return tuple(name for name in BY_NAME if name in controls)

    def values(self, name: str) -> list[Setting]:
        """The data's values of an attribute that the model's control accepts."""
        control = next(control for control in self.model.controls if control.name == name)
        return [value for value in BY_NAME[name].values if _accepts(control, value)]

    @torch.inference_mode()
    def open(self, pictures: np.ndarray, watch: Watch) -> Opened:
        """Read and encode pictures, uint8 ``(N, H, W, 3)``."""
        if not {"encode", "decode"} <= self.capabilities:
            return Opened(pictures)
        latents: list[Mapping[str, Tensor]] = []
        settings: list[Settings] = []
        for rows in watch.batches(len(pictures), _BATCH):
            images = from_pixels(pictures[rows], self.size, self.device)
            read = self.model.read(images) if "read" in self.capabilities else None
            settings += read or []
            latents.append(self.model.encode(images, read))
        joined = {name: torch.cat([part[name] for part in latents]) for name in latents[0]}
        return Opened(pictures, joined, settings or None)

    @torch.inference_mode()
    def show(self, opened: Opened, change: Settings, watch: Watch) -> np.ndarray:
        """The pictures again, with one thing changed or nothing: uint8 ``(N, size, size, 3)``."""
        parts = []
        for rows in watch.batches(len(opened.pictures), _BATCH):
            part = opened.rows(np.arange(rows.start, rows.stop))
            if part.latents is None:
                parts.append(self._rendered(Request(images={"image": part.pictures}, settings=change)))
            else:
                settings = part.settings and [consistent({**row, **change}, change) for row in part.settings]
                parts.append(to_pixels(self.model.decode(part.latents, settings)))
        return np.concatenate(parts)

    @torch.inference_mode()
    def new(self, settings: Sequence[Settings], seed: int, watch: Watch) -> np.ndarray:
        """New pictures, one for each row of settings: uint8 ``(N, size, size, 3)``."""
        known = set(self.attributes)
        asked = [{name: value for name, value in row.items() if name in known} for row in settings]
        parts = []
        for number, rows in enumerate(watch.batches(len(asked), _BATCH)):
            part = asked[rows]
            if {"sample", "decode"} <= self.capabilities:
                latents = self.model.prior(len(part), seed + number)
                parts.append(to_pixels(self.model.decode(latents, part if known else None)))
            else:
                one_by_one = [Request(settings=row, seed=seed + rows.start + i) for i, row in enumerate(part)]
                parts.append(np.concatenate([self._rendered(request) for request in one_by_one]))
        return np.concatenate(parts)

    def _rendered(self, request: Request) -> np.ndarray:
        """The last frame."""
        frame = None
        for frame in self.model.render(request):  # noqa: B007 - each frame replaces the one before
            pass
        if frame is None:
            raise ValueError("the model rendered nothing")
        return to_pixels(frame.images)


def codes(opened: Opened) -> np.ndarray | None:
    """All latents of each picture in a row, float32 ``(N, D)``; None where there are none."""
    if opened.latents is None:
        return None
    flat = [latent.reshape(len(latent), -1).float().cpu() for latent in opened.latents.values()]
    return torch.cat(flat, 1).numpy()


def _accepts(control: Any, value: Setting) -> bool:
    try:
        control.validate(value)
    except BadSettingError:
        return False
    return True
