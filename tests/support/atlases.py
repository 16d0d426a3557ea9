"""A small atlas in memory, of the tiny model: places on a line with attributes that follow them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.columns import Column
from morphospace.atlas.exploration import Exploration, Layout
from morphospace.latents.coordinates import Coordinates, attributes_of, pack
from morphospace.latents.projections import along_axes
from support.tiny import CONTROLS, HAIR, tiny_card


def tiny_atlas(count: int = 60, seed: int = 0, folder: Path = Path("nowhere")) -> Atlas:
    """``count`` items: latents ``z`` normal, smile one of -1, 0, 1, hair drawn, glasses every other."""
    random = np.random.default_rng(seed)
    latents = {"z": random.normal(0, 0.3, (count, 3)).astype(np.float32)}
    smile = random.integers(-1, 2, count)
    hair = random.integers(0, 3, count)
    glasses = np.arange(count) % 2
    settings = [
        {"smile": float(s), "hair": HAIR[h], "glasses": bool(g)}
        for s, h, g in zip(smile, hair, glasses, strict=True)
    ]
    coordinates = Coordinates((("z", (3,)),), attributes_of(CONTROLS), 0.3)
    return Atlas(
        id="tiny",
        title="Tiny squares",
        folder=folder,
        source="tiny",
        model="tiny-squares",
        model_hash=tiny_card().sha256,
        coordinates=coordinates,
        places=pack(coordinates, latents, settings),
        thumbnails=random.integers(0, 255, (count, 16, 16, 3), np.uint8),
        columns={
            "smile": Column("smile", "Smile", smile.astype(np.float32)),
            "hair": Column("hair", "Hair", hair.astype(np.int16), HAIR),
            "glasses": Column("glasses", "Glasses", glasses.astype(np.float32)),
        },
        names=[f"square {row:03d}" for row in range(count)],
        files=[""] * count,
        total=count,
        rebuilt=np.linspace(0.01, 0.05, 50, dtype=np.float32),
        round_trips=np.linspace(0.1, 0.5, 50, dtype=np.float32),
    )


def explored() -> Exploration:
    """The tiny atlas on the plane of its first two latent numbers."""
    exploration, atlas = Exploration(), tiny_atlas()
    exploration.open(atlas)
    projection = along_axes(atlas.places, 0, 1)
    positions = projection.transform(atlas.places).astype(np.float32)
    exploration.lay_out(
        Layout("axes", "z", projection, positions, np.eye(atlas.coordinates.width)[2:3], np.ones(1))
    )
    return exploration


def head_of(atlas: Atlas, count: int) -> Atlas:
    """The first items of an atlas, as one that is still being built has them."""
    return replace(
        atlas,
        places=atlas.places[:count],
        thumbnails=atlas.thumbnails[:count],
        columns={
            name: replace(column, values=column.values[:count]) for name, column in atlas.columns.items()
        },
        names=atlas.names[:count],
        files=atlas.files[:count],
    )
