"""Models found on disk, and found anew when they change."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.ears import TOYS
from support.tiny import TinyPlugin, make_tiny_model

from morphospace import Request
from morphospace.errors import BadCheckpointError, BadInputError, PluginError
from morphospace.hosting.catalogue import Installed, open_catalogue
from morphospace.library import Library
from morphospace.plugins import load_plugins


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    make_tiny_model(tmp_path)
    return Installed(Library([tmp_path]), load_plugins([TinyPlugin()]))


def test_a_model_is_known_from_its_card_and_opened_by_its_family(installed: Installed) -> None:
    entry = installed.find("tiny-squares")
    assert (entry.model, entry.title, entry.image_size) == ("tiny-squares", "Tiny squares", 32)
    assert [control.name for control in entry.controls] == ["smile", "hair", "glasses"]
    assert entry.bytes > 0
    (frame,) = entry.open("cpu").render(Request())
    assert frame.images.shape == (1, 3, 32, 32)
    assert installed.find("tiny-squares") is entry


def test_a_model_written_anew_is_read_anew(installed: Installed, tmp_path: Path) -> None:
    before = installed.find("tiny-squares")
    make_tiny_model(tmp_path, title="Other squares")
    after = installed.find("tiny-squares")
    assert after.title == "Other squares"
    assert after.stamp != before.stamp


def test_a_model_installed_meanwhile_is_found(installed: Installed, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no model 'later'"):
        installed.find("later")
    make_tiny_model(tmp_path, "later")
    assert installed.find("later").model == "later"


def test_a_model_that_vanished_or_broke_is_one_sentence(installed: Installed, tmp_path: Path) -> None:
    installed.find("tiny-squares")
    weights = tmp_path / "tiny-squares" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:50])
    with pytest.raises(BadCheckpointError, match=r"model\.safetensors"):
        installed.find("tiny-squares")


def test_a_family_nobody_brings_is_named(tmp_path: Path) -> None:
    make_tiny_model(tmp_path)
    entry = Installed(Library([tmp_path]), load_plugins()).find("tiny-squares")
    with pytest.raises(PluginError, match="'tiny'"):
        entry.open("cpu")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("nowhere.at_all:make", BadInputError),
        ("morphospace.hosting.catalogue:nothing", BadInputError),
        ("/no/such/file.py:make", BadInputError),
        ("", BadInputError),
        (TOYS.replace(":catalogue", ":fails"), PluginError),
    ],
)
def test_a_catalogue_that_cannot_be_opened(name: str, error: type[Exception]) -> None:
    with pytest.raises(error, match="catalogue"):
        open_catalogue(name)
