"""The stage of the canvas: one picture and its original, where they stand, and how they are painted."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from morphospace_desktop.canvas import paint, viewport
from morphospace_desktop.canvas.resample import Picture
from morphospace_desktop.canvas.viewport import Viewport
from morphospace_desktop.motion import Motion

_CHIP_INSET = 12
_GRIP = 5
"""Logical pixels beside the line of the split in which it can be taken hold of."""
_GLIDE = 130
"""Milliseconds a smooth motion of the view takes."""


class Stage(QWidget):
    """``painted`` carries the very array whose paint has just ended; ``zoom_changed`` per cent."""

    painted = Signal(object)
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
        self._split_lit = False
        self._showing_original = False
        self._glide = Motion(self._set_port, viewport.between, _GLIDE, self)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # ------------------------------------------------------------------ what is shown

    @property
    def has_picture(self) -> bool:
        """Whether there is anything to see."""
        return self._picture is not None

    def set_picture(self, array: np.ndarray | None) -> None:
        """Show uint8 ``(H, W, 3)``, held by reference; None empties the canvas."""
        had, place = self.has_picture, self._port.box
        self._picture = None if array is None else Picture(array)
        if self._picture is not None and self._picture.size != self._port.content:
            self._glide.stop()
            self._port = viewport.showing(self._port, self._picture.size)
            self._tell_zoom()
        if had != self.has_picture or place != self._port.box:
            self.update()
        else:
            self._update_edited()

    def set_original(self, array: np.ndarray | None) -> None:
        """What the split and the held backslash compare with; None where there is nothing to compare."""
        self._original = None if array is None else Picture(array)
        self.update_picture()

    def show_original(self, held: bool) -> None:
        """While held, the original stands in the picture's place."""
        if held != self._showing_original:
            self._showing_original = held
            self.update_picture()

    # ------------------------------------------------------------------ split

    def set_split(self, enabled: bool) -> None:
        """Show the original left of a line that can be moved, the picture right of it."""
        if enabled != self._split:
            self._split = enabled
            self.split_changed.emit(enabled)
            self.update()

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

    def light_split(self, lit: bool) -> None:
        """Show that the split is under the pointer or held."""
        if lit != self._split_lit:
            self._split_lit = lit
            self.update_picture()

    def split_at(self, point: QPointF) -> bool:
        """Whether a press here would take hold of the split."""
        if not self._comparing():
            return False
        box = self.picture_rect()
        on_knob = abs(point.y() - box.center().y()) <= paint.KNOB
        near = abs(point.x() - self._split_x(box)) <= (paint.KNOB if on_knob else _GRIP)
        return near and box.top() <= point.y() <= box.bottom()

    def move_split_to(self, x: float) -> None:
        """Move the split to a horizontal position of the canvas."""
        box = self.picture_rect()
        self.set_split_position((x - box.left()) / max(box.width(), 1.0))

    def _comparing(self) -> bool:
        return self._split and self._original is not None and self._picture is not None

    def _split_x(self, box: QRectF) -> float:
        return round(box.left() + box.width() * self._split_position)

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

    def follow_size(self) -> None:
        """Take the widget's new size as the view."""
        self._jump(viewport.viewed(self._port, (self.width(), self.height())))

    def _set_port(self, port: Viewport) -> None:
        self._port = port
        self._tell_zoom()
        self.update()

    def _go(self, end: Viewport) -> None:
        if self.isVisible() and self.has_picture:
            self._glide.go(self._port, end)
        else:
            self._jump(end)

    def _jump(self, end: Viewport) -> None:
        self._glide.stop()
        self._set_port(end)

    def _tell_zoom(self) -> None:
        self.zoom_changed.emit(self.zoom_percent)

    # ------------------------------------------------------------------ painting

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

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        box = self.picture_rect() if self._picture is not None else None
        paint.paint_ground(painter, QRectF(event.rect()), box)
        if box is not None and self._picture is not None:
            self._paint_hero(painter, box, self._picture)
        self.paint_over(painter)
        painter.end()
        if self._picture is not None:
            self.painted.emit(self._picture.array)

    def paint_over(self, painter: QPainter) -> None:
        """What stands above the picture; for those who build on the stage."""

    def _paint_hero(self, painter: QPainter, box: QRectF, picture: Picture) -> None:
        original = self._original
        if original is not None and self._showing_original:
            paint.paint_picture(painter, original, box)
            self._paint_chip(painter, box, "Original")
        elif original is not None and self._split:
            self._paint_halves(painter, box, original, picture)
        else:
            paint.paint_picture(painter, picture, box)

    def _paint_halves(self, painter: QPainter, box: QRectF, original: Picture, picture: Picture) -> None:
        x = self._split_x(box)
        before = QRectF(box.left(), box.top(), x - box.left(), box.height())
        after = QRectF(x, box.top(), box.right() - x, box.height())
        paint.paint_picture(painter, original, box, before)
        paint.paint_picture(painter, picture, box, after)
        self._paint_chip(painter, before, "Original")
        self._paint_chip(painter, after, "Edited", right=True)
        paint.paint_split(painter, box, x, self._split_lit)

    def _paint_chip(self, painter: QPainter, part: QRectF, text: str, right: bool = False) -> None:
        part = part.intersected(QRectF(self.rect()))
        if part.width() < 96 or part.height() < 60:
            return
        align = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        x = part.right() - _CHIP_INSET if right else part.left() + _CHIP_INSET
        paint.paint_chip(painter, text, QPointF(x, part.top() + _CHIP_INSET), align)
