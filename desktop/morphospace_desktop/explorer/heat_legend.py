"""The legend of the heat map: what its colours say of the places under the points."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from morphospace_desktop import theme
from morphospace_desktop.explorer.heat import Scale, heat_colour

_PADDING, _BAR, _GAP = 10.0, 96.0, 8.0
_HEIGHT = 28
_EDGE = 16


class HeatLegend(QWidget):
    """A chip in the lower left corner of its parent, the plane, while holes are shown; it takes no mouse.

    Connect ``Underlay.scaled`` to ``set_scale``.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        parent.installEventFilter(self)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Legend of the holes")
        self._low = self._high = ""
        self.set_scale(None)

    def set_scale(self, scale: Scale | None) -> None:
        """What the two ends of the colours mean; None: nothing is known yet."""
        self.setVisible(scale is not None)
        if scale is None:
            return
        self._low = "round trip as of the items" if scale.low <= 1.0 else f"round trip {scale.low:.1f} ×"
        self._high = f"{scale.high:.1f} × the items’"
        self.setAccessibleDescription(f"From {self._low} to {self._high}")
        self.resize(self.sizeHint())
        self._place()
        self.update()

    def _place(self) -> None:
        around = self.parentWidget()
        if around is not None:
            self.move(_EDGE, around.height() - _EDGE - self.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The plane has another size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = QFontMetricsF(theme.font("small"))
        words = metrics.horizontalAdvance(self._low) + metrics.horizontalAdvance(self._high)
        return QSize(round(2 * _PADDING + words + 2 * _GAP + _BAR), _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("chip", 0.86))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        painter.setFont(theme.font("small"))
        metrics = QFontMetricsF(theme.font("small"))
        left = _PADDING
        for words in (self._low, self._high):
            wide = metrics.horizontalAdvance(words)
            painter.setPen(theme.color("on_chip"))
            painter.drawText(QRectF(left, 0, wide + 2, _HEIGHT), Qt.AlignmentFlag.AlignVCenter, words)
            left += wide + _GAP
            if words == self._low:
                self._paint_bar(painter, QRectF(left, _HEIGHT / 2 - 4, _BAR, 8))
                left += _BAR + _GAP

    def _paint_bar(self, painter: QPainter, bar: QRectF) -> None:
        ramp = QLinearGradient(QPointF(bar.left(), 0), QPointF(bar.right(), 0))
        for step in range(9):
            colour = heat_colour(step / 8)
            colour.setAlphaF(0.35 + 0.65 * step / 8)
            ramp.setColorAt(step / 8, colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ramp)
        painter.drawRoundedRect(bar, 4, 4)
