"""Directions judged: a slider made from labelled faces beside the model's own slider for the same attribute.

Each is made from so many faces a side and moved by two sigmas, which lead from one selection to the other.
The faces it edits are others, known to show the value it leads away from; what the edits show is read by the
evaluator and counted as for the model's own edits (``evaluation.edits``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from morphospace.controls import Setting
from morphospace.data.attributes import consistent
from morphospace.evaluation.edits import AskedEdit, EditScore, count_edit
from morphospace.evaluation.evaluator import Evaluator, Reading
from morphospace.evaluation.subject import Opened, Subject
from morphospace.evaluation.watch import Watch
from morphospace.latents.coordinates import Coordinates, attributes_of, pack, spread_of
from morphospace.latents.directions import make_direction
from morphospace.latents.edits import LatentDirection, along
from morphospace.latents.separating import Method
from morphospace.models import Settings

AMOUNT = 2.0
SIDE = 200
PAIRS: tuple[tuple[str, Setting, Setting], ...] = (
    ("smile", -1.0, 1.0),
    ("glasses", 0.0, 1.0),
    ("beard", 0.0, 1.0),
    ("hair", "short", "long"),
    ("hair", "long", "short"),
    ("hair_colour", "black", "blonde"),
    ("hair_colour", "brown", "red"),
    ("skin", 0.0, 1.0),
    ("eyes", "open", "closed"),
    ("brows", "neutral", "angry"),
)
"""Attribute, value to lead away from, value to lead to."""

_EDITED_MOST = 300


@dataclass(frozen=True)
class Comparison:
    """One attribute's slider, of the model (NaN where it has none) and made from two selections: shares of
    the edits that show the asked value, and of other attributes that stay. ``faces``: of how many."""

    name: str
    away: Setting
    toward: Setting
    method: Method
    faces: int
    slider_asked: float
    slider_kept: float
    asked: float
    kept: float


def compare_directions(
    subject: Subject,
    evaluator: Evaluator,
    opened: Opened,
    labels: Sequence[Settings],
    *,
    method: Method = "means",
    pairs: Sequence[tuple[str, Setting, Setting]] = PAIRS,
    side: int = SIDE,
    plain: bool = False,
    watch: Watch | None = None,
) -> list[Comparison]:
    """Make a slider for each of ``pairs`` from the first faces and edit the last third with it.

    ``opened``: pictures as ``subject`` has read them, which show ``labels``. ``plain``: of latents alone, as
    for a model without attributes. Pairs for which there are no faces are left out.
    """
    watch = watch or Watch()
    bench = _Bench(subject, evaluator, opened, labels, plain)
    found = []
    for place, (name, away, toward) in enumerate(pairs):
        watch.stage(f"Slider: {name}", place / len(pairs), (place + 1) / len(pairs)).at(0.0)
        direction = bench.direction(name, away, toward, method, side)
        edit = AskedEdit([labels[int(row)] for row in bench.held], name, toward)
        _only(edit, name, away)
        if direction is None or not len(edit.rows):
            continue
        own = bench.own(edit) if name in subject.attributes and not plain else None
        made = bench.moved(edit, direction)
        found.append(
            Comparison(
                name=name,
                away=away,
                toward=toward,
                method=method,
                faces=len(edit.rows),
                slider_asked=own.asked_mean if own else float("nan"),
                slider_kept=own.kept_mean if own else float("nan"),
                asked=made.asked_mean,
                kept=made.kept_mean,
            )
        )
    return found


class _Bench:
    """The faces as places, in those that sliders are made from and those that are held out."""

    def __init__(
        self, subject: Subject, evaluator: Evaluator, opened: Opened, labels: Sequence[Settings], plain: bool
    ) -> None:
        assert opened.latents is not None
        self._subject, self._evaluator, self._opened, self._labels = subject, evaluator, opened, labels
        latents = {name: one.float().cpu().numpy() for name, one in opened.latents.items()}
        shapes = tuple((name, one.shape[1:]) for name, one in latents.items())
        known = opened.settings[0] if opened.settings and not plain else {}
        self._coordinates = Coordinates(
            shapes, attributes_of(subject.model.controls, names=known), spread_of(latents)
        )
        self._latents = latents
        self._settings: Sequence[Settings] = opened.settings or [{}] * len(labels)
        self._places = pack(self._coordinates, latents, self._settings)
        self._count = len(labels) * 2 // 3
        self.held = np.arange(self._count, len(labels))
        self._before = evaluator.read(opened.pictures[self.held])

    def direction(
        self, name: str, away: Setting, toward: Setting, method: Method, side: int
    ) -> LatentDirection | None:
        """The slider from ``side`` faces of each kind, fewer where there are not so many."""
        shown = [row[name] for row in self._labels[: self._count]]
        rows = [[place for place, value in enumerate(shown) if value == end][:side] for end in (toward, away)]
        if not all(rows):
            return None
        made = make_direction(self._places[rows[0]], self._places[rows[1]], method)
        return LatentDirection(
            name=name,
            model="",
            model_hash="",
            coordinates=self._coordinates,
            vector=made.vector.astype(np.float32),
            sigma=made.sigma,
        )

    def own(self, edit: AskedEdit) -> EditScore:
        """The model's own slider."""
        asked = {edit.name: edit.value}
        rows = self.held[edit.rows]
        settings = [consistent({**self._settings[row], **asked}, asked) for row in rows]
        return self._score(edit, {name: one[rows] for name, one in self._latents.items()}, settings)

    def moved(self, edit: AskedEdit, direction: LatentDirection) -> EditScore:
        """The made one."""
        stops = []
        for row in self.held[edit.rows]:
            latents = {name: one[row : row + 1] for name, one in self._latents.items()}
            stops += along(latents, self._settings[row], direction, [AMOUNT])
        joined = {
            name: np.concatenate([np.asarray(stop["latents"][name]) for stop in stops])
            for name in self._latents
        }
        settings = [consistent(stop["settings"], list(stop["settings"])[-1:]) for stop in stops]
        return self._score(edit, joined, settings)

    @torch.inference_mode()
    def _score(
        self, edit: AskedEdit, latents: dict[str, np.ndarray], settings: Sequence[Settings]
    ) -> EditScore:
        tensors = {name: torch.from_numpy(one).to(self._subject.device) for name, one in latents.items()}
        pictures = self._opened.pictures[self.held[edit.rows]]
        again = self._subject.show(Opened(pictures, tensors, settings if settings[0] else None), {}, Watch())
        score = EditScore()
        count_edit(score, edit, self._before, self._read(again))
        return score

    def _read(self, pictures: np.ndarray) -> Reading:
        return self._evaluator.read(pictures)


def _only(edit: AskedEdit, name: str, away: Setting) -> None:
    """Of an edit only the faces that show ``away``, and not too many of them."""
    kept = [place for place, row in enumerate(edit.original) if row[name] == away][:_EDITED_MOST]
    edit.rows = edit.rows[kept]
    edit.original = [edit.original[place] for place in kept]
    edit.expected = [edit.expected[place] for place in kept]
