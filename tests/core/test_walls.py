"""The walls: layers point one way, the window knows no torch, plugins know the public names only."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE, DESKTOP, PLUGINS, RESOURCES = (ROOT / name for name in ("core", "desktop", "plugins", "resources"))
PLUGIN_PACKAGES = frozenset(path.name for path in PLUGINS.iterdir() if (path / "__init__.py").exists())
PICKLES = frozenset({"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"})
SCREENS = frozenset({"PySide6", "shiboken6", "superqt", "qtawesome", "PyQt6", "PyQt5"})


def sources(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*.py"))
    assert found, f"there is nothing in {folder}"
    return found


def imports(path: Path) -> Iterator[str]:
    """Every module named by an import, wherever it stands; ``from a import b`` counts as ``a``."""
    package = path.relative_to(ROOT).parts[1:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join([*above, *([node.module] if node.module else [])])
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__") and node.args:
            name = node.args[0]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield name.value


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def offences(folder: Path, forbidden: frozenset[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(folder)
        for name in imports(path)
        if name.split(".")[0] in forbidden
    ]


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def loaded_after(code: str, names: frozenset[str]) -> str:
    """Which of the top-level ``names`` are in ``sys.modules`` when ``code`` has run in a new Python."""
    shown = f"print(sorted({{name.split('.')[0] for name in sys.modules}} & set({sorted(names)!r})))"
    return run(f"import sys\n{code}\n{shown}")


HEAVY = SCREENS | {"torch", "torchvision", "morphospace_desktop"}


def test_importing_morphospace_and_registering_every_plugin_loads_neither_torch_nor_qt() -> None:
    code = (
        "import morphospace\n"
        "from morphospace.plugins import load_plugins\n"
        "registry = load_plugins()\n"
        "own = [one for one in registry.plugins if one.distribution == 'morphospace']\n"
        "assert own and all(one.error is None for one in own), own\n"
    )
    assert loaded_after(code, HEAVY) == "[]"


def test_the_library_and_its_cards_need_no_torch_and_no_plugin() -> None:
    code = "from morphospace.library import Library\nLibrary()\n"
    assert loaded_after(code, HEAVY | PLUGIN_PACKAGES) == "[]"


def test_everything_in_the_window_leaves_torch_and_every_plugin_out() -> None:
    modules = [
        ".".join(path.relative_to(DESKTOP).with_suffix("").parts).removesuffix(".__init__")
        for path in sources(DESKTOP)
    ]
    code = (
        "import importlib, os\n"
        "os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
    )
    assert loaded_after(code, PLUGIN_PACKAGES | {"torch", "torchvision"}) == "[]"


def test_every_plugin_package_is_an_entry_point_and_none_is_known_to_core() -> None:
    own = [
        point
        for point in entry_points(group="morphospace")
        if point.dist and point.dist.name == "morphospace"
    ]
    assert {point.module.split(".")[0] for point in own} == PLUGIN_PACKAGES


def test_core_knows_no_screen_no_window_and_no_plugin() -> None:
    assert offences(CORE, SCREENS | PLUGIN_PACKAGES | {"morphospace_desktop"}) == []


def test_the_window_knows_no_torch_and_no_plugin() -> None:
    assert offences(DESKTOP, PLUGIN_PACKAGES | {"torch", "torchvision"}) == []


def test_plugins_know_no_screen_no_window_and_each_other_not() -> None:
    assert offences(PLUGINS, SCREENS | {"morphospace_desktop"}) == []
    for package in PLUGIN_PACKAGES:
        assert offences(PLUGINS / package, PLUGIN_PACKAGES - {package}) == []


def public_names() -> frozenset[str]:
    import morphospace

    return frozenset(morphospace.__all__)


@pytest.mark.parametrize("package", sorted(PLUGIN_PACKAGES))
def test_plugins_import_only_public_names_of_morphospace(package: str) -> None:
    public = public_names()
    wrong = []
    for path in sources(PLUGINS / package):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                wrong += [alias.name for alias in node.names if alias.name.startswith("morphospace.")]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "morphospace":
                names = {alias.name for alias in node.names}
                wrong += [node.module] if node.module != "morphospace" else sorted(names - public)
    assert wrong == []


def test_every_public_name_is_there() -> None:
    names = sorted(public_names())
    run(f"import morphospace\nfor name in {names!r}: getattr(morphospace, name)")


def test_resources_hold_no_code_that_matters() -> None:
    assert offences(RESOURCES, frozenset({"torch", "PySide6", "morphospace"})) == []


@pytest.mark.parametrize("folder", [CORE, DESKTOP, PLUGINS, RESOURCES], ids=lambda path: path.name)
def test_nothing_is_ever_unpickled(folder: Path) -> None:
    assert offences(folder, PICKLES) == []
    for path in sources(folder):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                whole = ast.unparse(node.func)
                assert whole not in ("torch.load", "torch.save", "pd.read_pickle"), f"{path} calls {whole}"
                refused = all(
                    one.arg != "allow_pickle" or ast.unparse(one.value) == "False" for one in node.keywords
                )
                assert refused, f"{path} allows pickles"


def test_no_module_is_imported_by_its_place_in_the_repository() -> None:
    places = frozenset({"core", "desktop", "plugins", "resources"})
    for folder in (CORE, DESKTOP, PLUGINS, RESOURCES, ROOT / "tests"):
        assert offences(folder, places) == []


def test_the_walls_would_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    package = tmp_path / "core" / "morphospace"
    package.mkdir(parents=True)
    (package / "bad.py").write_text(
        "def late():\n    from PySide6.QtCore import Qt\n    import pickle as p\n"
    )
    (package / "hidden.py").write_text("import importlib\nimportlib.import_module('morphospace_vae.task')\n")
    (package / "relative.py").write_text("from .bad import late\nfrom . import hidden\n")
    assert len(offences(tmp_path / "core", SCREENS | PICKLES | PLUGIN_PACKAGES)) == 3
    assert list(imports(package / "relative.py")) == ["morphospace.bad", "morphospace"]
