"""An atlas: the items of a dataset, each with its place, attributes and thumbnail, mapped from disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from morphospace.atlas.columns import Column
from morphospace.latents.coordinates import Coordinates


@dataclass(frozen=True, eq=False, kw_only=True)
class Atlas:
    """Everything of an open atlas; arrays are read-only and N long, mapped from ``folder``.

    ``id``: name of its folder. ``model``, ``model_hash``: whose latents these are. ``places``: float32
    ``(N, coordinates.width)``, latents and scaled attributes together. ``unit``: deviation of one latent
    dimension over the items, what distances and errors are told in. ``thumbnails``: uint8
    ``(N, S, S, 3)``. ``columns``: attributes by name, told by labels or read by the model. ``names``: what
    people call an item. ``files``: path of each item's picture, empty texts for items that are drawn.
    ``rebuilt``, ``round_trips``: sorted float32 errors of a sample of the items, by which other pictures
    and places are judged: root mean square of the rebuilt picture's difference, 0 to 1, and
    ``‖h - g_e(g_d(h))‖`` over the latents in deviations of one latent dimension. ``total``: how many items
    it will have; more than N while it is being built. ``skipped``: ``(file, reason)`` of unreadable files.
    ``texts``: what is said of each item where the data say it, else empty texts.
    """

    id: str
    title: str
    folder: Path
    source: str
    model: str
    model_hash: str
    coordinates: Coordinates
    unit: float = 1.0
    places: np.ndarray
    thumbnails: np.ndarray
    columns: Mapping[str, Column]
    names: Sequence[str]
    files: Sequence[str]
    total: int
    rebuilt: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    round_trips: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    skipped: tuple[tuple[str, str], ...] = ()
    texts: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.places)

    @property
    def complete(self) -> bool:
        """Whether all items are there."""
        return len(self) >= self.total


def validity(errors: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """How ordinary errors ``(M,)`` are among the sorted errors ``(K,)`` of real items: float64 in [0, 1].

    Twice the share of real items whose error is at least as large, at most 1: an empirical p-value, 1 for
    whatever is at or below the median of real items and 0 beyond the largest. NaN where K is 0.
    """
    if not len(sample):
        return np.full(np.shape(errors), np.nan)
    beyond = len(sample) - np.searchsorted(sample, errors, side="left")
    return np.asarray(np.minimum(1.0, 2.0 * beyond / len(sample)))
