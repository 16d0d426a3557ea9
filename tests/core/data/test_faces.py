"""The cache of drawn faces: grows, is shared, survives being killed."""

import subprocess
import sys

import numpy as np
import pytest

from morphospace.data import faces
from morphospace.data.drawing import draw_face
from morphospace.data.faces import cache_folder, cached_faces, load_faces
from morphospace.data.sampling import split_table
from morphospace.errors import BadInputError, CancelledError, CannotSaveError, MorphospaceError


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("MORPHOSPACE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_pictures_and_labels_belong_together():
    drawn = load_faces("val", 5, 32)
    assert drawn.images.shape == (5, 32, 32, 3) and drawn.images.dtype == np.uint8
    table = split_table("val", 0, 5)
    for index in range(5):
        assert np.array_equal(drawn.images[index], draw_face(table.row_variants(index), 32))
        assert drawn.row(index) == table.row(index)


def test_a_second_call_draws_nothing(monkeypatch):
    first = load_faces("val", 5, 16).images.tobytes()

    def no_drawing(*args, **options):
        raise AssertionError("drew again")

    monkeypatch.setattr(faces, "paint", no_drawing)
    assert load_faces("val", 5, 16).images.tobytes() == first
    assert len(load_faces("val", 3, 16)) == 3


def test_growing_keeps_what_was_drawn_and_many_workers_keep_the_order(monkeypatch):
    load_faces("test", 3, 16)
    monkeypatch.setattr(faces, "_CHUNK", 110)
    counts = []
    grown = load_faces("test", 230, 16, workers=2, progress=lambda done, total: counts.append((done, total)))
    table = split_table("test", 0, 230)
    for index in (0, 2, 3, 102, 103, 112, 113, 222, 223, 229):
        assert np.array_equal(grown.images[index], draw_face(table.row_variants(index), 16))
    assert counts == [(3, 230), (113, 230), (223, 230), (230, 230)]


def test_pixels_of_a_killed_run_do_not_count(cache):
    load_faces("val", 3, 16)
    folder = next(cache.rglob("count")).parent
    with (folder / "images.rgb").open("ab") as file:
        file.write(b"\xff" * 1000)
    assert cached_faces("val", 16) == 3
    grown = load_faces("val", 5, 16)
    assert np.array_equal(grown.images[3], draw_face(split_table("val", 3, 4).row_variants(0), 16))


def test_cancelling_keeps_what_was_drawn(monkeypatch):
    monkeypatch.setattr(faces, "_CHUNK", 3)
    asked = iter([False, False, True, True])
    with pytest.raises(CancelledError):
        load_faces("val", 9, 16, workers=1, cancelled=lambda: next(asked))
    assert cached_faces("val", 16) == 3


def test_two_processes_share_the_work():
    code = "from morphospace.data.faces import load_faces; print(load_faces('val', 130, 16).images.sum())"
    running = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    sums = {process.communicate()[0] for process in running}
    assert sums == {f"{load_faces('val', 130, 16).images.sum()}\n"}


def test_sizes_and_seeds_are_kept_apart():
    small, other = load_faces("val", 2, 16), load_faces("val", 2, 16, seed=1)
    assert not np.array_equal(small.images, other.images)
    assert load_faces("val", 2, 24).images.shape[1] == 24


def test_what_is_cached_needs_no_drawing_packages(monkeypatch):
    load_faces("val", 2, 16)
    monkeypatch.setitem(sys.modules, "dicebear", None)
    faces.paint.__globals__["require_drawing"].__globals__["_tools"].cache_clear()
    assert len(load_faces("val", 2, 16)) == 2
    with pytest.raises(MorphospaceError, match="faces"):
        load_faces("val", 3, 16)


def test_without_the_variable_the_users_cache_folder_is_used(monkeypatch):
    monkeypatch.delenv("MORPHOSPACE_CACHE")
    assert cache_folder().name == "morphospace"


@pytest.mark.parametrize("request_", [("holiday", 5, 64), ("val", 0, 64), ("val", 5, 3), ("val", 5, 100_000)])
def test_impossible_requests_are_refused_in_one_sentence(request_):
    with pytest.raises(BadInputError):
        load_faces(*request_)


def test_a_cache_that_cannot_be_written_is_reported(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("MORPHOSPACE_CACHE", str(blocked))
    with pytest.raises(CannotSaveError, match="MORPHOSPACE_CACHE"):
        load_faces("val", 2, 16)


def test_a_worker_that_dies_is_reported_and_the_rest_kept(monkeypatch):
    from morphospace.data import painters

    load_faces("val", 2, 16)
    monkeypatch.setattr(painters, "_BATCH", 1)
    monkeypatch.setattr(painters.sys, "executable", "/bin/false")
    with pytest.raises(MorphospaceError, match="ended unexpectedly"):
        load_faces("val", 4, 16)
    assert cached_faces("val", 16) == 2
