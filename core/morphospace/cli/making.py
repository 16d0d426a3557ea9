"""``data`` and ``train``: drawing data to learn from, and learning from it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from morphospace.cli.output import progress, say_error
from morphospace.errors import BadInputError

if TYPE_CHECKING:
    from morphospace.training.trainer import Progress

SETS = ("faces",)


def data(
    name: Annotated[str, typer.Argument(metavar="SET", help="The set of pictures: faces.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the pictures and metadata.jsonl.")],
    n: Annotated[int, typer.Option("-n", help="How many pictures.")] = 1000,
    split: Annotated[str, typer.Option(help="train, val, test, judge or unseen.")] = "train",
    size: Annotated[int, typer.Option(help="Side of the pictures in pixels.")] = 64,
    seed: Annotated[int, typer.Option(help="The same seed draws the same pictures.")] = 0,
) -> None:
    """Draw labelled, captioned pictures as an imagefolder: PNG files and metadata.jsonl."""
    if name not in SETS:
        raise BadInputError(f"There is no set of data {name!r}: there are {', '.join(SETS)}.")
    from morphospace.data.folders import write_faces

    with progress(n, f"Drawing {name}") as advance:
        write_faces(split, n, out, size=size, seed=seed, progress=lambda done, _: advance(done, ""))


def train(
    recipe: Annotated[str, typer.Argument(metavar="RECIPE", help="Id of a recipe, as a shipped model's.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder of the model; runs/RECIPE unless given.")
    ] = None,
    steps: Annotated[
        int | None, typer.Option(min=1, help="How long; as the recipe says unless given.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint in the folder.")
    ] = False,
    seed: Annotated[int, typer.Option(help="The same seed makes the same run.")] = 0,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, cuda:1 or mps; the best there is.")] = None,
) -> None:
    """Train a model by its recipe. Stop with Ctrl-C at any time: a checkpoint is kept for --resume."""
    from morphospace.plugins import load_plugins

    family, found = load_plugins().recipe(recipe)
    from morphospace.hosting.devices import pick_device
    from morphospace.training.run import train as run

    folder = out or Path("runs") / recipe
    place = pick_device(device)
    stream: Any = run(family, found, folder, steps=steps, resume=resume, seed=seed, device=place)
    try:
        with (
            progress(steps or found.steps, f"Preparing {found.title}", lines=True) as advance,
            closing(stream),
        ):
            for moment in stream:
                advance(moment.step, training_words(moment))
    except KeyboardInterrupt:
        say_error(f"Stopped: go on with `morphospace train {recipe} -o {folder} --resume`.")
        raise typer.Exit(130) from None
    print(
        f"{found.title} is in {folder}: use that folder as MODEL, or put it where `morphospace models` looks."
    )


def training_words(moment: Progress) -> str:
    """Where a run stands: its losses and its speed."""
    losses = ", ".join(f"{name} {value:.4g}" for name, value in moment.losses.items())
    return f"{losses}, {moment.images_per_second:.0f} images/s" if losses else "Training"
