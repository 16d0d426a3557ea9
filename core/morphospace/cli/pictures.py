"""``sample``, ``edit``, ``reconstruct`` and ``encode``: a model's work on pictures, from the shell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from morphospace.cli import inputs
from morphospace.cli.output import progress, say_error
from morphospace.errors import BadImageError, BadInputError, CannotSaveError
from morphospace.library.atomic import replace_files

if TYPE_CHECKING:
    import numpy as np

    from morphospace.latents.edits import LatentDirection
    from morphospace.picture import Picture
    from morphospace.studio import OpenModel

Model = Annotated[str, typer.Argument(metavar="MODEL", help="Id of an installed model, or a model's folder.")]
Images = Annotated[
    list[Path], typer.Argument(metavar="IMAGE...", help="Pictures, or folders of pictures, of any size.")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Set a control; may be given several times."),
]
Move = Annotated[
    list[str] | None,
    typer.Option("--move", metavar="FILE=AMOUNT", help="Move along a direction by so many sigmas, -3 to 3."),
]
# Text, not Path, which would drop the slash that marks a folder.
Out = Annotated[str, typer.Option("-o", "--out", help="A file for one picture, a folder for many.")]
Device = Annotated[str | None, typer.Option(help="cpu, cuda, cuda:1 or mps; the best there is unless given.")]

Moves = Sequence[tuple["LatentDirection", float]]

MANIFEST = "manifest.jsonl"


def sample(
    model: Model,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the pictures and their manifest.")],
    n: Annotated[int, typer.Option("-n", help="How many pictures.")] = 1,
    seed: Annotated[int, typer.Option(help="The same seed makes the same pictures.")] = 0,
    set_: Set = None,
    device: Device = None,
) -> None:
    """Make new pictures. What is not set follows the distribution of the model's data."""
    opened = open_model(model, device)
    lines: list[str] = []
    _make_folder(out)
    with progress(n, "Making pictures") as advance:
        for chunk in opened.sampled(n, seed, inputs.settings(set_ or ())):
            made = {f"{len(lines) + place:04d}.png": picture for place, picture in enumerate(chunk)}
            _save_several(out, made)
            lines += [_manifest_line(name, picture, seed, opened) for name, picture in made.items()]
            advance(len(lines), "")
    replace_files(out, {MANIFEST: "".join(lines).encode()})


def edit(
    model: Model, images: Images, out: Out, set_: Set = None, move: Move = None, device: Device = None
) -> int:
    """Edit pictures by their meaning: what is set or moved changes, everything else stays."""
    from morphospace.cli.directing import moves

    asked = inputs.settings(set_ or ())
    if not asked and not move:
        raise BadInputError(
            "Nothing is asked for: give --set name=value or --move file=amount, "
            "or use `morphospace reconstruct`."
        )
    return _edit_all(open_model(model, device), images, out, asked, moves(move or ()))


def reconstruct(model: Model, images: Images, out: Out, device: Device = None) -> int:
    """Encode and decode pictures: what the model keeps of them."""
    return _edit_all(open_model(model, device), images, out, {})


def encode(
    model: Model,
    images: Images,
    out: Annotated[Path, typer.Option("-o", "--out", help="The safetensors file to write.")],
    device: Device = None,
) -> int:
    """Write the latents of pictures as safetensors, with names and settings of each in the metadata."""
    opened = open_model(model, device)
    opened.checked({})
    if out.suffix != ".safetensors":
        raise BadInputError(f"{out} does not end in .safetensors: latents are written in that format.")
    work = Work(opened, inputs.pictures(images), {})
    with progress(len(work.sources), "Encoding") as advance:
        done = []
        for pictures in work.chunks():
            done.extend(pictures)
            advance(len(done), "")
    if done:
        _save_latents(out, opened, [(str(source), picture) for source, picture in done])
    return work.exit_code


class Work:
    """Pictures to do in chunks; those that cannot be read are named, and the others done all the same."""

    def __init__(
        self, model: OpenModel, sources: Sequence[Path], asked: Mapping[str, object], moves: Moves = ()
    ) -> None:
        self.model, self.sources, self.asked, self.moves = model, sources, model.checked(asked), moves
        self.bad = 0

    @property
    def exit_code(self) -> int:
        return 2 if self.bad else 0

    def chunks(self) -> Iterator[list[tuple[Path, Picture]]]:
        """Each readable source with its result."""
        from morphospace.studio import CHUNK

        for start in range(0, len(self.sources), CHUNK):
            readable = list(self._readable(self.sources[start : start + CHUNK]))
            if readable:
                pictures = self.model.edited([pixels for _, pixels in readable], self.asked)
                pairs = zip(readable, pictures, strict=True)
                yield [(source, self._moved(picture)) for (source, _), picture in pairs]

    def _moved(self, picture: Picture) -> Picture:
        from morphospace.moving import moved_picture

        return moved_picture(self.model, picture, self.moves) if self.moves else picture

    def _readable(self, sources: Sequence[Path]) -> Iterator[tuple[Path, np.ndarray]]:
        from morphospace.imaging.files import read_image
        from morphospace.pixels import middle_square

        for source in sources:
            try:
                pixels = read_image(source)
            except BadImageError as error:
                say_error(str(error))
                self.bad += 1
            else:
                yield source, middle_square(pixels[None], self.model.card.image_size)[0]


def _edit_all(
    model: OpenModel, images: Sequence[Path], out: str, asked: Mapping[str, object], moves: Moves = ()
) -> int:
    planned = inputs.tasks(images, out)
    targets = {task.source: task.target for task in planned}
    if moves:
        from morphospace.moving import check_moves

        check_moves(model, moves)
    work = Work(model, list(targets), asked, moves)
    _make_folder(planned[0].target.parent)
    done = 0
    with progress(len(planned), "Editing" if asked or moves else "Reconstructing") as advance:
        for pictures in work.chunks():
            if len(planned) == 1:
                pictures[0][1].save(planned[0].target)
            else:
                _save_several(
                    planned[0].target.parent, {targets[source].name: picture for source, picture in pictures}
                )
            done += len(pictures)
            advance(done, "")
    return work.exit_code


def open_model(model: str, device: str | None) -> OpenModel:
    """The model a command names."""
    from morphospace import studio

    return studio.open_model(model, device)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotSaveError(
            f"The folder {folder} cannot be made ({error.strerror}): choose another one."
        ) from None


def _save_several(folder: Path, pictures: Mapping[str, Picture]) -> None:
    """Each whole or not at all; what lies there was made a moment ago and need not outlast a power cut."""
    replace_files(folder, {name: picture.png() for name, picture in pictures.items()}, durable=False)


def _manifest_line(name: str, picture: Picture, seed: int, model: OpenModel) -> str:
    line: dict[str, Any] = {
        "file_name": name,
        "attributes": dict(picture.settings),
        "seed": seed,
        "model": model.card.id,
        "model_hash": model.hash,
    }
    return json.dumps(line, ensure_ascii=False) + "\n"


def _save_latents(out: Path, model: OpenModel, done: Sequence[tuple[str, Picture]]) -> None:
    from safetensors.numpy import save

    from morphospace.imaging.saving import save_file
    from morphospace.studio import stack_latents

    metadata = {
        "model": model.card.id,
        "model_hash": model.hash,
        "files": json.dumps([source for source, _ in done], ensure_ascii=False),
        "settings": json.dumps([dict(picture.settings) for _, picture in done], ensure_ascii=False),
    }
    save_file(out, save(stack_latents(picture for _, picture in done), metadata=metadata))
