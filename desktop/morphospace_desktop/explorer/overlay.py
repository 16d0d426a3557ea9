"""What lies over the points: the canvas's picture as a dot with its arrows, rings, and a path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from morphospace.atlas.exploration import Exploration
from morphospace.atlas.whereabouts import Arrow, Whereabouts
from morphospace_desktop import theme

_DOT = 7.0
_RING = 9.0
_LEAST_ARROW = 14.0
_LABELLED_ARROW = 44.0
"""Pixels: a shorter arrow says nothing, and its name would hide more than it tells."""


class View(Protocol):
    """The part of the plane's view that is needed here."""

    def to_screen(self, points: np.ndarray) -> np.ndarray: ...


class Overlay:
    """Paints over the map what an exploration highlights, and where the canvas's picture is."""

    def __init__(self, exploration: Exploration) -> None:
        self._exploration = exploration
        self.now: Whereabouts | None = None
        self.active = ""

    def paint(self, painter: QPainter, view: View) -> None:
        """Paint in the coordinates of the plane's widget."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_rings(painter, view)
        self._paint_path(painter, view)
        if self.now is not None:
            self._paint_picture(painter, view, self.now)
        painter.restore()

    def _paint_rings(self, painter: QPainter, view: View) -> None:
        """The nearest items: a ring each, with its rank where there is room for it."""
        layout = self._exploration.layout
        if layout is None:
            return
        rows = [row for row in self._exploration.highlights if row < len(layout.positions)]
        if not rows:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x, y in view.to_screen(layout.positions[rows]):
            at = QPointF(float(x), float(y))
            painter.setPen(QPen(theme.color("window", 0.8), 4))
            painter.drawEllipse(at, _RING, _RING)
            painter.setPen(QPen(theme.color("text"), 1.5))
            painter.drawEllipse(at, _RING, _RING)

    def _paint_path(self, painter: QPainter, view: View) -> None:
        path = self._exploration.path
        if path is None or len(path.positions) < 2:
            return
        corners = [QPointF(float(x), float(y)) for x, y in view.to_screen(path.positions)]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, width in ((theme.color("window", 0.75), 4.5), (theme.color("text"), 1.75)):
            painter.setPen(
                QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
            )
            painter.drawPolyline(QPolygonF(corners))
        for name, corner, role in (("A", corners[0], "warm"), ("B", corners[-1], "accent")):
            self._paint_end(painter, corner, name, role)
        at = path.playhead * (len(corners) - 1)
        before = min(int(at), len(corners) - 2)
        head = corners[before] + (corners[before + 1] - corners[before]) * (at - before)
        painter.setPen(QPen(theme.color("window"), 2))
        painter.setBrush(theme.color("text"))
        painter.drawEllipse(head, 5, 5)

    def _paint_end(self, painter: QPainter, at: QPointF, name: str, role: str) -> None:
        box = QRectF(at.x() - 9, at.y() - 9, 18, 18)
        painter.setPen(QPen(theme.color("window"), 1.5))
        painter.setBrush(theme.color(role))
        painter.drawEllipse(box)
        painter.setPen(theme.color("window"))
        painter.setFont(theme.font("caption"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_picture(self, painter: QPainter, view: View, now: Whereabouts) -> None:
        ends = view.to_screen(np.array([(now.x, now.y), *((one.x, one.y) for one in now.arrows)]))
        dot = QPointF(float(ends[0, 0]), float(ends[0, 1]))
        tips = [QPointF(float(x), float(y)) for x, y in ends[1:]]
        for arrow, tip in sorted(zip(now.arrows, tips, strict=True), key=self._is_active):
            self._paint_arrow(painter, dot, tip, arrow)
        self._paint_labels(painter, dot, list(zip(now.arrows, tips, strict=True)))
        painter.setPen(QPen(theme.color("window"), 2))
        painter.setBrush(theme.color("text"))
        painter.drawEllipse(dot, _DOT, _DOT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("warm"))
        painter.drawEllipse(dot, _DOT - 3, _DOT - 3)

    def _is_active(self, pair: tuple[Arrow, QPointF]) -> bool:
        return pair[0].name == self.active

    def _paint_labels(self, painter: QPainter, dot: QPointF, pairs: list[tuple[Arrow, QPointF]]) -> None:
        """The arrows' names, each beside those of more weight: the active one's stays where it belongs."""
        painter.setFont(theme.font("caption"))
        taken: list[QRectF] = []
        for arrow, tip in sorted(pairs, key=self._is_active, reverse=True):
            way = tip - dot
            length = float(np.hypot(way.x(), way.y()))
            if length < (_LEAST_ARROW if arrow.name == self.active else _LABELLED_ARROW):
                continue
            wanted = _label_box(painter, tip + way / length * 6, arrow.title, way / length)
            taken.append(beside(wanted, taken))
            _paint_label(painter, taken[-1], arrow.title)

    def _paint_arrow(self, painter: QPainter, dot: QPointF, tip: QPointF, arrow: Arrow) -> None:
        way = tip - dot
        length = float(np.hypot(way.x(), way.y()))
        if length < _LEAST_ARROW:
            return
        active = arrow.name == self.active
        along = way / length
        across = QPointF(-along.y(), along.x())
        for ink, width in (
            (theme.color("window", 0.7), 4.0),
            (theme.color("accent" if active else "text", 1.0 if active else 0.75), 1.75),
        ):
            painter.setPen(QPen(ink, width))
            painter.drawLine(dot + along * _DOT, tip - along * 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent" if active else "text", 1.0 if active else 0.85))
        painter.drawPolygon(QPolygonF([tip, tip - along * 9 + across * 4.5, tip - along * 9 - across * 4.5]))


def beside(box: QRectF, taken: Sequence[QRectF]) -> QRectF:
    """The box, or the nearest place above or below where it covers none of ``taken``."""
    step = box.height() + 2
    places = [box.translated(0, step * away * way) for away in range(len(taken) + 1) for way in (1, -1)]
    return next((one for one in places if not any(one.intersects(other) for other in taken)), box)


def _label_box(painter: QPainter, at: QPointF, text: str, along: QPointF) -> QRectF:
    """Room for a small word beyond the tip of an arrow, so that the arrow stays free."""
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(text) + 10, metrics.height() + 4
    left = at.x() - width * (0.5 - 0.5 * along.x())
    top = at.y() - height * (0.5 - 0.5 * along.y())
    return QRectF(left, top, width, height)


def _paint_label(painter: QPainter, box: QRectF, text: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("chip", 0.78))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(theme.color("on_chip"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
