"""The scorecard: what was measured of a model, beside what real pictures get and what is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from morphospace.data.faces import cache_folder
from morphospace.library.atomic import replace_files

VERSION = 2
"""Of the way of scoring: scores of another version are made anew."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured number.

    ``reference``: what something known gets by the same measure, ``reference_name`` says what (real
    pictures against other real ones, PCA). ``bar``: what is asked, of the value or, where ``relative``,
    of value / reference. ``detail``: the parts it is the mean of, by name.
    """

    name: str
    title: str
    value: float
    unit: str = ""
    higher_is_better: bool = True
    reference: float | None = None
    reference_name: str = ""
    bar: float | None = None
    relative: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reached(self) -> bool | None:
        """Whether the bar is reached, None without one."""
        if self.bar is None:
            return None
        value = self.value / self.reference if self.relative and self.reference else self.value
        return value >= self.bar if self.higher_is_better else value <= self.bar


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """All figures of one model. ``sha256`` names the weights that were scored, ``sizes`` how many
    pictures each part used."""

    model: str
    title: str
    sha256: str
    figures: tuple[Figure, ...]
    sizes: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def __getitem__(self, name: str) -> Figure:
        """The figure of that name. Raises ``KeyError``."""
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; ``scorecard_from_json`` reads it back."""
        figures = [{**asdict(figure), "reached": figure.reached} for figure in self.figures]
        return {
            "scorecard": VERSION,
            "model": self.model,
            "title": self.title,
            "sha256": self.sha256,
            "sizes": dict(self.sizes),
            "seconds": self.seconds,
            "figures": figures,
        }


def scorecard_from_json(data: Mapping[str, Any]) -> Scorecard:
    """The scorecard that ``to_json`` wrote. Raises ``ValueError`` for anything else."""
    try:
        if data["scorecard"] != VERSION:
            raise ValueError(f"scores of version {data['scorecard']!r} are out of date")
        figures = [{k: v for k, v in figure.items() if k != "reached"} for figure in data["figures"]]
        known = {k: data[k] for k in ("model", "title", "sha256", "sizes", "seconds")}
        return Scorecard(figures=tuple(Figure(**figure) for figure in figures), **known)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a scorecard: {error}") from None


def remembered(name: str) -> dict[str, Any] | None:
    """The JSON kept under ``name`` in the cache folder, or None (also where it is damaged)."""
    try:
        data = json.loads(_path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def remember(name: str, data: Mapping[str, Any]) -> None:
    """Keep JSON under ``name`` in the cache folder. Raises ``CannotSaveError``."""
    path = _path(name)
    replace_files(path.parent, {path.name: json.dumps(data, indent=1).encode()})


def _path(name: str) -> Path:
    return cache_folder() / "scores" / f"{name}.json"
