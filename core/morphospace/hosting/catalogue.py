"""Where a host's models come from: the seam between hosting and the library with its plugins."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from morphospace.controls import Control
from morphospace.errors import BadInputError, MorphospaceError, PluginError
from morphospace.models import Model

if TYPE_CHECKING:
    from morphospace.library import Checkpoint, Library
    from morphospace.plugins import Registry


class Entry(Protocol):
    """One model of a catalogue, known from its card before it is loaded.

    ``bytes``: what it will take, as far as can be known. ``stamp``: changes with the files on disk.
    ``image_size``: side of its pictures in pixels.
    """

    @property
    def model(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def bytes(self) -> int: ...
    @property
    def stamp(self) -> str: ...
    @property
    def controls(self) -> Sequence[Control]: ...
    @property
    def image_size(self) -> int: ...
    def open(self, device: str) -> Model: ...


class Catalogue(Protocol):
    """Models by id."""

    def find(self, model: str) -> Entry:
        """The model with this id, or in this folder. Raises ``BadInputError`` if there is none."""


class InstalledEntry:
    """A checkpoint on disk and the family that loads it."""

    def __init__(self, checkpoint: Checkpoint, registry: Registry) -> None:
        self.checkpoint = checkpoint
        self._registry = registry
        self.model = checkpoint.card.id
        self.title = checkpoint.card.title
        self.controls: Sequence[Control] = checkpoint.card.controls
        self.image_size = checkpoint.card.image_size
        self.bytes = checkpoint.size_bytes
        self.stamp = _stamp(checkpoint)

    @property
    def fresh(self) -> bool:
        """Whether the files are still those that were read."""
        return self.stamp == _stamp(self.checkpoint)

    def open(self, device: str) -> Model:
        """The model on a torch device; raises what its family raises."""
        model = self._registry.family(self.checkpoint.card.family).load(self.checkpoint, device)
        if not callable(getattr(model, "render", None)):
            raise PluginError(
                f"The family {self.checkpoint.card.family!r} loaded {self.title} as something that cannot "
                "render: report it to the author of that plugin."
            )
        return model


class Installed:
    """The models of the library, opened by the plugins; files that change are read anew."""

    def __init__(self, library: Library, registry: Registry) -> None:
        self._library = library
        self._registry = registry
        self._entries: dict[str, InstalledEntry] = {}

    def find(self, model: str) -> InstalledEntry:
        """See ``Catalogue``."""
        entry = self._entries.get(model)
        if entry is None or not entry.fresh:
            entry = self._entries[model] = InstalledEntry(self._checkpoint(model), self._registry)
        return entry

    def _checkpoint(self, model: str) -> Checkpoint:
        """As it is on disk now: it may have been trained or imported a moment ago."""
        self._library.refresh()
        return self._library.get(model)


def installed() -> Installed:
    """The catalogue of what is installed on this machine."""
    from morphospace.library import Library
    from morphospace.plugins import load_plugins

    return Installed(Library(), load_plugins())


def open_catalogue(name: str) -> Catalogue:
    """The catalogue that a function returns, named ``module:function`` or ``file.py:function``.

    Raises ``BadInputError`` if there is no such function, ``PluginError`` if it raises.
    """
    place, _, function = name.rpartition(":")
    try:
        module = _module_in(Path(place)) if place.endswith(".py") else importlib.import_module(place)
        make = getattr(module, function)
    except (ImportError, AttributeError, OSError, ValueError) as error:
        raise BadInputError(f"There is no catalogue {name!r} ({error}): give module:function.") from None
    try:
        catalogue: Catalogue = make()
    except MorphospaceError:
        raise
    except Exception as error:
        raise PluginError(
            f"The catalogue {name!r} cannot be opened ({error!r}): mend or change it."
        ) from error
    return catalogue


def _module_in(path: Path) -> object:
    """The module in a file; imported once, as any module is."""
    known = sys.modules.get(path.stem)
    if known is not None and getattr(known, "__file__", None) == str(path):
        return known
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def _stamp(checkpoint: Checkpoint) -> str:
    """Age and size of the weights and of the card: changes whenever either is written."""
    parts = []
    for name in ("model.safetensors", "card.json"):
        try:
            found = (checkpoint.folder / name).stat()
            parts.append(f"{found.st_mtime_ns}-{found.st_size}-{found.st_ino}")
        except OSError:
            parts.append("missing")
    return " ".join(parts)
