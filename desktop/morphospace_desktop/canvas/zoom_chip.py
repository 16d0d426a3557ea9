"""How large the picture is shown, in a corner of the canvas; a click goes from fit to 100 % and back."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from morphospace_desktop import theme


class ZoomChip(QAbstractButton):
    """The zoom in per cent, in figures that do not dance."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip("Fit (0) or 100 % (1)")
        self.set_percent(100)

    def set_percent(self, percent: float) -> None:
        """Show a new zoom."""
        text = f"{percent:.0f} %"
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(f"Zoom {text}")
            self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(QFontMetrics(theme.font("small")).horizontalAdvance(self.text()) + 20, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("chip", 0.9 if self.underMouse() else 0.72))
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(body, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        painter.setPen(theme.color("on_chip"))
        painter.setFont(theme.font("small"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
