"""A folder of pictures as a source: everything in it and below it that is a picture, in order of name."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePath

import numpy as np

from morphospace.atlas.building.metadata import MOST_KINDS, Metadata, column_name, read_metadata, specs_of
from morphospace.atlas.building.sources import Batch, Sizes, Spec, spread_out
from morphospace.controls import Setting
from morphospace.errors import BadImageError, BadInputError
from morphospace.imaging.endings import PICTURES

FOLDER = "folder"
"""The column that says in which folder within the folder a picture lies, where there are several."""
_READERS = 2


@dataclass(frozen=True, eq=False)
class _Read:
    image: np.ndarray
    thumbnail: np.ndarray


class FolderSource:
    """See ``Source``. Files that earlier runs looked at are left out, whatever changed in the folder."""

    def __init__(self, folder: Path, limit: int | None, sizes: Sizes) -> None:
        self._folder, self._limit, self._sizes = Path(folder).absolute(), limit, sizes
        if not folder.exists():
            raise BadInputError(f"{folder} does not exist: choose a folder of pictures.")
        if not folder.is_dir():
            raise BadInputError(f"{folder} is not a folder: choose a folder of pictures.")
        self._files: list[str] = []
        self._metadata = Metadata()
        self._columns: tuple[Spec, ...] = ()
        self._by_folder = False
        self.oddities: list[tuple[str, str]] = []
        self._pool = ThreadPoolExecutor(_READERS, thread_name_prefix="morphospace-pictures")

    @property
    def columns(self) -> tuple[Spec, ...]:
        """What the metadata say, and the folder within the folder where there are several."""
        return self._columns

    @property
    def words(self) -> str:
        """Nothing is waited for: the pictures are there."""
        return ""

    def listing(self, taken: int, known: Collection[str]) -> Iterator[int]:
        """See ``Source``."""
        found = []
        for path in _pictures(self._folder):
            found.append(path)
            yield len(found)
        if not found:
            raise BadInputError(f"{self._folder} holds no pictures: choose a folder that does.")
        found.sort()
        self._describe(found, known)
        room = None if self._limit is None else max(0, self._limit - taken)
        self._files = [path for path in found if path not in known][:room]

    def __len__(self) -> int:
        return len(self._files)

    def read(self, places: Sequence[int]) -> Batch:
        """See ``Source``. Raises ``BadInputError`` where the folder has gone."""
        files = [self._files[place] for place in places]
        read = list(self._pool.map(self._read, files))
        skipped = [(file, one) for file, one in zip(files, read, strict=True) if isinstance(one, str)]
        if len(skipped) == len(files) and not self._folder.is_dir():
            raise BadInputError(
                f"{self._folder} is not there any more: bring it back, then go on; what was read stays."
            )
        good = [(file, one) for file, one in zip(files, read, strict=True) if isinstance(one, _Read)]
        names = [os.path.relpath(file, self._folder).replace(os.sep, "/") for file, _ in good]
        return Batch(
            images=_stacked([one.image for _, one in good], self._sizes.image),
            thumbnails=_stacked([one.thumbnail for _, one in good], self._sizes.thumbnail),
            names=names,
            files=[file for file, _ in good],
            texts=[self._metadata.texts.get(name, "") for name in names],
            labels=[self._labels(name) for name in names],
            taken=len(files),
            skipped=skipped,
        )

    def sample(self, n: int) -> list[int]:
        """Evenly over the whole folder, as neighbours in order of name are often alike."""
        return spread_out(n, len(self))

    def close(self) -> None:
        """Begin to read nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _describe(self, found: list[str], known: Collection[str]) -> None:
        """Read the metadata, and say what they name that is not there."""
        self._metadata = read_metadata(self._folder)
        self.oddities = [one for one in self._metadata.oddities if one[0] not in known]
        there = {os.path.relpath(path, self._folder).replace(os.sep, "/") for path in found}
        for name in self._metadata.labels.keys() - there:
            path = str(self._folder / name)
            if path not in known:
                self.oddities.append((path, f"The metadata name {name}, which is not there."))
        folders = sorted({name.rpartition("/")[0] for name in there})
        self._by_folder = 1 < len(folders) <= MOST_KINDS
        self._columns = specs_of(self._metadata.labels.values())
        if self._by_folder and all(spec.name != FOLDER for spec in self._columns):
            kinds = tuple(folder or "." for folder in folders)
            self._columns = (*self._columns, Spec(FOLDER, "Folder", kinds))

    def _labels(self, name: str) -> Mapping[str, Setting]:
        labels = {column_name(key): value for key, value in self._metadata.labels.get(name, {}).items()}
        if self._by_folder:
            labels.setdefault(FOLDER, name.rpartition("/")[0] or ".")
        return labels

    def _read(self, file: str) -> _Read | str:
        """The picture at both sizes, or why it cannot be read."""
        from morphospace.imaging.files import read_image
        from morphospace.pixels import middle_square

        try:
            # Twice the size that is wanted, for the quality of what is resampled from it.
            pixels = read_image(Path(file), 2 * max(self._sizes.image, self._sizes.thumbnail))[None]
        except BadImageError as error:
            return str(error)
        image, thumbnail = (
            middle_square(pixels, side)[0] for side in (self._sizes.image, self._sizes.thumbnail)
        )
        return _Read(image, thumbnail)


def _pictures(folder: Path) -> Iterator[str]:
    """Every picture in and below a folder; what is hidden or cannot be entered is passed over."""
    for place, inside, files in os.walk(folder):
        inside[:] = [name for name in inside if not name.startswith(".")]
        for name in files:
            if PurePath(name).suffix.lower() in PICTURES and not name.startswith("."):
                yield str(Path(place, name))


def _stacked(pictures: list[np.ndarray], side: int) -> np.ndarray:
    return np.stack(pictures) if pictures else np.empty((0, side, side, 3), np.uint8)
