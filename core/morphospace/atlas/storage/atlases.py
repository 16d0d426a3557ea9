"""The atlases of this person: where they lie, which there are, and what is to be said of their models."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import platformdirs

from morphospace.atlas.building.sources import source_title
from morphospace.atlas.storage.store import (
    ATLAS,
    Manifest,
    read_manifest,
    read_state,
    saving,
    write_manifest,
    writing,
)
from morphospace.errors import BadCheckpointError, BadInputError

if TYPE_CHECKING:
    from morphospace.library import Library

DATA_VARIABLE = "MORPHOSPACE_DATA"

_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 40


@dataclass(frozen=True)
class AtlasInfo:
    """One atlas without its items. ``line``: what it is of, for people. ``count`` of ``total`` items
    are there. ``finished``: nothing is left to build. ``trouble``: one sentence where it cannot be opened.
    """

    id: str
    title: str
    folder: Path
    line: str = ""
    sources: tuple[str, ...] = ()
    model: str = ""
    model_title: str = ""
    model_hash: str = ""
    count: int = 0
    total: int = 0
    finished: bool = False
    trouble: str = ""


class OfModel(Protocol):
    """An ``Atlas`` or an ``AtlasInfo``."""

    @property
    def model(self) -> str: ...
    @property
    def model_hash(self) -> str: ...


ModelState = Literal["ready", "changed", "gone"]


def atlases_folder() -> Path:
    """Where atlases lie: ``atlases`` in ``$MORPHOSPACE_DATA``, or in the person's data folder."""
    chosen = os.environ.get(DATA_VARIABLE)
    data = Path(chosen) if chosen else Path(platformdirs.user_data_dir("morphospace", appauthor=False))
    return data / "atlases"


def atlas_folder(atlas: str) -> Path:
    """The folder of an atlas by its id, whether it exists or not. Raises ``BadInputError`` for no id."""
    if not _ID.fullmatch(atlas):
        raise BadInputError(f"{atlas!r} is not the id of a map: ids are lower-case words joined by hyphens.")
    return atlases_folder() / atlas


def list_atlases() -> list[AtlasInfo]:
    """Every atlas, the newest first; the broken ones with their trouble."""
    try:
        folders = [one for one in atlases_folder().iterdir() if (one / ATLAS).is_file()]
    except OSError:
        return []
    return [_look(folder) for folder in sorted(folders, key=_age)]


def find_atlas(atlas: str) -> AtlasInfo:
    """The atlas with this id, or this title if only one has it. Raises ``BadInputError`` if there is none."""
    found = list_atlases()
    by_id = [one for one in found if one.id == atlas]
    by_title = [one for one in found if one.title.casefold() == atlas.strip().casefold()]
    for matches in (by_id, by_title):
        if len(matches) == 1:
            return matches[0]
    known = ", ".join(one.id for one in found) or "none"
    raise BadInputError(f"There is no map {atlas!r}: there are {known}.")


def new_id(title: str) -> str:
    """An id that no atlas has, made of its title."""
    stem = _NOT_IN_IDS.sub("-", title.lower()).strip("-")[:_LONGEST_ID].strip("-") or "map"
    folder, number = atlases_folder(), 1
    while (folder / (name := stem if number == 1 else f"{stem}-{number}")).exists():
        number += 1
    return name


def rename_atlas(atlas: str, title: str) -> None:
    """Give an atlas another title; its id stays. Raises ``BadInputError`` and ``CannotSaveError``."""
    if not title.strip():
        raise BadInputError("A map needs a name: type one.")
    folder = find_atlas(atlas).folder
    write_manifest(folder, replace(read_manifest(folder), title=title.strip()))


def delete_atlas(atlas: str) -> None:
    """Remove an atlas; its pictures are elsewhere and stay.

    Raises ``BadInputError`` where there is none or it is being built, ``CannotSaveError``.
    """
    folder = find_atlas(atlas).folder
    with writing(folder), saving(folder):
        # First what makes it one: half a removal must not look like an atlas.
        (folder / ATLAS).unlink(missing_ok=True)
    with saving(folder):
        shutil.rmtree(folder)


def model_state(atlas: OfModel, library: Library) -> ModelState:
    """Whether the model that made the atlas is installed as it was."""
    try:
        checkpoint = library.get(atlas.model)
        return "ready" if checkpoint.hash == atlas.model_hash else "changed"
    except (BadInputError, BadCheckpointError):
        return "gone"


def model_sentence(state: ModelState, title: str) -> str:
    """What to say of it; nothing where the model is ready."""
    if state == "gone":
        return (
            f"{title} is not installed any more: the map shows what it holds, "
            "but nothing new can be decoded until the model is installed again."
        )
    if state == "changed":
        return (
            f"{title} has changed since this map was made, so what it decodes will not fit: "
            "build the map anew."
        )
    return ""


def line_of(manifest: Manifest) -> str:
    """What an atlas is of, in a few words: ``test split · 64 latents``."""
    more = len(manifest.sources) - 1
    source = source_title(manifest.sources[0]) if manifest.sources else ""
    width = manifest.coordinates.latent_width
    return f"{source}{f' and {more} more' if more else ''} · {width} latent{'' if width == 1 else 's'}"


def _look(folder: Path) -> AtlasInfo:
    try:
        manifest, state = read_manifest(folder), read_state(folder)
    except BadInputError as error:
        return AtlasInfo(folder.name, folder.name, folder, trouble=str(error))
    return AtlasInfo(
        id=folder.name,
        title=manifest.title,
        folder=folder,
        line=line_of(manifest),
        sources=manifest.sources,
        model=manifest.model,
        model_title=manifest.model_title,
        model_hash=manifest.model_hash,
        count=state.count,
        total=state.total,
        finished=state.finished,
    )


def _age(folder: Path) -> tuple[float, str]:
    """The newest first, and then by name."""
    try:
        return -(folder / ATLAS).stat().st_mtime, folder.name
    except OSError:
        return 0.0, folder.name
