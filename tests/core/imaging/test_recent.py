"""Recent files are remembered, and never get in the way."""

from pathlib import Path

import pytest

from morphospace.imaging.recent import RecentFiles


def files(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"{number}.ora" for number in range(count)]
    for path in paths:
        path.write_bytes(b"x")
    return paths


def test_the_newest_stands_first_once_and_the_list_is_short(tmp_path: Path) -> None:
    paths = files(tmp_path, 5)
    for path in [*paths, paths[2]]:
        RecentFiles(tmp_path / "state", limit=3).add(path)
    again = RecentFiles(tmp_path / "state", limit=3)
    assert again.paths == (paths[2], paths[4], paths[3])
    again.remove(paths[2])
    assert again.paths == (paths[4], paths[3], paths[1])
    again.clear()
    assert again.paths == ()


def test_files_that_are_gone_are_left_out_until_they_return(tmp_path: Path) -> None:
    (path,) = files(tmp_path, 1)
    recent = RecentFiles(tmp_path / "state")
    recent.add(path)
    path.unlink()
    assert recent.paths == ()
    files(tmp_path, 1)
    assert recent.paths == (path,)


@pytest.mark.parametrize(
    "garbage", [b"", b"{", b"\xff\xfe", b"{}", b'[1, null, [], "", "a\\u0000b"]', b"[" * 9999]
)
def test_garbage_is_an_empty_list_that_can_be_added_to(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / "recent.json").write_bytes(garbage)
    recent = RecentFiles(tmp_path)
    assert recent.paths == ()
    (path,) = files(tmp_path, 1)
    recent.add(path)
    assert RecentFiles(tmp_path).paths == (path,)


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file is in the way")
    recent = RecentFiles(tmp_path / "state")
    recent.add(tmp_path / "a.ora")
    assert recent.paths == ()
