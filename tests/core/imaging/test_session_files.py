"""What a session saves, opens and exports, and what it says where it cannot."""

from pathlib import Path

from support.fakehost import FakeHost
from support.projects import document, layer
from support.sessions import PHOTO, labels, make, same
from support.tiny import tiny_card

from morphospace.imaging.files import read_image
from morphospace.imaging.history import History, State
from morphospace.imaging.metadata import read_request
from morphospace.imaging.project import save_project
from morphospace.imaging.session import Session


def test_saving_and_reopening_restores_all_and_goes_on(
    session: Session, host: FakeHost, tmp_path: Path
) -> None:
    session.open_pixels(PHOTO, "me.png")
    host.finish()
    for value in (0.4, 0.8):
        session.change("smile", value, draft=False)
        host.finish()
    session.undo()
    assert session.dirty and session.save(tmp_path / "work")
    assert not session.dirty and session.path == tmp_path / "work.ora"

    later = FakeHost()
    again = make(later)
    assert again.open_project(tmp_path / "work.ora"), again.error
    assert later.newest == 0, "nothing needs to be rendered to show what was saved"
    assert labels(again) == labels(session) and again.redo_label == "Smile 0.80"
    assert again.settings == session.settings and again.seed == session.seed
    assert same(again.picture, session.picture) and same(again.original, session.original)
    assert not again.dirty and again.error is None and again.path == session.path
    again.redo()
    assert again.settings["smile"] == 0.8 and again.dirty
    again.reset("smile")
    assert same(later.request.latents["z"], host.request.latents["z"])
    later.finish()
    assert again.settings["smile"] == 0.25
    for _ in range(4):
        again.undo()
    assert again.seed == 7 and not again.can_undo


def test_a_project_saved_during_a_render_holds_the_gesture(
    session: Session, host: FakeHost, tmp_path: Path
) -> None:
    session.change("smile", 0.5, draft=False)
    assert session.save(tmp_path / "work.ora")
    again = make(FakeHost())
    assert again.open_project(tmp_path / "work.ora")
    assert again.settings["smile"] == 0.5 and again.busy is not None
    assert same(again.picture, session.picture), "until it is rendered, what was seen is shown"


def test_a_project_that_fails_to_render_does_not_ask_for_ever(
    session: Session, host: FakeHost, tmp_path: Path
) -> None:
    session.change("smile", 0.5, draft=False)
    session.save(tmp_path / "work.ora")
    later = FakeHost()
    again = make(later)
    again.open_project(tmp_path / "work.ora")
    later.fail("Out of memory.")
    assert later.newest == 1 and again.error == "Out of memory." and again.busy is None


def test_a_project_of_a_missing_model_is_shown_and_says_which(
    session: Session, host: FakeHost, tmp_path: Path
) -> None:
    session.change("smile", 0.5, draft=False)
    host.finish()
    session.save(tmp_path / "work.ora")
    other = Session(FakeHost(), [tiny_card("other-model")])
    assert other.open_project(tmp_path / "work.ora")
    assert same(other.picture, session.picture)
    assert other.model is None and "tiny-squares" in (other.error or "")
    other.dismiss_error()
    other.change("smile", 0.1, draft=False)
    assert "tiny-squares" in (other.error or "")
    other.undo()
    assert other.settings["smile"] == 0.0 and same(other.picture, session.original)


def test_a_damaged_project_leaves_the_open_work_alone(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "bad.ora"
    path.write_bytes(b"PK\x03\x04 nothing")
    face = session.picture
    assert not session.open_project(path)
    assert str(path) in (session.error or "") and session.picture is face and session.path is None


def test_a_save_into_nowhere_says_so_and_stays_dirty(
    session: Session, host: FakeHost, tmp_path: Path
) -> None:
    session.change("smile", 0.5, draft=False)
    host.finish()
    assert not session.save(tmp_path / "missing" / "work.ora")
    assert "folder does not exist" in (session.error or "") and session.dirty and session.path is None


def test_an_export_opens_with_its_very_latents_and_settings(
    session: Session, host: FakeHost, tmp_path: Path
) -> None:
    session.change("smile", 0.68, draft=False)
    assert not session.export_png(tmp_path / "face.png"), "not before it is rendered"
    host.finish()
    assert session.export_png(tmp_path / "face.png") and session.error is None
    exported = read_request(tmp_path / "face.png")
    assert exported is not None
    later = FakeHost()
    again = make(later)
    again.open_export(exported, "face.png")
    assert later.newest == 0 and same(again.picture, session.picture)
    assert again.settings == session.settings and labels(again) == ["Open face.png"]
    again.change("glasses", True, draft=False)
    assert same(later.request.latents["z"], host.request.latents["z"])
    later.finish()
    again.reset()
    later.finish()
    assert again.settings == {"smile": 0.0, "hair": "red", "glasses": False}


def test_an_export_of_several_layers_is_only_a_picture(host: FakeHost, tmp_path: Path) -> None:
    """One layer's request does not make what two of them show."""
    session = make(host)
    two = History((State("", document(layer(0.0), layer(0.4, opacity=0.5))),))
    save_project(tmp_path / "two.ora", two)
    assert session.open_project(tmp_path / "two.ora") and session.export_png(tmp_path / "two.png")
    assert read_request(tmp_path / "two.png") is None
    assert same(read_image(tmp_path / "two.png"), session.picture)


def test_latents_of_another_shape_make_the_picture_be_read_again(
    session: Session, host: FakeHost, tmp_path: Path
) -> None:
    session.export_png(tmp_path / "face.png")
    exported = read_request(tmp_path / "face.png")
    assert exported is not None
    later = FakeHost()
    other = make(later, latents={"z": (5,)}, sha256="ab" * 32)
    other.open_export(exported, "face.png")
    assert "version" in (other.error or "")
    other.change("smile", 0.5, draft=False)
    assert not later.request.latents and same(later.request.images["image"][0], session.picture)
