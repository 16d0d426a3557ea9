"""What people do in the window, told to a session with a host that answers when the test says so."""

import numpy as np
import pytest
from support.fakehost import SIZE, FakeHost, rendered
from support.sessions import PHOTO, labels, make, same
from support.tiny import tiny_card

from morphospace.hosting import HostStatus, Progress, StatusChanged
from morphospace.imaging.session import Session


def test_a_new_face_shows_its_picture_and_what_was_drawn_for_it(session: Session, host: FakeHost) -> None:
    assert same(session.picture, rendered(host.request).images[0])
    assert same(session.original, session.picture)
    assert session.settings == {"smile": 0.0, "hair": "red", "glasses": False}
    assert session.seed == 7 and labels(session) == ["New face 7"]
    assert session.busy is None and session.error is None
    assert not session.can_undo and not session.dirty


def test_before_the_first_picture_the_controls_have_their_defaults(host: FakeHost) -> None:
    session = make(host)
    assert session.settings == {"smile": 0.0, "hair": "red", "glasses": False}
    session.change("smile", 0.5, draft=False)
    assert "new face" in (session.error or "") and host.newest == 0


def test_a_fast_drag_is_one_entry(session: Session, host: FakeHost) -> None:
    for step in range(1, 101):
        session.change("smile", step / 100, draft=True)
    assert host.request.draft and labels(session) == ["New face 7"]
    session.change("smile", 1.0, draft=False)
    assert not host.request.draft
    host.finish()
    assert labels(session) == ["New face 7", "Smile 1.00"]
    assert session.settings["smile"] == 1.0
    session.undo()
    assert session.settings["smile"] == 0.0 and not session.can_undo


def test_a_drag_shows_each_frame_that_comes_though_newer_ones_are_asked_for(
    session: Session, host: FakeHost
) -> None:
    session.change("smile", 0.2, draft=True)
    first = host.newest
    session.change("smile", 0.6, draft=True)
    host.frame(first)
    assert same(session.picture, rendered(host.asked[first][1]).images[0])
    assert session.settings["smile"] == 0.6, "the slider must not jump back under the hand"
    host.frame()
    newest = session.picture
    host.frame(first)
    assert session.picture is newest, "an older frame must not replace a newer one"


def test_a_slider_that_comes_back_to_its_place_is_no_entry(session: Session, host: FakeHost) -> None:
    before = session.picture
    session.change("smile", 0.6, draft=True)
    host.frame()
    session.change("smile", 0.0, draft=False)
    assert labels(session) == ["New face 7"] and session.picture is before
    assert session.busy is None


def test_what_a_model_moves_out_of_the_way_is_shown_while_dragging_and_kept(
    session: Session, host: FakeHost
) -> None:
    session.change("glasses", True, draft=False)
    host.finish()
    session.change("hair", "blue", draft=True)
    host.frame()
    assert session.settings["glasses"] is False
    session.change("hair", "blue", draft=False)
    host.finish()
    assert session.settings == {"smile": 0.0, "glasses": False, "hair": "blue"}
    session.undo()
    assert session.settings["glasses"] is True


def test_the_control_that_was_changed_last_stands_last(session: Session, host: FakeHost) -> None:
    session.change("smile", 0.5, draft=False)
    assert list(host.request.settings)[-1] == "smile"
    host.finish()
    session.change("glasses", True, draft=False)
    assert list(host.request.settings)[-2:] == ["smile", "glasses"]
    assert same(host.request.latents["z"], rendered(host.asked[1][1]).latents["z"])


def test_undo_during_a_render_goes_back_at_once_and_redo_renders_what_is_missing(
    session: Session, host: FakeHost
) -> None:
    face = session.picture
    session.change("smile", 0.68, draft=False)
    late = host.newest
    assert session.undo_label == "Smile 0.68"
    session.undo()
    assert session.picture is face and session.busy is None and late in host.cancelled
    host.frame(late)
    assert session.picture is face, "a frame from before the jump must not show"
    host.drop(late)
    session.redo()
    assert host.newest > late and session.busy is not None
    host.finish()
    assert same(session.picture, rendered(host.request).images[0])
    asked = host.newest
    session.undo()
    session.redo()
    assert host.newest == asked, "a picture that is there must not be rendered again"


def test_undo_in_the_middle_of_a_drag_lets_go_of_it(session: Session, host: FakeHost) -> None:
    face = session.picture
    session.change("smile", 0.9, draft=True)
    host.frame()
    assert session.can_undo
    session.undo()
    assert session.picture is face and session.settings["smile"] == 0.0
    assert labels(session) == ["New face 7"]


def test_a_failing_render_keeps_the_last_good_state(session: Session, host: FakeHost) -> None:
    face = session.picture
    session.change("smile", 0.9, draft=True)
    host.frame()
    session.change("smile", 0.9, draft=False)
    host.fail("The model ran out of memory: close other programs.")
    assert session.error == "The model ran out of memory: close other programs."
    assert session.picture is face and session.settings["smile"] == 0.0
    assert labels(session) == ["New face 7"] and session.busy is None
    session.change("smile", 0.4, draft=False)
    host.finish()
    assert session.error is None and labels(session)[-1] == "Smile 0.40"


