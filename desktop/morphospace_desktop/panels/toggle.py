"""Yes or no: a switch that slides."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from morphospace_desktop import theme

_SIZE = QSize(34, 20)


class ToggleSwitch(QAbstractButton):
    """Checkable; ``clicked(bool)`` comes only from people, ``show_setting`` sets it without a signal."""

    def __init__(self, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setChecked(on)
        self.setFixedSize(_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._place = 1.0 if on else 0.0
        self._slide = QVariantAnimation(self)
        self._slide.setDuration(120)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._slid)
        self.toggled.connect(self._go)

    def setting(self) -> bool:
        """Whether it is on."""
        return self.isChecked()

    def show_setting(self, value: bool) -> None:
        """Show another state without ``clicked``."""
        self.setChecked(bool(value))

    def sizeHint(self) -> QSize:  # noqa: N802
        return _SIZE

    def _go(self, on: bool) -> None:
        self._slide.stop()
        self._slide.setStartValue(self._place)
        self._slide.setEndValue(1.0 if on else 0.0)
        self._slide.start()

    def _slid(self, place: float) -> None:
        self._place = place
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        pen = QPen(theme.color("accent"), 1) if self.hasFocus() else Qt.PenStyle.NoPen
        painter.setPen(pen)
        painter.setBrush(theme.color("typical"))
        painter.drawRoundedRect(body, 9, 9)
        painter.setBrush(theme.color("accent" if self.isEnabled() else "faint", self._place))
        painter.drawRoundedRect(body, 9, 9)
        x = body.left() + 9 + self._place * (body.width() - 18)
        painter.setPen(QPen(QColor(0, 0, 0, 50), 1))
        painter.setBrush(theme.color("knob"))
        painter.drawEllipse(QPointF(x, body.center().y()), 7, 7)
