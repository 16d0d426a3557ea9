"""A save happens whole or not at all."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from morphospace.errors import CannotSaveError
from morphospace.imaging.saving import save_file


def refuse(number: int) -> object:
    def function(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return function


@pytest.mark.parametrize("step", ["fsync", "open", "replace"])
@pytest.mark.parametrize(
    ("number", "why"),
    [(errno.ENOSPC, "disk is full"), (errno.EACCES, "read-only"), (errno.EROFS, "read-only")],
)
def test_the_old_file_stays_whatever_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, why: str
) -> None:
    path = tmp_path / "work.ora"
    path.write_bytes(b"old")
    owner, name = (Path, "replace") if step == "replace" else (os, step)
    monkeypatch.setattr(owner, name, refuse(number))
    with pytest.raises(CannotSaveError) as caught:
        save_file(path, b"new")
    assert str(path) in str(caught.value) and why in str(caught.value)
    monkeypatch.undo()
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="limits of the shell")
def test_a_disk_that_fills_up_in_the_middle(tmp_path: Path) -> None:
    """A real one, as far as a process can tell: no file may grow beyond 64 KB."""
    path = tmp_path / "work.ora"
    path.write_bytes(b"old")
    code = (
        "import resource, sys; from pathlib import Path; from morphospace.errors import CannotSaveError;"
        "from morphospace.imaging.saving import save_file;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
        "try: save_file(Path(sys.argv[1]), bytes(200_000), backups=3)\n"
        "except CannotSaveError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert "disk is full" in said.stdout
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_the_last_three_versions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "work.ora"
    for version in range(6):
        save_file(path, b"%d" % version, backups=3)
    found = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert found == {"work.ora": b"5", "work.ora~1": b"4", "work.ora~2": b"3", "work.ora~3": b"2"}


def test_backups_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", refuse(errno.EPERM))
    for version in range(3):
        save_file(tmp_path / "work.ora", b"%d" % version, backups=3)
    assert (tmp_path / "work.ora~1").read_bytes() == b"1" and (tmp_path / "work.ora~2").read_bytes() == b"0"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_links_are_followed_and_permissions_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.png", tmp_path / "link.png"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    save_file(link, b"new")
    assert link.is_symlink() and real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_what_a_killed_process_left_is_cleared_later_but_not_a_running_ones(tmp_path: Path) -> None:
    stale, fresh, foreign = (tmp_path / name for name in (".a.1.saving", ".a.2.saving", ".b.3.saving"))
    for path in (stale, fresh, foreign):
        path.write_bytes(b"half")
    for path in (stale, foreign):
        os.utime(path, (0, 0))
    save_file(tmp_path / "a", b"whole")
    assert not stale.exists() and fresh.exists() and foreign.exists()