def test_a_failing_first_picture_leaves_an_empty_clean_document(host: FakeHost) -> None:
    session = make(host)
    session.new_face(1)
    host.fail()
    assert session.picture is None and not session.document.layers and session.error
    assert not session.dirty and not session.can_undo


def test_two_quick_clicks_are_two_entries_though_only_the_second_is_rendered(
    session: Session, host: FakeHost
) -> None:
    session.change("glasses", True, draft=False)
    first = host.newest
    session.change("hair", "green", draft=False)
    assert host.request.settings["glasses"] is True
    host.drop(first)
    host.finish()
    assert labels(session) == ["New face 7", "Glasses on", "Hair green"]
    session.undo()
    host.finish()
    assert session.settings == {"smile": 0.0, "hair": "red", "glasses": True}


def test_when_the_second_of_two_quick_clicks_fails_both_are_taken_back(
    session: Session, host: FakeHost
) -> None:
    session.change("glasses", True, draft=False)
    first = host.newest
    session.change("hair", "green", draft=False)
    host.drop(first)
    host.fail()
    assert labels(session) == ["New face 7"] and session.settings["glasses"] is False


def test_a_late_final_picture_does_not_push_aside_the_next_drag(session: Session, host: FakeHost) -> None:
    session.change("smile", 0.4, draft=False)
    final = host.newest
    session.change("smile", 0.9, draft=True)
    host.frame()
    dragged = session.picture
    host.finish(final)
    assert session.picture is dragged and session.settings["smile"] == 0.9
    session.undo()
    assert session.settings["smile"] == 0.4 and host.newest == final + 1, "it was kept all the same"


def test_a_picture_that_came_after_its_undo_is_there_for_redo(session: Session, host: FakeHost) -> None:
    session.change("smile", 0.4, draft=False)
    final = host.newest
    session.undo()
    host.finish(final)
    session.change("glasses", True, draft=False)
    host.fail()
    session.redo()
    assert host.newest == final + 1 and session.settings["smile"] == 0.4
    assert same(session.picture, rendered(host.asked[final][1]).images[0])


def test_another_control_ends_a_drag_that_was_never_released(session: Session, host: FakeHost) -> None:
    session.change("smile", 0.3, draft=True)
    session.change("glasses", True, draft=False)
    host.finish()
    assert labels(session) == ["New face 7", "Smile 0.30", "Glasses on"]
    assert session.settings["smile"] == 0.3


def test_an_opened_picture_is_shown_at_once_then_as_it_was_read(session: Session, host: FakeHost) -> None:
    session.open_pixels(PHOTO, "me.png")
    assert session.original is not None and session.original.shape == (SIZE, SIZE, 3)
    assert same(session.picture, session.original)
    assert session.busy is not None and session.busy.text == "Open me.png"
    assert same(host.request.images["image"][0], PHOTO) and not host.request.settings
    host.finish()
    assert session.settings == {"smile": 0.25, "hair": "green", "glasses": True}
    assert same(session.picture, rendered(host.request).images[0])
    session.change("smile", 0.5, draft=False)
    assert "z" in host.request.latents and not host.request.images
    host.finish()
    session.undo()
    session.undo()
    assert session.seed == 7, "the work before can be gone back to"


def test_reset_goes_back_to_the_values_of_the_opened_picture(session: Session, host: FakeHost) -> None:
    session.open_pixels(PHOTO, "me.png")
    host.finish()
    first = session.picture
    for name, value in (("smile", 1.0), ("glasses", False)):
        session.change(name, value, draft=False)
        host.finish()
    session.reset("smile")
    host.finish()
    assert session.settings["smile"] == 0.25 and session.settings["glasses"] is False
    session.reset()
    host.finish()
    assert session.settings == {"smile": 0.25, "hair": "green", "glasses": True}
    assert same(session.picture, first) and labels(session)[-2:] == ["Smile 0.25", "Reset"]


def test_reset_in_the_middle_of_a_drag_ends_it(session: Session, host: FakeHost) -> None:
    face = session.picture
    session.change("glasses", True, draft=False)
    host.finish()
    session.change("smile", 0.9, draft=True)
    host.frame()
    session.reset()
    host.finish()
    assert same(session.picture, face) and session.settings["smile"] == 0.0
    assert labels(session) == ["New face 7", "Glasses on", "Reset"]


def test_a_model_without_encoder_says_that_it_cannot_open(host: FakeHost) -> None:
    session = make(host, capabilities=("decode", "sample"))
    session.open_pixels(PHOTO, "me.png")
    assert session.error is not None and "cannot open pictures" in session.error and host.newest == 0


