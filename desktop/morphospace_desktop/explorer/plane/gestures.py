"""What hands do on the plane: drags, clicks, wheel, pinch and keys, turned into calls of the plane."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent

if TYPE_CHECKING:
    from morphospace_desktop.explorer.plane.plane import Plane

WHEEL_ZOOM = 1.25
"""How much one click of the wheel enlarges."""
_SLACK = 4.0
"""Logical pixels a hand may tremble in a click."""
_STEP, _LEAP = 48.0, 192.0
"""Logical pixels an arrow key pans, without and with Shift."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def mode_of(modifiers: Qt.KeyboardModifier) -> str:
    """What a region does to what is chosen. Ctrl takes away too: some desktops keep Alt to themselves."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return "add"
    if modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
        return "subtract"
    return "replace"


class Gestures:
    """Holds what a hand is doing between two events."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._pressed: QPointF | None = None
        self._panned_from: QPointF | None = None
        self._held = False

    @property
    def dragging(self) -> bool:
        """Whether a button is down, so that pointing means something else."""
        return self._pressed is not None or self._panned_from is not None

    def press(self, event: QMouseEvent) -> bool:
        """A button goes down: it may become a pan, a region or a click."""
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._held):
            self._panned_from = event.position()
        elif left:
            self._pressed = event.position()
        else:
            return False
        self.refresh_cursor()
        return True

    def move(self, event: QMouseEvent) -> None:
        """The pointer moves."""
        at = event.position()
        if self._panned_from is not None:
            step, self._panned_from = at - self._panned_from, at
            self._plane.pan_by(step.x(), step.y())
        elif self._pressed is not None:
            self._drag(at, event.modifiers())
        else:
            self._plane.point_at(at)

    def _drag(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._plane.drawing:
            self._plane.draw_on(at, mode_of(modifiers))
            return
        assert self._pressed is not None
        away = at - self._pressed
        if math.hypot(away.x(), away.y()) < _SLACK:
            return
        if self._plane.tool == "pan":
            self._panned_from, self._pressed = at, None
            self._plane.pan_by(away.x(), away.y())
            self.refresh_cursor()
        else:
            self._plane.draw_from(self._pressed)
            self._plane.draw_on(at, mode_of(modifiers))

    def release(self, event: QMouseEvent) -> None:
        """The button goes up: a region is done, or it was a click."""
        clicked = self._pressed is not None and not self._plane.drawing
        if self._plane.drawing:
            self._plane.draw_on(event.position(), mode_of(event.modifiers()))
            self._plane.finish_region(mode_of(event.modifiers()))
        self._pressed = self._panned_from = None
        self.refresh_cursor()
        if clicked:
            self._plane.pick(event.position())
        self._plane.point_at(event.position())

    def cancel(self) -> None:
        """Whatever is being done is given up."""
        self._pressed = self._panned_from = None
        self.refresh_cursor()

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom about the pointer: a click of the wheel by a quarter, a trackpad as fingers move."""
        pixels, angle = event.pixelDelta(), event.angleDelta()
        clicks = pixels.y() / 80 if not pixels.isNull() else (angle.y() or angle.x()) / 120
        if clicks:
            self._plane.zoom(WHEEL_ZOOM**clicks, event.position(), smooth=pixels.isNull())

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Two fingers on a trackpad."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._plane.zoom(1 + event.value(), event.position(), smooth=False)
        return True

    def hold_pan(self, held: bool) -> None:
        """Space is down (or up): a left drag pans."""
        self._held = held
        self.refresh_cursor()

    def key(self, event: QKeyEvent, pressed: bool) -> bool:
        """Says whether the key was one of the plane's."""
        key = event.key()
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.hold_pan(pressed)
            return True
        if not pressed:
            return False
        if key == Qt.Key.Key_Escape and self._plane.drawing:
            self._plane.cancel_region()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._plane.open_pointed()
            return True
        return self._arrow(key, event.modifiers()) or self._zoom_key(key, event.modifiers())

    def _arrow(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        if key not in _ARROWS:
            return False
        x, y = _ARROWS[Qt.Key(key)]
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self._plane.step(x, y)
        else:
            far = _LEAP if modifiers & Qt.KeyboardModifier.ShiftModifier else _STEP
            self._plane.pan_by(-x * far, -y * far, smooth=True)
        return True

    def _zoom_key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return False
        if key == Qt.Key.Key_0:
            self._plane.fit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._plane.zoom(WHEEL_ZOOM)
        elif key == Qt.Key.Key_Minus:
            self._plane.zoom(1 / WHEEL_ZOOM)
        else:
            return False
        return True

    def refresh_cursor(self) -> None:
        """The pointer's shape says what a press would do."""
        if self._panned_from is not None:
            self._plane.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._held or self._plane.tool == "pan":
            self._plane.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self._plane.setCursor(Qt.CursorShape.CrossCursor)
