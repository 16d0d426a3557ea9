"""``atlas``: encode a dataset once, list what there is, add to it, remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from morphospace.cli.listing import Json
from morphospace.cli.output import progress, say_error, say_json, say_table
from morphospace.cli.pictures import Device, Model

if TYPE_CHECKING:
    from morphospace.atlas.storage.atlases import AtlasInfo

_PERCENT = 100
_MOST_SAID = 20

Atlas = Annotated[str, typer.Argument(metavar="ATLAS", help="The id or the title of an atlas.")]
Limit = Annotated[int | None, typer.Option(min=1, help="How many pictures at most; 10,000 of the faces.")]

atlas = typer.Typer(
    name="atlas",
    help="Datasets encoded once by a model, for the map in Explore.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@atlas.command()
def build(
    model: Model,
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="A folder of pictures, or faces:test (or another split).")
    ],
    title: Annotated[str, typer.Option(help="What it is called; as the source unless given.")] = "",
    limit: Limit = None,
    device: Device = None,
) -> None:
    """Encode a dataset. Stop with Ctrl-C at any time: the same command goes on."""
    from morphospace.atlas.building.sources import default_title, tidy_source
    from morphospace.atlas.storage.atlases import new_id

    begun = _unfinished(model, tidy_source(source))
    name = begun or new_id(title or default_title(tidy_source(source)))
    _run({"atlas": name, "model": model, "source": source, "title": title, "limit": limit}, device)


@atlas.command()
def add(
    atlas: Atlas,
    source: Annotated[str, typer.Argument(metavar="FOLDER", help="A folder of pictures, or faces:SPLIT.")],
    limit: Limit = None,
    device: Device = None,
) -> None:
    """Add pictures to an atlas: those of a folder that it does not have yet."""
    from morphospace.atlas.storage.atlases import find_atlas

    _run({"atlas": find_atlas(atlas).id, "source": source, "limit": limit, "add": True}, device)


@atlas.command("list")
def list_(as_json: Json = False) -> None:
    """List the atlases, the newest first."""
    from morphospace.atlas.storage.atlases import atlases_folder, list_atlases, model_state
    from morphospace.library import Library

    library, found = Library(), list_atlases()
    states = [model_state(one, library) for one in found]
    if as_json:
        say_json([_json(one, state) for one, state in zip(found, states, strict=True)])
        return
    rows = [
        (one.id, one.title, f"{one.count:,} of {one.total:,}", one.line, one.model, state)
        for one, state in zip(found, states, strict=True)
        if not one.trouble
    ]
    say_table(("id", "title", "items", "of", "model", "its state"), rows)
    print(f"\nAtlases are in {atlases_folder()}.")
    for one in found:
        if one.trouble:
            say_error(one.trouble)


@atlas.command()
def delete(atlas: Atlas) -> None:
    """Remove an atlas. The pictures that it was made of stay."""
    from morphospace.atlas.storage.atlases import delete_atlas, find_atlas

    found = find_atlas(atlas)
    delete_atlas(found.id)
    print(f"{found.title} is removed; its pictures are where they were.")


def _run(arguments: dict[str, Any], device: str | None) -> None:
    """Build or go on, with a bar, and say what came of it."""
    from morphospace.hosting import Progress, open_host, wait

    host = open_host("inline", device)
    try:
        with progress(_PERCENT, "Building", lines=True) as advance:

            def heard(event: object) -> None:
                if isinstance(event, Progress):
                    advance(round(_PERCENT * event.done / event.total) if event.total else 0, event.text)

            host.listen(heard)
            built: Any = wait(host, host.run("atlas_build", arguments))
    except KeyboardInterrupt:
        say_error("Stopped: what was encoded is kept, and the same command goes on.")
        raise typer.Exit(130) from None
    finally:
        host.close()
    for one in built["skipped"][:_MOST_SAID]:
        say_error(f"{one['file']}: {one['reason']}" if one["file"] not in one["reason"] else one["reason"])
    if len(built["skipped"]) > _MOST_SAID:
        say_error(f"and {len(built['skipped']) - _MOST_SAID:,} more were skipped")
    new = f"{built['added']:,} of them new"
    print(f"{built['atlas']} has {built['count']:,} items, {new}, in {built['folder']}.")


def _unfinished(model: str, source: str) -> str | None:
    """The atlas of this source by this model that was begun, if there is one."""
    from morphospace.atlas.storage.atlases import list_atlases
    from morphospace.library import Library

    known = Library().get(model).card.id
    for one in list_atlases():
        if not one.finished and one.model == known and one.sources[:1] == (source,):
            return one.id
    return None


def _json(info: AtlasInfo, state: str) -> dict[str, Any]:
    return {
        "id": info.id,
        "title": info.title,
        "count": info.count,
        "total": info.total,
        "finished": info.finished,
        "sources": list(info.sources),
        "model": info.model,
        "model_hash": info.model_hash,
        "model_state": state,
        "folder": str(info.folder),
        "trouble": info.trouble,
    }
