"""Directions on the canvas, told to a session with a host that answers when the test says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from support.directions import tiny_direction
from support.fakehost import FakeHost
from support.sessions import labels, make, same
from support.tiny import tiny_card

from morphospace.imaging.document import LatentLayer
from morphospace.imaging.journal import Journal, recoverable
from morphospace.imaging.metadata import read_request
from morphospace.imaging.session import Session

WARMER = tiny_direction()
BLUER = tiny_direction("Bluer", hair=[-0.7, 0, 0.7])
RED = 2.5
"""Sigmas of *Bluer* at which red hair turns blue."""


def names(session: Session) -> list[str]:
    return [one.name for one in session.directions]


def layer_of(session: Session) -> LatentLayer:
    layer = session.document.layer
    assert isinstance(layer, LatentLayer)
    return layer


def test_a_direction_is_added_without_touching_the_picture(session: Session, host: FakeHost) -> None:
    face, asked = session.picture, host.newest
    assert session.add_direction(WARMER) == "Warmer"
    assert names(session) == ["Warmer"] and session.moves == {}
    assert session.picture is face and host.newest == asked and session.busy is None
    assert labels(session)[-1] == "Add slider Warmer" and session.dirty
    assert session.add_direction(WARMER) == "Warmer" and len(labels(session)) == 2, "it is there already"


def test_moving_it_is_like_moving_any_slider(session: Session, host: FakeHost) -> None:
    session.add_direction(WARMER)
    face, before = session.picture, layer_of(session)
    for step in range(1, 11):
        session.change_direction("Warmer", step / 5, draft=True)
    assert (
        session.dragging and session.moves == {"Warmer": 2.0} and labels(session)[-1] == "Add slider Warmer"
    )
    assert host.request.draft and dict(host.request.settings) == dict(before.settings)
    np.testing.assert_allclose(host.request.latents["z"] - before.latents["z"], [[0.6, 0, 0]], atol=1e-6)
    host.frame()
    assert not same(session.picture, face) and session.settings == before.settings
    session.change_direction("Warmer", 2.0, draft=False)
    host.finish()
    assert labels(session)[-1] == "Warmer +2.00 σ" and not session.dragging
    after = layer_of(session)
    assert after.moves == {"Warmer": 2.0} and np.array_equal(after.latents["z"], before.latents["z"])
    session.undo()
    assert session.picture is face and session.moves == {}
    session.redo()
    assert session.moves == {"Warmer": 2.0} and same(session.picture, after.pixels)


def test_at_zero_the_request_is_that_of_before_to_the_bit(session: Session, host: FakeHost) -> None:
    session.add_direction(BLUER)
    before, face = layer_of(session), session.picture
    session.change_direction("Bluer", 1.0, draft=True)
    session.change_direction("Bluer", 0.0, draft=True)
    assert list(host.request.settings.items()) == list(before.settings.items())
    assert host.request.latents["z"] is before.latents["z"]
    session.change_direction("Bluer", 0.0, draft=False)
    assert session.picture is face and labels(session)[-1] == "Add slider Bluer", "nothing was done"


def test_a_kind_flips_and_the_control_keeps_what_it_was_moved_from(session: Session, host: FakeHost) -> None:
    session.add_direction(BLUER)
    session.change_direction("Bluer", RED, draft=False)
    assert host.request.settings["hair"] == "blue"
    host.finish()
    assert session.settings["hair"] == "red" and layer_of(session).settings["hair"] == "red"
    session.change("smile", 0.5, draft=False)
    assert host.request.settings["hair"] == "blue" and host.request.settings["smile"] == 0.5
    host.finish()
    session.change_direction("Bluer", 0.0, draft=False)
    host.finish()
    assert dict(host.request.settings) == {"smile": 0.5, "hair": "red", "glasses": False}


def test_another_control_ends_the_drag_of_a_direction_as_an_entry_of_its_own(
    session: Session, host: FakeHost
) -> None:
    session.add_direction(WARMER)
    session.change_direction("Warmer", 1.0, draft=True)
    session.change("smile", 0.5, draft=True)
    assert labels(session)[-1] == "Warmer +1.00 σ" and session.moves == {"Warmer": 1.0}
    session.change_direction("Warmer", -1.0, draft=True)
    assert labels(session)[-1] == "Smile 0.50" and session.settings["smile"] == 0.5
    host.frame()
    assert session.settings["smile"] == 0.5 and session.moves == {"Warmer": -1.0}
    session.undo()
    assert session.moves == {"Warmer": 1.0}


def test_reset_takes_the_moves_with_it(session: Session, host: FakeHost) -> None:
    session.add_direction(WARMER)
    session.change_direction("Warmer", 1.0, draft=False)
    host.finish()
    session.reset()
    host.finish()
    assert session.moves == {} and names(session) == ["Warmer"]
    assert same(session.picture, session.original)


def test_two_directions_add_up_and_one_is_removed_with_what_it_moved(
    session: Session, host: FakeHost
) -> None:
    for one in (WARMER, BLUER):
        session.add_direction(one)
        session.change_direction(one.name, RED, draft=False)
        host.finish()
    session.remove_direction("Warmer")
    assert host.request.settings["hair"] == "blue"
    host.finish()
    assert names(session) == ["Bluer"] and session.moves == {"Bluer": RED}
    session.undo()
    assert names(session) == ["Warmer", "Bluer"] and session.moves == {"Warmer": RED, "Bluer": RED}


def test_a_name_that_is_taken_gets_a_number_and_a_new_name_keeps_the_move(
    session: Session, host: FakeHost
) -> None:
    assert [session.add_direction(one) for one in (WARMER, BLUER.named("Warmer"))] == ["Warmer", "Warmer 2"]
    session.change_direction("Warmer 2", RED, draft=False)
    host.finish()
    asked = host.newest
    assert session.rename_direction("Warmer 2", "Bluer") and session.moves == {"Bluer": RED}
    assert host.newest == asked and names(session) == ["Warmer", "Bluer"]
    assert not session.rename_direction("Bluer", "Warmer") and "taken" in (session.error or "")
    assert not session.rename_direction("Nobody", "Somebody")
    session.change_direction("Nobody", 1.0, draft=False)
    assert "no direction 'Nobody'" in (session.error or "")


def test_every_later_picture_of_the_model_has_them_and_those_of_other_models_not(host: FakeHost) -> None:
    session = Session(host, [tiny_card(image_size=8), tiny_card("other")], [BLUER])
    host.listen(session.handle)
    session.choose_model("tiny-squares")
    assert names(session) == ["Bluer"]
    session.new_face(1)
    session.change_direction("Bluer", 1.0, draft=False)
    assert "wait" in (session.error or ""), "there are no latents to move yet"
    host.finish()
    session.add_direction(WARMER)
    session.change_direction("Warmer", 1.0, draft=False)
    host.finish()
    session.new_face(2)
    assert set(names(session)) == {"Warmer", "Bluer"} and session.moves == {}
    host.finish()
    session.choose_model("other")
    assert names(session) == []


def test_those_of_a_folder_are_offered_without_a_step(session: Session) -> None:
    heard: list[str] = []
    session.subscribe(heard.append)
    session.offer_directions([WARMER, BLUER])
    session.offer_directions([BLUER.named("Warmer")])
    assert names(session) == ["Warmer", "Bluer"] and heard[0] == "directions"
    assert labels(session) == ["New face 7"] and not session.dirty
    assert session.directions[0].same_as(WARMER)


def test_a_pending_picture_stays_pending_when_a_direction_is_added(host: FakeHost) -> None:
    session = make(host)
    session.new_face(3)
    session.add_direction(WARMER)
    host.finish()
    assert session.picture is not None and session.busy is None
    assert layer_of(session).latents and names(session) == ["Warmer"]


def test_what_another_setting_excludes_makes_room_while_a_direction_is_moved() -> None:
    from morphospace.imaging.session import _changed

    layer = LatentLayer(
        name="me",
        model="faces-cvae",
        settings={"beard": 1.0, "moustache": 0.0},
        directions=(WARMER,),
        moves={"Warmer": 1.0},
    )
    assert _changed(layer, "moustache", 1.0).settings == {"beard": 0.0, "moustache": 1.0}


def test_a_project_keeps_directions_and_moves(session: Session, host: FakeHost, tmp_path: Path) -> None:
    session.add_direction(WARMER)
    session.add_direction(BLUER)
    session.change_direction("Bluer", RED, draft=False)
    host.finish()
    face, file = session.picture, tmp_path / "work.ora"
    assert session.save(file)
    again = make(FakeHost())
    assert again.open_project(file)
    assert same(again.picture, face) and names(again) == ["Warmer", "Bluer"] and again.moves == {"Bluer": RED}
    found = {one.name: one for one in again.directions}["Bluer"]
    assert found.same_as(BLUER) and found.figures == BLUER.figures and not again.dirty
    again.undo()
    assert again.moves == {}


def test_the_journal_keeps_them_too(session: Session, host: FakeHost, tmp_path: Path) -> None:
    session.add_direction(WARMER)
    session.change_direction("Warmer", 1.5, draft=False)
    host.finish()
    journal = Journal(tmp_path)
    journal.record(session.history, None)
    journal._base.close()  # as when the window crashes
    (left,) = recoverable(tmp_path)
    layer = left.history.current.document.layer
    assert isinstance(layer, LatentLayer) and layer.moves == {"Warmer": 1.5}


def test_an_exported_picture_carries_where_it_was_moved_to(
    session: Session, host: FakeHost, tmp_path: Path
) -> None:
    session.add_direction(WARMER)
    session.add_direction(BLUER)
    session.change_direction("Warmer", 1.0, draft=False)
    host.finish()
    session.change_direction("Bluer", RED, draft=False)
    host.finish()
    asked, file = host.request, tmp_path / "me.png"
    assert session.export_png(file)
    exported = read_request(file)
    assert exported is not None and exported.settings == dict(asked.settings)
    assert np.array_equal(exported.latents["z"], asked.latents["z"])
    assert session.place is not None and np.array_equal(session.place[0]["z"], asked.latents["z"])
