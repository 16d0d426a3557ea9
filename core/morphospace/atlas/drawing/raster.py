"""Points as pixels: densities of any fineness where they are many, soft round dots where they are few.

Pixels are uint32 ``0xAARRGGBB`` with colours multiplied by alpha, as picture libraries take them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from morphospace.atlas.drawing.grid import BITS, Grid, Run, gather
from morphospace.atlas.drawing.inks import UNIT, Inks

_PHASES = 4
"""Places within a pixel, along each side, at which a dot is drawn differently."""
_STEPS = 32
"""Shades from the middle of a dot to beyond its rim."""
_FINE_WORK = 450_000
"""Pixels of dots up to which they are placed finer than pixels and the more opaque one wins."""
_RIM = 0.30
_TONES = UNIT * 2048


@dataclass(frozen=True, eq=False)
class Texels:
    """The occupied cells of one fineness: ``2**level`` along each side of the grid's square.

    ``runs``: the points they were made of. ``starts``: where each texel's points begin among these.
    ``columns``, ``lines``: intp ``(T,)``, lines counted upwards. ``counts``: how many points each holds.
    """

    level: int
    runs: tuple[Run, ...]
    starts: np.ndarray
    columns: np.ndarray
    lines: np.ndarray
    counts: np.ndarray

    def __len__(self) -> int:
        return len(self.starts)


def find_texels(grid: Grid, level: int, runs: list[Run] | None = None) -> Texels:
    """The texels of ``level`` (0 to ``BITS``) that hold points of ``runs`` (None: of the whole square)."""
    near = [(a, min(b, grid.far)) for a, b in ([(0, grid.far)] if runs is None else runs) if a < grid.far]
    keys = (
        gather(grid.keys, near) >> np.uint32(2 * (BITS - level)) if level < BITS else gather(grid.keys, near)
    )
    if not len(keys):
        none = np.empty(0, np.intp)
        return Texels(level, (), none, none, none, none)
    starts = np.concatenate([[0], np.flatnonzero(keys[1:] != keys[:-1]) + 1])
    side = np.float32(1 << level)
    return Texels(
        level=level,
        runs=tuple(near),
        starts=starts,
        columns=(gather(grid.u, near)[starts] * side).astype(np.intp),
        lines=(gather(grid.v, near)[starts] * side).astype(np.intp),
        counts=np.diff(starts, append=len(keys)),
    )


def busiest(texels: Texels, share: float = 0.98) -> float:
    """How many points the busier texels hold: what the tone curve takes for dense. At least 1."""
    return max(1.0, float(np.quantile(texels.counts, share))) if len(texels) else 1.0


def typical_spacing(grid: Grid) -> float:
    """How far apart points are in the denser half, in units of the plane: the root of the room of each."""
    if grid.far < 2:
        return grid.span
    level = int(np.clip(round(np.log2(grid.far) / 2 - 1.5), 0, 8))
    counts = np.sort(find_texels(grid, level).counts)[::-1]
    cells = 1 + int(np.searchsorted(np.cumsum(counts), grid.far / 2))
    return float(np.sqrt(cells / (grid.far / 2)) * grid.span / (1 << level))


def tint_texels(texels: Texels, inks: np.ndarray, table: Inks, dense: float) -> np.ndarray:
    """A pixel for each texel, uint32 ``(T,)``: the mean colour of its points, as opaque as they are many.

    ``inks``: uint16 ``(M,)`` in the grid's order. ``dense``: see ``busiest``.
    """
    if not len(texels):
        return np.empty(0, np.uint32)
    own = gather(inks, list(texels.runs))
    low = np.uint64(0xFFFFFFFF)
    red_green = np.add.reduceat(table.red_green.take(own), texels.starts)
    blue_weight = np.add.reduceat(table.blue_weight.take(own), texels.starts)
    weight = (blue_weight & low).astype(np.intp)
    tone, glow = _tones(dense)
    alpha = tone.take(weight, mode="clip")
    towards = glow.take(weight, mode="clip")
    # The mean is multiplied by alpha at once, and by what the glow leaves of it.
    factor = alpha * (1 - towards)
    factor /= weight
    towards *= alpha
    pixels = (alpha * 255 + 0.5).astype(np.uint32) << np.uint32(24)
    for sums, place, light in (
        (red_green >> np.uint64(32), 16, table.glow[0]),
        (red_green & low, 8, table.glow[1]),
        (blue_weight >> np.uint64(32), 0, table.glow[2]),
    ):
        channel = sums.astype(np.float32)
        channel *= factor
        channel += towards * light
        pixels |= channel.astype(np.uint32) << np.uint32(place)
    return pixels


def _tones(dense: float) -> tuple[np.ndarray, np.ndarray]:
    """Opacity and glow by weight, float32: single points stay visible, dense places differ still."""
    count = np.arange(_TONES, dtype=np.float32) / UNIT
    single = max(0.22, 0.9 * dense**-0.35)
    share = np.log(np.maximum(count, 1)) / np.log(max(dense, 4.0))
    alpha = np.where(count < 1, single * np.sqrt(count), single + (1 - single) * np.minimum(share, 1))
    glow = 0.25 * np.clip((share - 0.6) / 0.8, 0, 1) if dense > 4 else np.zeros_like(count)
    return alpha.astype(np.float32), glow.astype(np.float32)


def paint_texels(
    pixels: np.ndarray, texels: Texels, colours: np.ndarray, column: int = 0, line: int = 0
) -> None:
    """Put ``colours`` of texels into a cleared picture uint32 ``(H, W)`` whose lower left one is given.

    The picture's first row is the uppermost, as pictures are.
    """
    height, width = pixels.shape
    at, row = texels.columns - column, (height - 1 + line) - texels.lines
    if len(texels) and (at.min() < 0 or row.min() < 0 or at.max() >= width or row.max() >= height):
        inside = (at >= 0) & (at < width) & (row >= 0) & (row < height)
        at, row, colours = at[inside], row[inside], colours[inside]
    row *= width
    row += at
    pixels.reshape(-1)[row] = colours


def paint_dots(
    pixels: np.ndarray, x: np.ndarray, y: np.ndarray, inks: np.ndarray, table: Inks, radius: float
) -> None:
    """Soft dots of ``radius`` pixels at ``x``, ``y``, float32, in pixels from the upper left corner.

    ``pixels``: uint32 ``(H, W)``. Larger dots have a faint dark rim, so that they stand out on pictures.
    """
    height, width = pixels.shape
    radius = max(0.5, round(radius * 8) / 8)
    reach = int(np.ceil(radius + 1.5))
    inside = np.flatnonzero(
        (x >= reach + 1) & (x < width - reach - 1) & (y >= reach + 1) & (y < height - reach - 1)
    )
    if not len(inside):
        return
    if len(inside) < len(x):
        x, y, inks = x[inside], y[inside], inks[inside]
    if inks.min() // table.kinds != inks.max() // table.kinds:
        # Where two fall on the same pixel the later one is seen.
        order = np.argsort((inks // np.uint16(table.kinds)).astype(np.uint8), kind="stable")
        x, y, inks = x[order], y[order], inks[order]
    shades, fine = _shades(table, radius), _kernel(radius, _PHASES)
    if len(x) * len(fine) <= _FINE_WORK:
        _paint_finely(pixels, x, y, inks, shades, fine)
    else:
        _paint_plainly(pixels, x, y, inks, shades, _kernel(radius, 1))


def _paint_finely(
    pixels: np.ndarray, x: np.ndarray, y: np.ndarray, inks: np.ndarray, shades: np.ndarray, steps: _Kernel
) -> None:
    """Where dots meet, the more opaque pixel wins: alpha is the uppermost byte, so it is the larger one."""
    flat, width = pixels.reshape(-1), pixels.shape[1]
    fine_x, fine_y = (x * _PHASES).astype(np.intp), (y * _PHASES).astype(np.intp)
    base = (fine_y // _PHASES) * width + fine_x // _PHASES
    phase = (fine_y % _PHASES) * _PHASES + fine_x % _PHASES
    first = inks.astype(np.intp) * _STEPS
    for dx, dy, by_phase in steps:
        at = base + (dy * width + dx)
        value = shades.take(first + by_phase.take(phase))
        np.maximum(value, flat.take(at), out=value)
        flat[at] = value


def _paint_plainly(
    pixels: np.ndarray, x: np.ndarray, y: np.ndarray, inks: np.ndarray, shades: np.ndarray, steps: _Kernel
) -> None:
    """On whole pixels, the edges of all dots before their middles."""
    flat, width = pixels.reshape(-1), pixels.shape[1]
    base = y.astype(np.intp)
    base *= width
    base += x.astype(np.intp)
    for dx, dy, shade in steps:
        flat[base + (dy * width + dx)] = shades[int(shade[0]) :: _STEPS].take(inks)


_Kernel = list[tuple[int, int, np.ndarray]]


@lru_cache(maxsize=128)
def _kernel(radius: float, phases: int) -> _Kernel:
    """For each pixel around a dot the shade it takes, by the place of the dot within its own pixel.

    The outermost pixels come first.
    """
    reach = int(np.ceil(radius + 1.5))
    within = (np.arange(phases) + 0.5) / phases
    around = np.arange(-reach, reach + 1) + 0.5
    across = around[:, None] - within
    # Lines, columns, then places within the dot's pixel, lines first.
    away = np.hypot(across[None, :, None, :], across[:, None, :, None]).reshape(len(around) ** 2, -1)
    shade = np.clip(np.rint((radius + 1.5 - away) / 3 * (_STEPS - 1)), 0, _STEPS - 1).astype(np.intp)
    nearest = away.min(axis=1)
    seen = np.flatnonzero(nearest < radius + (1.0 if _rim(radius) else 0.45))
    outermost_first = seen[np.argsort(-nearest[seen], kind="stable")]
    return [
        (int(at % len(around)) - reach, int(at // len(around)) - reach, shade[at]) for at in outermost_first
    ]


def _rim(radius: float) -> float:
    return float(_RIM * np.clip((radius - 1.4) / 1.2, 0, 1))


@lru_cache(maxsize=16)
def _shades(table: Inks, radius: float) -> np.ndarray:
    """Pixels by ink and shade, uint32 ``(I * _STEPS,)``: the ink, then its dark rim, then nothing."""
    away = radius + 1.5 - 3 * np.arange(_STEPS, dtype=np.float32) / (_STEPS - 1)
    body = np.clip(radius + 0.5 - away, 0, 1) * min(1.0, radius * 1.15)
    rim = _rim(radius) * np.clip(radius + 1.4 - away, 0, 1)
    ink = body[None, :] * table.opacity[:, None]
    alpha = ink + rim[None, :] * table.opacity[:, None] * (1 - ink)
    pixels = (alpha * 255 + 0.5).astype(np.uint32) << np.uint32(24)
    for channel, place in ((0, 16), (1, 8), (2, 0)):
        pixels |= (table.colours[:, channel, None] * ink).astype(np.uint32) << np.uint32(place)
    return np.asarray(pixels.ravel())
