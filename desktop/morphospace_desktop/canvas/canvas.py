"""The canvas: the picture as the hero, with zoom, pan, the split before/after, and drops."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from morphospace_desktop import theme
from morphospace_desktop.canvas import drops, paint, viewport
from morphospace_desktop.canvas.busy import BusyPill
from morphospace_desktop.canvas.empty import EmptyState
from morphospace_desktop.canvas.gestures import Gestures
from morphospace_desktop.canvas.glide import Glide
from morphospace_desktop.canvas.resample import Picture
from morphospace_desktop.canvas.viewport import Viewport
from morphospace_desktop.canvas.zoom_chip import ZoomChip
from morphospace_desktop.panels.message_bar import MessageBar

EDGE = 24
"""Distance of chips and bars from the canvas's edge."""
_CHIP_INSET = 12


class Canvas(QWidget):
    """Shows one picture (and the original it came from) and everything that stands on it.

    ``painted`` carries the very array whose paint has just ended; ``dropped`` a list of ``Path``, or a
    ``QMimeData`` that holds a picture and lives until the slot returns.
    """

    painted = Signal(object)
    dropped = Signal(object)
    new_requested = Signal()
    open_requested = Signal()
    paste_requested = Signal()
    cancel_requested = Signal()
    zoom_changed = Signal(float)
    split_changed = Signal(bool)
    split_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self._original: Picture | None = None
        self._port = Viewport()
        self._split = False
        self._split_position = 0.5
        self._showing_original = False
        self._drop_text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setMinimumSize(320, 240)
        self._glide = Glide(self._set_port, self)
        self._gestures = Gestures(self)
        self.empty = EmptyState(self)
        self.messages = MessageBar(self)
        self.busy = BusyPill(self)
        self.zoom_chip = ZoomChip(self)
        self._connect()
        self._describe()
        self._arrange()

    # ------------------------------------------------------------------ what is shown

    def set_picture(self, array: np.ndarray | None) -> None:
        """Show uint8 ``(H, W, 3)``, held by reference; None empties the canvas."""
        had = self._picture is not None
        self._picture = None if array is None else Picture(array)
        if self._picture is not None and not self._glide.running:
            self._port = viewport.showing(self._port, self._picture.size)
        if had != (self._picture is not None):
            self._describe()
            self._arrange()
            self.update()
        self._tell_zoom()
        self._update_edited()

    def set_original(self, array: np.ndarray | None) -> None:
        """What the split and the held backslash compare with; None where there is nothing to compare."""
        self._original = None if array is None else Picture(array)
        self.update_picture()

    def set_split(self, enabled: bool) -> None:
        """Show the original left of a line that can be moved, the picture right of it."""
        if enabled != self._split:
            self._split = enabled
            self._gestures.leave()
            self.split_changed.emit(enabled)
            self.update_picture()

    @property
    def split_enabled(self) -> bool:
        """Whether the split is on."""
        return self._split

    @property
    def split_position(self) -> float:
        """Where the split stands, 0 (left edge of the picture) to 1; kept while the split is off."""
        return self._split_position

    def set_split_position(self, position: float) -> None:
        """Move the split."""
        position = min(max(position, 0.0), 1.0)
        if position != self._split_position:
            self._split_position = position
            self.split_moved.emit(position)
            self.update_picture()

    def show_original(self, held: bool) -> None:
        """While held, the original stands in the picture's place."""
        if held != self._showing_original:
            self._showing_original = held
            self.update_picture()

    # ------------------------------------------------------------------ what is said

    def show_message(
        self,
        text: str,
        *,
        kind: str = "error",
        remedy: str = "",
        action: Callable[[], object] | None = None,
    ) -> None:
        """One sentence on the lower edge; kinds are error, warning, hint and done."""
        self.messages.show_message(text, kind=kind, remedy=remedy, action=action)

    def clear_message(self) -> None:
        """Take the sentence away."""
        self.messages.dismiss()

    def set_busy(self, text: str | None, progress: float | None = None, can_cancel: bool = True) -> None:
        """Say that work is under way (shown after 300 ms), how far it is in [0, 1]; None ends it."""
        if text is None:
            self.busy.stop()
        else:
            self.busy.start(text, progress, can_cancel)

    # ------------------------------------------------------------------ zoom and pan

    @property
    def port(self) -> Viewport:
        """Where the picture stands now."""
        return self._port

    @property
    def zoom_percent(self) -> float:
        """100 is one pixel of the picture on one pixel of the screen."""
        return self._port.scale * self.devicePixelRatioF() * 100

    def fit(self) -> None:
        """The whole picture, from now on whatever the canvas's size."""
        self._go(viewport.fitted(self._port))

    def actual_size(self) -> None:
        """One pixel of the picture on one pixel of the screen, about the middle."""
        self._go(viewport.zoomed(self._port, 1 / self.devicePixelRatioF()))

    def toggle_fit(self) -> None:
        """Fit, or 100 % if it fits already."""
        self.actual_size() if self._port.fit else self.fit()

    def zoom_by(self, factor: float, about: QPointF | None = None, smooth: bool = True) -> None:
        """Enlarge by ``factor`` about a point of the canvas, or its middle."""
        point = (about.x(), about.y()) if about is not None else None
        going = self._glide.target.scale if self._glide.running else self._port.scale
        end = viewport.zoomed(self._port, going * factor, point)
        self._go(end) if smooth else self._jump(end)

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the picture by logical pixels."""
        self._jump(viewport.panned(self._port, dx, dy))

    def scroll_by(self, dx: float, dy: float) -> None:
        """Pan along the directions in which part of the picture lies outside the canvas."""
        box = self._port.box
        dx = dx if box[2] > self.width() else 0.0
        dy = dy if box[3] > self.height() else 0.0
        if dx or dy:
            self.pan_by(dx, dy)

    def hold_pan(self, held: bool) -> None:
        """While held (Space), a left drag pans; for windows that watch the key themselves."""
        self._gestures.hold_pan(held)

    # ------------------------------------------------------------------ geometry of the split

    def split_at(self, point: QPointF) -> bool:
        """Whether a press here would take hold of the split."""
        if not self._comparing():
            return False
        box = self.picture_rect()
        near = abs(point.x() - self._split_x(box)) <= (
            paint.KNOB if abs(point.y() - box.center().y()) <= paint.KNOB else 5
        )
        return near and box.top() <= point.y() <= box.bottom()

    def move_split_to(self, x: float) -> None:
        """Move the split to a horizontal position of the canvas."""
        box = self.picture_rect()
        self.set_split_position((x - box.left()) / max(box.width(), 1.0))

    def picture_rect(self) -> QRectF:
        """The picture's rectangle on the canvas, on whole logical pixels so that its edges are crisp."""
        left, top, width, height = self._port.box
        return QRectF(round(left), round(top), max(round(width), 1), max(round(height), 1))

    def update_picture(self) -> None:
        """Repaint what the picture covers, and nothing else."""
        reach = paint.KNOB + 3 if self._split else 0.0
        self.update(self.picture_rect().adjusted(-reach, 0, reach, 0).toAlignedRect())

    def _update_edited(self) -> None:
        """Repaint what a new picture changes: beside the original, only its own half."""
        if not self._comparing() or self._showing_original:
            self.update_picture()
            return
        box = self.picture_rect()
        box.setLeft(self._split_x(box) - paint.KNOB - 3)
        self.update(box.toAlignedRect())

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        box = self.picture_rect() if self._picture is not None else None
        paint.paint_ground(painter, QRectF(event.rect()), box)
        if box is not None:
            self._paint_hero(painter, box)
        if self._drop_text:
            paint.paint_drop_frame(painter, QRectF(self.rect()), self._drop_text)
        painter.end()
        if self._picture is not None:
            self.painted.emit(self._picture.array)

    def _paint_hero(self, painter: QPainter, box: QRectF) -> None:
        if self._showing_original and self._original is not None:
            paint.paint_picture(painter, self._original, box)
            self._paint_chip(painter, box, "Original")
        elif self._comparing():
            self._paint_halves(painter, box)
        else:
            paint.paint_picture(painter, self._picture, box)

    def _paint_halves(self, painter: QPainter, box: QRectF) -> None:
        x = self._split_x(box)
        before = QRectF(box.left(), box.top(), x - box.left(), box.height())
        after = QRectF(x, box.top(), box.right() - x, box.height())
        paint.paint_picture(painter, self._original, box, before)
        paint.paint_picture(painter, self._picture, box, after)
        self._paint_chip(painter, before, "Original")
        self._paint_chip(painter, after, "Edited", right=True)
        paint.paint_split(painter, box, x, self._gestures.over_split or self._gestures.moving_split)

    def _paint_chip(self, painter: QPainter, part: QRectF, text: str, right: bool = False) -> None:
        part = part.intersected(QRectF(self.rect()))
        if part.width() < 96 or part.height() < 60:
            return
        align = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        x = part.right() - _CHIP_INSET if right else part.left() + _CHIP_INSET
        paint.paint_chip(painter, text, QPointF(x, part.top() + _CHIP_INSET), align)

    def _comparing(self) -> bool:
        return self._split and self._original is not None and self._picture is not None

    def _split_x(self, box: QRectF) -> float:
        return round(box.left() + box.width() * self._split_position)

    # ------------------------------------------------------------------ inner workings

    def _connect(self) -> None:
        self.empty.new_requested.connect(self.new_requested)
        self.empty.open_requested.connect(self.open_requested)
        self.empty.paste_requested.connect(self.paste_requested)
        self.busy.cancel_requested.connect(self.cancel_requested)
        self.busy.resized.connect(self._arrange)
        self.messages.resized.connect(self._arrange)
        self.zoom_chip.clicked.connect(self.toggle_fit)

    def _describe(self) -> None:
        self.setAccessibleName("Canvas" if self._picture is not None else "Canvas, empty")
        self.setAccessibleDescription(
            "Drop a picture to open it. 0 fits, 1 is 100 %, hold backslash for the original."
        )

    def _arrange(self) -> None:
        width, height = self.width(), self.height()
        self.empty.setVisible(self._picture is None)
        self.zoom_chip.setVisible(self._picture is not None)
        self.empty.adjustSize()
        self.empty.move((width - self.empty.width()) // 2, (height - self.empty.height()) // 2)
        self.zoom_chip.move(EDGE, height - EDGE - self.zoom_chip.height())
        self.messages.move((width - self.messages.width()) // 2, height - EDGE - self.messages.height())
        self.busy.move((width - self.busy.width()) // 2, theme.PADDING)

    def _set_port(self, port: Viewport) -> None:
        self._port = port
        self._tell_zoom()
        self.update()

    def _go(self, end: Viewport) -> None:
        if self.isVisible() and self._picture is not None:
            self._glide.go(self._port, end)
        else:
            self._jump(end)

    def _jump(self, end: Viewport) -> None:
        self._glide.stop()
        self._set_port(end)

    def _tell_zoom(self) -> None:
        percent = self.zoom_percent
        self.zoom_chip.set_percent(percent)
        self.zoom_changed.emit(percent)

    # ------------------------------------------------------------------ events

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and self._gestures.pinch(event):
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._jump(viewport.viewed(self._port, (self.width(), self.height())))
        self.messages.refit()
        self._arrange()
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self._picture is not None:
            self._gestures.wheel(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._picture is None or not self._gestures.press(event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._gestures.move(event)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        self._gestures.release()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._gestures.leave()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._gestures.key(event, pressed=True):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._gestures.key(event, pressed=False):
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        # A key released elsewhere is never heard of here.
        self._gestures.hold_pan(False)
        self.show_original(False)
        super().focusOutEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if drops.droppable(event.mimeData()):
            event.acceptProposedAction()
            count = len(drops.local_files(event.mimeData()))
            self._set_drop_text("Drop to open" if count < 2 else f"Drop to open {count} pictures")

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802
        self._set_drop_text("")

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._set_drop_text("")
        event.acceptProposedAction()
        self.dropped.emit(drops.payload(event.mimeData()))

    def _set_drop_text(self, text: str) -> None:
        self._drop_text = text
        self.empty.setVisible(self._picture is None and not text)
        self.update()
