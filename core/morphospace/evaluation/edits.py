"""Edits: every attribute of real pictures set to every other value, and what that did.

An edit is *asked* right where the evaluator reads the asked value; another attribute is *kept* where it
still reads what the original is known to show. Judged is only what can be seen: hair colour is not asked
where neither hair nor beard will show, nor counted as kept unless it shows before and after. What an edit
moves out of its way (a beard for a moustache) is not counted as lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from morphospace.controls import Setting
from morphospace.data.attributes import BY_NAME, NAMES, consistent, visible
from morphospace.evaluation.evaluator import Evaluator, Reading, judged, levels_of
from morphospace.evaluation.subject import Opened, Subject
from morphospace.evaluation.watch import Watch

_Labels = Sequence[Mapping[str, Setting]]


@dataclass
class Count:
    """Right readings among ``total``."""

    right: int = 0
    total: int = 0

    def add(self, right: np.ndarray) -> None:
        """Count bools."""
        self.right += int(right.sum())
        self.total += len(right)

    @property
    def share(self) -> float:
        """Right / total; NaN where nothing was judged."""
        return self.right / self.total if self.total else float("nan")


def _counts() -> defaultdict[str, Count]:
    return defaultdict(Count)


@dataclass
class EditScore:
    """``asked``: attribute → value → readings of the asked value. ``kept``: attribute → readings equal to
    the original's label; ``kept_clear``: the same without pictures in sunglasses before or after.
    ``agreed``: attribute → readings equal to the reading of the original."""

    asked: dict[str, defaultdict[str, Count]] = field(default_factory=dict)
    kept: defaultdict[str, Count] = field(default_factory=_counts)
    kept_clear: defaultdict[str, Count] = field(default_factory=_counts)
    agreed: defaultdict[str, Count] = field(default_factory=_counts)

    def asked_of(self, name: str) -> float:
        """Mean over the values of one attribute."""
        return float(np.mean([count.share for count in self.asked[name].values()]))

    @property
    def asked_mean(self) -> float:
        """Mean over every attribute and value."""
        return float(np.mean([count.share for counts in self.asked.values() for count in counts.values()]))

    @property
    def kept_mean(self) -> float:
        """Mean over the attributes."""
        return float(np.mean([count.share for count in self.kept.values() if count.total]))


def score_edits(
    subject: Subject, evaluator: Evaluator, opened: Opened, labels: _Labels, watch: Watch
) -> EditScore:
    """Edit pictures that ``subject`` opened and that show ``labels``, in every way the model can."""
    score = EditScore()
    before = evaluator.read(opened.pictures)
    plan = [(name, value) for name in subject.attributes for value in subject.values(name)]
    for place, (name, value) in enumerate(plan):
        edit = AskedEdit(labels, name, value)
        if not len(edit.rows):
            continue
        stage = watch.stage(f"Editing: {name} {_said(value)}", place / len(plan), (place + 1) / len(plan))
        after = evaluator.read(subject.show(opened.rows(edit.rows), {name: value}, stage))
        count_edit(score, edit, before, after)
    return score


class AskedEdit:
    """One value asked of all pictures that show another: which pictures, and what they should show."""

    def __init__(self, labels: _Labels, name: str, value: Setting) -> None:
        self.name, self.value = name, value
        attribute = BY_NAME[name]
        expected = [consistent({**row, name: value}, {name}) for row in labels]
        self.rows = np.array(
            [
                index
                for index, row in enumerate(labels)
                if attribute.index(row[name]) != attribute.index(value) and name in visible(expected[index])
            ],
            np.int64,
        )
        self.original = [labels[row] for row in self.rows]
        self.expected = [expected[row] for row in self.rows]


def count_edit(score: EditScore, edit: AskedEdit, before: Reading, after: Reading) -> None:
    """Count what the evaluator read before in all pictures, and after in those of the edit."""
    wanted, original = levels_of(edit.expected), levels_of(edit.original)
    seen_before, seen_after = judged(edit.original), judged(edit.expected)
    clear = ~np.array([_dark(a) or _dark(b) for a, b in zip(edit.original, edit.expected, strict=True)])
    asked = score.asked.setdefault(edit.name, _counts())
    asked[_said(edit.value)].add(after.levels[edit.name] == wanted[edit.name])
    for other in NAMES:
        if other == edit.name:
            continue
        counted = seen_before[other] & seen_after[other] & (wanted[other] == original[other])
        right = after.levels[other] == original[other]
        score.kept[other].add(right[counted])
        score.kept_clear[other].add(right[counted & clear])
        same = after.levels[other] == before.levels[other][edit.rows]
        score.agreed[other].add(same[counted])


def _dark(row: Mapping[str, Setting]) -> bool:
    return float(row["sunglasses"]) > 0.5


def _said(value: Setting) -> str:
    return value if isinstance(value, str) else f"{value:.3g}"
