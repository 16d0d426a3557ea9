"""The host, always visible and never in the way: state, model, device and memory in one chip."""

from __future__ import annotations

import time
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from morphospace_desktop import theme
from morphospace_desktop.panels.wording import memory_text, since_text, size_text

if TYPE_CHECKING:
    from morphospace.hosting.host import HostStatus

HEIGHT = 30
_BAR = 72
_LOOKS = {
    "starting": ("warm", "Starting…"),
    "ready": ("good", "Ready"),
    "restarting": ("warm", "Restarting…"),
    "failed": ("bad", "Stopped"),
    "closed": ("faint", "Closed"),
}


class HostChip(QAbstractButton):
    """Shows a ``HostStatus``; the tooltip lists what is resident, how big and since when."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = "warm"
        self._words = "Starting…"
        self._memory = ""
        self._filled = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._speak()

    def set_status(self, status: HostStatus) -> None:
        """Show how the host is now."""
        role, word = _LOOKS.get(status.state, ("faint", status.state))
        newest = max(status.resident, key=lambda r: r.since, default=None)
        name = newest.title if newest is not None and status.state == "ready" else word
        device = status.device_name or status.device.upper()
        self._dot = role
        self._words = f"{name} · {device}" if device else name
        self._memory = memory_text(status.used, status.budget) if status.used else ""
        self._filled = min(status.used / status.budget, 1.0) if status.budget > 0 else 0.0
        self.setToolTip(tooltip(status, time.time()))
        self._speak()
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """Model (or state) and device, as shown."""
        return self._words

    @property
    def memory(self) -> str:
        """Memory, as shown."""
        return self._memory

    def _speak(self) -> None:
        self.setAccessibleName(f"Host: {self._words}")
        self.setAccessibleDescription(self._memory)

    def sizeHint(self) -> QSize:  # noqa: N802
        width = 30 + _width(self._words) + 14
        if self._memory:
            width += 10 + _BAR + 8 + _width(self._memory)
        return QSize(round(width) + 2, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(140, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "line"), 1))
        painter.setBrush(theme.color("raised", 1.0 if self.underMouse() else 0.0))
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(body, theme.RADIUS_BUTTON, theme.RADIUS_BUTTON)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._dot))
        painter.drawEllipse(QRectF(13, HEIGHT / 2 - 3.5, 7, 7))
        painter.setFont(theme.font("body"))
        right = self._paint_memory(painter)
        room = right - 30
        words = QFontMetricsF(painter.font()).elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        painter.setPen(theme.color("secondary"))
        painter.drawText(QRectF(28, 0, room + 2, HEIGHT), Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_memory(self, painter: QPainter) -> float:
        """Bar and figures at the right, as far as there is room; returns where the words must end."""
        right = self.width() - 14.0
        needed = 30 + min(_width(self._words), 120) + 14
        figures = _width(self._memory)
        if not self._memory or self.width() < needed + figures:
            return right
        painter.setPen(theme.color("secondary"))
        box = QRectF(right - figures, 0, figures + 1, HEIGHT)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._memory)
        right -= figures + 8
        if self.width() < needed + figures + _BAR:
            return right
        groove = QRectF(right - _BAR, HEIGHT / 2 - 2, _BAR, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(groove, 2, 2)
        painter.setBrush(theme.color("warm" if self._filled > 0.9 else "accent"))
        groove.setWidth(max(4.0, _BAR * self._filled))
        painter.drawRoundedRect(groove, 2, 2)
        return right - _BAR - 10


def tooltip(status: HostStatus, now: float) -> str:
    """What is in memory, as a small table; ``now`` in seconds of the epoch."""
    lines = [f"<p>{escape(status.message)}</p>"] if status.message else []
    rows = [
        f"<tr><td>{escape(r.title)}</td><td align='right'>&nbsp;&nbsp;{size_text(r.bytes)}</td>"
        f"<td>&nbsp;&nbsp;{escape(r.device)}</td><td>&nbsp;&nbsp;{since_text(now - r.since)}</td></tr>"
        for r in status.resident
    ]
    if rows:
        lines.append(f"<b>In memory</b><table cellspacing='2'>{''.join(rows)}</table>")
    elif not lines:
        lines.append("No model is in memory.")
    return "".join(lines)


def _width(text: str) -> float:
    return QFontMetricsF(theme.font("body")).horizontalAdvance(text)
