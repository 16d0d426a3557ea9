"""Marks that stand on the plane: a ring, a dot, an arrow, a line; for its own pointer and for overlays."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from morphospace_desktop import theme
from morphospace_desktop.explorer.plane.view import View

_HALO = 0.55


def _halo() -> QColor:
    """The ground's own colour, half there: keeps a mark apart from what it stands on."""
    return theme.color("window", _HALO)


def paint_ring(painter: QPainter, at: QPointF, radius: float, colour: QColor, width: float = 2.0) -> None:
    """A circle around a pixel."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(_halo(), width + 2), QPen(colour, width)):
        painter.setPen(pen)
        painter.drawEllipse(at, radius, radius)
    painter.restore()


def paint_frame(painter: QPainter, box: QRectF, colour: QColor, width: float = 2.0) -> None:
    """A frame around a thumbnail."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outer = box.adjusted(-1.5, -1.5, 1.5, 1.5)
    for pen in (QPen(_halo(), width + 2), QPen(colour, width)):
        painter.setPen(pen)
        painter.drawRoundedRect(outer, theme.RADIUS_PICTURE + 1.5, theme.RADIUS_PICTURE + 1.5)
    painter.restore()


def paint_dot(
    painter: QPainter, view: View, at: tuple[float, float], colour: QColor, radius: float = 6.0
) -> None:
    """A disc with a bright rim at a point of the plane: where something lives."""
    x, y = view.to_screen(np.array(at))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_halo(), 5))
    painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.setPen(QPen(theme.color("knob"), 2))
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.restore()


def paint_polyline(
    painter: QPainter, view: View, points: np.ndarray, colour: QColor, width: float = 2.0
) -> None:
    """A line through points of the plane ``(S, 2)``."""
    if len(points) < 2:
        return
    line = QPolygonF([QPointF(x, y) for x, y in view.to_screen(points)])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for pen in (QPen(_halo(), width + 2), QPen(colour, width)):
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(line)
    painter.restore()


def paint_arrow(
    painter: QPainter,
    view: View,
    tail: tuple[float, float],
    tip: tuple[float, float],
    colour: QColor,
    width: float = 2.0,
) -> None:
    """An arrow between two points of the plane; one shorter than its head is not drawn."""
    ends = view.to_screen(np.array([tail, tip]))
    line = QLineF(QPointF(*ends[0]), QPointF(*ends[1]))
    if line.length() < 6:
        return
    head = QLineF(line)
    head.setLength(line.length() - 3 * width)
    across = QLineF(head.p2(), line.p2()).normalVector()
    across.setLength(2 * width)
    away = QPointF(across.dx(), across.dy())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for halo in (True, False):
        pen = QPen(_halo() if halo else colour, width + 2 if halo else width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawLine(QLineF(line.p1(), head.p2()))
        painter.setBrush(_halo() if halo else colour)
        painter.drawPolygon(QPolygonF([line.p2(), head.p2() + away, head.p2() - away]))
    painter.restore()
