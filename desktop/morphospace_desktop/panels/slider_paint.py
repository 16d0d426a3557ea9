"""The look of one slider row: label, track with zero and typical range, knob and value."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from morphospace_desktop import theme

KNOB = 7.0
MARK = 14
"""Side of the mark of side effects, at the right end of the label column."""


@dataclass(frozen=True)
class TrackLook:
    """All that a slider row shows; places on the track are shares from 0 to 1. ``ghost``: where directions
    have moved the value to."""

    title: str
    value: str
    at: float
    zero: float
    typical: tuple[float, float] | None
    outside: bool
    hover: bool
    dragged: str
    focus: bool
    enabled: bool
    marked: bool = False
    ghost: float | None = None


def paint_slider(widget: QWidget, track: QRectF, look: TrackLook) -> None:
    """Paint a whole row onto ``widget``."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_label(painter, widget.height(), look.title, look.enabled, look.dragged == "dial", look.marked)
    _paint_track(painter, track, look)
    _paint_ghost(painter, track, look)
    _paint_knob(painter, track, look)
    painter.setFont(theme.font("body"))
    role = "faint" if not look.enabled else "warm" if look.outside else "secondary"
    painter.setPen(theme.color("text" if look.dragged and not look.outside else role))
    right = QRectF(widget.width() - theme.VALUE - 20, 0, theme.VALUE + 20, widget.height())
    painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, look.value)


def paint_label(
    painter: QPainter, height: float, title: str, enabled: bool, live: bool = False, marked: bool = False
) -> None:
    """A row's label in the label column, cut with an ellipsis where it is too long; ``marked`` where what it
    sets changes other things as well."""
    painter.setFont(theme.font("body"))
    painter.setPen(theme.color("accent" if live else "text" if enabled else "faint"))
    room = theme.LABEL - (MARK + 4 if marked else 0)
    shown = QFontMetricsF(painter.font()).elidedText(title, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRectF(0, 0, theme.LABEL, height), Qt.AlignmentFlag.AlignVCenter, shown)
    if marked:
        box = QRectF(theme.LABEL - MARK, (height - MARK) / 2, MARK, MARK)
        theme.paint_icon(painter, "git-fork", box, theme.color("warm"))


def _paint_track(painter: QPainter, track: QRectF, look: TrackLook) -> None:
    def part(start: float, end: float) -> QRectF:
        left = track.left() + start * track.width()
        return QRectF(left, track.top(), (end - start) * track.width(), track.height())

    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("track"))
    painter.drawRoundedRect(track, 2, 2)
    if look.typical is not None:
        painter.setBrush(theme.color("typical", 1.0 if look.enabled else 0.5))
        painter.drawRoundedRect(part(*look.typical), 2, 2)
    tick = round(track.left() + look.zero * track.width())
    painter.fillRect(QRectF(tick - 0.5, track.center().y() - 5, 1, 10), theme.color("faint"))
    painter.setBrush(theme.color("accent" if look.enabled else "faint"))
    painter.drawRoundedRect(part(*sorted((look.zero, look.at))), 1.5, 1.5)


def _paint_ghost(painter: QPainter, track: QRectF, look: TrackLook) -> None:
    if look.ghost is not None:
        painter.setBrush(theme.color("panel"))
        painter.setPen(QPen(theme.color("accent"), 1.5))
        painter.drawEllipse(QPointF(track.left() + look.ghost * track.width(), track.center().y()), 4, 4)


def _paint_knob(painter: QPainter, track: QRectF, look: TrackLook) -> None:
    middle = QPointF(track.left() + look.at * track.width(), track.center().y())
    if look.focus or look.dragged == "knob":
        painter.setBrush(theme.color("accent", 0.28))
        painter.setPen(QPen(theme.color("accent"), 1) if look.focus else Qt.PenStyle.NoPen)
        painter.drawEllipse(middle, KNOB + 4, KNOB + 4)
    if not look.enabled:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("faint"))
        painter.drawEllipse(middle, KNOB - 1, KNOB - 1)
        return
    painter.setPen(QPen(QColor(0, 0, 0, 60), 1))
    painter.setBrush(theme.color("knob"))
    radius = KNOB + (0.75 if look.hover or look.dragged else 0)
    painter.drawEllipse(middle, radius, radius)
