"""A row of small pictures over the whole width: neighbours, or the pictures of a path."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from morphospace_desktop import theme

SPACE = 4
_LARGEST = 64
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Thumbs(QWidget):
    """``picked(index)`` on a click or Return; ``dragged(share)``, 0 to 1 along the row, while a hand moves
    over it with the button held. Places without a picture are shown as such."""

    picked = Signal(int)
    dragged = Signal(float)

    def __init__(self, count: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self._name = name
        self._images: list[QImage | None] = [None] * count
        self._words: list[str] = [""] * count
        self._current = -1
        self._at = 0
        self._under = -1
        self._keys = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setFixedHeight(round(self.cell))

    def set_pictures(self, images: Sequence[QImage | None], words: Sequence[str]) -> None:
        """Show pictures, each with what its tooltip says; fewer than there are places leave some empty."""
        room = self._count
        self._images = [*images, *[None] * room][:room]
        self._words = [*words, *[""] * room][:room]
        self.setAccessibleDescription("; ".join(word for word in self._words if word))
        self.update()

    def set_current(self, index: int) -> None:
        """Ring one of them, or none (-1)."""
        if index != self._current:
            self._current = index
            self.update()

    @property
    def count(self) -> int:
        """How many places there are."""
        return self._count

    @property
    def images(self) -> tuple[QImage | None, ...]:
        """What is shown."""
        return tuple(self._images)

    @property
    def cell(self) -> float:
        """The side of a picture at the present width."""
        return min(float(_LARGEST), (self.width() - SPACE * (self._count - 1)) / self._count)

    def box(self, index: int) -> QRectF:
        """Where a picture stands."""
        return QRectF(index * (self.cell + SPACE), 0, self.cell, self.cell)

    def index_at(self, x: float) -> int:
        """The picture at ``x``, or -1 between two and beyond the last."""
        index = int(x // (self.cell + SPACE))
        inside = 0 <= index < self._count and self.box(index).left() <= x <= self.box(index).right()
        return index if inside else -1

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._count * (40 + SPACE), 40)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._count * 16, 16)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.setFixedHeight(max(12, round(self.cell)))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            index = self.index_at(event.position().x())
            if index >= 0 and self._images[index] is not None:
                self._at = index
                self.picked.emit(index)
            else:
                self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())
        under = self.index_at(event.position().x())
        if under != self._under:
            self._under = under
            there = under >= 0 and self._images[under] is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if there else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._under = -1
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in _STEPS:
            self._at = min(max(self._at + _STEPS[Qt.Key(event.key())], 0), self._count - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._images[self._at] is not None:
                self.picked.emit(self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self._keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.index_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self._words[index] if index >= 0 else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for index, image in enumerate(self._images):
            box = self.box(index)
            clip = QPainterPath()
            clip.addRoundedRect(box, theme.RADIUS_PICTURE, theme.RADIUS_PICTURE)
            if image is None:
                painter.fillPath(clip, theme.color("raised"))
                continue
            painter.save()
            painter.setClipPath(clip)
            painter.drawImage(box, image)
            painter.restore()
            paint_edge(painter, box)
            self._paint_ring(painter, index, box)

    def _paint_ring(self, painter: QPainter, index: int, box: QRectF) -> None:
        focused = self.hasFocus() and self._keys and index == self._at
        role = "accent" if index == self._current or focused else "text" if index == self._under else ""
        if role:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color(role), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3)

    def _drag(self, position: QPointF) -> None:
        middle = self.cell / 2
        length = self._count * (self.cell + SPACE) - SPACE - self.cell
        self.dragged.emit(min(max((position.x() - middle) / max(1.0, length), 0.0), 1.0))


def paint_edge(painter: QPainter, box: QRectF) -> None:
    """A hairline around a picture, so that a white one has an end on a white panel."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("line"), 1))
    radius = theme.RADIUS_PICTURE
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
