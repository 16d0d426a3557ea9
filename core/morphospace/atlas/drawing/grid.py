"""A grid over points of a plane: sorted along a Z curve, so that what lies together is stored together.

Whatever part of the plane is asked for is then a few runs of the sorted arrays, at any fineness, and the
points of one cell, however small, follow each other (G. M. Morton, *A Computer Oriented Geodetic Data
Base*, IBM 1966).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Rect = tuple[float, float, float, float]
"""Left, bottom, right, top in units of the plane."""
Run = tuple[int, int]

BITS = 16
"""The finest cells: ``2**BITS`` along each side of the square."""
_SIDE = 1 << BITS
_MOST_CELLS = 10
"""Along a side, of a rectangle that is asked for."""
_FAR = 0.0005
"""The share of points at each end of an axis that may count as far off."""
_SAMPLE = 100_000


def _spread() -> np.ndarray:
    """For each 16-bit number, its bits on every second place of 32."""
    bits = np.arange(_SIDE, dtype=np.uint64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits.astype(np.uint32)


_SPREAD = _spread()


@dataclass(frozen=True, eq=False)
class Grid:
    """Points of a plane in the order of their cells.

    ``count``: N, all points there are. ``order``: int32 ``(M,)``, which rows these are: those within the
    square in the order of the curve, then those far off it; rows without a finite position are left out.
    ``keys``: uint32 ``(C,)``, the sorted cells of those within. ``u``, ``v``: float32 ``(M,)``, where they
    lie in units of the square, whose lower left corner is ``(x0, y0)`` and whose side is ``span``.
    """

    count: int
    order: np.ndarray
    keys: np.ndarray
    u: np.ndarray
    v: np.ndarray
    x0: float
    y0: float
    span: float

    def __len__(self) -> int:
        return len(self.order)

    @property
    def far(self) -> int:
        """Where in ``order`` the points far off the square begin."""
        return len(self.keys)

    @property
    def bounds(self) -> Rect | None:
        """The rectangle of the points within the square; None where there are none."""
        if not self.far:
            return None
        u, v = self.u[: self.far], self.v[: self.far]
        return (
            self.x0 + float(u.min()) * self.span,
            self.y0 + float(v.min()) * self.span,
            self.x0 + float(u.max()) * self.span,
            self.y0 + float(v.max()) * self.span,
        )


def build_grid(positions: np.ndarray) -> Grid:
    """Sort positions ``(N, 2)``; a fraction of a second for a million. Raises ``ValueError`` for a shape."""
    positions = np.asarray(positions)
    if positions.ndim != 2 or positions.shape[1] != 2:
        raise ValueError(f"positions are (N, 2), not {positions.shape}")
    rows = np.flatnonzero(np.isfinite(positions).all(axis=1))
    places = positions if len(rows) == len(positions) else positions[rows]
    x0, y0, span = _square(places)
    u = ((places[:, 0] - x0) / span).astype(np.float32)
    v = ((places[:, 1] - y0) / span).astype(np.float32)
    inside = (u >= 0) & (u < 1) & (v >= 0) & (v < 1)
    near, far = np.flatnonzero(inside), np.flatnonzero(~inside)
    # One sort of 64-bit numbers, cell above row, is several times faster than sorting rows by cell.
    keys = _keys(u[near], v[near]).astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= near.astype(np.uint64)
    keys.sort()
    taken = np.concatenate([(keys & np.uint64(0xFFFFFFFF)).astype(np.int32), far.astype(np.int32)])
    return Grid(
        count=len(positions),
        order=rows[taken].astype(np.int32),
        keys=(keys >> np.uint64(32)).astype(np.uint32),
        u=u[taken],
        v=v[taken],
        x0=x0,
        y0=y0,
        span=span,
    )


def runs_within(grid: Grid, rect: Rect) -> list[Run]:
    """Runs of ``order`` that hold all points of ``rect``, and some around it, in ascending order."""
    left, bottom, right, top = (
        (rect[0] - grid.x0) / grid.span,
        (rect[1] - grid.y0) / grid.span,
        (rect[2] - grid.x0) / grid.span,
        (rect[3] - grid.y0) / grid.span,
    )
    far = [(grid.far, len(grid))] if len(grid) > grid.far else []
    outside = left < 0 or bottom < 0 or right >= 1 or top >= 1
    runs = _cell_runs(grid.keys, left, bottom, right, top)
    return runs + far if outside else runs


def gather(values: np.ndarray, runs: list[Run]) -> np.ndarray:
    """The values of all runs one after the other; one run is not copied."""
    if len(runs) == 1:
        return values[runs[0][0] : runs[0][1]]
    return np.concatenate([values[a:b] for a, b in runs]) if runs else values[:0]


def nearest(grid: Grid, x: float, y: float, reach: float) -> int:
    """The row of the point nearest to ``(x, y)`` within ``reach`` units of the plane, or -1."""
    runs = runs_within(grid, (x - reach, y - reach, x + reach, y + reach))
    du = gather(grid.u, runs) - np.float32((x - grid.x0) / grid.span)
    dv = gather(grid.v, runs) - np.float32((y - grid.y0) / grid.span)
    if not len(du):
        return -1
    squared = du * du + dv * dv
    best = int(squared.argmin())
    if float(squared[best]) > (reach / grid.span) ** 2:
        return -1
    return int(gather(grid.order, runs)[best])


def _square(places: np.ndarray) -> tuple[float, float, float]:
    """Corner and side of the square that holds the points, but for a few that lie far off."""
    if not len(places):
        return 0.0, 0.0, 1.0
    sample = places[:: max(1, len(places) // _SAMPLE)]
    low, high = places.min(axis=0).astype(float), places.max(axis=0).astype(float)
    inner_low, inner_high = np.quantile(sample, (_FAR, 1 - _FAR), axis=0)
    room = 0.5 * (inner_high - inner_low)
    # Points in one place but for a few have no room: then all of them belong.
    if len(places) > 1000 and (room > 0).all():
        low, high = np.maximum(low, inner_low - room), np.minimum(high, inner_high + room)
    side = float((high - low).max())
    smallest = 1e-6 * max(1.0, float(np.abs(high).max()), float(np.abs(low).max()))
    span = max(side, smallest) * (1 + 1e-5)
    centre = (low + high) / 2
    return float(centre[0] - span / 2), float(centre[1] - span / 2), span


def _keys(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    columns, lines = (u * np.float32(_SIDE)).astype(np.uint16), (v * np.float32(_SIDE)).astype(np.uint16)
    keys: np.ndarray = _SPREAD[lines]
    keys <<= np.uint32(1)
    keys |= _SPREAD[columns]
    return keys


def _cell_runs(keys: np.ndarray, left: float, bottom: float, right: float, top: float) -> list[Run]:
    if right < 0 or top < 0 or left >= 1 or bottom >= 1 or not len(keys):
        return []
    low = np.clip([left, bottom], 0.0, 1.0 - 1 / _SIDE)
    high = np.clip([right, top], 0.0, 1.0 - 1 / _SIDE)
    if (low <= 0).all() and (high >= 1 - 1 / _SIDE).all():
        return [(0, len(keys))]
    wide = max(float((high - low).max()), 1 / _SIDE)
    level = int(np.clip(np.floor(np.log2(_MOST_CELLS / wide)), 0, BITS))
    first, last = (low * (1 << level)).astype(int), (high * (1 << level)).astype(int)
    columns, lines = np.arange(first[0], last[0] + 1), np.arange(first[1], last[1] + 1)
    cells = np.sort(((_SPREAD[lines] << np.uint32(1))[:, None] | _SPREAD[columns][None, :]).ravel())
    shift = np.uint64(2 * (BITS - level))
    starts = np.searchsorted(keys, (cells.astype(np.uint64) << shift).astype(np.uint32), "left")
    lasts = ((cells.astype(np.uint64) + np.uint64(1)) << shift) - np.uint64(1)
    stops = np.searchsorted(keys, lasts.astype(np.uint32), "right")
    taken = stops > starts
    starts, stops = starts[taken], stops[taken]
    # One that begins where the one before ends goes on with it.
    apart = starts[1:] != stops[:-1]
    first = np.concatenate([starts[:1], starts[1:][apart]])
    last = np.concatenate([stops[:-1][apart], stops[-1:]])
    return list(zip(first.tolist(), last.tolist(), strict=True))
