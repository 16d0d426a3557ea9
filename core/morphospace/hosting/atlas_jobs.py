"""The job that builds an atlas, goes on with one, or adds to one."""

from __future__ import annotations

from typing import Any

from morphospace.errors import BadInputError
from morphospace.hosting.catalogue import Entry
from morphospace.hosting.jobs import JobStep, Steps, Workbench, job


@job("atlas_build")
def atlas_build(
    bench: Workbench,
    atlas: str,
    model: str = "",
    source: str = "",
    title: str = "",
    limit: int | None = None,
    add: bool = False,
) -> Steps:
    """Encode ``source`` into the atlas with the id ``atlas``, which may be opened while it grows.

    ``source``: ``faces:test`` or another split, or a folder; empty to go on with what an atlas lacks.
    ``model``: empty for the one that an atlas was made with. ``limit``: how many items at most.
    ``add``: the atlas may be of something else already. Stopped at any moment it keeps what was encoded, and
    the same arguments go on. Returns ``atlas``, ``folder``, ``count``, ``added`` and ``skipped``, a list of
    ``file`` and ``reason``. Raises ``BadInputError`` and ``CannotSaveError``.
    """
    from morphospace.atlas.building.building import build, check_model, finish, sources_to_do
    from morphospace.atlas.storage.atlases import atlas_folder
    from morphospace.atlas.storage.opening import open_atlas
    from morphospace.atlas.storage.store import ATLAS, read_manifest, read_state

    folder = atlas_folder(atlas)
    todo = sources_to_do(folder, source, limit, add)
    if not model and (folder / ATLAS).is_file():
        model = read_manifest(folder).model
    entry = bench.find(model)
    before = read_state(folder).count
    yield JobStep(0, 0, f"Loading {entry.title}")
    with bench.use(entry) as loaded:
        maker = _maker(loaded, entry, bench.device)
        check_model(folder, maker)
        for one, most in todo:
            yield from build(maker, one, most, folder, title)
        yield from finish(maker, folder)
    built = open_atlas(folder)
    return {
        "atlas": atlas,
        "folder": str(folder),
        "count": len(built),
        "added": len(built) - before,
        "skipped": [{"file": file, "reason": reason} for file, reason in built.skipped],
    }


def _maker(loaded: Any, entry: Entry, device: str) -> Any:
    from morphospace.atlas.building.making import Maker

    if not callable(getattr(loaded, "encode", None)):
        raise BadInputError(f"{entry.title} cannot encode pictures: choose a model that can.")
    checkpoint = getattr(entry, "checkpoint", None)
    return Maker(
        model=loaded,
        id=checkpoint.card.id if checkpoint is not None else entry.model,
        title=entry.title,
        hash=checkpoint.hash if checkpoint is not None else entry.stamp,
        controls=entry.controls,
        image_size=entry.image_size,
        device=device,
    )
