"""An atlas on disk: a folder of files that only grow, and a count of what in them is whole.

``atlas.json``      what the atlas is: title, sources, model, how places are laid out (versioned)
``state.json``      how many items are whole, and how many bytes of each growing file belong to them
``places.f32``      float32 ``(N, width)``, one place after another
``thumbnails.rgb``  uint8 ``(N, S, S, 3)``
``items-000.arrow`` names, files and attributes as an Arrow stream; each run that writes begins a new one
``skipped.jsonl``   what could not be used: ``file`` and ``reason``
``calibration.f32`` float32 ``(2, K)``: sorted errors of a sample, rebuilt and round trip

``state.json`` is replaced in one step after the bytes that it counts are written. A run that is killed leaves
bytes beyond them, which nobody reads and the next run cuts off: at most the last second of work is lost.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from morphospace.controls import control_from_json
from morphospace.errors import BadInputError, CannotSaveError
from morphospace.latents.coordinates import Coordinates
from morphospace.library.atomic import replace_files

VERSION = 1
ATLAS, STATE = "atlas.json", "state.json"
PLACES, THUMBNAILS, SKIPPED, CALIBRATION = (
    "places.f32",
    "thumbnails.rgb",
    "skipped.jsonl",
    "calibration.f32",
)
THUMBNAIL = 64
"""Side of a thumbnail in pixels."""


@dataclass(frozen=True)
class Manifest:
    """``atlas.json``. ``sources``: where the items come from, in order (see ``building.sources``).

    ``limits``: for each source how many items are taken of it at most, or None for all. ``unit``: the
    deviation of one latent dimension.
    """

    title: str
    model: str
    model_title: str
    model_hash: str
    coordinates: Coordinates
    sources: tuple[str, ...]
    limits: tuple[int | None, ...]
    thumbnail: int = THUMBNAIL
    unit: float = 1.0

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, ``{"morphospace_atlas": 1, ...}``; ``manifest_from_json`` reads it back."""
        plain = {name: getattr(self, name) for name in ("title", "model", "model_title", "model_hash")}
        return {
            "morphospace_atlas": VERSION,
            **plain,
            "latents": {name: list(shape) for name, shape in self.coordinates.latents},
            "attributes": [attribute.to_json() for attribute in self.coordinates.attributes],
            "spread": self.coordinates.spread,
            "unit": self.unit,
            "sources": list(self.sources),
            "limits": list(self.limits),
            "thumbnail": self.thumbnail,
        }


@dataclass(frozen=True)
class State:
    """``state.json``. ``count``: whole items. ``sizes``: bytes that count, by growing file. ``segments``: the
    Arrow files in order. ``planned`` and ``taken``: for each source how many items it has and how many of
    them were looked at. ``skipped``: how many of those could not be used. ``finished``: all is done.
    """

    count: int = 0
    sizes: Mapping[str, int] = field(default_factory=dict)
    segments: tuple[str, ...] = ()
    planned: tuple[int, ...] = ()
    taken: tuple[int, ...] = ()
    skipped: int = 0
    finished: bool = False

    @property
    def total(self) -> int:
        """How many items there will be, as far as is known."""
        return self.count if self.finished else max(self.count, sum(self.planned) - self.skipped)


def manifest_from_json(data: Any) -> Manifest:
    """The manifest that ``to_json`` wrote. Raises ``ValueError``, ``KeyError`` or ``TypeError`` otherwise."""
    if data["morphospace_atlas"] != VERSION:
        raise ValueError(f"its version is {data['morphospace_atlas']!r}, and this program reads {VERSION}")
    latents = tuple((str(name), tuple(map(int, shape))) for name, shape in data["latents"].items())
    attributes = tuple(control_from_json(one) for one in data["attributes"])
    return Manifest(
        title=str(data["title"]),
        model=str(data["model"]),
        model_title=str(data["model_title"]),
        model_hash=str(data["model_hash"]),
        coordinates=Coordinates(latents, attributes, float(data["spread"])),  # type: ignore[arg-type]
        sources=tuple(map(str, data["sources"])),
        limits=tuple(None if one is None else int(one) for one in data["limits"]),
        thumbnail=int(data["thumbnail"]),
        unit=float(data["unit"]),
    )


