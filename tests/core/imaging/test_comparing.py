"""A picture with and without one of its edits."""

import numpy as np
from support.directions import tiny_direction
from support.projects import layer

from morphospace.imaging.comparing import Edit, edits_of, meant, with_and_without

FIRST = {"smile": 0.0, "hair": "red", "glasses": False}
BLUER = tiny_direction("Bluer", hair=[-0.7, 0, 0.7], smile=0.1)
EDITED = layer(
    0.5,
    settings={"hair": "green", "glasses": False, "smile": 0.5},
    original_settings=FIRST,
    latents={"z": np.zeros((1, 3), np.float32)},
    directions=(BLUER,),
    moves={"Bluer": 1.0},
)


def test_edits_are_what_differs_from_the_original() -> None:
    assert edits_of(EDITED) == (Edit("hair", "green"), Edit("smile", 0.5), Edit("Bluer", 1.0, True))
    assert edits_of(layer(0.0)) == ()


def test_without_an_edit_all_others_stay() -> None:
    without, edited = with_and_without(EDITED, Edit("smile", 0.5))
    # The direction moves the smile as well, from where it stood.
    assert 0 < without["settings"]["smile"] < 0.2 < 0.5 < edited["settings"]["smile"]
    assert without["settings"]["hair"] == edited["settings"]["hair"]
    without, edited = with_and_without(EDITED, Edit("Bluer", 1.0, True))
    assert without["settings"] == dict(EDITED.settings)
    assert edited["settings"]["smile"] > 0.5


def test_a_direction_means_what_it_moves_most() -> None:
    assert meant(EDITED, Edit("smile", 0.5)) == {"smile"}
    assert meant(EDITED, Edit("Bluer", 1.0, True)) == {"hair"}
    plain = layer(0.0, directions=(tiny_direction(),), moves={"Warmer": 1.0})
    assert meant(plain, Edit("Warmer", 1.0, True)) == frozenset()
