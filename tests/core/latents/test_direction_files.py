"""Directions in files: what comes back, what is refused, and where a person's own lie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save
from support.directions import tiny_direction

from morphospace.errors import BadInputError, CannotSaveError
from morphospace.latents.direction_files import (
    direction_bytes,
    direction_to_json,
    file_name,
    forget_direction,
    keep_direction,
    known_directions,
    read_direction,
    write_direction,
)

ONE = tiny_direction("Blau & wärmer", z=[0.5, 0, 0], hair=[-0.6, 0, 0.6])


def written(path: Path, vector: np.ndarray | None = None, **changes: Any) -> Path:
    """A file of ``ONE`` with some of its description changed."""
    text = json.dumps({**direction_to_json(ONE), **changes})
    tensors = {"vector": np.array(ONE.vector) if vector is None else vector}
    path.write_bytes(save(tensors, metadata={"morphospace_direction": text}))
    return path


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "one.safetensors"
    write_direction(path, ONE)
    again = read_direction(path)
    assert again.same_as(ONE) and again.name == ONE.name and dict(again.figures) == dict(ONE.figures)
    assert direction_bytes(again) == path.read_bytes()


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"sigma": 0},
        {"sigma": "1"},
        {"spread": None},
        {"name": ""},
        {"name": 3},
        {"latents": [["z", [3, 10**9]]]},
        {"latents": "z"},
        {"attributes": [{"kind": "seed", "name": "seed", "title": "Seed"}]},
        {"attributes": [{"kind": "bomb"}]},
        {"figures": []},
        {"vector": np.zeros(3, np.float32)},
        {"vector": np.full(8, np.nan, np.float32)},
    ],
)
def test_a_file_that_holds_no_direction_is_refused_in_a_sentence(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    with pytest.raises(BadInputError, match=r"one\.safetensors holds no direction \(.*\): choose another"):
        read_direction(written(tmp_path / "one.safetensors", **changes))


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 8, b"no safetensors", save({"vector": np.zeros(2, np.float32)})]
)
def test_so_is_any_other_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other.safetensors"
    path.write_bytes(data)
    with pytest.raises(BadInputError, match="holds no direction"):
        read_direction(path)
    with pytest.raises(BadInputError, match="cannot be read"):
        read_direction(tmp_path / "gone.safetensors")


def test_a_person_keeps_directions_for_every_picture_of_a_model(tmp_path: Path) -> None:
    path = keep_direction(ONE, tmp_path)
    assert path.parent.name == "tiny-squares" and path.suffix == ".safetensors"
    (path.parent / "broken.safetensors").write_bytes(b"?")
    mine = [one for one in known_directions(tmp_path) if one.model == "tiny-squares"]
    assert [one.name for one in mine] == [ONE.name] and mine[0].same_as(ONE)
    forget_direction(ONE, tmp_path)
    forget_direction(ONE, tmp_path)
    assert not any(one.model == "tiny-squares" for one in known_directions(tmp_path))


def test_any_name_makes_a_file_name() -> None:
    assert [file_name(name) for name in ("A − B", "../../etc", "älter", "…", "x" * 300)] == [
        "a-b",
        "etc",
        "älter",
        "direction",
        "x" * 100,
    ]


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(CannotSaveError):
        keep_direction(ONE, tmp_path / "taken")
