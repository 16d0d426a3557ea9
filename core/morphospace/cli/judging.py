"""``novelty``: which pictures a model has never seen the like of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from morphospace.cli.listing import Json
from morphospace.cli.output import progress, say_error, say_json, say_table
from morphospace.cli.pictures import Device, Model
from morphospace.errors import BadInputError

_CAUSES = {"far": "far from the data", "rebuilt": "badly decoded"}
_SHOWN = 20


def novelty(
    model: Model,
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="The pictures to judge.")],
    against: Annotated[
        str | None,
        typer.Option(
            metavar="ATLAS|FOLDER",
            help="What is ordinary: an atlas or a folder; faces:val for models of the faces.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for the pictures with residuals painted on.")
    ] = None,
    rate: Annotated[float, typer.Option(help="False alarms to expect, as a share.")] = 0.01,
    known: Annotated[int, typer.Option(help="How many of the ordinary pictures to learn from.")] = 1000,
    k: Annotated[int, typer.Option("-k", help="How many neighbours tell how far a picture is.")] = 5,
    as_json: Json = False,
    device: Device = None,
) -> None:
    """Rank pictures by how new they are to a model, with the cause and a line for false alarms.

    New is what lies far from the data or is badly decoded; files that cannot be read are skipped and listed.
    """
    from morphospace.hosting import Progress, open_host, wait
    from morphospace.studio import open_model

    opened = open_model(model, device)
    ordinary = against or _ordinary(opened.card.data, opened.card.title)
    arguments = {
        "model": opened.card.id if model == opened.card.id else str(Path(model).resolve()),
        "folder": folder,
        "against": ordinary,
        "known": known,
        "rate": rate,
        "k": k,
        "residuals": str(out or ""),
    }
    host = open_host("inline", device)
    try:
        with progress(0, "Judging") as advance:
            host.listen(
                lambda event: advance(event.done, event.text) if isinstance(event, Progress) else None
            )
            found = wait(host, host.run("novelty", arguments))
    finally:
        host.close()
    assert isinstance(found, Mapping)
    if as_json:
        say_json({"model": opened.card.id, "against": ordinary, **found})
        return
    _say(found)


def _ordinary(data: str, title: str) -> str:
    if data != "faces":
        raise BadInputError(
            f"What is ordinary for {title} is not known here: name a folder or an atlas with --against."
        )
    return "faces:val"


def _say(found: Mapping[str, Any]) -> None:
    for skipped in found["skipped"]:
        say_error(skipped["reason"])
    pictures, line = found["pictures"], found["line"]
    rows = [
        (
            str(one["rank"]),
            Path(one["file"]).name,
            _CAUSES[one["cause"]] if one["new"] else "",
            f"{one['score']:.2f}",
            f"{one['p']:.3f}",
        )
        for one in pictures[:_SHOWN]
    ]
    new = sum(one["new"] for one in pictures)
    say_table(
        ("", "picture", "new because", "score", "p"), rows, f"{new} of {found['count']} pictures are new"
    )
    print(
        f"\nThe line is at {line['score']:.2f}: {line['rate']:.1%} of ordinary pictures are expected above, "
        f"{found['expected_false_alarms']:.1f} of these ({line['low']:.1%} to {line['high']:.1%} with 95 % "
        f"confidence, from {line['ordinary']} that were set aside)."
    )
    if line["rate"] > line["asked"] * 1.0001:
        print(f"For {line['asked']:.1%} more known pictures are needed: {line['ordinary']} cannot say so.")
