"""The canvas: the stage with the picture, under the hands, with all that stands above it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from morphospace_desktop import theme
from morphospace_desktop.canvas import drops, paint
from morphospace_desktop.canvas.busy import BusyPill
from morphospace_desktop.canvas.empty import EmptyState
from morphospace_desktop.canvas.gestures import Gestures
from morphospace_desktop.canvas.inset import InsetMap
from morphospace_desktop.canvas.stage import Stage
from morphospace_desktop.canvas.zoom_chip import ZoomChip
from morphospace_desktop.panels.message_bar import MessageBar

EDGE = 24
"""Distance of chips and bars from the canvas's edge."""


class Canvas(Stage):
    """The picture and everything that stands on it: an empty state, messages, progress, drops.

    ``dropped`` carries a list of ``Path``, or a ``QMimeData`` that holds a picture and lives until the
    slot returns.
    """

    dropped = Signal(object)
    new_requested = Signal()
    open_requested = Signal()
    paste_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drop_text = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setMinimumSize(320, 240)
        self._gestures = Gestures(self)
        self.empty = EmptyState(self)
        self.messages = MessageBar(self)
        self.busy = BusyPill(self)
        self.zoom_chip = ZoomChip(self)
        self.inset = InsetMap(self)
        self._connect()
        self._describe()
        self._arrange()

    def set_picture(self, array: np.ndarray | None) -> None:
        """Show uint8 ``(H, W, 3)``, held by reference; None empties the canvas."""
        had = self.has_picture
        super().set_picture(array)
        if had != self.has_picture:
            self._describe()
            self._arrange()

    def hold_pan(self, held: bool) -> None:
        """While held (Space), a left drag pans; for windows that watch the key themselves."""
        self._gestures.hold_pan(held)

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

    # ------------------------------------------------------------------ inner workings

    def paint_over(self, painter: QPainter) -> None:
        """The frame that says what a drop would do."""
        if self._drop_text:
            paint.paint_drop_frame(painter, QRectF(self.rect()), self._drop_text)

    def _connect(self) -> None:
        self.empty.new_requested.connect(self.new_requested)
        self.empty.open_requested.connect(self.open_requested)
        self.empty.paste_requested.connect(self.paste_requested)
        self.busy.cancel_requested.connect(self.cancel_requested)
        self.busy.resized.connect(self._arrange)
        self.messages.resized.connect(self._arrange)
        self.zoom_chip.clicked.connect(self.toggle_fit)
        self.zoom_changed.connect(self.zoom_chip.set_percent)

    def _describe(self) -> None:
        self.setAccessibleName("Canvas" if self.has_picture else "Canvas, empty")
        self.setAccessibleDescription(
            "Drop a picture to open it. 0 fits, 1 is 100 %, hold backslash for the original."
        )

    def _arrange(self) -> None:
        width, height = self.width(), self.height()
        self.empty.setVisible(not self.has_picture)
        self.zoom_chip.setVisible(self.has_picture)
        self.empty.adjustSize()
        self.empty.move((width - self.empty.width()) // 2, (height - self.empty.height()) // 2)
        self.zoom_chip.move(EDGE, height - EDGE - self.zoom_chip.height())
        self.inset.move(width - EDGE - self.inset.width(), height - EDGE - self.inset.height())
        self.messages.move((width - self.messages.width()) // 2, height - EDGE - self.messages.height())
        self.busy.move((width - self.busy.width()) // 2, theme.PADDING)

    # ------------------------------------------------------------------ events

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and self._gestures.pinch(event):
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self.follow_size()
        self.messages.refit()
        self._arrange()
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self.has_picture:
            self._gestures.wheel(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if not self.has_picture or not self._gestures.press(event):
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
        self.empty.setVisible(not self.has_picture and not text)
        self.update()
