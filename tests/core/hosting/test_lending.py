"""Large arrays pass as files, which are gone as soon as they are read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from morphospace.hosting.lending import Lending, make_folder, remove_folder, sweep
from morphospace.hosting.wire import Message, WireError, pack, unpack


def test_a_large_array_passes_beside_the_message(tmp_path: Path) -> None:
    array = np.arange(3000, dtype=np.float32).reshape(30, 100)
    lender = Lending(tmp_path, large=1000)
    data = pack(Message("frame", {}, {"a": array, "small": array[0]}), lender)
    assert len(data) < 1000
    back = unpack(data, Lending(tmp_path))
    assert not list(tmp_path.iterdir())
    np.testing.assert_array_equal(back.arrays["a"], array)
    np.testing.assert_array_equal(back.arrays["small"], array[0])


def test_without_room_for_a_file_the_array_travels_in_the_message(tmp_path: Path) -> None:
    array = np.arange(3000, dtype=np.float32)
    lender = Lending(tmp_path / "gone", large=1000)
    back = unpack(pack(Message("frame", {}, {"a": array}), lender), lender)
    np.testing.assert_array_equal(back.arrays["a"], array)


@pytest.mark.parametrize("name", ["../secret", "a/b", "", "A" * 32, "0" * 32])
def test_only_lent_files_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_bytes(b"1234")
    with pytest.raises(WireError):
        Lending(tmp_path / "folder").borrow(name, 4)


def test_a_lent_file_of_another_size_is_refused(tmp_path: Path) -> None:
    (tmp_path / ("0" * 32)).write_bytes(b"1234")
    with pytest.raises(WireError, match="8 bytes"):
        Lending(tmp_path).borrow("0" * 32, 8)


def test_folders_of_dead_hosts_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = tmp_path / "morphospace-999999999-abc"
    dead.mkdir()
    (dead / "lent").touch()
    foreign = tmp_path / "morphospace-notes"
    foreign.mkdir()
    mine = make_folder()
    sweep()
    assert not dead.exists()
    assert foreign.exists()
    assert mine.exists()
    remove_folder(mine)
    assert not mine.exists()
