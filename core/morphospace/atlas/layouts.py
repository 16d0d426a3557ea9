"""Layouts of an atlas: a projection, where everything lies under it, and what it hides.

What a plane hides is told by the principal components of what it leaves out, largest first; the sliders *off
the plane* move along them. Each is named by what it mostly changes, where the attributes say so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.columns import Column
from morphospace.atlas.exploration import Layout
from morphospace.atlas.spreading import spread
from morphospace.errors import BadInputError
from morphospace.latents.pca import Pca, fit_pca
from morphospace.latents.projections import (
    Given,
    Projection,
    along_axes,
    along_directions,
    given,
)

HIDDEN = 8
"""Directions off the plane that are offered."""

_SAMPLE = 4_000
_TELLING = 0.35
"""The correlation from which on an attribute names a direction."""


def pca_layout(atlas: Atlas, former: Layout | None = None) -> Layout:
    """The plane in which the items vary most. ``former``: a layout of the same kind of fewer of the items,
    whose axes keep their signs.

    Raises ``BadInputError`` for an atlas without items.
    """
    _check(atlas)
    fitted = fit_pca(atlas.places, 2 + HIDDEN)
    if former is not None and isinstance(former.projection, Pca):
        fitted = _aligned(fitted, np.concatenate([former.projection.axes, former.hidden]))
    plane = Pca(fitted.mean, fitted.axes[:2], fitted.variances[:2], fitted.total)
    there = fitted.variances[2:] > 0
    axes, deviations = fitted.axes[2:][there], np.sqrt(fitted.variances[2:][there])
    return Layout(
        kind="pca",
        title="PCA",
        projection=plane,
        positions=plane.transform(atlas.places).astype(np.float32),
        hidden=axes,
        deviations=deviations,
        hidden_names=_names(atlas, axes, 3),
        share=float(plane.shares.sum()) if fitted.total > 0 else float("nan"),
    )


def axes_layout(atlas: Atlas, first: int, second: int) -> Layout:
    """Two dimensions of the places, items of equal values spread around theirs (``spread``).

    Raises ``BadInputError`` where they are no two.
    """
    _check(atlas)
    projection = along_axes(atlas.places, first, second)
    labels = atlas.coordinates.labels
    layout = _laid_out(atlas, projection, "axes", f"{labels[first]} and {labels[second]}")
    return _changed(layout, positions=spread(layout.positions))


def directions_layout(atlas: Atlas, d1: np.ndarray, d2: np.ndarray, titles: tuple[str, str]) -> Layout:
    """The plane along two directions ``(D,)``. Raises ``BadInputError`` for parallel ones."""
    _check(atlas)
    projection = along_directions(atlas.places, np.stack([np.ravel(d1), np.ravel(d2)]))
    return _laid_out(atlas, projection, "directions", " and ".join(titles))


def given_layout(atlas: Atlas, plane: np.ndarray, title: str) -> Layout:
    """Coordinates ``(N, 2)`` that were worked out elsewhere (``morphospace.atlas.given_plane`` reads them).

    Raises ``BadInputError`` for another number of them, and for NaN.
    """
    return _placed(atlas, plane, "given", title, final=True)


def umap_layout(atlas: Atlas, positions: np.ndarray, final: bool = True) -> Layout:
    """Positions ``(N, 2)`` of the job ``project``; fewer than the atlas has items where it has grown since,
    and the others go beside their neighbours. While it is not ``final``, what is hidden is not worked out.
    """
    return _placed(atlas, positions, "umap", "UMAP", final)


def grown(atlas: Atlas, layout: Layout) -> Layout:
    """The layout with the items that came to the atlas since it was made, placed by its projection."""
    count = len(layout.positions)
    if count >= len(atlas):
        return layout
    if layout.kind == "axes":
        return _changed(layout, positions=spread(_in_parts(layout.projection, atlas.places)))
    more = layout.projection.transform(atlas.places[count:]).astype(np.float32)
    return _changed(layout, positions=np.concatenate([layout.positions, more]))


def _changed(layout: Layout, **fields: object) -> Layout:
    return Layout(**{**vars(layout), **fields})


def _laid_out(atlas: Atlas, projection: Projection, kind: str, title: str) -> Layout:
    """A layout by a projection that places all points by a formula."""
    rows = _sample(len(atlas))
    some = np.asarray(atlas.places[rows], np.float64)
    rest = some - projection.inverse(projection.transform(some))
    axes, deviations = _components(rest)
    total = float(some.var(0).sum())
    return Layout(
        kind=kind,
        title=title,
        projection=projection,
        positions=_in_parts(projection, atlas.places),
        hidden=axes,
        deviations=deviations,
        hidden_names=_names(atlas, axes, 1),
        share=1 - float(rest.var(0).sum()) / total if total > 0 else float("nan"),
    )


def _placed(atlas: Atlas, plane: np.ndarray, kind: str, title: str, final: bool) -> Layout:
    """A layout by places that no formula gives: what is hidden is what neighbours in the plane differ in."""
    _check(atlas)
    if kind == "umap" and len(plane) < len(atlas):
        projection = given(atlas.places[: len(plane)], plane)
        more = projection.transform(np.asarray(atlas.places[len(plane) :]))
        plane = np.concatenate([plane, more])
    projection = given(atlas.places, plane)
    axes, deviations = _differences(projection) if final else _nothing(atlas)
    return Layout(
        kind=kind,
        title=title,
        projection=projection,
        positions=np.asarray(plane, np.float32),
        hidden=axes,
        deviations=deviations,
        hidden_names=_names(atlas, axes, 1),
        final=final,
    )


def _differences(projection: Given) -> tuple[np.ndarray, np.ndarray]:
    rows = _sample(len(projection.points))
    return _components(np.asarray(projection.points[rows], np.float64) - projection.smoothed(rows))


def _nothing(atlas: Atlas) -> tuple[np.ndarray, np.ndarray]:
    return np.empty((0, atlas.coordinates.width)), np.empty(0)


def _components(rest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Directions and deviations of what a plane leaves out ``(R, D)``."""
    fitted = fit_pca(rest, HIDDEN)
    # What is left of rounding is nothing to move along.
    there = fitted.variances > 1e-12 * max(1.0, float(np.abs(rest).max()) ** 2)
    return fitted.axes[there], np.sqrt(fitted.variances[there])


