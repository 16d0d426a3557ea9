"""``models`` and ``plugins``: what is installed, and what is broken and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from morphospace.cli.output import say_error, say_json, say_table

if TYPE_CHECKING:
    from morphospace.controls import Control
    from morphospace.library import Checkpoint

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def models(as_json: Json = False) -> None:
    """List the installed models with their controls."""
    from morphospace.library import Library, model_folders

    library = Library()
    if as_json:
        say_json([model_json(checkpoint) for checkpoint in library.models])
    else:
        say_table(("id", "title", "family", "licence", "size"), [_row(one) for one in library.models])
        for checkpoint in library.models:
            print(f"\n{checkpoint.card.id}: {checkpoint.card.summary}")
            for control in checkpoint.card.controls:
                print(f"  {control.name:<14}{range_text(control)}")
        print("\nModels are looked for in " + ", ".join(map(str, model_folders())) + ".")
    for broken in library.broken:
        say_error(f"{broken.name} is broken: {broken.reason}")


def plugins(as_json: Json = False) -> None:
    """List the plugins: what each brings, or why it is broken."""
    from morphospace.plugins import load_plugins

    statuses = load_plugins().plugins
    if as_json:
        say_json([status.to_json() for status in statuses])
        return
    rows = [
        (one.name, f"{one.distribution} {one.version}".strip(), ", ".join(one.families), one.error or "works")
        for one in statuses
    ]
    say_table(("plugin", "from", "families", "state"), rows)


def model_json(checkpoint: Checkpoint) -> dict[str, Any]:
    """The card without the list of its tensors, and where the model lies."""
    card = checkpoint.card.to_json()
    del card["morphospace"], card["tensors"]
    card["controls"] = [_control_json(control) for control in checkpoint.card.controls]
    return {**card, "folder": str(checkpoint.folder), "size_bytes": checkpoint.size_bytes}


def range_text(control: Control) -> str:
    """What a control takes, in words."""
    data = _control_json(control)
    if "choices" in data:
        return ", ".join(map(str, data["choices"]))
    if "minimum" in data:
        return f"{data['minimum']:g} to {data['maximum']:g}"
    return "words" if control.kind == "prompt" else f"a {control.kind}"


def _control_json(control: Control) -> dict[str, Any]:
    data = control.to_json()
    if control.kind == "seed":
        data.update(minimum=0, maximum=2**31 - 1)
    if control.kind == "toggle":
        data.update(choices=["no", "yes"])
    return data


def _row(checkpoint: Checkpoint) -> tuple[str, ...]:
    card = checkpoint.card
    return card.id, card.title, card.family, card.licence, f"{checkpoint.size_bytes / 1e6:.1f} MB"
