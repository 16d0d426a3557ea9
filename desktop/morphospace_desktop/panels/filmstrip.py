"""A strip of small pictures under the canvas: the range of a slider, or four other seeds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from morphospace_desktop import theme
from morphospace_desktop.panels.model_card import as_image
from morphospace_desktop.panels.role_label import RoleLabel

FRAME = 76
_RING = 4
"""Room around a picture for the ring of the current one."""


class Frame(QAbstractButton):
    """One picture of the strip."""

    def __init__(self, strip: Filmstrip, index: int) -> None:
        super().__init__(strip)
        self._strip = strip
        self._index = index
        self.image: QImage | None = None
        self.current = False
        self.setFixedSize(FRAME + 2 * _RING, FRAME + 2 * _RING)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: strip.picked.emit(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            self._strip.focus_frame(self._index + steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(_RING, _RING, -_RING, -_RING)
        path = QPainterPath()
        path.addRoundedRect(box, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        painter.fillPath(path, theme.color("well"))
        if self.image is not None:
            painter.save()
            painter.setClipPath(path)
            lit = self.current or self.underMouse() or self.hasFocus() or not self._strip.dims
            painter.setOpacity(1.0 if lit else 0.72)
            painter.drawImage(box, self.image)
            painter.restore()
        if self.current or self.hasFocus():
            painter.setPen(QPen(theme.color("accent" if self.current else "secondary"), 2))
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 8, 8)


class Filmstrip(QWidget):
    """``picked(index)`` when a picture is clicked or chosen with Return."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames: list[Frame] = []
        self.dims = False
        self._label = RoleLabel("", "small", "secondary")
        self._label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._label)
        self._row.addSpacing(theme.GAP)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_label_width(theme.LABEL - theme.GAP)

    def set_label_width(self, width: int) -> None:
        """How much room the label takes, so that strips under each other align; 0: as its words need."""
        self._label.setMinimumWidth(width)

    def set_frames(self, label: str, images: Sequence[np.ndarray | None], current: int | None = None) -> None:
        """Show pictures (uint8 ``(H, W, 3)``; None for one still to come), with ``current`` ringed.

        ``label`` may have two lines. A strip of the same length changes in place, so nothing jumps.
        """
        self.dims = current is not None
        self._set_label(label)
        self._match(len(images))
        for index, (frame, picture) in enumerate(zip(self._frames, images, strict=True)):
            frame.image = None if picture is None else as_image(picture)
            frame.current = index == current
            frame.setAccessibleName(f"{label.splitlines()[0] if label else 'Picture'} {index + 1}")
            frame.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if index == (current or 0) else Qt.FocusPolicy.ClickFocus
            )
            frame.update()

    def focus_frame(self, index: int) -> None:
        """Move the keyboard to a frame, if there is one."""
        if 0 <= index < len(self._frames):
            self._frames[index].setFocus(Qt.FocusReason.OtherFocusReason)

    def frame(self, index: int) -> Frame:
        """One frame, for tests and tours."""
        return self._frames[index]

    def _set_label(self, label: str) -> None:
        self._label.setText(label)
        self.setAccessibleName(label.replace("\n", ", "))

    def _match(self, count: int) -> None:
        while len(self._frames) > count:
            frame = self._frames.pop()
            self._row.removeWidget(frame)
            frame.deleteLater()
        while len(self._frames) < count:
            frame = Frame(self, len(self._frames))
            self._frames.append(frame)
            self._row.addWidget(frame)

    def sizeHint(self) -> QSize:  # noqa: N802
        label = max(self._label.minimumWidth(), self._label.sizeHint().width()) + theme.GAP
        return QSize(label + len(self._frames) * (FRAME + 2 * _RING), FRAME + 2 * _RING)
