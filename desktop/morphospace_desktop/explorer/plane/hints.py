"""Two quiet chips: what a drag does, until it has been done once, and how many points there are."""

from __future__ import annotations

import math
import statistics
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, Qt, QVariantAnimation
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap

from morphospace_desktop import theme
from morphospace_desktop.canvas.paint import paint_chip
from morphospace_desktop.explorer.plane.view import View

EDGE = 16.0
HINTS = {
    "lasso": "Drag to lasso · Shift adds · Alt takes away",
    "box": "Drag a box · Shift adds · Alt takes away",
    "pan": "Drag to pan · the wheel zooms",
}
_FADE = 600
_FRAMES = 40


class Hints(QObject):
    """``used`` fades the hint of a tool for good; ``told`` collects what a frame takes."""

    def __init__(self, update: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._update = update
        self._known: set[str] = set()
        self._opacity = 1.0
        self._frames: deque[float] = deque(maxlen=_FRAMES)
        self._count, self._text = 0, ""
        self._chips: dict[tuple[str, float], QPixmap] = {}
        self._fade = QVariantAnimation(self)
        self._fade.setDuration(_FADE)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.valueChanged.connect(self._faded)

    def used(self, tool: str) -> None:
        """A person has done it: no need to say it again."""
        if tool not in self._known:
            self._known.add(tool)
            self._fade.start()

    def told(self, seconds: float) -> None:
        """A frame took this long."""
        self._frames.append(seconds)

    def count(self, points: int) -> None:
        """How many points are shown; also when the plane has come to rest, to tell what its frames took."""
        self._count = points
        said = f"{points:,} point" + ("" if points == 1 else "s")
        if self._frames:
            took = 1000 * statistics.median(self._frames)
            said += f" · {took:.0f} ms a frame" if took >= 1 else " · under 1 ms a frame"
        if said != self._text:
            self._text = said
            self._update()

    @property
    def text(self) -> str:
        """What the lower chip says."""
        return self._text

    def says(self, tool: str) -> str:
        """What the upper chip says; empty where it is gone."""
        return HINTS[tool] if tool not in self._known or self._fading else ""

    def paint(self, painter: QPainter, view: View, tool: str) -> None:
        """Both chips."""
        if not self._count:
            return
        if self.says(tool):
            painter.setOpacity(self._opacity if self._fading and tool in self._known else 1.0)
            painter.drawPixmap(QPointF(EDGE, EDGE), self._chip(self.says(tool), view.ratio))
            painter.setOpacity(1.0)
        if self._text:
            chip = self._chip(self._text, view.ratio)
            size = chip.deviceIndependentSize()
            corner = QPointF(view.width - EDGE - size.width(), view.height - EDGE - size.height())
            painter.drawPixmap(corner, chip)

    def _chip(self, text: str, ratio: float) -> QPixmap:
        """A chip as a picture: writing text anew takes longer than all points."""
        made = self._chips.get((text, ratio))
        if made is None:
            width = math.ceil(QFontMetricsF(theme.font("small")).horizontalAdvance(text)) + 20
            made = QPixmap(round(width * ratio), round(24 * ratio))
            made.setDevicePixelRatio(ratio)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            paint_chip(painter, text, QPointF(0, 0), Qt.AlignmentFlag.AlignLeft)
            painter.end()
            self._chips = {**dict(list(self._chips.items())[-3:]), (text, ratio): made}
        return made

    @property
    def _fading(self) -> bool:
        return self._fade.state() == QVariantAnimation.State.Running

    def _faded(self, opacity: float) -> None:
        self._opacity = opacity
        self._update()
