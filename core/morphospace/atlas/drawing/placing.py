"""Which pictures stand on the plane where there is room for some: none overlap, and none jumps."""

from __future__ import annotations

import numpy as np

from morphospace.atlas.drawing.grid import BITS, Grid, Rect, gather, runs_within
from morphospace.atlas.drawing.raster import find_texels

_MIX = np.uint32(2654435761)
"""Multiplying by it scatters row numbers evenly (Knuth, *The Art of Computer Programming* 3, 6.4)."""


_BATCH = 32


def rank(rows: np.ndarray) -> np.ndarray:
    """A fixed random rank of each row, uint32: of two that overlap the lower one stands."""
    mixed = rows.astype(np.uint32) * _MIX
    mixed ^= mixed >> np.uint32(15)
    return np.asarray(mixed * _MIX)


def standing(grid: Grid, rect: Rect, size: float, allowed: np.ndarray | None = None) -> np.ndarray:
    """Places in the grid's order of points in ``rect`` whose squares of ``size`` plane units do not overlap.

    A point that stands in a view stands in a larger view too, but for some at its edges: ask for a little
    more than is seen, and nothing changes while panning. ``allowed``: bool ``(M,)``, None for all.
    """
    runs = runs_within(grid, rect)
    # Of each cell of half the size one point is tried: what gives way leaves others to take its room.
    level = int(np.clip(np.round(np.log2(2 * grid.span / size)), 0, BITS))
    texels = find_texels(grid, level, runs)
    places = gather(np.arange(len(grid)), list(texels.runs)) if len(texels) else np.empty(0, np.intp)
    if not len(places):
        return places
    ranked = rank(grid.order[places]).astype(np.uint64) << np.uint64(32)
    if allowed is not None:
        ranked[~allowed[places]] = np.uint64(0xFFFFFFFF) << np.uint64(32)
    ranked |= np.arange(len(places), dtype=np.uint64)
    best = np.sort(np.minimum.reduceat(ranked, texels.starts))
    taken = places[(best & np.uint64(0xFFFFFFFF)).astype(np.intp)]
    if allowed is not None:
        taken = taken[allowed[taken]]
    return np.asarray(taken[_apart(grid.u[taken], grid.v[taken], size / grid.span)])


def _apart(u: np.ndarray, v: np.ndarray, size: float) -> np.ndarray:
    """Bool: which squares stand when each in turn stands unless one before it is in its way."""
    stands = np.zeros(len(u), bool)
    left = np.arange(len(u))
    while len(left):
        # A few at a time: the first are settled among themselves, then all others give way to them.
        first, left = left[:_BATCH], left[_BATCH:]
        near = (np.abs(u[first, None] - u[first]) < size) & (np.abs(v[first, None] - v[first]) < size)
        free = np.ones(len(first), bool)
        for one in range(len(first)):
            if free[one]:
                free[one + 1 :] &= ~near[one, one + 1 :]
        chosen = first[free]
        stands[chosen] = True
        close = np.abs(u[left, None] - u[chosen]) < size
        close &= np.abs(v[left, None] - v[chosen]) < size
        left = left[~close.any(axis=1)]
    return stands
