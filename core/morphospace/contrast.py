"""Contrast: two sets of pictures make a slider of a model, without an atlas.

happy = slider_from(model, model.open(["a.png", ...]), model.open(["b.png", ...]), name="Happy")
happy.direction
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.columns import Column
from morphospace.atlas.evidence import Evidence, direction_from
from morphospace.controls import Choice
from morphospace.errors import BadInputError
from morphospace.latents.coordinates import Coordinates, attributes_of, columns_of, pack, spread_of
from morphospace.latents.separating import Method

if TYPE_CHECKING:
    from morphospace.picture import Picture
    from morphospace.studio import OpenModel

_EMPTY = "A slider needs pictures on both sides, and one has none: give some."


def slider_from(
    model: OpenModel,
    toward: Sequence[Picture],
    away: Sequence[Picture],
    *,
    name: str = "A − B",
    method: Method = "means",
    untangle: bool = False,
    seed: int = 0,
) -> Evidence:
    """The slider that leads from the pictures ``away`` to those ``toward``, encoded by ``model``.

    See ``morphospace.atlas.evidence.direction_from``. Raises ``BadInputError``, also for a model that keeps
    no latents.
    """
    if not toward or not away:
        raise BadInputError(_EMPTY)
    atlas = _atlas(model, [*toward, *away])
    rows = np.arange(len(atlas))
    count = len(toward)
    return direction_from(atlas, rows[:count], rows[count:], method, name, seed, untangle=untangle)


def _atlas(model: OpenModel, pictures: Sequence[Picture]) -> Atlas:
    """The pictures as items, in memory."""
    card = model.card
    if not all(picture.latents for picture in pictures):
        raise BadInputError(f"{card.title} keeps no latents of pictures: choose a model that encodes them.")
    latents = {
        one: np.concatenate([picture.latents[one] for picture in pictures]) for one in pictures[0].latents
    }
    settings = [picture.settings for picture in pictures]
    attributes = attributes_of(card.controls, names=settings[0])
    shapes = tuple((one, array.shape[1:]) for one, array in latents.items())
    coordinates = Coordinates(shapes, attributes, spread_of(latents))
    values = columns_of(attributes, settings)
    columns = {
        one.name: Column(one.name, one.title, values[one.name], one.choices)
        if isinstance(one, Choice)
        else Column(one.name, one.title, values[one.name].astype(np.float32))
        for one in attributes
    }
    return Atlas(
        id="pictures",
        title="Pictures",
        folder=Path(),
        source="pictures",
        model=card.id,
        model_hash=model.hash,
        coordinates=coordinates,
        places=pack(coordinates, latents, settings),
        thumbnails=np.zeros((len(pictures), 1, 1, 3), np.uint8),
        columns=columns,
        names=[picture.name for picture in pictures],
        files=[""] * len(pictures),
        total=len(pictures),
    )
