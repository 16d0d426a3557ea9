"""The heat map of holes: where decoded places go round the model worse than the items do.

One small picture a level, a pixel a tile, stretched softly; finer levels over coarser ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from morphospace.atlas.drawing.tiles import Tile
from morphospace_desktop import theme
from morphospace_desktop.explorer.mosaic import Mosaic, screen_rect

_WEAK, _STRONG = 0.12, 0.55
_LEAST_FACTOR = 1.5
"""A scale spans at least this, or else noise would look like holes."""


@dataclass(frozen=True)
class Scale:
    """The errors of the two ends of the colours, in times of the items' usual error."""

    low: float
    high: float


def scale_of(errors: np.ndarray, sample: np.ndarray) -> Scale:
    """A scale for round trips ``(M,)`` that are shown together, beside the items' sorted ``(K,)``.

    It begins where nothing is better, but never below what is usual.
    """
    usual = float(np.median(sample)) or 1.0
    finite = errors[np.isfinite(errors)] / usual
    low, high = np.quantile(finite, [0.03, 0.97]) if len(finite) else (1.0, 1.0)
    low = max(1.0, float(low))
    return Scale(low, max(float(high), _LEAST_FACTOR * low))


def badness(errors: np.ndarray, scale: Scale, sample: np.ndarray) -> np.ndarray:
    """0 at the scale's low end, 1 at its high end and beyond; even steps for even factors."""
    times = np.maximum(errors / (float(np.median(sample)) or 1.0), 1e-6)
    return np.asarray(np.clip(np.log(times / scale.low) / np.log(scale.high / scale.low), 0.0, 1.0))


def heat_colour(bad: float) -> QColor:
    """The colour of a badness in [0, 1]: good, then warm, then bad, and the stronger the worse."""
    names = ("good", "warm") if bad < 0.5 else ("warm", "bad")
    share = 2 * bad - (bad >= 0.5)
    one, other = (theme.color(name) for name in names)
    mixed = [a + share * (b - a) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)]  # type: ignore[arg-type, misc, operator]
    colour = QColor(*(round(part) for part in mixed))
    colour.setAlphaF(_WEAK + bad * (_STRONG - _WEAK))
    return colour


def paint_heat(mosaic: Mosaic, values: Iterable[tuple[Tile, float]]) -> None:
    """Fill an empty mosaic with what is known of tiles: badness in [0, 1]."""
    if mosaic.image is None or mosaic.view is None:
        return
    levels: dict[int, list[tuple[Tile, float]]] = {}
    for tile, value in values:
        levels.setdefault(tile.level, []).append((tile, value))
    mosaic.image.fill(theme.color("window"))
    painter = QPainter(mosaic.image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    finer: set[Tile] = set()
    for level in sorted(levels, reverse=True):
        # What is known finer is not painted twice: colours would add up.
        own = [(tile, value) for tile, value in levels[level] if tile not in finer]
        finer = {tile.parent for tile, _ in levels[level]} | {tile.parent for tile in finer}
        if own:
            _paint_level(painter, mosaic, own)
    painter.end()


def _paint_level(painter: QPainter, mosaic: Mosaic, values: list[tuple[Tile, float]]) -> None:
    columns = [tile.column for tile, _ in values]
    rows = [tile.row for tile, _ in values]
    left, top = min(columns), max(rows)
    image = QImage(max(columns) - left + 1, top - min(rows) + 1, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    for tile, bad in values:
        image.setPixelColor(tile.column - left, top - tile.row, heat_colour(bad))
    side = values[0][0].side
    rect = (left * side, min(rows) * side, (max(columns) + 1) * side, (top + 1) * side)
    assert mosaic.view is not None
    painter.drawImage(
        screen_rect(mosaic.view, rect), image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    )