def _in_parts(projection: Projection, places: np.ndarray, size: int = 50_000) -> np.ndarray:
    parts = [projection.transform(places[start : start + size]) for start in range(0, len(places), size)]
    return np.concatenate(parts).astype(np.float32)


def _aligned(fitted: Pca, former: np.ndarray) -> Pca:
    """The same components, each with the sign of the former axis ``(K, D)`` it resembles most."""
    likeness = fitted.axes @ former.T
    most = np.take_along_axis(likeness, np.abs(likeness).argmax(1)[:, None], 1)
    signs = np.where(most < 0, -1.0, 1.0)
    return Pca(fitted.mean, fitted.axes * signs, fitted.variances, fitted.total)


def _check(atlas: Atlas) -> None:
    if not len(atlas):
        raise BadInputError("The atlas has no items yet: wait for the first, or choose another one.")


def _sample(count: int) -> np.ndarray:
    return np.unique(np.linspace(0, count - 1, min(count, _SAMPLE)).astype(np.int64))


# ---------------------------------------------------------------------- names


def _names(atlas: Atlas, axes: np.ndarray, first: int) -> tuple[str, ...]:
    """``3: hair colour`` where the attribute goes along with the direction, else ``3``."""
    if not len(axes):
        return ()
    rows = _sample(len(atlas))
    along = np.asarray(atlas.places[rows], np.float64) @ axes.T
    columns = [(column, _ties(column, rows, along)) for column in atlas.columns.values()]
    names = []
    for number in range(len(axes)):
        column, tie = max(
            ((column, float(ties[number])) for column, ties in columns),
            key=lambda pair: pair[1],
            default=(None, 0.0),
        )
        known = column is not None and tie >= _TELLING
        names.append(f"{first + number}: {_low(column.title)}" if known and column else f"{first + number}")
    return tuple(names)


def _low(title: str) -> str:
    """A title within a sentence; abbreviations stay."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _ties(column: Column, rows: np.ndarray, along: np.ndarray) -> np.ndarray:
    """How closely a column goes with each of the coordinates ``(R, K)``: correlation or, for kinds, the
    correlation ratio (Pearson 1905), in [0, 1]; 0 for what is not known or does not vary."""
    known = np.asarray(column.known)[rows]
    values, spots = np.asarray(column.values)[rows][known], along[known]
    if len(values) < 3:
        return np.zeros(along.shape[1])
    spots = spots - spots.mean(0)
    spread = np.sqrt((spots**2).sum(0))
    if column.is_kind:
        shared = _between_kinds(values.astype(np.int64), len(column.kinds), spots)
    else:
        centred = values.astype(np.float64) - values.mean(dtype=np.float64)
        length = float(np.sqrt(centred @ centred))
        shared = np.abs(centred @ spots) / length if length > 0 else np.zeros(along.shape[1])
    return np.asarray(np.where(spread > 0, shared / np.where(spread > 0, spread, 1.0), 0.0))


def _between_kinds(codes: np.ndarray, kinds: int, spots: np.ndarray) -> np.ndarray:
    counts = np.bincount(codes, minlength=kinds)
    sums: Sequence[np.ndarray] = [np.bincount(codes, column, kinds) for column in spots.T]
    between = np.array([(one**2 / np.maximum(counts, 1)).sum() for one in sums])
    return np.asarray(np.sqrt(between))
