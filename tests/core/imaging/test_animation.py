"""Pictures in a row as one file."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from morphospace.errors import BadInputError, CannotSaveError
from morphospace.imaging.animation import gif, mp4, png_strip, strip, write_animation
from morphospace.imaging.files import read_image

FRAMES = np.stack([np.full((9, 12, 3), 60 * place, np.uint8) for place in range(4)])


def test_a_strip_holds_the_frames_side_by_side_and_rows_under_each_other() -> None:
    both = strip(FRAMES, 255 - FRAMES)
    assert both.shape == (18, 48, 3)
    assert [int(both[0, 12 * place, 0]) for place in range(4)] == [0, 60, 120, 180]
    assert [int(both[9, 12 * place, 0]) for place in range(4)] == [255, 195, 135, 75]
    with Image.open(io.BytesIO(png_strip(FRAMES))) as opened:
        assert np.array_equal(np.asarray(opened), strip(FRAMES))


def test_a_gif_rests_at_both_ends_and_runs_for_ever() -> None:
    with Image.open(io.BytesIO(gif(FRAMES))) as opened:
        assert opened.n_frames == 4 and opened.info["loop"] == 0
        rests = []
        for place in range(4):
            opened.seek(place)
            rests.append(opened.info["duration"])
            assert abs(int(np.asarray(opened.convert("RGB"))[4, 6, 0]) - 60 * place) < 3
    assert rests == [600, 80, 80, 600]


def test_a_film_is_enlarged_to_what_players_show() -> None:
    av = pytest.importorskip("av")
    with av.open(io.BytesIO(mp4(FRAMES))) as film:
        pictures = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    height, width = pictures[0].shape[:2]
    assert width >= 256 and width % 2 == height % 2 == 0 and abs(height / width - 9 / 12) < 0.02
    assert len(pictures) == 15 + 2 + 2 + 15
    assert abs(int(pictures[0][50, 50, 0])) < 12 and abs(int(pictures[-1][50, 50, 0]) - 180) < 12


def test_a_film_without_its_library_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(BadInputError, match=r"PyAV.*\.gif"):
        write_animation(tmp_path / "film.mp4", FRAMES)
    assert not list(tmp_path.iterdir())


def test_a_file_is_written_by_its_ending_or_not_at_all(tmp_path: Path) -> None:
    write_animation(tmp_path / "path.PNG", FRAMES)
    assert np.array_equal(read_image(tmp_path / "path.PNG"), strip(FRAMES))
    with pytest.raises(BadInputError, match=r"ends in \.webm"):
        write_animation(tmp_path / "path.webm", FRAMES)
    with pytest.raises(CannotSaveError):
        write_animation(tmp_path / "no" / "path.gif", FRAMES)
