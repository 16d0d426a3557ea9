"""The embedded faces as a source: drawn on a thread while those that are drawn are read."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from morphospace.atlas.building.sources import Batch, Sizes, Spec, spread_out
from morphospace.data.attributes import ATTRIBUTES
from morphospace.data.faces import cached_faces, check_request, load_faces
from morphospace.data.sampling import split_table
from morphospace.errors import CancelledError
from morphospace.pixels import middle_square

_FIRST = 100
"""Drawn first, so that there is something to see at once; then twice as many each time."""
_MOST = 2000


class FacesSource:
    """See ``Source``. Faces are drawn at the model's size, or at that of thumbnails if it is larger."""

    def __init__(self, split: str, total: int, sizes: Sizes) -> None:
        self._split, self._total, self._sizes = split, total, sizes
        self._side = max(sizes.image, sizes.thumbnail)
        check_request(split, total, self._side)
        self._first = 0
        self._drawn = 0
        self._images = np.empty(0, np.uint8)
        self._news = threading.Condition()
        self._stopped = False
        self._error: Exception | None = None
        self._thread: threading.Thread | None = None

    @property
    def columns(self) -> tuple[Spec, ...]:
        """The attributes that faces are drawn by."""
        return tuple(
            Spec(one.name, one.title, () if one.ordered else tuple(map(str, one.values)))
            for one in ATTRIBUTES
        )

    @property
    def oddities(self) -> list[tuple[str, str]]:
        """None: faces are made here."""
        return []

    @property
    def words(self) -> str:
        """How far the drawing is."""
        return "" if self._drawn >= self._total else f"Drawing faces, {self._drawn:,} of {self._total:,}"

    def listing(self, taken: int, known: Collection[str]) -> Iterator[int]:
        """A split is known without looking. Begins to draw what the cache lacks."""
        self._first = min(taken, self._total)
        self._drawn = min(self._total, cached_faces(self._split, self._side))
        if self._drawn < self._total and self._first < self._total:
            self._thread = threading.Thread(target=self._draw, name="morphospace-faces", daemon=True)
            self._thread.start()
        yield len(self)

    def __len__(self) -> int:
        return self._total - self._first

    def read(self, places: Sequence[int]) -> Batch:
        """See ``Source``: waits until these are drawn."""
        rows = self._first + np.asarray(places)
        first, last = int(rows.min()), int(rows.max()) + 1
        pictures = np.asarray(self._upto(last)[rows])
        table = split_table(self._split, first, last)
        return Batch(
            images=middle_square(pictures, self._sizes.image),
            thumbnails=middle_square(pictures, self._sizes.thumbnail),
            names=[f"face {row:05d}" for row in rows],
            files=[""] * len(rows),
            texts=[""] * len(rows),
            labels=[table.row(row - first) for row in rows],
            taken=len(rows),
        )

    def _upto(self, last: int) -> np.ndarray:
        """At least the first ``last`` pictures of the split."""
        with self._news:
            self._news.wait_for(lambda: self._drawn >= last or self._error is not None or self._stopped)
            if self._drawn < last:
                raise self._error or CancelledError("Drawing the faces was cancelled.")
        if last > len(self._images):
            self._images = load_faces(self._split, self._drawn, self._side).images
        return self._images

    def sample(self, n: int) -> list[int]:
        """Of those that are drawn: each is drawn by itself, so the first stand for all."""
        return spread_out(n, min(len(self), max(_FIRST, self._drawn - self._first)))

    def close(self) -> None:
        """Draw no more; what is drawn stays in the cache."""
        with self._news:
            self._stopped = True
            self._news.notify_all()

    def _draw(self) -> None:
        step = _FIRST
        try:
            while self._drawn < self._total and not self._stopped:
                wanted = min(self._total, self._drawn + step)
                load_faces(self._split, wanted, self._side, nice=5, cancelled=lambda: self._stopped)
                step = min(2 * step, _MOST)
                with self._news:
                    self._drawn = wanted
                    self._news.notify_all()
        except Exception as error:
            with self._news:
                self._error = error
                self._news.notify_all()
