"""A new plugin works before a line of it is changed: it installs, draws pictures and passes its own test."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.commandline import Command, Said

PACKAGE = "morphospace_soft_clouds"


@pytest.fixture
def written(
    morphospace: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Path, Said]]:
    """A new plugin's folder, installed by its own entry points as pip would, and what was said."""
    folder = tmp_path / "work" / "clouds"
    said = morphospace("new-plugin", "soft-clouds", "-o", folder)
    assert said.code == 0, said.error
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    information = tmp_path / "site" / "clouds-1.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    entries = [f"{name} = {module}" for name, module in project["entry-points"]["morphospace"].items()]
    (information / "entry_points.txt").write_text("\n".join(["[morphospace]", *entries, ""]))
    monkeypatch.syspath_prepend(str(folder))
    yield folder, said
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]


def python(folder: Path, *arguments: str) -> str:
    """What a fresh Python that has the plugin says."""
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_listed_makes_its_model_and_draws(
    written: tuple[Path, Said], morphospace: Command, tmp_path: Path
) -> None:
    folder, said = written
    assert f"python -m {PACKAGE}" in said.out and str(folder) in said.out
    status = next(one for one in morphospace("plugins", "--json").json() if one["name"] == "soft-clouds")
    assert status["distribution"] == "morphospace-soft-clouds"
    assert status["families"] == ["soft-clouds"] and status["error"] is None

    place = python(folder, "-m", PACKAGE).strip()
    assert place == str(tmp_path / "nobody" / "morphospace" / "models" / "soft-clouds")
    card = next(one for one in morphospace("models", "--json").json() if one["id"] == "soft-clouds")
    assert [control["name"] for control in card["controls"]] == ["warmth"]
    drawn = morphospace("sample", "soft-clouds", "-n", 2, "--set", "warmth=1", "-o", tmp_path / "new")
    assert drawn.code == 0, drawn.error
    assert (tmp_path / "new" / "0001.png").is_file()


def test_its_own_test_passes(written: tuple[Path, Said]) -> None:
    folder, _ = written
    assert "passed" in python(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")


def test_it_is_as_tidy_as_our_own(written: tuple[Path, Said]) -> None:
    folder, _ = written
    root = Path(__file__).parents[3]
    ours = ["--config", str(root / "pyproject.toml"), "--no-cache", str(folder)]
    python(folder, "-m", "ruff", "check", "--ignore", "I001", *ours)
    python(folder, "-m", "ruff", "format", "--check", *ours)


@pytest.mark.parametrize("name", ["Clouds", "soft_clouds", "3d", "clouds-", "a b", "", "../x", "c" * 41])
def test_a_name_that_cannot_be(name: str, morphospace: Command, tmp_path: Path) -> None:
    said = morphospace("new-plugin", name, "-o", tmp_path / "out")
    assert said.code == 2 and "lower-case words" in said.error and said.error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_name_that_is_taken(morphospace: Command, tmp_path: Path) -> None:
    for name, words in (("vae", "morphospace_vae"), ("tiny", "'tiny'")):
        said = morphospace("new-plugin", name, "-o", tmp_path / "out")
        assert said.code == 2 and words in said.error and said.error.count("\n") == 1


def test_a_folder_that_holds_something_is_left_alone(morphospace: Command, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    for place in (tmp_path / "full", tmp_path / "full" / "mine.txt"):
        said = morphospace("new-plugin", "clouds", "-o", place)
        assert said.code == 2 and str(place) in said.error and said.error.count("\n") == 1
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_written(morphospace: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = morphospace("new-plugin", "clouds", "-o", tmp_path / "file" / "clouds")
    assert said.code == 2 and str(tmp_path / "file") in said.error and said.error.count("\n") == 1
