"""``probe``: what few labels teach a small classifier, on pixels and on what a model knows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from morphospace.cli.listing import Json
from morphospace.cli.output import progress, say_error, say_json, say_table
from morphospace.cli.pictures import Device, Model
from morphospace.errors import BadInputError

_PERCENT = 100
_MOST_SAID = 10


class On(StrEnum):
    """What a probe learns on."""

    PIXELS = "pixels"
    LATENTS = "latents"
    FINETUNE = "finetune"


def probe(
    model: Model,
    folder: Annotated[
        str,
        typer.Argument(
            metavar="FOLDER",
            help="Pictures labelled by metadata.csv or .jsonl, or by sub-folders; or faces:test.",
        ),
    ],
    attribute: Annotated[
        str, typer.Option(help="The label to learn; `folder` where sub-folders are the classes.")
    ] = "folder",
    on: Annotated[
        list[On] | None,
        typer.Option(help="What to learn on, several times; pixels and latents if not given."),
    ] = None,
    labels: Annotated[
        str, typer.Option(help="How many pictures of each class to learn from.")
    ] = "5,10,20,50",
    seeds: Annotated[int, typer.Option(help="How often to draw them anew.")] = 5,
    as_json: Json = False,
    device: Device = None,
) -> None:
    """Train small classifiers on few labels: on pixels, on a model's latents, or with its encoder learning.

    Prints accuracy on held-out pictures, as many of each class, with 95 % intervals over seeds.
    """
    arguments = {
        "model": model,
        "source": folder,
        "attribute": attribute,
        "on": [one.value for one in on or (On.PIXELS, On.LATENTS)],
        "labels": _numbers(labels),
        "seeds": seeds,
    }
    found = _run(arguments, device)
    if as_json:
        say_json(found)
        return
    _say(found)


def _numbers(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise BadInputError(
            f"--labels takes whole numbers, not {text!r}: write for example 5,10,20,50."
        ) from None


def _run(arguments: Mapping[str, Any], device: str | None) -> Any:
    from morphospace.hosting import Progress, open_host, wait

    host = open_host("inline", device)
    try:
        with progress(_PERCENT, "Probing", lines=True) as advance:

            def heard(event: object) -> None:
                if isinstance(event, Progress):
                    advance(round(_PERCENT * event.done / event.total) if event.total else 0, event.text)

            host.listen(heard)
            return wait(host, host.run("probe", arguments))
    finally:
        host.close()


def _say(found: Mapping[str, Any]) -> None:
    for one in found["skipped"][:_MOST_SAID]:
        say_error(
            one["reason"] if Path(one["file"]).name in one["reason"] else f"{one['file']}: {one['reason']}"
        )
    if len(found["skipped"]) > _MOST_SAID:
        say_error(f"and {len(found['skipped']) - _MOST_SAID:,} more were left aside")
    for reason in found["missing"].values():
        say_error(reason)
    arms, gains = found["arms"], found["gains"]
    columns = ["labels a class", *arms, *(f"{arm} − pixels" for arm in gains)]
    rows = []
    for at, point in enumerate(next(iter(arms.values()))["points"]):
        cells = [_spread(one["points"][at]) for one in arms.values()]
        rows.append((str(point["labels"]), *cells, *(_spread(one[at], "+") for one in gains.values())))
    classes = ", ".join(found["classes"])
    say_table(columns, rows, f"{found['attribute']} ({classes}): % right of held-out pictures")
    print(f"\nGuessing is right in {found['chance']:.0%}; {found['held_out']} of each class were held out.")
    for arm, one in arms.items():
        print(f"{arm}: {one['net']} ({one['weights']:,} weights learnt).")
    if found["note"]:
        print(found["note"])


def _spread(point: Mapping[str, Any], sign: str = "") -> str:
    mean = f"{_PERCENT * point['mean']:{sign}.1f}"
    if point["low"] is None:
        return mean
    return f"{mean} ({_PERCENT * point['low']:{sign}.1f} to {_PERCENT * point['high']:{sign}.1f})"
