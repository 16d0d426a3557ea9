"""Taking a place of the map to the canvas: as the item that lies there, or as the picture decoded there."""

from __future__ import annotations

import numpy as np

from morphospace.atlas.exploration import Exploration, Hover
from morphospace.imaging.session import Session
from morphospace.latents.coordinates import unpack


def take(session: Session, exploration: Exploration, hover: Hover) -> bool:
    """Open what the pointer is at; whether there was anything to open."""
    atlas = exploration.atlas
    if atlas is None or exploration.layout is None:
        return False
    if hover.row >= 0:
        take_item(session, exploration, hover.row)
    else:
        place = exploration.place_at(np.array([[hover.x, hover.y]]))
        take_place(session, exploration, place, f"Place {hover.x:.2f}, {hover.y:.2f}")
    return True


def take_item(session: Session, exploration: Exploration, row: int) -> None:
    """Open an item with its latents and attributes, to be compared with its own picture."""
    atlas = exploration.atlas
    assert atlas is not None
    take_place(
        session, exploration, atlas.places[row : row + 1], atlas.names[row], np.array(atlas.thumbnails[row])
    )


def take_place(
    session: Session,
    exploration: Exploration,
    place: np.ndarray,
    name: str,
    original: np.ndarray | None = None,
) -> None:
    """Open a place ``(1, D)`` or ``(D,)`` of the atlas's space."""
    atlas = exploration.atlas
    assert atlas is not None
    latents, settings = unpack(atlas.coordinates, np.atleast_2d(place))
    session.open_place(atlas.model, latents, settings[0], name, original)
