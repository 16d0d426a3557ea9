"""Which models are installed, and what is said of those that are not usable."""

import json
import os
import shutil
from pathlib import Path

import pytest
from support.tiny import make_tiny_model

from morphospace.errors import BadCheckpointError, BadInputError
from morphospace.library import Library, model_folders, shipped_folder, user_folder


def test_models_are_found_and_opened_by_id(tmp_path: Path) -> None:
    make_tiny_model(tmp_path, "one")
    make_tiny_model(tmp_path, "two")
    library = Library([tmp_path])
    assert [checkpoint.card.id for checkpoint in library.models] == ["one", "two"]
    assert library.get("two").folder == tmp_path / "two"
    assert library.broken == ()


def test_a_broken_model_is_listed_with_its_reason_and_costs_only_itself(tmp_path: Path) -> None:
    make_tiny_model(tmp_path, "good")
    (make_tiny_model(tmp_path, "no-weights") / "model.safetensors").unlink()
    (make_tiny_model(tmp_path, "no-card") / "card.json").write_text("{")
    library = Library([tmp_path])
    assert [checkpoint.card.id for checkpoint in library.models] == ["good"]
    reasons = {one.name: one.reason for one in library.broken}
    assert set(reasons) == {"no-weights", "no-card"}
    assert "model.safetensors is missing" in reasons["no-weights"]
    with pytest.raises(BadCheckpointError, match="is missing"):
        library.get("no-weights")
    assert json.dumps([one.to_json() for one in library.broken])


def test_a_copy_never_takes_a_models_place_unseen(tmp_path: Path) -> None:
    first = make_tiny_model(tmp_path / "a", "same")
    second = make_tiny_model(tmp_path / "b", "same", title="Another")
    library = Library([tmp_path / "a", tmp_path / "b"])
    assert library.get("same").folder == first
    assert str(first) in library.broken[0].reason and str(second) in library.broken[0].reason


def test_one_folder_reached_by_two_names_is_one_model(tmp_path: Path) -> None:
    make_tiny_model(tmp_path, "one")
    library = Library([tmp_path, tmp_path / "one" / ".."])
    assert len(library.models) == 1 and library.broken == ()


def test_a_model_opens_by_its_folder_too(tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path, "elsewhere")
    assert Library([]).get(str(folder)).card.id == "elsewhere"


def test_an_unknown_model_says_which_there_are(tmp_path: Path) -> None:
    make_tiny_model(tmp_path, "one")
    with pytest.raises(BadInputError, match=r"no model 'three': installed are one\.$"):
        Library([tmp_path]).get("three")
    with pytest.raises(BadInputError, match="none"):
        Library([tmp_path / "missing"]).get("three")


def test_refresh_sees_what_has_come_and_gone(tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path, "one")
    library = Library([tmp_path])
    make_tiny_model(tmp_path, "two")
    shutil.rmtree(folder)
    library.refresh()
    assert [checkpoint.card.id for checkpoint in library.models] == ["two"]


def test_where_models_are_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORPHOSPACE_MODELS", os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "b")]))
    assert model_folders() == (shipped_folder(), tmp_path / "a", tmp_path / "b", user_folder())
    make_tiny_model(tmp_path / "b", "from-the-variable")
    assert Library().get("from-the-variable").folder == tmp_path / "b" / "from-the-variable"


def test_other_things_in_a_folder_of_models_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "pictures").mkdir()
    library = Library([tmp_path])
    assert library.models == () and library.broken == ()
