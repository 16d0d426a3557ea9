"""Scoring a model: every figure that its capabilities allow, in one pass."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from morphospace.data.sampling import sample_labels
from morphospace.evaluation.edits import Count, EditScore, score_edits
from morphospace.evaluation.evaluator import Evaluator, evaluator_folder, load_evaluator
from morphospace.evaluation.fidelity import psnr, squared_errors, ssim
from morphospace.evaluation.generation import accuracy, likeness, normalised
from morphospace.evaluation.leak import score_leak
from morphospace.evaluation.noise import SIGMA, score_noise
from morphospace.evaluation.references import Reals, References, Sizes, find_references, read_reals
from morphospace.evaluation.scorecard import (
    VERSION,
    Figure,
    Scorecard,
    remember,
    remembered,
    scorecard_from_json,
)
from morphospace.evaluation.subject import Opened, Subject, codes
from morphospace.evaluation.watch import Progress, Watch
from morphospace.library.cards import Card, read_card

_DELICATE = ("eyes", "brows")
"""A few pixels, half hidden by glasses and fringes: less is asked of them."""

_SEED = 20_000
_REAL = "real against real"


def score(
    model: Any,
    card: Card,
    *,
    device: str = "cpu",
    sizes: Sizes | None = None,
    progress: Progress = lambda what, share: None,
    cancelled: Callable[[], bool] = lambda: False,
    fresh: bool = False,
) -> Scorecard:
    """Every figure of a loaded model; remembered by its weights' hash unless ``fresh``.

    A model whose card says ``data: faces`` is measured; draws the faces that the cache lacks. Raises
    ``CancelledError``, and ``MorphospaceError`` where faces are missing and cannot be drawn.
    """
    sizes = sizes or Sizes()
    key = read_card(evaluator_folder()).sha256[:12]
    name = "-".join([f"score-{VERSION}", card.sha256[:16] or card.id, key, *map(str, vars(sizes).values())])
    if not fresh and card.sha256 and (known := _recalled(name)):
        return known
    begun = time.monotonic()
    figures = tuple(_figures(model, card, device, sizes, key, Watch(progress, cancelled)))
    scorecard = Scorecard(
        model=card.id,
        title=card.title,
        sha256=card.sha256,
        figures=figures,
        sizes=asdict(sizes),
        seconds=round(time.monotonic() - begun, 1),
    )
    remember(name, scorecard.to_json())
    progress("Done", 1.0)
    return scorecard


def _recalled(name: str) -> Scorecard | None:
    known = remembered(name)
    try:
        return scorecard_from_json(known) if known else None
    except ValueError:
        return None


def _figures(model: Any, card: Card, device: str, sizes: Sizes, key: str, watch: Watch) -> Iterator[Figure]:
    subject = Subject(model, card.image_size, device)
    evaluator = load_evaluator()
    size = card.image_size
    reals = read_reals(evaluator, sizes, size, watch.stage("", 0.0, 0.12))
    numbers = sum(int(np.prod(shape)) for shape in card.latents.values()) + len(subject.attributes)
    references = find_references(
        evaluator, reals, numbers or 64, sizes, size, key, watch.stage("", 0.12, 0.27)
    )
    pictures = reals.first.images[: max(sizes.reconstructed, sizes.edited, sizes.probed)]
    opened = subject.open(pictures, watch.stage("Reading and encoding faces", 0.27, 0.42))
    if opened.latents is not None:
        found = opened.rows(np.arange(sizes.reconstructed))
        yield from _reconstruction(subject, found, references, watch.stage("Reconstructing", 0.42, 0.44))
        yield from _noise(subject, found, references, watch.stage("Drawing noisy faces", 0.44, 0.46))
    if subject.attributes:
        found = opened.rows(np.arange(sizes.edited))
        yield from _edits(subject, evaluator, found, reals, watch.stage("", 0.46, 0.76))
    if "sample" in subject.capabilities or subject.attributes:
        yield from _new(subject, evaluator, reals, references, sizes, watch.stage("", 0.76, 0.93))
    if opened.latents is not None and subject.attributes:
        found = opened.rows(np.arange(sizes.probed))
        yield from _leak(found, reals, subject.attributes, watch.stage("Probing latents", 0.93, 1.0))


def _reconstruction(
    subject: Subject, opened: Opened, references: References, watch: Watch
) -> Iterator[Figure]:
    originals, again = opened.pictures, subject.show(opened, {}, watch)
    # These bars are those of a model that gives up some likeness for attributes that can be set.
    conditional = bool(subject.attributes)
    errors = squared_errors(again, originals)
    values = psnr(errors)
    pca = f"PCA with {references.numbers} numbers"
    yield Figure(
        name="psnr",
        title="Reconstruction, PSNR (mean over pictures)",
        value=float(values.mean()),
        unit="dB",
        reference=references.pca_psnr,
        reference_name=pca,
        bar=31.0 if conditional else None,
        detail={"worst": float(values.min()), "best": float(values.max())},
    )
    yield Figure(
        name="psnr_pooled",
        title="Reconstruction, PSNR of the error over all pictures",
        value=float(psnr(errors.mean())),
        unit="dB",
        reference=references.pca_pooled,
        reference_name=pca,
    )
    yield Figure(
        name="ssim",
        title="Reconstruction, SSIM",
        value=float(ssim(again, originals).mean()),
        reference=references.pca_ssim,
        reference_name=pca,
        bar=0.96 if conditional else None,
    )


def _noise(subject: Subject, opened: Opened, references: References, watch: Watch) -> Iterator[Figure]:
    found = score_noise(subject, opened.pictures, watch)
    yield Figure(
        name="denoised",
        title=f"Noise of {SIGMA:g} taken off, PSNR (mean over pictures)",
        value=found.denoised,
        unit="dB",
        reference=references.pca_denoised,
        reference_name=f"PCA with {references.numbers} numbers",
    )
    yield Figure(
        name="noise_shift",
        title="How far noise moves the latent, in its deviations",
        value=found.shift,
        higher_is_better=False,
    )


def _edits(
    subject: Subject, evaluator: Evaluator, opened: Opened, reals: Reals, watch: Watch
) -> Iterator[Figure]:
    labels = [reals.first.row(index) for index in range(len(opened.pictures))]
    edits = score_edits(subject, evaluator, opened, labels, watch)
    asked = {name: _shares(counts) for name, counts in edits.asked.items()}
    yield Figure(
        name="asked", title="Edits: asked value shown", value=edits.asked_mean, bar=0.95, detail=asked
    )
    yield Figure(
        name="kept",
        title="Edits: other attributes kept",
        value=edits.kept_mean,
        bar=0.95,
        detail={
            "as read before the edit": _shares(edits.agreed),
            "without sunglasses before or after": _shares(edits.kept_clear),
        },
    )
    yield from _edits_each(edits)


def _edits_each(edits: EditScore) -> Iterator[Figure]:
    for name in edits.asked:
        bar = 0.9 if name in _DELICATE else 0.95
        yield Figure(name=f"asked_{name}", title=f"Asked: {name}", value=edits.asked_of(name), bar=bar)
    for name, count in edits.kept.items():
        if not count.total:
            continue
        bar = 0.9 if name in _DELICATE else 0.95
        yield Figure(name=f"kept_{name}", title=f"Kept: {name}", value=count.share, bar=bar)


def _new(
    subject: Subject,
    evaluator: Evaluator,
    reals: Reals,
    references: References,
    sizes: Sizes,
    watch: Watch,
) -> Iterator[Figure]:
    labels = sample_labels(sizes.generated, _SEED)
    pictures = subject.new(labels, _SEED, watch.stage("Making new faces", 0.0, 0.7))
    watch.stage("Comparing new faces with real ones", 0.7, 1.0).at(0.0)
    reading = evaluator.read(pictures)
    if subject.attributes:
        yield _new_accuracy(accuracy(reading, labels), references, subject)
    found, real = likeness(reals.reading, reading, reals.norm), references.likeness
    yield _against_real("coverage", "New faces: coverage", found.coverage, real.coverage, bar=0.8)
    yield _against_real("validity", "New faces: validity", found.validity, real.validity)
    for name in ("precision", "recall", "density"):
        yield _against_real(name, f"New faces: {name}", getattr(found, name), getattr(real, name))
    yield _against_real("fd", "New faces: Fréchet distance", found.fd, real.fd, higher=False)
    yield _against_real("kid", "New faces: kernel distance", found.kid, real.kid, higher=False)
    yield Figure(
        name="fdn",
        title="New faces: Fréchet distance, 0 real, 1 Gaussian",
        value=normalised(found.fd, real.fd, references.fd_gaussian),
        higher_is_better=False,
        reference=0.0,
        reference_name=_REAL,
        detail={"fd of the Gaussian on 64 principal components": references.fd_gaussian},
    )


def _new_accuracy(found: Mapping[str, float], references: References, subject: Subject) -> Figure:
    mine = {name: found[name] for name in subject.attributes if name in found}
    real = float(np.mean([references.accuracy[name] for name in mine]))
    return Figure(
        name="new_accuracy",
        title="New faces: asked attributes shown",
        value=float(np.mean(list(mine.values()))),
        reference=real,
        reference_name="real pictures",
        bar=0.95,
        relative=True,
        detail={**mine, "real pictures": {name: references.accuracy[name] for name in mine}},
    )


def _against_real(
    name: str, title: str, value: float, real: float, *, bar: float | None = None, higher: bool = True
) -> Figure:
    """A figure whose bar, if any, is a share of what real pictures reach."""
    return Figure(
        name=name,
        title=title,
        value=value,
        higher_is_better=higher,
        reference=real,
        reference_name=_REAL,
        bar=bar,
        relative=bar is not None,
    )


def _leak(opened: Opened, reals: Reals, names: Sequence[str], watch: Watch) -> Iterator[Figure]:
    latents = codes(opened)
    assert latents is not None
    labels = [reals.first.row(index) for index in range(len(latents))]
    leak = score_leak(latents, labels, names, watch)
    yield Figure(
        name="leak",
        title="Attributes that a probe reads from the latent, above chance",
        value=float(np.mean(list(leak.worst.values()))),
        higher_is_better=False,
        reference=0.0,
        reference_name="a latent that tells nothing",
        detail={"linear": dict(leak.linear), "perceptron": dict(leak.perceptron)},
    )


def _shares(counts: Mapping[str, Count]) -> dict[str, float]:
    return {name: count.share for name, count in counts.items() if count.total}
