"""Drawing data and training from a shell."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.commandline import Command
from support.tiny import CONTROLS, TinyFamily

from morphospace import ModelFamily, Recipe
from morphospace.cli import making
from morphospace.errors import BadCheckpointError
from morphospace.imaging.files import read_image
from morphospace.plugins import load_plugins
from morphospace.training import run as training
from morphospace.training.trainer import Progress


def test_data_draws_labelled_and_captioned_faces(morphospace: Command, tmp_path: Path) -> None:
    said = morphospace("data", "faces", "-n", 3, "--split", "unseen", "--size", 32, "-o", tmp_path / "faces")
    assert said.code == 0, said.error
    lines = [json.loads(line) for line in (tmp_path / "faces" / "metadata.jsonl").read_text().splitlines()]
    assert len(lines) == 3
    for line in lines:
        assert read_image(tmp_path / "faces" / line["file_name"]).shape == (32, 32, 3)
        assert line["text"] and "smile" in line["attributes"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dogs"], "'dogs'"),
        (["faces", "--split", "holiday"], "'holiday'"),
        (["faces", "-n", "0"], "0 faces"),
        (["faces", "--size", "1"], "1 pixels"),
    ],
)
def test_data_that_cannot_be_drawn(
    arguments: list[str], said: str, morphospace: Command, tmp_path: Path
) -> None:
    result = morphospace("data", *arguments, "-o", tmp_path / "data")
    assert result.code == 2 and said in result.error and len(result.error.splitlines()) == 1


RECIPE = Recipe(id="tiny-recipe", title="Tiny", summary="Squares", controls=CONTROLS, config={}, steps=40)


class TrainableFamily(TinyFamily):
    id = "trainable"
    recipes = (RECIPE,)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What training was asked for; it takes ten looks, and a run to be resumed must be there."""
    asked: list[dict[str, Any]] = []

    def train(family: ModelFamily, recipe: Recipe, output: Path, **options: Any) -> Iterator[Progress]:
        asked.append({"family": family.id, "recipe": recipe.id, "output": output, **options, "closed": False})
        if options["resume"]:
            raise BadCheckpointError(f"{output} is missing: train without --resume first.")
        try:
            for step in range(4, 44, 4):
                if len(asked) > 1:
                    raise KeyboardInterrupt
                yield Progress(step=step, steps=40, losses={"total": 1 / step}, images_per_second=100.0)
        finally:
            asked[-1]["closed"] = True

    class Plugin:
        from morphospace import hookimpl as _hook

        @_hook
        def morphospace_families(self) -> list[ModelFamily]:
            return [TrainableFamily()]

    monkeypatch.setattr(training, "train", train)
    monkeypatch.setattr("morphospace.plugins.load_plugins", lambda: load_plugins([Plugin()]))
    return asked


def test_train_goes_by_the_recipe(morphospace: Command, runs: list[dict[str, Any]], tmp_path: Path) -> None:
    said = morphospace("train", "tiny-recipe", "-o", tmp_path / "run", "--steps", 40, "--device", "cpu")
    assert said.code == 0, said.error
    assert str(tmp_path / "run") in said.out
    (asked,) = runs
    assert (asked["family"], asked["recipe"], asked["steps"]) == ("trainable", "tiny-recipe", 40)
    assert (asked["resume"], asked["device"], asked["closed"]) == (False, "cpu", True)


def test_train_stops_by_hand_and_says_how_to_go_on(
    morphospace: Command, runs: list[dict[str, Any]], tmp_path: Path
) -> None:
    runs.append({})
    said = morphospace("train", "tiny-recipe", "-o", tmp_path / "run")
    assert said.code == 130 and "--resume" in said.error and len(said.error.splitlines()) == 1
    assert runs[-1]["closed"]


def test_what_cannot_be_trained(morphospace: Command, runs: list[dict[str, Any]], tmp_path: Path) -> None:
    for arguments, words in (
        (["nobodys"], "'nobodys'"),
        (["tiny-recipe", "--resume", "-o", tmp_path], "is missing"),
        (["tiny-recipe", "--device", "abacus"], "'abacus'"),
        (["tiny-recipe", "--steps", 0], "--steps"),
    ):
        said = morphospace("train", *arguments)
        assert said.code == 2 and words in said.error and len(said.error.splitlines()) == 1


def test_the_words_of_a_run() -> None:
    moment = Progress(step=1, steps=2, losses={"total": 0.25, "kl": 3.0}, images_per_second=99.6)
    assert making.training_words(moment) == "total 0.25, kl 3, 100 images/s"
