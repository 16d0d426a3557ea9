"""Rows of figures: what is measured on the left, the number on the right, a fine line below each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from morphospace_desktop import theme

_INSET = 8


@dataclass(frozen=True)
class Figure:
    """One row: its number in the colour of ``role``; ``help`` says what it means."""

    label: str
    value: str
    role: str = "text"
    help: str = ""


class FigureRows(QWidget):
    """Some figures under each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: tuple[Figure, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What is shown."""
        return self._figures

    def set_figures(self, figures: Sequence[Figure]) -> None:
        """Show these."""
        if tuple(figures) == self._figures:
            return
        grown = len(figures) != len(self._figures)
        self._figures = tuple(figures)
        self.setAccessibleName("; ".join(f"{one.label} {one.value}" for one in figures))
        self.setAccessibleDescription(" ".join(one.help for one in figures if one.help))
        if grown:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, len(self._figures) * theme.ROW)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(120, len(self._figures) * theme.ROW)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = int(event.pos().y() // theme.ROW)
            if 0 <= row < len(self._figures) and self._figures[row].help:
                QToolTip.showText(event.globalPos(), self._figures[row].help, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setFont(theme.font("small"))
        metrics = QFontMetricsF(painter.font())
        for row, figure in enumerate(self._figures):
            box = QRectF(_INSET, row * theme.ROW, self.width() - 2 * _INSET, theme.ROW)
            taken = metrics.horizontalAdvance(figure.value) + theme.GAP
            label = metrics.elidedText(figure.label, Qt.TextElideMode.ElideRight, box.width() - taken)
            painter.setPen(theme.color("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, label)
            painter.setPen(theme.color(figure.role))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figure.value)
            painter.fillRect(QRectF(0, box.bottom() - 1, self.width(), 1), theme.color("line"))
