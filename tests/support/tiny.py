"""A model small enough for every test: a coloured square on a plain background, and all of the contract.

The latent ``z`` (3 numbers in [-1, 1]) is the background's colour; ``smile`` is the square's size, ``hair``
its colour, ``glasses`` a white bar across it. Everything can be read back from a picture exactly enough
for tests: ``encode`` finds ``z``, ``read`` finds the settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from morphospace import Choice, Control, Frame, ModelFamily, Request, Slider, Toggle, hookimpl
from morphospace.library import Card, Checkpoint, write_checkpoint

if TYPE_CHECKING:
    from torch import Tensor

SIZE = 32
HAIR = ("red", "green", "blue")
CONTROLS: tuple[Control, ...] = (
    Slider(name="smile", title="Smile", minimum=-1.0, maximum=1.0, default=0.0, group="Expression"),
    Choice(name="hair", title="Hair", choices=HAIR, default="red", group="Hair"),
    Toggle(name="glasses", title="Glasses", group="Expression"),
)
TENSORS = {"colours": (3, 3), "gain": (3,)}


class TinyModel:
    """The square, drawn with torch. ``steps`` frames are yielded, each a finished picture."""

    controls: Sequence[Control] = CONTROLS

    def __init__(self, tensors: Mapping[str, Tensor], device: str, steps: int = 1) -> None:
        self._colours, self._gain, self._device, self._steps = (
            tensors["colours"],
            tensors["gain"],
            device,
            steps,
        )

    def render(self, request: Request) -> Iterator[Frame]:
        import torch

        from morphospace.pixels import from_pixels

        images = None
        if "image" in request.images:
            images = from_pixels(request.images["image"], SIZE, self._device)
        if "z" in request.latents:
            z = torch.as_tensor(request.latents["z"], device=self._device)
        else:
            z = self.encode(images)["z"] if images is not None else self.prior(request.n, request.seed)["z"]
        found = self.read(images) if images is not None else self._draw(len(z), request.seed)
        settings = [{**one, **request.settings} for one in found]
        steps = 1 if request.draft else self._steps
        for step in range(1, steps + 1):
            yield Frame(
                images=self.decode({"z": z}, settings),
                latents={"z": z},
                settings=settings,
                step=step,
                steps=steps,
            )

    def encode(
        self, images: Tensor, settings: Sequence[Mapping[str, object]] | None = None
    ) -> dict[str, Tensor]:
        """The background, read from the outermost rows. ``(N, 3, H, W)`` -> ``{"z": (N, 3)}``."""
        return {"z": images[:, :, :2, :].mean(dim=(2, 3)) / self._gain}

    def decode(
        self, latents: Mapping[str, Tensor], settings: Sequence[Mapping[str, object]] | None = None
    ) -> Tensor:
        """``{"z": (N, 3)}`` -> pictures ``(N, 3, 32, 32)``."""
        z = latents["z"]
        settings = settings or [{}] * len(z)
        images = (z * self._gain).clamp(-1, 1)[:, :, None, None].repeat(1, 1, SIZE, SIZE)
        # Written through ``images`` itself: autograd refuses to change views that iteration gives.
        for row, values in zip(range(len(images)), settings, strict=True):
            half = round(9 + 4 * float(values.get("smile", 0.0)))
            inside = slice(SIZE // 2 - half, SIZE // 2 + half)
            colour = self._colours[HAIR.index(str(values.get("hair", "red")))]
            images[row, :, inside, inside] = colour[:, None, None]
            if values.get("glasses", False):
                images[row, :, SIZE // 2 - 1 : SIZE // 2 + 1, inside] = 1.0
        return images

    def prior(self, n: int, seed: int) -> dict[str, Tensor]:
        """``n`` backgrounds, uniform in [-0.5, 0.5]."""
        import torch

        generator = torch.Generator().manual_seed(seed)
        return {"z": (torch.rand(n, 3, generator=generator) - 0.5).to(self._device)}

    def read(self, images: Tensor) -> list[dict[str, object]]:
        """Size, colour and bar of the square in each picture."""
        found = []
        for image in images:
            middle = image[:, SIZE // 2 + 3, SIZE // 2]
            colour = int((self._colours - middle).abs().sum(1).argmin())
            row = image[:, SIZE // 2 + 3, :]
            half = int((row - middle[:, None]).abs().sum(0).lt(0.1).sum()) / 2
            bar = bool(image[:, SIZE // 2, SIZE // 2].min() > 0.9)
            smile = max(-1.0, min(1.0, (half - 9) / 4))
            found.append({"smile": smile, "hair": HAIR[colour], "glasses": bar})
        return found

    def _draw(self, n: int, seed: int) -> list[dict[str, object]]:
        import numpy as np

        rng = np.random.default_rng(seed)
        return [
            {
                "smile": float(rng.uniform(-1, 1)),
                "hair": HAIR[rng.integers(3)],
                "glasses": bool(rng.integers(2)),
            }
            for _ in range(n)
        ]


class TinyFamily(ModelFamily):
    """The family of the coloured square."""

    id = "tiny"
    title = "Tiny"
    summary = "A coloured square, for tests."

    def load(self, checkpoint: Checkpoint, device: str) -> TinyModel:
        return TinyModel(checkpoint.tensors(device), device, int(checkpoint.card.config.get("steps", 1)))


class TinyPlugin:
    """A plugin as an object: what an entry point of the group ``morphospace`` would resolve to."""

    @hookimpl
    def morphospace_families(self) -> list[ModelFamily]:
        return [TinyFamily()]


def tiny_card(model_id: str = "tiny-squares", steps: int = 1, **changes: object) -> Card:
    """The card of the tiny model; ``steps`` is the number of frames of a full render."""
    fields: dict[str, object] = {
        "id": model_id,
        "title": "Tiny squares",
        "family": "tiny",
        "summary": "A coloured square on a plain background.",
        "licence": "MIT",
        "data": "squares",
        "image_size": SIZE,
        "config": {"steps": steps},
        "controls": CONTROLS,
        "capabilities": ("encode", "decode", "sample", "read"),
        "latents": {"z": (3,)},
    }
    return Card(**{**fields, **changes})  # type: ignore[arg-type]


def make_tiny_model(folder: Path, model_id: str = "tiny-squares", steps: int = 1, **changes: object) -> Path:
    """Write the tiny model into ``folder / model_id`` and return that folder."""
    import torch

    colours = torch.tensor([[0.9, -0.8, -0.8], [-0.8, 0.9, -0.8], [-0.8, -0.8, 0.9]])
    tensors = {"colours": colours, "gain": torch.full((3,), 0.8)}
    return write_checkpoint(folder / model_id, tiny_card(model_id, steps, **changes), tensors)


def install_tiny_plugin(folder: Path) -> Path:
    """Make ``folder`` a place on ``sys.path`` where the distribution *tiny-plugin* is installed."""
    information = folder / "tiny_plugin-1.0.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny-plugin\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[morphospace]\ntiny = support.tiny\n")
    return folder


@hookimpl
def morphospace_families() -> list[ModelFamily]:
    """So that this module itself can stand for a plugin: ``support.tiny`` named by an entry point."""
    return [TinyFamily()]
