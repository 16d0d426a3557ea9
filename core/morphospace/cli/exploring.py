"""``interpolate`` and ``neighbours``: between two pictures, and what is like one."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from morphospace.cli.listing import Json
from morphospace.cli.output import progress, say_error, say_json, say_table
from morphospace.cli.pictures import MANIFEST, Device, Model
from morphospace.errors import BadInputError
from morphospace.library.atomic import replace_files

if TYPE_CHECKING:
    import numpy as np

    from morphospace.studio import OpenModel

MOST_STEPS = 1000
_FRAME_MILLISECONDS = 80
_HOLD_MILLISECONDS = 600


class Space(StrEnum):
    """Where the pictures between lie."""

    LATENT = "latent"
    PIXEL = "pixel"


class Way(StrEnum):
    """How a path through latents runs."""

    STRAIGHT = "straight"
    SPHERICAL = "spherical"


@dataclass(frozen=True, eq=False)
class Still:
    """One picture of a path: uint8 ``(H, W, 3)``, as PNG, and what the manifest says of it."""

    pixels: np.ndarray
    png: Callable[[], bytes]
    note: Mapping[str, Any]


def interpolate(
    model: Model,
    a: Annotated[Path, typer.Argument(metavar="A", help="The picture to start from.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="The picture to arrive at.")],
    out: Annotated[
        str, typer.Option("-o", "--out", help="A folder for the pictures, a .png strip or a .gif.")
    ],
    steps: Annotated[int, typer.Option(help="How many pictures, both ends included.")] = 9,
    space: Annotated[
        Space, typer.Option(help="Through the model's latents, or fading pixels.")
    ] = Space.LATENT,
    path: Annotated[Way, typer.Option(help="How the path through latents runs.")] = Way.STRAIGHT,
    device: Device = None,
) -> None:
    """Make the pictures between two. Ordered attributes move evenly; kinds (hair) change at the middle."""
    write = _writer(out)
    if not 2 <= steps <= MOST_STEPS:
        raise BadInputError(f"A path of {steps} steps cannot be made: ask for 2 to {MOST_STEPS}.")
    from morphospace.studio import open_model

    opened = open_model(model, device)
    stills: list[Still] = []
    with progress(steps, "Making pictures") as advance:
        for still in (
            _latent(opened, a, b, steps, path) if space == Space.LATENT else _pixel(opened, a, b, steps)
        ):
            stills.append(still)
            advance(len(stills), "")
    write(Path(out), stills)


def neighbours(
    model: Model,
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="The picture to find others like.")],
    folder: Annotated[Path, typer.Option("--in", help="The folder of pictures to search.")],
    k: Annotated[int, typer.Option("-k", help="How many to find.")] = 10,
    as_json: Json = False,
    device: Device = None,
) -> None:
    """Find the pictures in a folder most like one: by the model's latents, and by pixels beside it.

    The picture itself is left out; files that cannot be read are skipped and listed.
    """
    from morphospace.hosting.folder_jobs import picture_files
    from morphospace.studio import open_model

    opened = open_model(model, device)
    with progress(len(picture_files([str(folder)])), "Comparing") as advance:
        found = opened.neighbours(image, folder, k, progress=advance)
    if as_json:
        say_json({"model": opened.card.id, "image": str(image), **found})
        return
    for skipped in found["skipped"]:
        say_error(skipped["reason"])
    pairs = zip(found["latent"], found["pixel"], strict=True)
    rows = [
        (str(rank), _short(latent), f"{latent['distance']:.3f}", _short(pixel), f"{pixel['distance']:.3f}")
        for rank, (latent, pixel) in enumerate(pairs, 1)
    ]
    title = f"Most like {image.name} of {found['count']} pictures"
    say_table(("", "by latents", "distance", "by pixels", "distance"), rows, title)


def _short(found: Mapping[str, Any]) -> str:
    return Path(found["file"]).name


def _latent(model: OpenModel, a: Path, b: Path, steps: int, way: Way) -> Any:
    from morphospace.travel import through_latents

    for place, picture in enumerate(through_latents(model, a, b, steps, way.value)):
        note = {"t": place / (steps - 1), "attributes": dict(picture.settings), "path": way.value}
        yield Still(picture.array, picture.png, note)


def _pixel(model: OpenModel, a: Path, b: Path, steps: int) -> Any:
    from functools import partial

    from morphospace.imaging.files import png_bytes, read_image
    from morphospace.travel import pixels_between

    for place, pixels in enumerate(pixels_between(model, read_image(a), read_image(b), steps)):
        yield Still(pixels, partial(png_bytes, pixels), {"t": place / (steps - 1)})


_Writer = Callable[[Path, list[Still]], None]


def _writer(out: str) -> _Writer:
    """What ``out`` asks for by its ending. Raises ``BadInputError`` before any work is done."""
    path = Path(out)
    if path.is_dir() or out.endswith(("/", os.sep)) or not path.suffix:
        if path.exists() and not path.is_dir():
            raise BadInputError(f"{out} is a file: name a folder, or a file that ends in .png or .gif.")
        return _write_folder
    writers: Mapping[str, _Writer] = {".png": _write_strip, ".gif": _write_gif}
    if path.suffix.lower() not in writers:
        raise BadInputError(
            f"{out} ends in {path.suffix}, which paths are not written as: use a folder, .png or .gif."
        )
    return writers[path.suffix.lower()]


def _write_folder(folder: Path, stills: list[Still]) -> None:
    made = {f"{place:04d}.png": still for place, still in enumerate(stills)}
    lines = [
        json.dumps({"file_name": name, **still.note}, ensure_ascii=False) for name, still in made.items()
    ]
    replace_files(folder, {name: still.png() for name, still in made.items()}, durable=False)
    replace_files(folder, {MANIFEST: "".join(f"{line}\n" for line in lines).encode()})


def _write_strip(path: Path, stills: list[Still]) -> None:
    import numpy as np

    from morphospace.imaging.files import write_png

    write_png(path, np.concatenate([still.pixels for still in stills], axis=1))


def _write_gif(path: Path, stills: list[Still]) -> None:
    """For ever, forth only, resting at both ends."""
    from PIL import Image

    from morphospace.imaging.saving import save_file

    first, *rest = [Image.fromarray(still.pixels) for still in stills]
    durations = [_HOLD_MILLISECONDS, *[_FRAME_MILLISECONDS] * (len(stills) - 2), _HOLD_MILLISECONDS]
    stream = io.BytesIO()
    first.save(stream, "GIF", save_all=True, append_images=rest, duration=durations, loop=0)
    save_file(path, stream.getvalue())
