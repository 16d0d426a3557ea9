"""A small curve under a strip of pictures: how two things change along a path, read off at the playhead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from morphospace_desktop import theme

HEAD = 18
HEIGHT = HEAD + 40
_AIR = 3
"""Room above and below the curve, so that a line at the edge is not cut."""

_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}


@dataclass(frozen=True, eq=False)
class Line:
    """``values`` at ``moments`` ``(K,)`` from 0 to 1, NaN where there is none, in the colour ``role``."""

    name: str
    role: str
    moments: np.ndarray
    values: np.ndarray

    def at(self, t: float) -> float:
        """The value whose moment is nearest; NaN without values."""
        if not len(self.values):
            return float("nan")
        return float(self.values[int(np.abs(self.moments - t).argmin())])


class Curve(QWidget):
    """Lines over [0, 1] with a playhead. ``dragged(t)``: a hand, or the arrow keys, ask for another moment.

    ``inset``: room left and right, so that moments stand under the pictures of a strip.
    """

    dragged = Signal(float)

    def __init__(self, title: str, shown: Callable[[float], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._shown = shown
        self._lines: tuple[Line, ...] = ()
        self._top: float | None = None
        self._t = 0.0
        self.inset = 0.0
        self.step = 0.1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def set_lines(self, lines: Sequence[Line], top: float | None = None) -> None:
        """Show lines from 0 to ``top``, or to the largest value."""
        self._lines, self._top = tuple(lines), top
        self._describe()
        self.update()

    def set_playhead(self, t: float) -> None:
        """Move the playhead to a moment from 0 to 1."""
        self._t = t
        self._describe()
        self.update()

    def words(self, t: float) -> str:
        """What is read off at a moment, for tooltips and screen readers."""
        parts = [f"{line.name} {self._shown(line.at(t))}" for line in self._lines if not np.isnan(line.at(t))]
        return f"{self._title}: {', '.join(parts)}" if parts else f"{self._title}: not known"

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.dragged.emit(self._moment(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self._moment(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        ends = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: 1.0}
        if event.key() in _KEYS:
            self.dragged.emit(min(max(self._t + _KEYS[Qt.Key(event.key())] * self.step, 0.0), 1.0))
        elif event.key() in ends:
            self.dragged.emit(ends[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words(self._moment(event.pos().x())), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter)
        area = QRectF(self.inset, HEAD + _AIR, self.width() - 2 * self.inset, self.height() - HEAD - 2 * _AIR)
        painter.setPen(QPen(theme.color("line"), 1))
        for y in (area.top(), area.bottom()):
            painter.drawLine(QPointF(0, round(y) + 0.5), QPointF(self.width(), round(y) + 0.5))
        top = self._top if self._top is not None else self._largest()
        x = area.left() + self._t * area.width()
        painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "faint"), 1))
        painter.drawLine(QPointF(x, HEAD), QPointF(x, self.height()))
        for line in reversed(self._lines):
            self._paint_line(painter, line, area, top or 1.0)

    def _paint_head(self, painter: QPainter) -> None:
        painter.setFont(theme.font("caption"))
        metrics = QFontMetricsF(painter.font())
        box = QRectF(0, 0, self.width(), HEAD - 2)
        painter.setPen(theme.color("secondary"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._title)
        right = float(self.width())
        for line in reversed(self._lines):
            value = line.at(self._t)
            if np.isnan(value):
                continue
            text = self._shown(value)
            left = right - metrics.horizontalAdvance(text)
            painter.setPen(theme.color(line.role))
            painter.drawText(QRectF(left, 0, right - left + 1, HEAD - 2), Qt.AlignmentFlag.AlignVCenter, text)
            right = left - 12

    def _paint_line(self, painter: QPainter, line: Line, area: QRectF, top: float) -> None:
        points = [
            QPointF(area.left() + t * area.width(), area.bottom() - min(1.0, v / top) * area.height())
            for t, v in zip(line.moments.tolist(), line.values.tolist(), strict=True)
            if not np.isnan(v)
        ]
        if not points:
            return
        pen = QPen(theme.color(line.role), 1.6)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        here = points[min(int(np.abs(line.moments - self._t).argmin()), len(points) - 1)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(line.role))
        painter.drawEllipse(here, 3, 3)

    def _largest(self) -> float:
        known = [line.values[~np.isnan(line.values)] for line in self._lines]
        return max((float(one.max()) for one in known if len(one)), default=1.0)

    def _moment(self, x: float) -> float:
        return min(max((x - self.inset) / max(1.0, self.width() - 2 * self.inset), 0.0), 1.0)

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words(self._t))
