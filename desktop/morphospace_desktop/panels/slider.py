"""A slider that says more than a number: zero, the part filled from it, and where faces stay faces.

One row: a label that can be dragged like a dial, the track, and the value, which a click turns into an
editor. Being a ``QAbstractSlider`` it speaks to screen readers as any slider does, in whole steps.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from morphospace.controls import Slider
from morphospace_desktop import theme
from morphospace_desktop.panels import dragging
from morphospace_desktop.panels.slider_paint import TrackLook, paint_slider
from morphospace_desktop.panels.value_edit import ValueEdit

PAUSE = 350
"""Milliseconds after the last key or wheel click at which the value counts as released."""
DIAL = 240.0
"""Pixels a drag on the label needs for the whole range."""
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -10,
    Qt.Key.Key_PageUp: 10,
}
_TYPED = "0123456789-−.,"
_TABS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class MorphSlider(QAbstractSlider):
    """``moved(value)`` while a hand is on it, ``released(value)`` once when it is let go.

    ``setting`` and ``show_setting`` read and set the value without a signal. A double click asks for
    ``reset_requested``: what to go back to is the window's to know (a picture has its own smile).
    """

    moved = Signal(float)
    released = Signal(float)
    reset_requested = Signal()

    def __init__(self, control: Slider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        self.wheel_allowed: Callable[[], bool] = lambda: True
        self._value = control.default
        self._drag: str = ""
        self._anchor = (0.0, 0.0)
        self._pending = False
        self._by_keyboard = False
        self._editor: ValueEdit | None = None
        self._side_effects = ""
        self._ghost: float | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._let_go)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._speak_range()
        self.valueChanged.connect(self._follow_reader)

    # ------------------------------------------------------------------ value

    def setting(self) -> float:
        """The value, in the control's own units."""
        return self._value

    def show_setting(self, value: float) -> None:
        """Show a value without a signal; what a hand holds at this moment is left to the hand."""
        if not self._drag and value != self._value:
            self._show(float(value))

    def _show(self, value: float) -> None:
        self._value = min(max(value, self.control.minimum), self.control.maximum)
        self.blockSignals(True)
        self.setValue(round((self._value - self.control.minimum) / self.control.step))
        self.blockSignals(False)
        self.setAccessibleDescription(self._description())
        self.update()

    def set_ghost(self, value: float | None) -> None:
        """Show where directions have moved the value to; None: nowhere else."""
        if value != self._ghost:
            self._ghost = value
            self.update()

    def set_side_effects(self, text: str) -> None:
        """Mark the row with what else its value changed; empty: no mark."""
        if text != self._side_effects:
            self._side_effects = text
            self.setToolTip("\n".join(part for part in (self.control.help, text) if part))
            self.setAccessibleDescription(self._description())
            self.update()

    def _move_to(self, value: float) -> None:
        value = dragging.snapped(self.control, value)
        if value != self._value:
            self._show(value)
            self._pending = True
            self.moved.emit(value)

    def _let_go(self) -> None:
        self._pause.stop()
        if self._pending:
            self._pending = False
            self.released.emit(self._value)

    # ------------------------------------------------------------------ geometry and paint

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.LABEL + theme.VALUE + 160, theme.ROW)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.LABEL + theme.VALUE + 64, theme.ROW)

    def track(self) -> QRectF:
        """The track between label and value; the knob's middle travels from its left end to its right."""
        left = theme.LABEL + theme.GAP
        right = self.width() - theme.VALUE - theme.GAP
        return QRectF(left, self.height() / 2 - 2, max(right - left, 1.0), 4)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        place = dragging.share
        typical = self.control.typical
        look = TrackLook(
            title=self.control.title,
            value="" if self._editor else dragging.written(self.control, self._value),
            at=place(self.control, self._value),
            zero=place(self.control, self.control.zero),
            typical=(place(self.control, typical[0]), place(self.control, typical[1])) if typical else None,
            outside=typical is not None and not typical[0] <= self._value <= typical[1],
            hover=self.underMouse() and not self._drag,
            dragged=self._drag,
            focus=self.hasFocus() and self._by_keyboard and not self._editor,
            enabled=self.isEnabled(),
            marked=bool(self._side_effects),
            ghost=None if self._ghost is None else place(self.control, self._ghost),
        )
        paint_slider(self, self.track(), look)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if self._editor is not None:
            self._editor.setGeometry(self._value_box())

    def _value_box(self) -> QRect:
        return QRectF(self.width() - theme.VALUE - 8, 0, theme.VALUE + 8, self.height()).toRect()

    # ------------------------------------------------------------------ hands

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        self._let_go()
        self._by_keyboard = False
        self._anchor = (x, self._value)
        if x >= self.width() - theme.VALUE - 2:
            self.edit_value()
        elif x < theme.LABEL:
            self._drag = "dial"
        else:
            self._drag = "knob"
            if abs(x - self._knob_x()) > 9:
                self._move_to(self._value_at(x))
                self._anchor = (x, self._value)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        x = event.position().x()
        fine = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        if self._drag:
            pixels = DIAL if self._drag == "dial" else self.track().width()
            span = self.control.maximum - self.control.minimum
            self._move_to(self._anchor[1] + (x - self._anchor[0]) / pixels * span * fine)
        elif x < theme.LABEL:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        elif x >= self.width() - theme.VALUE - 2:
            self.setCursor(Qt.CursorShape.IBeamCursor)
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and self._drag:
            self._drag = ""
            self._let_go()
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and event.position().x() < self.width() - theme.VALUE:
            self._drag = ""
            self._pending = False
            self.reset_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        clicks = event.angleDelta().y() / 120
        if not clicks or not self.wheel_allowed():
            event.ignore()
            return
        fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self._step(clicks * (1 if fine else 3))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = event.key()
        self._by_keyboard = True
        if key in _STEPS:
            many = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._step(_STEPS[Qt.Key(key)] * many)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._move_to(self.control.minimum if key == Qt.Key.Key_Home else self.control.maximum)
            self._pause.start()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.reset_requested.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_value()
        elif event.text() and event.text() in _TYPED:
            self.edit_value(event.text())
        else:
            event.ignore()

    def _step(self, steps: float) -> None:
        self._move_to(self._value + steps * dragging.key_step(self.control))
        self._pause.start()

    # ------------------------------------------------------------------ typing

    def edit_value(self, text: str = "") -> None:
        """Turn the value into an editor, with ``text`` in it or the value selected."""
        if self._editor is not None:
            return
        self._editor = ValueEdit(text or dragging.written(self.control, self._value), not text, self)
        self._editor.setGeometry(self._value_box())
        self._editor.setAccessibleName(f"{self.control.title} value")
        self._editor.finished.connect(self._take_typed)
        self._editor.show()
        self._editor.setFocus()
        self.update()

    def _take_typed(self, text: str) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            keyboard = editor.hasFocus()
            editor.deleteLater()
            if keyboard:
                self.setFocus()
        value = dragging.read(self.control, text) if text else None
        if value is not None:
            self._move_to(value)
            self._let_go()
        self.update()

    # ------------------------------------------------------------------ the rest

    def _knob_x(self) -> float:
        return self.track().left() + dragging.share(self.control, self._value) * self.track().width()

    def _value_at(self, x: float) -> float:
        track = self.track()
        return dragging.at_share(self.control, (x - track.left()) / track.width())

    def _speak_range(self) -> None:
        control = self.control
        self.blockSignals(True)
        self.setRange(0, max(1, round((control.maximum - control.minimum) / control.step)))
        self.blockSignals(False)
        self.setAccessibleName(control.title)
        self.setToolTip(control.help)
        self._show(control.default)

    def _description(self) -> str:
        low, high = (dragging.written(self.control, v) for v in (self.control.minimum, self.control.maximum))
        told = f"{dragging.written(self.control, self._value)}, from {low} to {high}"
        return f"{told}. {self._side_effects}" if self._side_effects else told

    def _follow_reader(self, steps: int) -> None:
        """A screen reader has set the value."""
        self._move_to(self.control.minimum + steps * self.control.step)
        self._let_go()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self._wants(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def _wants(self, event: QKeyEvent) -> bool:
        """Figures are typed into a slider reached by keyboard; after a drag, 0 and 1 stay the canvas's."""
        return self._by_keyboard and bool(event.text()) and event.text() in _TYPED

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._by_keyboard = event.reason() in _TABS
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._let_go()
        self.update()
        super().focusOutEvent(event)
