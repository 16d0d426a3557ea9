"""``interpolate`` and ``neighbours``: between two pictures, and what is like one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
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
    from morphospace.travel import Data

MOST_STEPS = 1000


class Space(StrEnum):
    """Where the pictures between lie."""

    LATENT = "latent"
    PIXEL = "pixel"


class Way(StrEnum):
    """How a path through latents runs."""

    STRAIGHT = "straight"
    SPHERICAL = "spherical"
    DATA = "data"


class Pace(StrEnum):
    """How attributes change on the way."""

    TURNS = "turns"
    TOGETHER = "together"


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
        str, typer.Option("-o", "--out", help="A folder for the pictures, or a .png strip, .gif or .mp4.")
    ],
    steps: Annotated[int, typer.Option(help="How many pictures, both ends included.")] = 9,
    space: Annotated[
        Space, typer.Option(help="Through the model's latents, or fading pixels.")
    ] = Space.LATENT,
    path: Annotated[Way, typer.Option(help="How the path through latents runs.")] = Way.STRAIGHT,
    attributes: Annotated[
        Pace, typer.Option(help="Attributes change one after another, or all together.")
    ] = Pace.TURNS,
    folder: Annotated[
        Path | None, typer.Option("--in", help="The folder of pictures that --path data leads over.")
    ] = None,
    atlas: Annotated[
        str | None, typer.Option(help="The atlas (its id) that --path data leads over, instead of a folder.")
    ] = None,
    device: Device = None,
) -> None:
    """Make the pictures between two.

    Attributes (a smile, hair) change one after another, so that no picture shows halves of several at once.
    """
    write = _writer(out)
    if not 2 <= steps <= MOST_STEPS:
        raise BadInputError(f"A path of {steps} steps cannot be made: ask for 2 to {MOST_STEPS}.")
    from morphospace.studio import open_model

    opened = open_model(model, device)
    data = _data(opened, folder, atlas) if path == Way.DATA and space == Space.LATENT else None
    stills: list[Still] = []
    with progress(steps, "Making pictures") as advance:
        for still in (
            _latent(opened, a, b, steps, path, attributes, data)
            if space == Space.LATENT
            else _pixel(opened, a, b, steps)
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


def _data(model: OpenModel, folder: Path | None, atlas: str | None) -> Data:
    """What a path follows: an atlas of this model, or the pictures of a folder."""
    if (folder is None) == (atlas is None):
        raise BadInputError("A path along the data needs data: give --in FOLDER or --atlas ID.")
    return _of_atlas(model, atlas) if atlas is not None else _of_folder(model, Path(folder or ""))


def _of_atlas(model: OpenModel, atlas: str) -> Data:
    from morphospace.atlas.storage.atlases import find_atlas
    from morphospace.atlas.storage.opening import open_atlas
    from morphospace.travel import Data

    found = find_atlas(atlas)
    if found.model != model.card.id:
        raise BadInputError(f"{found.id} was made by {found.model}, not by {model.card.id}: name another.")
    opened = open_atlas(found.folder)
    return Data(opened.coordinates, opened.places)


def _of_folder(model: OpenModel, folder: Path) -> Data:
    import numpy as np

    from morphospace.errors import BadImageError
    from morphospace.hosting.folder_jobs import picture_files
    from morphospace.imaging.files import read_image
    from morphospace.latents.paths import MOST_POINTS
    from morphospace.studio import CHUNK
    from morphospace.travel import check_encodes, data_of

    check_encodes(model)
    files = picture_files([str(folder)])
    if len(files) > MOST_POINTS:  # a path looks at no more of them
        files = [files[row] for row in np.linspace(0, len(files) - 1, MOST_POINTS).astype(int)]
    with progress(len(files), "Reading pictures") as advance:

        def chunks() -> Iterator[list[np.ndarray]]:
            for start in range(0, len(files), CHUNK):
                pictures = []
                for file in files[start : start + CHUNK]:
                    try:
                        pictures.append(read_image(file))
                    except BadImageError as error:
                        say_error(str(error))
                if pictures:
                    yield pictures
                advance(min(len(files), start + CHUNK), "")

        return data_of(model, chunks())


def _latent(
    model: OpenModel, a: Path, b: Path, steps: int, way: Way, pace: Pace, data: Data | None
) -> Iterator[Still]:
    from morphospace.travel import through_latents

    for place, picture in enumerate(through_latents(model, a, b, steps, way.value, pace.value, data)):
        note = {"t": place / (steps - 1), "attributes": dict(picture.settings), "path": way.value}
        yield Still(picture.array, picture.png, note)


def _pixel(model: OpenModel, a: Path, b: Path, steps: int) -> Iterator[Still]:
    from functools import partial

    from morphospace.imaging.files import png_bytes, read_image
    from morphospace.travel import pixels_between

    for place, pixels in enumerate(pixels_between(model, read_image(a), read_image(b), steps)):
        yield Still(pixels, partial(png_bytes, pixels), {"t": place / (steps - 1)})


_Writer = Callable[[Path, list[Still]], None]


def _writer(out: str) -> _Writer:
    """What ``out`` asks for by its ending. Raises ``BadInputError`` before any work is done."""
    from morphospace.imaging.animation import WRITERS, check_ending

    path = Path(out)
    if path.is_dir() or out.endswith(("/", os.sep)) or not path.suffix:
        if path.exists() and not path.is_dir():
            raise BadInputError(
                f"{out} is a file: name a folder, or a file that ends in {', '.join(WRITERS)}."
            )
        return _write_folder
    check_ending(path)
    return _write_file


def _write_folder(folder: Path, stills: list[Still]) -> None:
    made = {f"{place:04d}.png": still for place, still in enumerate(stills)}
    lines = [
        json.dumps({"file_name": name, **still.note}, ensure_ascii=False) for name, still in made.items()
    ]
    replace_files(folder, {name: still.png() for name, still in made.items()}, durable=False)
    replace_files(folder, {MANIFEST: "".join(f"{line}\n" for line in lines).encode()})


def _write_file(path: Path, stills: list[Still]) -> None:
    import numpy as np

    from morphospace.imaging.animation import write_animation

    write_animation(path, np.stack([still.pixels for still in stills]))
