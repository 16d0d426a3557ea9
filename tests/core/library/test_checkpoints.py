"""Weights are believed after a check only, and replaced whole or not at all."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.tiny import TENSORS, make_tiny_model, tiny_card

from morphospace.errors import BadCheckpointError, CannotSaveError
from morphospace.library import Checkpoint, read_card, read_checkpoint, write_checkpoint
from morphospace.library.headers import tensor_shapes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_tiny_model(tmp_path)


def complaint(folder: Path, act: str = "tensors") -> str:
    """What is said when the weights are wanted: one sentence naming the file."""
    with pytest.raises(BadCheckpointError) as caught:
        getattr(Checkpoint(read_card(folder), folder), act)()
    message = str(caught.value)
    assert str(folder / "model.safetensors") in message
    assert "\n" not in message and message.endswith(".") and ":" in message
    return message


def with_header(folder: Path, header: object, data: bytes = b"") -> Path:
    text = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + data)
    return folder


def test_a_checkpoint_comes_back_as_it_was_written(folder: Path) -> None:
    checkpoint = read_checkpoint(folder)
    tensors = checkpoint.tensors()
    assert checkpoint.card.tensors == TENSORS
    assert {name: tuple(tensor.shape) for name, tensor in tensors.items()} == TENSORS
    assert torch.equal(tensors["gain"], torch.full((3,), 0.8))
    assert checkpoint.size_bytes == (folder / "model.safetensors").stat().st_size
    assert checkpoint.hash == checkpoint.card.sha256 != ""
    checkpoint.verify()


def test_the_types_of_tensors_are_kept(tmp_path: Path) -> None:
    tensors = {
        "half": torch.ones(2, dtype=torch.bfloat16),
        "whole": torch.arange(3),
        "one": torch.tensor(2.0),
    }
    read = read_checkpoint(write_checkpoint(tmp_path, tiny_card(), tensors)).tensors()
    assert all(
        torch.equal(read[name], tensor) and read[name].dtype == tensor.dtype
        for name, tensor in tensors.items()
    )


def test_tensors_that_share_memory_or_are_transposed_can_be_written(tmp_path: Path) -> None:
    whole = torch.arange(6.0).reshape(2, 3)
    tensors = {"a": whole, "b": whole.T, "c": whole[0], "d": torch.nn.Parameter(whole)}
    read = read_checkpoint(write_checkpoint(tmp_path, tiny_card(), tensors)).tensors()
    assert torch.equal(read["b"], whole.T) and torch.equal(read["c"], whole[0])


def test_missing_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    assert "missing" in complaint(folder)


@pytest.mark.parametrize("kept", [0, 5, 8, 60, -1])
def test_weights_cut_short(folder: Path, kept: int) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:kept])
    assert "damaged" in complaint(folder)


def test_weights_of_garbage_and_of_text(folder: Path) -> None:
    for garbage in (bytes(range(256)) * 40, b"hello, I am weights\n" * 50, b"\x80\x02}q\x00." * 30):
        (folder / "model.safetensors").write_bytes(garbage)
        assert "damaged" in complaint(folder)


def test_a_header_longer_than_the_file(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes((10_000_000).to_bytes(8, "little") + path.read_bytes()[8:])
    assert "header" in complaint(folder)


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [-3], "data_offsets": [0, 12]},
        {"dtype": "OBJ", "shape": [3], "data_offsets": [0, 12]},
        {"dtype": "F32", "shape": [3]},
        {"dtype": ["F32"], "shape": [3], "data_offsets": [0, 12]},
        [1],
        None,
    ],
)
def test_a_header_that_makes_no_sense(folder: Path, entry: object) -> None:
    assert "'gain'" in complaint(with_header(folder, {"gain": entry}, bytes(12)))


def test_a_header_that_is_a_list(folder: Path) -> None:
    assert "header" in complaint(with_header(folder, []))


def card_with(folder: Path, tensors: dict[str, list[int]]) -> Path:
    path = folder / "card.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "tensors": tensors}))
    return folder


@pytest.mark.parametrize(
    ("tensors", "said"),
    [
        ({"colours": [3, 4], "gain": [3]}, "'colours' is 3×3, not 3×4"),
        ({"colours": [3, 3], "gain": [3], "more": [1]}, "'more' is missing"),
        ({"colours": [3, 3]}, "'gain' is not in the card"),
        ({"colours": [3, 3], "gain": []}, "'gain' is 3, not a single number"),
    ],
)
def test_a_card_that_lies_is_caught_before_anything_is_loaded(
    folder: Path, tensors: dict[str, list[int]], said: str
) -> None:
    assert said in complaint(card_with(folder, tensors))
    assert said in complaint(folder, "check")


def test_changed_bytes_are_found_by_verify(folder: Path) -> None:
    path = folder / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert "SHA-256" in complaint(folder, "verify")


@pytest.mark.parametrize("name", ["net.pth", "net.pt", "net.ckpt", "net.PKL", "pytorch_model.bin"])
def test_pickles_are_refused_unread(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadCheckpointError, match="pickle"):
        tensor_shapes(tmp_path / name)


def test_a_second_checkpoint_replaces_the_first_and_leaves_nothing_behind(folder: Path) -> None:
    write_checkpoint(folder, tiny_card(title="Second"), {"a": torch.zeros(2)})
    assert read_checkpoint(folder).card.title == "Second"
    assert sorted(path.name for path in folder.iterdir()) == ["card.json", "model.safetensors"]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotSaveError, match=r"file.*: free some space or choose another folder\.$"):
        make_tiny_model(tmp_path / "file")


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import torch
from support.tiny import tiny_card
from morphospace.errors import CannotSaveError
from morphospace.library import write_checkpoint
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write_checkpoint(Path(sys.argv[1]), tiny_card(title="Too large"), {"a": torch.zeros(10_000)})
except CannotSaveError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files as POSIX systems do")
def test_when_the_disk_is_full_the_old_checkpoint_stays_whole(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    environment = {"PYTHONPATH": str(Path(__file__).parents[2])}
    result = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(folder)], env=environment, capture_output=True, text=True
    )
    assert str(folder) in result.stdout and "free some space" in result.stdout, result.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_damage_to_the_header_is_one_sentence_or_the_tensors_of_the_card(
    folder: Path, data: st.DataObject
) -> None:
    path = folder / "model.safetensors"
    content = bytearray(path.read_bytes())
    original = bytes(content)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        tensors = read_checkpoint(folder).tensors()
        assert {name: tuple(tensor.shape) for name, tensor in tensors.items()} == TENSORS
    except BadCheckpointError as error:
        assert str(path) in str(error)
    finally:
        path.write_bytes(original)


def test_a_card_without_a_hash_still_names_its_weights(folder: Path) -> None:
    checkpoint = read_checkpoint(folder)
    assert replace(checkpoint, card=replace(checkpoint.card, sha256="")).hash == checkpoint.card.sha256
