"""Regions drawn by hand: which points of a plane lie within a lasso or a box, exactly and for a million."""

from __future__ import annotations

import numpy as np

from morphospace.atlas.drawing.grid import Grid, gather, runs_within

_FINE = 512
"""Cells along the longer side of a lasso by which most points are judged."""


def within_polygon(grid: Grid, polygon: np.ndarray) -> np.ndarray:
    """Bool ``(N,)``: rows inside the closed polygon ``(V, 2)`` in units of the plane.

    By winding number, so that a line that crosses itself encloses all it went around. Exact to float32:
    cells off the line are judged once, points in cells under the line each by themselves.
    """
    inside = np.zeros(grid.count, bool)
    corners = (np.asarray(polygon, np.float64) - (grid.x0, grid.y0)) / grid.span
    if len(corners) < 3 or not np.isfinite(corners).all():
        return inside
    low, high = corners.min(axis=0), corners.max(axis=0)
    side = float((high - low).max())
    if side <= 0:
        return inside
    cell = side / _FINE
    runs = runs_within(grid, _plane_rect(grid, low, high))
    u, v = gather(grid.u, runs), gather(grid.v, runs)
    shape = tuple(int(n) + 1 for n in np.ceil((high - low) / cell))
    lookup = _lookup((corners - low) / cell, shape[0], shape[1])
    at = _cells(v, low[1], cell, shape[1])
    at *= shape[0] + 2
    at += _cells(u, low[0], cell, shape[0])
    found = lookup.take(at, mode="clip")
    unsure = np.flatnonzero(found == _EDGE)
    found[unsure] = winds_around(corners, np.column_stack([u[unsure], v[unsure]]))
    inside[gather(grid.order, runs)] = found.view(bool)
    return inside


def within_box(grid: Grid, corner: tuple[float, float], other: tuple[float, float]) -> np.ndarray:
    """Bool ``(N,)``: rows in the rectangle between two opposite corners, its edges included."""
    inside = np.zeros(grid.count, bool)
    both = (np.asarray([corner, other], np.float64) - (grid.x0, grid.y0)) / grid.span
    low, high = both.min(axis=0), both.max(axis=0)
    runs = runs_within(grid, _plane_rect(grid, low, high))
    u, v = gather(grid.u, runs), gather(grid.v, runs)
    there = (u >= low[0]) & (u <= high[0]) & (v >= low[1]) & (v <= high[1])
    inside[gather(grid.order, runs)] = there
    return inside


def winds_around(polygon: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Bool ``(P,)``: whether the closed polygon ``(V, 2)`` winds around each of ``points`` ``(P, 2)``.

    D. Sunday, *Inclusion of a Point in a Polygon*, 2001: up-crossings less down-crossings to the right.
    """
    winding = np.zeros(len(points), np.int32)
    x, y = points[:, 0].astype(np.float64), points[:, 1].astype(np.float64)
    for (ax, ay), (bx, by) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        near = np.flatnonzero((y >= min(ay, by)) & (y < max(ay, by)))
        side = (bx - ax) * (y[near] - ay) - (x[near] - ax) * (by - ay)
        winding[near] += (side > 0) if by > ay else -(side < 0).astype(np.int32)
    return np.asarray(winding != 0)


_OUTSIDE, _INSIDE, _EDGE = 0, 1, 2


def _lookup(corners: np.ndarray, width: int, height: int) -> np.ndarray:
    """What is known of each cell of a raster with a rim of one cell outside it, flat uint8."""
    raster = np.zeros((height + 2, width + 2), np.uint8)
    raster[1:-1, 1:-1] = _wound(corners, width, height)
    raster[_crossed(corners, raster.shape)] = _EDGE
    return raster.ravel()


def _wound(corners: np.ndarray, width: int, height: int) -> np.ndarray:
    """Bool ``(height, width)``: cells around whose centre the polygon winds, by a sum along each line."""
    turns = np.zeros((height, width + 1), np.int32)
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        lines = np.arange(
            max(0, int(np.ceil(min(ay, by) - 0.5))), min(height, int(np.ceil(max(ay, by) - 0.5)))
        )
        if len(lines):
            crossing = ax + (lines + 0.5 - ay) * (bx - ax) / (by - ay)
            first = np.clip(np.ceil(crossing - 0.5), 0, width).astype(int)
            turns[lines, first] += 1 if by > ay else -1
    return np.asarray(np.cumsum(turns, axis=1)[:, :width] != 0)


def _crossed(corners: np.ndarray, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Lines and columns, in the rimmed raster, of the cells that the outline touches and their neighbours."""
    ends = np.roll(corners, -1, axis=0)
    steps = np.maximum(1, np.ceil(2 * np.abs(ends - corners).max(axis=1))).astype(int)
    of = np.repeat(np.arange(len(corners)), steps)
    share = (np.arange(len(of)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[of]
    cells = np.floor(corners[of] + share[:, None] * (ends - corners)[of]).astype(int) + 1
    around = np.array([(dx, dy) for dy in (-1, 0, 1) for dx in (-1, 0, 1)])
    marked = (cells[:, None, :] + around[None, :, :]).reshape(-1, 2)
    return (
        np.clip(marked[:, 1], 0, shape[0] - 1),
        np.clip(marked[:, 0], 0, shape[1] - 1),
    )


def _cells(values: np.ndarray, low: float, cell: float, count: int) -> np.ndarray:
    """The cell of each value in the rimmed raster: 0 and ``count + 1`` are the rim."""
    scaled = values * np.float32(1 / cell)
    scaled += np.float32(1 - low / cell)
    np.clip(scaled, 0, count + 1, out=scaled)
    return scaled.astype(np.intp)


def _plane_rect(grid: Grid, low: np.ndarray, high: np.ndarray) -> tuple[float, float, float, float]:
    return (
        grid.x0 + float(low[0]) * grid.span,
        grid.y0 + float(low[1]) * grid.span,
        grid.x0 + float(high[0]) * grid.span,
        grid.y0 + float(high[1]) * grid.span,
    )
