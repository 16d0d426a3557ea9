"""What hands do on the canvas: wheel, drag, pinch and keys, turned into calls of the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent

if TYPE_CHECKING:
    from morphospace_desktop.canvas.canvas import Canvas

WHEEL_ZOOM = 1.25
"""How much one click of the wheel enlarges."""
WHEEL_PAN = 60.0
"""Logical pixels one click of the wheel scrolls."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Gestures:
    """Holds what a hand is doing between two events: panning, moving the split, a key held down."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._last: QPointF | None = None
        self._held = False
        self.moving_split = False
        self.over_split = False

    def wheel(self, event: QWheelEvent) -> None:
        """Ctrl zooms about the pointer; otherwise scroll, sideways with Shift."""
        pixels, angle = event.pixelDelta(), event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            clicks = angle.y() / 120
            if clicks:
                self._canvas.zoom_by(WHEEL_ZOOM**clicks, event.position(), smooth=pixels.isNull())
            return
        dx, dy = (
            (pixels.x(), pixels.y())
            if not pixels.isNull()
            else (angle.x() * WHEEL_PAN / 120, angle.y() * WHEEL_PAN / 120)
        )
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not dx:
            dx, dy = dy, 0.0
        self._canvas.scroll_by(dx, dy)

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Two fingers on a trackpad."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._canvas.zoom_by(1 + event.value(), event.position(), smooth=False)
        return True

    def press(self, event: QMouseEvent) -> bool:
        """Begin to pan (middle button, or Space and left) or to move the split (left on it)."""
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._held):
            self._last = event.position()
        elif left and self._canvas.split_at(event.position()):
            self.moving_split = True
        else:
            return False
        self.refresh_cursor()
        return True

    def move(self, event: QMouseEvent) -> None:
        """Go on with what was begun; else notice what the pointer is over."""
        if self._last is not None:
            step = event.position() - self._last
            self._last = event.position()
            self._canvas.pan_by(step.x(), step.y())
        elif self.moving_split:
            self._canvas.move_split_to(event.position().x())
        else:
            self._notice(self._canvas.split_at(event.position()))

    def release(self) -> None:
        """The button is up: nothing is being dragged."""
        self._last = None
        self.moving_split = False
        self.refresh_cursor()

    def leave(self) -> None:
        """The pointer is gone."""
        self._notice(False)

    def hold_pan(self, held: bool) -> None:
        """Space is down (or up): a left drag pans."""
        self._held = held
        self.refresh_cursor()

    def key(self, event: QKeyEvent, pressed: bool) -> bool:
        """Space, backslash, 0, 1, plus, minus and the arrows; says whether the key was one of these."""
        key = event.key()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Backslash):
            if not event.isAutoRepeat():
                self.hold_pan(pressed) if key == Qt.Key.Key_Space else self._canvas.show_original(pressed)
            return True
        if not pressed or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        return self._zoom_key(key) or self._arrow(key, event.modifiers())

    def _zoom_key(self, key: int) -> bool:
        if key == Qt.Key.Key_0:
            self._canvas.fit()
        elif key == Qt.Key.Key_1:
            self._canvas.actual_size()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._canvas.zoom_by(WHEEL_ZOOM)
        elif key == Qt.Key.Key_Minus:
            self._canvas.zoom_by(1 / WHEEL_ZOOM)
        else:
            return False
        return True

    def _arrow(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        if key not in _ARROWS:
            return False
        x, y = _ARROWS[Qt.Key(key)]
        large = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if x and self._canvas.split_enabled:
            self._canvas.set_split_position(self._canvas.split_position + x * (0.1 if large else 0.01))
        else:
            step = 80 if large else 16
            self._canvas.scroll_by(-x * step, -y * step)
        return True

    def _notice(self, over: bool) -> None:
        if over != self.over_split:
            self.over_split = over
            self.refresh_cursor()

    def refresh_cursor(self) -> None:
        """The pointer's shape says what a press would do."""
        if self._last is not None:
            self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._held:
            self._canvas.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self.moving_split or self.over_split:
            self._canvas.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self._canvas.unsetCursor()
        self._canvas.light_split(self.moving_split or self.over_split)
