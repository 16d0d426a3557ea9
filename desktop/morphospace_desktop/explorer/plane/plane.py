"""The plane: a million points to pan, zoom, point at and choose from, without a graphics card."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
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

from morphospace.atlas.drawing.grid import Grid, Rect, nearest
from morphospace.atlas.exploration import Hover
from morphospace_desktop import theme
from morphospace_desktop.explorer.plane import marks, region
from morphospace_desktop.explorer.plane.choosing import Choosing
from morphospace_desktop.explorer.plane.gestures import Gestures
from morphospace_desktop.explorer.plane.hints import Hints
from morphospace_desktop.explorer.plane.scene import Scene
from morphospace_desktop.explorer.plane.view import View
from morphospace_desktop.explorer.plane.viewing import Viewing

Paint = Callable[[QPainter, View], None]
REACH = 12.0
"""Logical pixels within which the pointer finds a point."""


class Plane(Viewing):
    """See the module; ``view`` says what is seen of it.

    ``hovered``, ``picked``, ``opened`` carry a ``Hover`` (the first also None when the pointer leaves);
    ``regioned`` a mask bool ``(N,)`` and ``replace``, ``add`` or ``subtract``; ``view_changed`` the
    ``View``; ``placed`` comes when new positions are on show.
    """

    hovered = Signal(object)
    picked = Signal(object)
    opened = Signal(object)
    regioned = Signal(object, str)
    placed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool = "lasso"
        self._hover: Hover | None = None
        self._pointer: QPointF | None = None
        self._underlay: Paint | None = None
        self._overlay: Paint | None = None
        self.scene = Scene(self)
        self.scene.placed.connect(self._placed)
        self.scene.moving.connect(lambda: self.follow(whole=False))
        self.scene.changed.connect(self.update)
        self.hints = Hints(self.update, self)
        self._gestures = Gestures(self)
        self.choosing = Choosing(self._chosen_by, self.update, self)
        QCoreApplication.instance().aboutToQuit.connect(self.scene.close)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(240, 180)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._gestures.refresh_cursor()
        self._describe()

    # ------------------------------------------------------------------ what is shown

    def set_positions(self, positions: np.ndarray) -> None:
        """Where the points lie, ``(N, 2)``; ``placed`` says when they are there.

        Many are sorted on another thread, and as few as before drift to their new places.

        The view stays as it is if people have moved it and some of it is still in sight; rows with a
        position that is not finite are not drawn and never chosen.
        """
        self.scene.set_positions(np.asarray(positions), drift=self.isVisible())

    def set_colours(self, codes: np.ndarray | None, palette: np.ndarray | None) -> None:
        """The code of each point, uint8 ``(N,)``, None for 0; and the colours, uint8 ``(K, 3)``."""
        self.scene.set_colours(codes, palette)

    def set_dimmed(self, matches: np.ndarray | None) -> None:
        """Bool ``(N,)``: whatever does not match is grey, behind the others, and not chosen by regions."""
        self.scene.set_dimmed(matches)

    def set_selected(self, mask: np.ndarray | None) -> None:
        """Bool ``(N,)``: these stand out; while there are some the others fade."""
        self.scene.set_selected(mask)

    def set_thumbnails(self, thumbnails: np.ndarray | None) -> None:
        """Pictures uint8 ``(N, S, S, 3)``, which may be a memory map."""
        self.scene.set_thumbnails(thumbnails)

    def set_underlay(self, paint: Paint | None) -> None:
        """Called with the painter and the view before the points are drawn."""
        self._underlay = paint
        self.update()

    def set_overlay(self, paint: Paint | None) -> None:
        """Called with the painter and the view after the points are drawn."""
        self._overlay = paint
        self.update()

    @property
    def count(self) -> int:
        """How many points there are, drawn or not."""
        return self.scene.points.grid.count

    @property
    def grid(self) -> Grid:
        """The sorted points."""
        return self.scene.points.grid

    def content(self) -> Rect | None:
        return self.grid.bounds

    def spacing(self) -> float:
        return self.scene.points.spacing

    def moved(self) -> None:
        if self._pointer is not None and not self._gestures.dragging and not self.gliding:
            self.point_at(self._pointer)

    def rested(self) -> None:
        self.hints.count(self.count)
        self.scene.draw_ahead(self._view)

    def _placed(self) -> None:
        self.follow(whole=True)
        self.hints.count(self.count)
        self._describe()
        self.update()
        self.placed.emit()

    # ------------------------------------------------------------------ pointing

    @property
    def pointed(self) -> Hover | None:
        """What the pointer, or the keyboard, is at."""
        return self._hover

    def point_at(self, at: QPointF | None) -> None:
        """The pointer is at a pixel, or gone."""
        self._pointer = at
        self._hover_at(self.find(at) if at is not None else None)
        self.stir()

    def pick(self, at: QPointF) -> None:
        """A click."""
        self.picked.emit(self.find(at))

    def open_pointed(self) -> None:
        """Take what is pointed at, or else the middle of the view, to the canvas."""
        middle = QPointF(self._view.width / 2, self._view.height / 2)
        self.opened.emit(self._hover or self.find(middle))

    def step(self, x: int, y: int) -> None:
        """Go with the keyboard to the next point in a direction (``y`` down), from the one pointed at."""
        found = self.scene.next_from(self._hover, self._view, x, y)
        if found is None:
            return
        self._pointer = None
        self._hover_at(found)
        left, bottom, right, top = self._view.rect
        if not (left <= found.x <= right and bottom <= found.y <= top):
            self.centre_on(found.x, found.y)

    def find(self, at: QPointF) -> Hover:
        """What is at a pixel: the item within reach, or the place alone."""
        x, y = (float(part) for part in self._view.to_plane(np.array([at.x(), at.y()])))
        row = self.scene.thumbnails.at(at.x(), at.y())
        if row < 0:
            row = nearest(self.grid, x, y, REACH / self._view.scale)
        return Hover(x, y, row)

    def _hover_at(self, hover: Hover | None) -> None:
        if hover == self._hover:
            return
        if (hover.row if hover else -1) != (self._hover.row if self._hover else -1):
            self.update()
        self._hover = hover
        self.hovered.emit(hover)

    # ------------------------------------------------------------------ regions

    @property
    def tool(self) -> str:
        """What a drag with the left button does: ``lasso``, ``box`` or ``pan``."""
        return self._tool

    @tool.setter
    def tool(self, tool: str) -> None:
        if tool not in ("lasso", "box", "pan"):
            raise ValueError(f"a tool of the plane is lasso, box or pan, not {tool!r}")
        self.cancel_region()
        self._tool = tool
        self._gestures.refresh_cursor()
        self.update()

    def hold_pan(self, held: bool) -> None:
        """While held (Space), a left drag pans; for windows that watch the key themselves."""
        self._gestures.hold_pan(held)

    @property
    def drawing(self) -> bool:
        """Whether a region is being drawn."""
        return self.choosing.active

    def draw_from(self, at: QPointF) -> None:
        """Begin a region at a pixel."""
        self.choosing.begin(self._tool, self._plane_point(at))
        self._hover_at(None)

    def draw_on(self, at: QPointF, mode: str) -> None:
        """The region's hand goes on to a pixel."""
        self.choosing.go_on(at, self._plane_point(at), self._view, mode)

    def finish_region(self, mode: str) -> None:
        """Let go: tell which points it holds."""
        mask = self.choosing.finish()
        if mask is not None:
            self._gestures.cancel()
            self.hints.used(self._tool)
            self.regioned.emit(mask, mode)

    def cancel_region(self) -> None:
        """Give the region up."""
        if self.choosing.active:
            self.choosing.cancel()
            self._gestures.cancel()

    def _chosen_by(self, drawn: region.Region) -> np.ndarray:
        return region.chosen_by(drawn, self.grid, self.scene.matches)

    def _plane_point(self, at: QPointF) -> tuple[float, float]:
        x, y = self._view.to_plane(np.array([at.x(), at.y()]))
        return float(x), float(y)

    # ------------------------------------------------------------------ painting

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        began = time.perf_counter()
        painter = QPainter(self)
        view = self._view
        painter.fillRect(self.rect(), theme.color("window"))
        self._paint_by(painter, self._underlay)
        self.scene.paint(painter, view)
        self._paint_by(painter, self._overlay)
        self._paint_pointed(painter)
        self.choosing.paint(painter, view)
        self.hints.paint(painter, view, self._tool)
        painter.end()
        self.hints.told(time.perf_counter() - began)
        if self.scene.thumbnails.unfinished:
            QTimer.singleShot(0, self, self.update)

    def _paint_by(self, painter: QPainter, paint: Paint | None) -> None:
        if paint is not None:
            painter.save()
            paint(painter, self._view)
            painter.restore()

    def _paint_pointed(self, painter: QPainter) -> None:
        if self._hover is None or self._hover.row < 0:
            return
        box = self.scene.thumbnails.box_of(self._hover.row)
        if box is not None:
            marks.paint_frame(painter, box, theme.color("text"))
            return
        at = self.scene.position_of(self._hover.row)
        if at is not None:
            x, y = self._view.to_screen(np.array(at))
            radius = self.scene.points.radius_at(self._view) + 4
            marks.paint_ring(painter, QPointF(x, y), radius, theme.color("text"))

    def _describe(self) -> None:
        self.setAccessibleName(f"Map of {self.count:,} points")
        self.setAccessibleDescription(
            "Arrows pan, plus and minus zoom, 0 fits; Ctrl and an arrow goes to the next point, "
            "Return opens it on the canvas."
        )

    # ------------------------------------------------------------------ events

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and self._gestures.pinch(event):
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.scene.dress()
            self.refit()
        elif event.type() == QEvent.Type.DeferredDelete:
            self.scene.close()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.scene.dress()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self.refit()
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        self._gestures.wheel(event)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if not self._gestures.press(event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.find(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        if not self._gestures.dragging:
            self.point_at(None)
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
        super().focusOutEvent(event)
