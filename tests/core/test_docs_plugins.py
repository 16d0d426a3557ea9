"""What docs/plugins.md tells a stranger is true: its plugin works as printed, and nothing is left out."""

from __future__ import annotations

import ast
import re
import runpy
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from unittest import SkipTest

import pytest

import morphospace
from morphospace import Recipe, hookspecs
from morphospace.cli.app import DEBUG_VARIABLE
from morphospace.controls import KINDS
from morphospace.hosting.settings import LEFT_OUT
from morphospace.library import read_checkpoint
from morphospace.models import CAPABILITIES
from morphospace.plugins import load_plugins
from morphospace.testing import CHECKS, Case

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("morphospace_"))


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def block(words: str, language: str = "python") -> str:
    (found,) = (one for one in blocks(language) if words in one)
    return found


@pytest.fixture
def waves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    """The smallest plugin as printed: its file on the path, its model made by running it."""
    (tmp_path / "waves.py").write_text(block("class Waves(ModelFamily)"))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    runpy.run_path(str(tmp_path / "waves.py"), run_name="__main__")
    entry = tomllib.loads(block("entry-points", "toml"))["project"]["entry-points"]["morphospace"]
    registry = load_plugins([EntryPoint(name, value, "morphospace") for name, value in entry.items()])
    assert registry.plugins[-1].error is None
    (folder,) = tmp_path.rglob("waves-blue")
    yield Case(registry.family("waves"), folder)
    sys.modules.pop("waves", None)


def test_the_smallest_plugin_is_small() -> None:
    assert len(block("class Waves(ModelFamily)").splitlines()) < 40


def test_the_smallest_plugin_keeps_the_contract(waves: Case) -> None:
    kept = set()
    for check in CHECKS:
        try:
            check(waves)
            kept.add(check.__name__)
        except SkipTest:
            continue
    assert {
        "registering_needs_no_torch",
        "every_control_moves_a_draft",
        "a_picture_can_be_rendered_again",
    } <= kept


def test_the_training_task_takes_a_step_and_writes_a_model(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    names: dict[str, object] = {}
    exec(compile(block("class SqueezeTask"), "docs/plugins.md", "exec"), names)
    recipe, make = names["RECIPE"], names["SqueezeTask"]
    assert isinstance(recipe, Recipe) and callable(make)
    task = make(recipe, "cpu")
    torch.manual_seed(0)
    images = torch.rand(8, 3, 1, 1).repeat(1, 1, 64, 64) * 2 - 1
    batch = morphospace.Batch(images, torch.zeros(8, 10, dtype=torch.int64), torch.arange(8))
    losses = [float(task.step(batch, morphospace.Moment(at, 9))["squared error"]) for at in range(9)]
    assert losses[-1] < losses[0]
    card = morphospace.Card(
        id=recipe.id, title="T", family="squeeze", summary="S", licence="MIT", data="faces", image_size=64
    )
    folder = morphospace.write_checkpoint(tmp_path, card, task.export(task.networks))
    assert "decoder.0.weight" in read_checkpoint(folder).card.tensors


def test_every_block_of_python_can_be_parsed() -> None:
    assert len(blocks("python")) >= 4
    for code in blocks("python"):
        ast.parse(code)


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_documented_and_tested(hook: str) -> None:
    assert f"### `{hook}(" in PAGE, f"docs/plugins.md has no section about the hook {hook}"
    others = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    assert any(f"{hook}(" in path.read_text(encoding="utf-8") for path in others), (
        f"no test implements {hook}"
    )


def test_there_are_hooks_and_each_section_is_of_one() -> None:
    assert HOOKS and sorted(re.findall(r"^### `(morphospace_\w+)\(", PAGE, re.MULTILINE)) == HOOKS


@pytest.mark.parametrize("name", sorted(morphospace.__all__))
def test_every_public_name_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE.split("## Names")[1], f"docs/plugins.md does not list {name} under Names"


def test_every_kind_of_control_and_every_capability_is_on_the_page() -> None:
    for name in [*(control.__name__ for control in KINDS.values()), *CAPABILITIES]:
        assert f"| `{name}` |" in PAGE, f"docs/plugins.md does not explain {name}"


@pytest.mark.parametrize("variable", [LEFT_OUT, DEBUG_VARIABLE])
def test_every_variable_that_helps_an_author_is_on_the_page(variable: str) -> None:
    assert f"`{variable}" in PAGE, f"docs/plugins.md does not explain {variable}"
