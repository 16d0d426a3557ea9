"""Moving pictures along directions, from Python and the shell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from morphospace.errors import BadInputError
from morphospace.latents.edits import LatentDirection, moved

if TYPE_CHECKING:
    from morphospace.picture import Picture
    from morphospace.studio import OpenModel

Moves = Sequence[tuple[LatentDirection, float]]
"""Directions, and by how many sigmas to move along each."""


def check_moves(model: OpenModel, moves: Moves) -> None:
    """Raises ``BadInputError`` for a direction of another model, or of other weights."""
    for direction, _ in moves:
        if not direction.fits(model.card.id, model.hash):
            raise BadInputError(
                f"{direction.name} is a direction of {direction.model}, or of other weights than "
                f"{model.card.title} has: use the model it was made with, or make it anew."
            )


def moved_picture(model: OpenModel, picture: Picture, moves: Moves) -> Picture:
    """A picture of ``model`` moved along all directions at once.

    Raises ``BadInputError`` for a direction of another model and for a picture without latents.
    """
    check_moves(model, moves)
    if not picture.latents:
        raise BadInputError(f"{model.card.title} keeps no latents of a picture: use another model.")
    # Two may have one name.
    directions = [direction.named(f"{place}") for place, (direction, _) in enumerate(moves)]
    amounts = {f"{place}": amount for place, (_, amount) in enumerate(moves)}
    return model.render_again(picture, *moved(picture.latents, picture.settings, directions, amounts))
