"""Small atlases for tests, and a larger one of the cached faces' labels, without a model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.columns import Column
from morphospace.atlas.exploration import Layout
from morphospace.latents.coordinates import Coordinates
from morphospace.latents.projections import along_axes

WIDTH = 6


def small_columns() -> dict[str, Column]:
    """Eight faces: smile, glasses, hair and its colour, the last of which is not always known."""
    return {
        "smile": Column("smile", "Smile", np.array([-1, 0, 1, 1, -1, 0, 1, 1], np.float32)),
        "glasses": Column("glasses", "Glasses", np.array([0, 1, 0, 1, 0, 1, 0, 1], np.float32)),
        "hair": Column(
            "hair", "Hair", np.array([0, 1, 2, 0, 1, 2, 0, 1], np.int16), ("bald", "short", "long")
        ),
        "hair_colour": Column(
            "hair_colour", "Hair colour", np.array([-1, 0, 1, -1, 1, 1, -1, 0], np.int16), ("black", "red")
        ),
    }


def atlas_of(columns: Mapping[str, Column], folder: Path | None = None, seed: int = 0) -> Atlas:
    """An atlas with these columns: six latents, grey thumbnails, drawn items without files."""
    count = len(next(iter(columns.values())).values)
    rng = np.random.default_rng(seed)
    thumbnails = np.broadcast_to(
        rng.integers(0, 255, (count, 1, 1, 3), dtype=np.uint8), (count, 8, 8, 3)
    ).copy()
    return Atlas(
        id="small",
        title="Small",
        folder=folder or Path("small"),
        source="faces/test",
        model="tiny",
        model_hash="0" * 64,
        coordinates=Coordinates((("z", (2, 2)), ("w", (2,)))),
        places=rng.normal(size=(count, WIDTH)).astype(np.float32),
        thumbnails=thumbnails,
        columns=columns,
        names=[f"face {at:05d}" for at in range(count)],
        files=[""] * count,
        total=count,
    )


def small_atlas(folder: Path | None = None) -> Atlas:
    """The eight faces as an atlas."""
    return atlas_of(small_columns(), folder)


def layout_of(atlas: Atlas, kind: str = "pca", hidden: int = 3) -> Layout:
    """A plane of two latent dimensions, with others hidden."""
    projection = along_axes(atlas.places, 0, 1)
    return Layout(
        kind=kind,
        title=kind.upper(),
        projection=projection,
        positions=projection.transform(atlas.places).astype(np.float32),
        hidden=np.eye(atlas.places.shape[1])[2 : 2 + hidden],
        deviations=np.linspace(1.5, 0.5, hidden),
        hidden_names=tuple(f"h{3 + at}" for at in range(hidden)),
        share=0.31,
    )
