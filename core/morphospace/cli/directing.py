"""``direction``: two folders of pictures make a slider."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from morphospace.cli import inputs
from morphospace.cli.listing import Json
from morphospace.cli.output import progress, say_json, say_table
from morphospace.cli.pictures import Device, Model, Work, open_model
from morphospace.errors import BadInputError

if TYPE_CHECKING:
    from morphospace.atlas.evidence import Evidence
    from morphospace.latents.edits import LatentDirection
    from morphospace.picture import Picture
    from morphospace.studio import OpenModel


class How(StrEnum):
    """How a direction is made."""

    MEANS = "means"
    SVM = "svm"


def direction(
    model: Model,
    out: Annotated[Path, typer.Option("-o", "--out", help="The safetensors file to write.")],
    from_: Annotated[
        list[Path] | None, typer.Option("--from", help="Pictures, or a folder, to lead away from.")
    ] = None,
    to: Annotated[list[Path] | None, typer.Option("--to", help="Pictures, or a folder, to lead to.")] = None,
    example: Annotated[
        str, typer.Option(help="In place of pictures: a selection of the embedded faces (older).")
    ] = "",
    name: Annotated[str, typer.Option(help="What the slider is called; the file's name unless given.")] = "",
    method: Annotated[How, typer.Option(help="Between the means, or across a separating plane.")] = How.MEANS,
    untangle: Annotated[
        bool, typer.Option("--untangle", help="Take out what it does to all but one attribute.")
    ] = False,
    as_json: Json = False,
    device: Device = None,
) -> int:
    """Make a slider from two folders of pictures: from one towards the other.

    The file opens in the window, and `morphospace edit MODEL IMAGE --move FILE=AMOUNT` moves pictures by it.
    """
    if out.suffix != ".safetensors":
        raise BadInputError(f"{out} does not end in .safetensors: directions are written in that format.")
    from morphospace.contrast import slider_from
    from morphospace.latents.direction_files import write_direction

    if bool(example) == bool(from_ or to) or bool(from_) != bool(to):
        raise BadInputError("A slider is made from two sets of pictures: give --from and --to, or --example.")
    opened = open_model(model, device)
    sides = [Work(opened, inputs.pictures(given), {}) for given in (to, from_) if given]
    if example:
        found = _example(opened, example, untangle)
    else:
        read = _read(sides)
        found = slider_from(opened, *read, name=name or out.stem, method=method.value, untangle=untangle)
    write_direction(out, found.direction)
    if as_json:
        say_json({"file": str(out), **evidence_json(found)})
    else:
        _say(found, out)
    return max((side.exit_code for side in sides), default=0)


def evidence_json(found: Evidence) -> dict[str, Any]:
    """A slider and the evidence for it, as plain data."""
    return {
        "name": found.direction.name,
        "model": found.direction.model,
        "model_hash": found.direction.model_hash,
        "method": found.method,
        "untangled": found.untangled,
        "pictures": {"to": found.counts[0], "from": found.counts[1]},
        "held_out_auc": found.auc,
        "turn_degrees": list(found.turn),
        "sigma": found.direction.sigma,
        "moves": [
            {"attribute": leak.name, "kind": leak.kind or None, "spreads": leak.amount}
            for leak in found.leaks
        ],
    }


def moves(given: Sequence[str]) -> list[tuple[LatentDirection, float]]:
    """``file=amount`` each, as directions and sigmas. Raises ``BadInputError`` for anything else."""
    from morphospace.latents.direction_files import read_direction
    from morphospace.latents.edits import FARTHEST

    found = []
    for one in given:
        file, equals, amount = one.rpartition("=")
        try:
            sigmas = float(amount.replace("−", "-"))
        except ValueError:
            sigmas = float("nan")
        if not equals or not abs(sigmas) <= FARTHEST:
            raise BadInputError(
                f"--move takes file=amount with an amount from {-FARTHEST:g} to {FARTHEST:g}, not {one!r}: "
                "write for example older.safetensors=2."
            )
        found.append((read_direction(Path(file)), sigmas))
    return found


def _example(opened: OpenModel, example: str, untangle: bool) -> Evidence:
    """A slider of the embedded faces, which says in its figures how it was made."""
    from dataclasses import replace

    from morphospace.contrast import slider_from
    from morphospace.contrast_examples import EXAMPLES, FACES
    from morphospace.data.faces import load_faces

    if example not in EXAMPLES:
        raise BadInputError(f"There is no example {example!r}: there are {', '.join(EXAMPLES)}.")
    recipe, faces = EXAMPLES[example], load_faces("test", FACES)
    sides: list[list[Picture]] = []
    for rows in recipe.select(faces):
        sides.append(list(opened.reconstruct([faces.images[row] for row in rows])))
    found = slider_from(opened, *sides, name=recipe.name, method=recipe.method, untangle=untangle)
    made = f"morphospace direction {opened.card.id} --example {example}"
    figures = {**found.direction.figures, "atlas": "Faces, test", "note": recipe.note, "command": made}
    return replace(found, direction=replace(found.direction, figures=figures))


def _read(sides: Sequence[Work]) -> list[list[Picture]]:
    """The pictures of both sides, encoded."""
    read: list[list[Picture]] = []
    done = 0
    with progress(sum(len(side.sources) for side in sides), "Encoding") as advance:
        for side in sides:
            read.append([])
            for pictures in side.chunks():
                read[-1] += [picture for _, picture in pictures]
                done += len(pictures)
                advance(done, "")
    return read


def _say(found: Evidence, out: Path) -> None:
    rows = [
        ("pictures", f"{found.counts[0]} against {found.counts[1]}"),
        ("held-out AUC", "too few to say" if found.auc is None else f"{found.auc:.3f}"),
        ("turns with other pictures by", f"up to {found.turn[1]:.1f}°"),
    ]
    for leak in found.leaks[:5]:
        what = f"{leak.title} ({leak.kind})" if leak.kind else leak.title
        rows.append((f"moves {what}", f"{leak.amount:+.2f} spreads a sigma"))
    say_table(("", ""), rows, f"{found.direction.name}: {out}")
