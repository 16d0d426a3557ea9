"""The job that trains probes: what small classifiers learn from few labels, with and without a model."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.errors import BadInputError
from morphospace.hosting.jobs import JobStep, Steps, Workbench, job
from morphospace.probing.arms import ARMS, FINETUNE, LATENTS, NETS, PIXELS, Lesson, Study
from morphospace.probing.curves import spread_over, within
from morphospace.probing.labelled import MOST_PICTURES, Labelled, held_out_of, part, read_labelled

if TYPE_CHECKING:
    from morphospace.hosting.catalogue import Entry

LABELS = (5, 10, 20, 50)
_BATCH = 64
_SECONDS = 0.02


@job("probe")
def probe(
    bench: Workbench,
    model: str,
    source: str,
    attribute: str,
    on: Sequence[str] = (PIXELS, LATENTS),
    labels: Sequence[int] = LABELS,
    seeds: int = 5,
    pictures: int = MOST_PICTURES,
) -> Steps:
    """Learning curves of probes for ``attribute``, of labelled pictures in a folder or of ``faces:SPLIT``.

    ``on``: ``pixels``, ``latents``, ``finetune``; ``labels``: how many of each class are learnt from.
    Every seed draws other pictures to learn from and to be judged by, the same for all arms.
    Yields ``accuracy``, float ``(arms, labels, seeds)``, NaN where not yet known. Returns ``classes`` with
    their ``counts``, ``held_out`` a class, ``chance``; for each of ``arms`` its ``net``, ``weights`` and
    ``points`` (``labels``, ``mean``, ``low``, ``high``, ``accuracies``); ``gains``: the same of the
    difference to pixels, seed by seed; ``missing``: arms that cannot be, and why; ``skipped`` files.
    Raises ``BadInputError`` for what cannot be probed, ``MorphospaceError`` for a loss that is no number.
    """
    arms, wanted = _arms(on), _labels(labels)
    if seeds < 1:
        raise BadInputError(f"Nothing can be learnt with {seeds} seeds: ask for 1 or more.")
    entry = bench.find(model)
    labelled = yield from _read(source, attribute, entry, pictures)
    held_out_of(labelled, wanted[-1])
    yield JobStep(0, 0, f"Loading {entry.title}")
    with bench.use(entry) as loaded:
        study = yield from _study(labelled, loaded, entry, arms, bench.device)
        arms, missing = _possible(study, entry, arms)
        accuracy, weights = yield from _curves(study, arms, wanted, seeds)
    return {
        "model": entry.model,
        "source": source,
        "attribute": labelled.attribute,
        "classes": list(labelled.classes),
        "counts": dict(labelled.counts),
        "unlabelled": labelled.unlabelled,
        "skipped": [{"file": file, "reason": reason} for file, reason in labelled.skipped],
        "held_out": held_out_of(labelled, wanted[-1]),
        "chance": 1 / len(labelled.classes),
        "seeds": seeds,
        "arms": {
            arm: {"net": NETS[arm], "weights": weights[arm], "points": _points(accuracy[place], wanted)}
            for place, arm in enumerate(arms)
        },
        "gains": _gains(accuracy, arms, wanted),
        "missing": missing,
        "note": _note(entry, labelled.attribute, arms),
    }


def _arms(on: Sequence[str]) -> list[str]:
    unknown = [arm for arm in on if arm not in ARMS]
    if unknown or not on:
        said = f"not on {unknown[0]!r}" if unknown else "not on nothing"
        raise BadInputError(f"A probe learns on {', '.join(ARMS)}, {said}: choose some of these.")
    return [arm for arm in ARMS if arm in on]


def _labels(labels: Sequence[int]) -> list[int]:
    if not labels or min(labels) < 1:
        raise BadInputError("A probe needs 1 label a class or more: ask for example for 5, 10, 20, 50.")
    return sorted(set(labels))


def _read(source: str, attribute: str, entry: Entry, pictures: int) -> Generator[JobStep, None, Labelled]:
    found: Labelled | None = None
    for done, total, found in read_labelled(source, attribute, entry.image_size, pictures):  # noqa: B007
        yield JobStep(done, total, "Reading pictures")
    assert found is not None
    return found


def _study(
    labelled: Labelled, loaded: Any, entry: Entry, arms: Sequence[str], device: str
) -> Generator[JobStep, None, Study]:
    """What the arms work with; latents only where an arm wants them and the model has them."""
    from morphospace.probing.features import fixed_latents, same_settings

    settings = same_settings(entry.controls)
    parts = []
    if callable(getattr(loaded, "encode", None)) and (LATENTS in arms or FINETUNE in arms):
        total = len(labelled.images)
        for start in range(0, total, _BATCH):
            some = labelled.images[start : start + _BATCH]
            parts.append(fixed_latents(loaded, some, entry.image_size, settings, device))
            yield JobStep(min(total, start + _BATCH), total, "Encoding pictures")
    latents = np.concatenate(parts) if parts else None
    return Study(labelled, loaded, latents, settings, device)


def _possible(study: Study, entry: Entry, arms: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The arms that can be, and why others cannot. Raises ``BadInputError`` where none can."""
    from morphospace.probing.features import twin_of

    missing: dict[str, str] = {}
    if study.latents is None:
        missing = {arm: f"{entry.title} cannot encode pictures." for arm in arms if arm != PIXELS}
    elif FINETUNE in arms:
        try:
            twin_of(study.model, study.pictures(np.arange(2)), study.settings)
        except BadInputError as error:
            missing[FINETUNE] = f"{entry.title} cannot be fine-tuned: {error}"
    left = [arm for arm in arms if arm not in missing]
    if not left:
        raise BadInputError(
            f"{next(iter(missing.values())).rstrip('.')}: choose another model or other arms."
        )
    return left, missing