def read_manifest(folder: Path) -> Manifest:
    """What the atlas in a folder is. Raises ``BadInputError``: one sentence with the remedy."""
    return manifest_from_json_file(folder / ATLAS)


def manifest_from_json_file(path: Path) -> Manifest:
    """See ``read_manifest``."""
    try:
        return manifest_from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BadInputError(f"There is no map in {path.parent}: build it, or choose another.") from None
    except OSError as error:
        raise BadInputError(f"{path} cannot be read ({error.strerror}): check its permissions.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInputError(f"{path} is not a map's ({error}): delete this map and build it anew.") from None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put ``atlas.json`` in place, whole or not at all. Raises ``CannotSaveError``."""
    text = json.dumps(manifest.to_json(), indent=1, ensure_ascii=False) + "\n"
    replace_files(folder, {ATLAS: text.encode()})


def read_state(folder: Path) -> State:
    """How much of the atlas in a folder is there; nothing, where it was never written.

    Raises ``BadInputError`` where it is damaged.
    """
    path = folder / STATE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        sizes = {str(name): int(size) for name, size in data["sizes"].items()}
        lists = {name: tuple(data[name]) for name in ("segments", "planned", "taken")}
        return State(
            int(data["count"]), sizes, **lists, skipped=int(data["skipped"]), finished=data["finished"]
        )
    except FileNotFoundError:
        return State()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInputError(f"{path} is damaged ({error}): delete this map and build it anew.") from None


class Appender:
    """The growing files of one atlas, for the one process that writes. ``state`` is what counts.

    Use as a context: the files close with it, and what was not committed is cut off by the next one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = read_state(folder)
        self._files: dict[str, Any] = {}
        self._sizes = dict(self.state.sizes)

    def __enter__(self) -> Appender:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            # A full disk may refuse what is still in the buffer: it does not count anyway.
            with suppress(OSError):
                file.close()

    def append(self, name: str, content: bytes | memoryview) -> None:
        """Write behind what is there; it counts from the next ``commit``. Raises ``CannotSaveError``."""
        with saving(self.folder):
            self._files.setdefault(name, None)
            if self._files[name] is None:
                self._files[name] = self._opened(name)
            self._files[name].write(content)
        self._sizes[name] = self._sizes.get(name, 0) + memoryview(content).nbytes

    def commit(self, **changes: Any) -> State:
        """Make all that was appended count, with ``changes`` of the state. Raises ``CannotSaveError``."""
        with saving(self.folder):
            for file in self._files.values():
                file.flush()
                os.fsync(file.fileno())
            state = replace(self.state, sizes=dict(self._sizes), **changes)
            text = json.dumps(asdict(state))
            replace_files(self.folder, {STATE: text.encode()}, durable=False)
        self.state = state
        return state

    def _opened(self, name: str) -> Any:
        path = self.folder / name
        path.touch()
        file = path.open("r+b")
        file.truncate(self._sizes.get(name, 0))
        file.seek(0, os.SEEK_END)
        return file


@contextmanager
def saving(folder: Path) -> Iterator[None]:
    """Errors of the file system as one sentence."""
    try:
        yield
    except OSError as error:
        raise CannotSaveError(
            f"The map in {folder} cannot be written ({error.strerror or error}): "
            "free some space, then go on; what was there stays."
        ) from None


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Only one process at a time writes an atlas; the lock falls with its process.

    Raises ``BadInputError`` where another one does.
    """
    with saving(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("w")
    with file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # without fcntl (Windows) two writers at once are on their own
            pass
        except OSError:
            raise BadInputError("This map is being built already: wait for it, or cancel it there.") from None
        yield
