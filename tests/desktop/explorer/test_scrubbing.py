"""A picture of a path on the canvas says that it is one, and can be taken."""

from pathlib import Path
from typing import Any

import numpy as np
from support.atlases import explored, tiny_atlas
from support.fakehost import FakeHost
from support.sessions import make, same

from morphospace_desktop.canvas.canvas import Canvas
from morphospace_desktop.explorer.scrubbing import SAID, Scrub


def test_the_canvas_says_what_it_shows_and_offers_to_take_it(qtbot: Any) -> None:
    host, exploration, canvas = FakeHost(), explored(), Canvas()
    qtbot.addWidget(canvas)
    assert exploration.atlas is not None
    session = make(host)
    scrub = Scrub(session, exploration, canvas)
    scrub.remind()
    assert canvas.messages.text == "", "nothing was scrubbed"
    picture = np.full((8, 8, 3), 90, np.uint8)
    shown: list[np.ndarray] = []
    canvas.set_picture = shown.append
    scrub.show(exploration.atlas.places[3], picture, 0.5)
    assert same(shown[0], picture)
    scrub.remind()
    assert canvas.messages.text == SAID
    canvas.messages.remedy_button.click()
    assert np.allclose(host.request.latents["z"], exploration.atlas.places[3:4, :3])
    assert session.document.layer is not None and session.document.layer.name == "Path at 50 %"
    scrub.forget()
    scrub.remind()
    assert canvas.messages.text == ""


def test_a_picture_of_another_map_is_not_offered(qtbot: Any) -> None:
    host, exploration, canvas = FakeHost(), explored(), Canvas()
    qtbot.addWidget(canvas)
    assert exploration.atlas is not None
    session = make(host)
    scrub = Scrub(session, exploration, canvas)
    scrub.show(exploration.atlas.places[3], np.full((8, 8, 3), 90, np.uint8), 0.5)
    scrub.remind()
    exploration.open(tiny_atlas(folder=Path("another")))
    scrub.take()
    assert session.document.layer is None
    scrub.remind()
    scrub.show(exploration.atlas.places[3], np.full((8, 8, 3), 90, np.uint8), 0.5)
    scrub.take()
    assert session.document.layer is not None
