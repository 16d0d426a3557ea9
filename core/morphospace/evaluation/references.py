"""What the scorecard compares with: real pictures against real ones, PCA, the classical Gaussian.

They depend on no model, so they are worked out once and remembered in the cache folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from morphospace.data.drawing import DRAWING
from morphospace.data.faces import Faces, load_faces
from morphospace.data.sampling import Split
from morphospace.evaluation.distributions import frechet_distance
from morphospace.evaluation.evaluator import Evaluator, Reading
from morphospace.evaluation.fidelity import psnr, squared_errors, ssim
from morphospace.evaluation.generation import Likeness, Norm, accuracy, likeness, norm_of
from morphospace.evaluation.linear import fit_components
from morphospace.evaluation.noise import linear_denoised
from morphospace.evaluation.scorecard import VERSION, remember, remembered
from morphospace.evaluation.watch import Watch

_GAUSSIAN = 64


@dataclass(frozen=True)
class Sizes:
    """How many pictures each part of the scorecard uses."""

    reconstructed: int = 2000
    edited: int = 500
    generated: int = 5000
    probed: int = 5000
    trained_on: int = 20_000  # by the linear baseline


@dataclass(frozen=True, eq=False)
class Reals:
    """The real pictures of the ``test`` split: ``first``, to which everything is compared, and what the
    evaluator reads in them and in as many others; ``norm`` is their range of validity."""

    first: Faces
    reading: Reading
    held_out: Reading
    norm: Norm


@dataclass(frozen=True)
class References:
    """``likeness``: the held-out real pictures against the first. ``accuracy``: attribute → share of right
    readings of real pictures. ``fd_gaussian``: of the Gaussian on 64 principal components. ``pca_psnr``
    (mean over pictures), ``pca_pooled`` (of the pooled error), ``pca_ssim``, ``pca_denoised`` (``noise``):
    of PCA with ``numbers`` numbers a picture."""

    likeness: Likeness
    accuracy: dict[str, float]
    fd_gaussian: float
    numbers: int
    pca_psnr: float
    pca_pooled: float
    pca_ssim: float
    pca_denoised: float


def read_reals(evaluator: Evaluator, sizes: Sizes, size: int, watch: Watch) -> Reals:
    """Draw (or find) and read the real pictures."""
    first = faces("test", 2 * sizes.generated, size, watch.stage("Drawing faces", 0.0, 0.3))
    watch.stage("Reading real faces", 0.3, 1.0).at(0.0)
    reading = evaluator.read(first.images[: sizes.generated])
    watch.stage("Reading real faces", 0.3, 1.0).at(0.5)
    held_out = evaluator.read(first.images[sizes.generated :])
    return Reals(first, reading, held_out, norm_of(reading, held_out))


def find_references(
    evaluator: Evaluator, reals: Reals, numbers: int, sizes: Sizes, size: int, key: str, watch: Watch
) -> References:
    """The references for a model with ``numbers`` numbers a picture; ``key`` names the evaluator."""
    name = f"references-{VERSION}-{DRAWING}-{key}-{numbers}-{size}-" + "-".join(
        map(str, vars(sizes).values())
    )
    if (known := _recalled(name)) is not None:
        return known
    train = faces("train", sizes.trained_on, size, watch.stage("Drawing faces", 0.0, 0.2))
    watch.stage("Fitting principal components", 0.2, 0.6).at(0.0)
    components = fit_components(train.images, max(numbers, _GAUSSIAN))
    watch.stage("Comparing real faces with each other", 0.6, 1.0).at(0.0)
    originals = reals.first.images[: sizes.reconstructed]
    linear = components.reconstruct(originals, numbers)
    errors = squared_errors(linear, originals)
    gaussian = evaluator.read(components.sample(sizes.generated, 0, _GAUSSIAN))
    references = References(
        likeness=likeness(reals.reading, reals.held_out, reals.norm),
        accuracy=accuracy(reals.reading, [reals.first.row(i) for i in range(sizes.generated)]),
        fd_gaussian=frechet_distance(reals.reading.features, gaussian.features),
        numbers=numbers,
        pca_psnr=float(np.mean(psnr(errors))),
        pca_pooled=float(psnr(np.mean(errors))),
        pca_ssim=float(np.mean(ssim(linear, originals))),
        pca_denoised=linear_denoised(components, originals, numbers),
    )
    remember(name, _plain(references))
    return references


def faces(split: Split, n: int, size: int, watch: Watch) -> Faces:
    """``load_faces`` with the watch's progress and cancelling."""
    return load_faces(
        split, n, size, progress=lambda done, total: watch.at(done / total), cancelled=watch.cancelled
    )


def _recalled(name: str) -> References | None:
    """What was remembered; None where there is nothing, or something of another shape."""
    known = remembered(name)
    try:
        return References(**{**known, "likeness": Likeness(**known["likeness"])}) if known else None
    except (KeyError, TypeError):
        return None


def _plain(references: References) -> dict[str, Any]:
    return {**vars(references), "likeness": references.likeness.to_json()}