def test_cancel_goes_back_and_is_not_undone_by_what_still_arrives(session: Session, host: FakeHost) -> None:
    face = session.picture
    session.new_face(8)
    late = host.newest
    session.cancel()
    assert session.picture is face and session.busy is None and host.cancelled == [late]
    host.finish(late)
    assert session.picture is face and labels(session) == ["New face 7"]


def test_busy_tells_how_far_a_long_render_is(session: Session, host: FakeHost) -> None:
    told: list[str] = []
    session.subscribe(told.append)
    session.new_face(9)
    since = session.busy and session.busy.since
    host.tell(Progress(host.newest, 1, 4, "Loading Tiny squares"))
    assert session.busy and (session.busy.text, session.busy.done) == ("Loading Tiny squares", 1)
    assert session.busy.since == since and "busy" in told
    host.frame(step=3, steps=8)
    assert session.busy and (session.busy.done, session.busy.total) == (3, 8)
    assert same(session.picture, rendered(host.request, 3, 8).images[0]), "a step can be seen"
    host.finish()
    assert session.busy is None


def test_waiting_counts_from_the_last_sign_of_life(
    session: Session, host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr("morphospace.imaging.renders.time.monotonic", lambda: now)
    session.change("smile", 0.1, draft=True)
    now = 101.0
    session.change("smile", 0.2, draft=True)
    assert session.busy and session.busy.since == 100.0, "asking again does not make the wait shorter"
    host.frame()
    assert session.busy and session.busy.since == 101.0


@pytest.mark.parametrize("state", ["failed", "closed"])
def test_a_host_that_is_gone_leaves_nobody_waiting(session: Session, host: FakeHost, state: str) -> None:
    session.change("smile", 0.5, draft=False)
    host.tell(StatusChanged(HostStatus("restarting")))  # type: ignore[arg-type]
    assert session.busy is not None, "a host that restarts renders the request again by itself"
    host.tell(StatusChanged(HostStatus(state, message="The models cannot be started: see the log.")))  # type: ignore[arg-type]
    assert session.busy is None and session.error == "The models cannot be started: see the log."
    assert session.settings["smile"] == 0.0
    host.fail("The same again.")
    assert session.error == "The models cannot be started: see the log."


def test_a_value_out_of_range_changes_nothing(session: Session, host: FakeHost) -> None:
    asked = host.newest
    session.change("smile", 3.0, draft=False)
    assert "out of range" in (session.error or "")
    session.change("nose", 1.0, draft=False)
    assert "nose" in (session.error or "")
    assert host.newest == asked and session.settings["smile"] == 0.0
    session.dismiss_error()
    assert session.error is None


def test_listeners_hear_by_aspect_until_they_leave(session: Session, host: FakeHost) -> None:
    told: list[str] = []
    leave = session.subscribe(told.append)
    session.change("smile", 0.1, draft=True)
    host.frame()
    assert {"settings", "busy", "picture"} <= set(told) and "model" not in told
    leave()
    told.clear()
    session.new_face(3)
    assert not told


def test_a_host_that_answers_within_the_call_serves_as_well() -> None:
    host = FakeHost(at_once=True)
    session = make(host)
    session.new_face(7)
    session.change("smile", 0.5, draft=True)
    session.change("smile", 0.7, draft=False)
    assert labels(session) == ["New face 7", "Smile 0.70"] and session.busy is None
    assert same(session.picture, rendered(host.request).images[0])


def test_choosing_another_model_opens_the_picture_in_it(host: FakeHost) -> None:
    cards = [tiny_card(image_size=SIZE), tiny_card("second-model", image_size=SIZE, title="Second")]
    session = Session(host, cards)
    host.listen(session.handle)
    session.choose_model("tiny-squares")
    session.open_pixels(PHOTO, "me.png")
    host.finish()
    session.choose_model("second-model")
    assert host.asked[host.newest][0] == "second-model" and same(host.request.images["image"][0], PHOTO)
    host.finish()
    assert session.model is cards[1] and labels(session) == ["Open me.png", "Model Second"]
    session.undo()
    assert session.model is cards[0]
    session.choose_model("absent")
    assert "absent" in (session.error or "") and session.model is cards[0]


def test_a_place_of_the_latent_space_opens_with_its_latents(session: Session, host: FakeHost) -> None:
    place = {"z": np.full((1, 3), 0.25, np.float32)}
    settings = {"smile": 1.0, "hair": "blue", "glasses": True}
    session.open_place("tiny-squares", place, settings, "square 012", PHOTO)
    assert same(session.picture, PHOTO), "the item is shown while it is rendered"
    assert same(host.request.latents["z"], place["z"]) and host.request.settings == settings
    host.finish()
    assert same(session.original, PHOTO) and labels(session)[-1] == "Open square 012"
    session.open_place("gone", place, settings, "square 013")
    assert "not installed" in (session.error or "") and labels(session)[-1] == "Open square 012"
