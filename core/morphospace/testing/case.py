"""A case: one checkpoint and the family that loads it, and how the checks ask it for pictures."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.controls import ImageInput, MaskInput, Setting
from morphospace.library import Card, Checkpoint, read_checkpoint
from morphospace.models import Frame, ModelFamily, Request, capabilities

if TYPE_CHECKING:
    from torch import Tensor

MOST = 3
"""Pictures in the largest request of the checks."""
_worlds = count(1)


@dataclass(frozen=True)
class Case:
    """A family, the folder of one of its checkpoints, and where it shall run.

    ``values``: by name of a control, values worth trying where a check would not guess them, as the words
    of a prompt. The model is loaded when the first check needs it and kept.
    """

    family: ModelFamily
    folder: Path
    values: Mapping[str, Sequence[Setting]] = field(default_factory=dict)
    device: str = "cpu"

    @classmethod
    def installed(cls, model: str, **others: Any) -> Case:
        """The case of an installed model, by its id or its folder. Raises ``MorphospaceError``."""
        from morphospace.library import Library
        from morphospace.plugins import load_plugins

        checkpoint = Library().get(model)
        return cls(load_plugins().family(checkpoint.card.family), checkpoint.folder, **others)

    @cached_property
    def checkpoint(self) -> Checkpoint:
        """What lies in the folder. Raises ``BadCheckpointError``."""
        return read_checkpoint(self.folder)

    @property
    def card(self) -> Card:
        """The card of the checkpoint."""
        return self.checkpoint.card

    @cached_property
    def model(self) -> Any:
        """The loaded model."""
        return self.family.load(self.checkpoint, self.device)

    @cached_property
    def can(self) -> tuple[str, ...]:
        """What the model can do besides rendering."""
        return capabilities(self.model)

    def request(self, **fields: Any) -> Request:
        """A request as a host would make it: ``n`` is the number of the inputs, where there are any."""
        inputs = {**fields.get("images", {}), **fields.get("masks", {}), **fields.get("latents", {})}
        for array in inputs.values():
            fields["n"] = len(array)
        return Request(**fields)

    def frames(self, **fields: Any) -> list[Frame]:
        """All frames of one render, made as a host makes them: without gradients.

        Whatever else draws random numbers in the process has done so before: only the request counts.
        """
        import torch

        disturb()
        with torch.inference_mode():
            frames = [kept(frame) for frame in self.model.render(self.request(**fields))]
        assert frames, "render yielded no frame: yield at least one Frame for every request"
        return frames

    def last(self, **fields: Any) -> Frame:
        """The finished frame of one render."""
        return self.frames(**fields)[-1]

    def new(self, n: int = 2, seed: int = 0) -> dict[str, Any]:
        """The fields of a request for ``n`` new pictures; what the model cannot do without is given."""
        return {"n": n, "seed": seed, **self._inputs(n, required_only=True)}

    def opened(self, n: int = 2) -> dict[str, Any] | None:
        """The fields of a request that opens ``n`` pictures, or None where the model opens none."""
        inputs = self._inputs(n, required_only=False)
        if "encode" in self.can:
            inputs["images"] = {"image": self.pictures(n), **inputs["images"]}
        return inputs if inputs["images"] or inputs["masks"] else None

    def ways(self, n: int = 2) -> dict[str, dict[str, Any]]:
        """Every way to ask for pictures, by what it is called in messages."""
        opened = self.opened(n)
        return {"a new picture": self.new(n), **({} if opened is None else {"an opened picture": opened})}

    def pictures(self, n: int) -> np.ndarray:
        """``n`` pictures, at most ``MOST``, as the model may meet them: its own, where it has some.
        uint8 ``(n, S, S, 3)``."""
        return self._several_pictures[:n]

    @cached_property
    def _several_pictures(self) -> np.ndarray:
        from morphospace.pixels import to_pixels

        if self._needs_input:
            return _gradients(MOST, self.card.image_size)
        return to_pixels(self.last(n=MOST, seed=5).images)

    @property
    def _needs_input(self) -> bool:
        return any(isinstance(one, ImageInput) and one.required for one in self.card.controls)

    def _inputs(self, n: int, required_only: bool) -> dict[str, Any]:
        images: dict[str, np.ndarray] = {}
        masks: dict[str, np.ndarray] = {}
        for control in self.card.controls:
            if not isinstance(control, ImageInput) or (required_only and not control.required):
                continue
            if isinstance(control, MaskInput):
                masks[control.name] = _half(n, self.card.image_size)
            else:
                images[control.name] = self.pictures(n)
        return {"images": images, "masks": masks}


def kept(frame: Frame) -> Frame:
    """The frame as it is now, as pixels are made of it at once; what it lies in may be used again."""
    return replace(frame, images=frame.images.clone())


def disturb() -> None:
    """Put every shared source of random numbers into a state it was never in before."""
    import torch

    state = next(_worlds)
    random.seed(state)
    np.random.seed(state)
    torch.manual_seed(state)


def levels(images: Tensor) -> np.ndarray:
    """Pictures in the 256 levels in which people see them, as int16 so that they can be subtracted."""
    from morphospace.pixels import to_pixels

    return to_pixels(images).astype(np.int16)


def apart(one: Tensor, other: Tensor) -> int:
    """The largest difference of two batches of pictures in levels of 256; 256 for unlike shapes."""
    if one.shape != other.shape:
        return 256
    return int(np.abs(levels(one) - levels(other)).max())


def _gradients(n: int, size: int) -> np.ndarray:
    """Smooth coloured pictures, each another."""
    ramp = np.linspace(0, 255, size)
    across, down = np.meshgrid(ramp, ramp)
    shift = np.arange(n)[:, None, None, None] * 40
    return ((np.stack([across, down, 255 - across], -1)[None] + shift) % 256).astype(np.uint8)


def _half(n: int, size: int) -> np.ndarray:
    """Masks with their left half open."""
    mask = np.zeros((n, size, size), np.uint8)
    mask[:, :, : size // 2] = 255
    return mask