def _curves(
    study: Study, arms: Sequence[str], labels: Sequence[int], seeds: int
) -> Generator[JobStep, None, tuple[np.ndarray, dict[str, int]]]:
    """Accuracies ``(arms, labels, seeds)`` and how many weights each arm learnt, seed after seed."""
    accuracy = np.full((len(arms), len(labels), seeds), np.nan)
    weights: dict[str, int] = {}
    done, total, last = 0, accuracy.size, 0.0
    for seed in range(seeds):
        parting = part(study.labelled, labels[-1], seed)
        for at, count in enumerate(labels):
            for place, arm in enumerate(arms):
                words = f"Learning on {arm}: {count} labels a class, seed {seed + 1} of {seeds}"
                lesson = Lesson(
                    parting.first(count), parting.held_out, seed, f"{arm} with {count} labels a class"
                )
                learning = ARMS[arm](study, lesson)
                while True:
                    try:
                        share = next(learning)
                    except StopIteration as ended:
                        accuracy[place, at, seed], weights[arm] = ended.value
                        break
                    if time.monotonic() - last >= _SECONDS:
                        yield JobStep(done + share, total, words)
                        last = time.monotonic()
                done += 1
                yield JobStep(done, total, words, arrays={"accuracy": accuracy.copy()})
    return accuracy, weights


def _points(accuracy: np.ndarray, labels: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {"labels": count, **within(spread_over(found)).to_json(), "accuracies": found.tolist()}
        for count, found in zip(labels, accuracy, strict=True)
    ]


def _gains(
    accuracy: np.ndarray, arms: Sequence[str], labels: Sequence[int]
) -> Mapping[str, list[dict[str, Any]]]:
    """How much each arm is better than pixels, seed by seed; negative where it is worse."""
    if PIXELS not in arms:
        return {}
    pixels = accuracy[arms.index(PIXELS)]
    return {
        arm: [
            {"labels": count, **spread_over(found - beside).to_json()}
            for count, found, beside in zip(labels, accuracy[place], pixels, strict=True)
        ]
        for place, arm in enumerate(arms)
        if arm != PIXELS
    }


def _note(entry: Entry, attribute: str, arms: Sequence[str]) -> str:
    """What must be known to read the figures of a model that had labels of its own."""
    if set(arms) <= {PIXELS} or all(control.name != attribute for control in entry.controls):
        return ""
    return (
        f"{entry.title} has a control {attribute!r}, so its encoder may have learnt with these labels, or to "
        "leave them out of its latents. Here it encodes every picture with the same settings, so that what "
        "it reads in a picture by itself does not reach the probe."
    )
