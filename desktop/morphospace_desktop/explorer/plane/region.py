"""A region while it is drawn: its outline in the plane, what it would choose, and how it is painted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from morphospace.atlas.drawing.grid import Grid
from morphospace.atlas.drawing.regions import within_box, within_polygon
from morphospace_desktop import theme
from morphospace_desktop.explorer.plane.view import View

SIGNS = {"replace": "", "add": "+ ", "subtract": "− "}
_STEP = 2.0
"""Logical pixels between two corners of a lasso."""


@dataclass(frozen=True)
class Region:
    """``kind``: ``lasso`` or ``box``. ``corners``: points of the plane; of a box, two opposite ones."""

    kind: str
    corners: tuple[tuple[float, float], ...]


def begun(kind: str, at: tuple[float, float]) -> Region:
    """A region at its first corner."""
    return Region(kind, (at, at) if kind == "box" else (at,))


def grown(region: Region, to: tuple[float, float], unit: float) -> Region:
    """The hand went on to a point; ``unit``: plane units of a pixel."""
    if region.kind == "box":
        return Region("box", (region.corners[0], to))
    last = region.corners[-1]
    if abs(to[0] - last[0]) + abs(to[1] - last[1]) < _STEP * unit:
        return region
    return Region("lasso", (*region.corners, to))


def chosen_by(region: Region, grid: Grid, matches: np.ndarray | None) -> np.ndarray:
    """Bool ``(N,)``: rows within the region that the filter passes."""
    if region.kind == "box":
        mask = within_box(grid, region.corners[0], region.corners[1])
    else:
        mask = within_polygon(grid, np.array(region.corners))
    if matches is not None and len(matches) == len(mask):
        mask &= matches
    return mask


def paint_region(painter: QPainter, view: View, region: Region, at: QPointF, text: str) -> None:
    """The dashed outline, faintly filled, and how many it holds beside the pointer."""
    corners = view.to_screen(np.array(region.corners))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.color("text"), 1.5)
    pen.setDashPattern([4.0, 3.0])
    painter.setPen(pen)
    painter.setBrush(theme.color("text", 0.06))
    if region.kind == "box":
        painter.drawRect(QRectF(QPointF(*corners[0]), QPointF(*corners[1])).normalized())
    else:
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]), Qt.FillRule.WindingFill)
    if text:
        _paint_count(painter, view, at, text)
    painter.restore()


def _paint_count(painter: QPainter, view: View, at: QPointF, text: str) -> None:
    font = theme.font("small")
    width = QFontMetricsF(font).horizontalAdvance(text) + 16
    left = at.x() + 14 if at.x() + 14 + width < view.width else at.x() - 14 - width
    top = at.y() + 14 if at.y() + 36 < view.height else at.y() - 36
    box = QRectF(left, top, width, 22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("chip", 0.82))
    painter.drawRoundedRect(box, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
    painter.setPen(theme.color("on_chip"))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
