"""What is taken from the map lies on the canvas with its latents and attributes."""

import numpy as np
from support.atlases import explored
from support.fakehost import FakeHost
from support.sessions import make, same

from morphospace.atlas.exploration import Exploration, Hover
from morphospace_desktop.explorer.taking import take


def test_an_item_comes_with_its_own_picture_to_compare_with() -> None:
    host, exploration = FakeHost(), explored()
    session = make(host)
    assert exploration.atlas is not None
    assert take(session, exploration, Hover(0.0, 0.0, row=7))
    assert np.allclose(host.request.latents["z"], exploration.atlas.places[7:8, :3])
    assert same(session.original, exploration.atlas.thumbnails[7])
    assert session.document.layer is not None and session.document.layer.name == "square 007"


def test_between_the_items_the_place_itself_is_taken_moved_off_the_plane() -> None:
    host, exploration = FakeHost(), explored()
    session = make(host)
    exploration.move_off(np.array([0.5]))
    assert take(session, exploration, Hover(0.1, -0.2))
    latent = host.request.latents["z"][0]
    assert np.allclose(latent[:2], [0.1, -0.2], atol=1e-6)
    assert np.isclose(latent[2], exploration.place_at(np.zeros((1, 2)))[0, 2])


def test_without_a_map_there_is_nothing_to_take() -> None:
    host = FakeHost()
    assert not take(make(host), Exploration(), Hover(0.0, 0.0))
