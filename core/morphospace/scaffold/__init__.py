"""A new plugin, written from a template: a package that installs, works and passes its own tests.

The files of ``template`` keep their shape under the names below; ``$name`` and the like are filled in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from string import Template

from morphospace.errors import BadInputError
from morphospace.library.atomic import replace_files

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 40
_FILES: Mapping[str, str] = {
    "pyproject.toml": "pyproject.txt",
    "README.md": "readme.txt",
    "$module/__init__.py": "family.txt",
    "$module/model.py": "model.txt",
    "$module/__main__.py": "main.txt",
    "tests/test_contract.py": "test_contract.txt",
}


@dataclass(frozen=True)
class NewPlugin:
    """What was written; ``name`` is the id of the family and of its first model."""

    name: str
    folder: Path

    @property
    def module(self) -> str:
        """The package to import."""
        return "morphospace_" + self.name.replace("-", "_")

    @property
    def title(self) -> str:
        """The name for people."""
        return self.name.replace("-", " ").capitalize()

    @property
    def words(self) -> dict[str, str]:
        """What is filled into the template."""
        class_name = "".join(word.capitalize() for word in self.name.split("-"))
        return {"name": self.name, "module": self.module, "title": self.title, "class_name": class_name}


def write_plugin(name: str, folder: Path | None = None) -> NewPlugin:
    """Write the package into a new ``folder``, ``morphospace-NAME`` here unless given.

    Raises ``BadInputError`` for a name that cannot be or is taken and for a folder that holds anything,
    ``CannotSaveError`` where it cannot be written.
    """
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        raise BadInputError(
            f"A plugin cannot be named {name!r:.60}: give lower-case words joined by hyphens, as soft-clouds."
        )
    plugin = NewPlugin(name, folder or Path(f"morphospace-{name}"))
    _refuse_taken(plugin)
    by_folder: dict[Path, dict[str, bytes]] = {}
    for place, source in _FILES.items():
        path = plugin.folder / Template(place).substitute(plugin.words)
        text = (files(__package__) / "template" / source).read_text(encoding="utf-8")
        by_folder.setdefault(path.parent, {})[path.name] = Template(text).substitute(plugin.words).encode()
    for parent, contents in by_folder.items():
        replace_files(parent, contents, durable=False)
    return plugin


def _refuse_taken(plugin: NewPlugin) -> None:
    from morphospace.plugins import load_plugins

    if plugin.folder.exists() and (not plugin.folder.is_dir() or any(plugin.folder.iterdir())):
        raise BadInputError(f"{plugin.folder} is there already: name another folder with -o.")
    if find_spec(plugin.module) is not None:
        raise BadInputError(f"A package {plugin.module} is installed already: choose another name.")
    if plugin.name in load_plugins().families:
        raise BadInputError(f"There is a model family {plugin.name!r} already: choose another name.")
