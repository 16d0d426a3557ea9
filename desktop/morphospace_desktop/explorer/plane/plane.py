"""The plane: a million points to pan, zoom, point at and choose from, without a graphics card."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

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

from morphospace.atlas.exploration import Hover
from morphospace.atlas.grid import Grid, nearest
from morphospace_desktop import theme
from morphospace_desktop.explorer.plane import marks, region
from morphospace_desktop.explorer.plane.gestures import Gestures
from morphospace_desktop.explorer.plane.hints import Hints
from morphospace_desktop.explorer.plane.motion import Motion
from morphospace_desktop.explorer.plane.region import Region
from morphospace_desktop.explorer.plane.scene import Scene
from morphospace_desktop.explorer.plane.view import View, fitted, overlaps, panned, resized, zoomed

Paint = Callable[[QPainter, View], None]
REACH = 12.0
"""Logical pixels within which the pointer finds a point."""
SETTLE = 120
"""Milliseconds after the last move that count as rest."""
_COUNT_EVERY = 60
_OUT, _IN = 0.1, 4000.0
"""How far one can zoom, in times of the fitted view and in pixels between points."""


class Plane(QWidget):
    """See the module; ``view`` says what is seen of it.

    ``hovered``, ``picked``, ``opened`` carry a ``Hover`` (the first also None when the pointer leaves);
    ``regioned`` a mask bool ``(N,)`` and ``replace``, ``add`` or ``subtract``; ``view_changed`` the
    ``View``; ``placed`` comes when new positions are on show.
    """

    hovered = Signal(object)
    picked = Signal(object)
    opened = Signal(object)
    regioned = Signal(object, str)
    view_changed = Signal(object)
    settled = Signal()
    placed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = View()
        self._fitted = True
        self._tool = "lasso"
        self._hover: Hover | None = None
        self._pointer: QPointF | None = None
        self._region: Region | None = None
        self._mode, self.counted, self._uncounted = "replace", 0, False
        self._underlay: Paint | None = None
        self._overlay: Paint | None = None
        self.scene = Scene(self)
        self.scene.placed.connect(self._placed)
        self.scene.moving.connect(self._follow)
        self.scene.changed.connect(self.update)
        self.hints = Hints(self.update, self)
        self._gestures = Gestures(self)
        self._motion = Motion(self._show, self)
        self._rest = self._timer(SETTLE, self._settle, once=True)
        self._counter = self._timer(_COUNT_EVERY, self._count, once=False)
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
        """The code of each point, uint8 ``(N,)``, and the colours, uint8 ``(K, 3)``; None: one colour."""
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

    # ------------------------------------------------------------------ the view

    @property
    def view(self) -> View:
        """What is seen now."""
        return self._view

    def fit(self, smooth: bool = True) -> None:
        """Show everything, and go on doing so while the widget's size changes."""
        self._fitted = True
        self._go(self._fitting(), smooth)

    def centre_on(self, x: float, y: float, smooth: bool = True) -> None:
        """Bring a point of the plane to the middle."""
        self._fitted = False
        self._go(replace(self._target(), x=float(x), y=float(y)), smooth)

    def zoom(self, factor: float, at: QPointF | None = None, smooth: bool = True) -> None:
        """Enlarge about a pixel, or about the middle."""
        self._fitted = False
        target = self._target()
        least, most = self._scales()
        factor = min(max(target.scale * factor, least), most) / target.scale
        self._go(zoomed(target, factor, (at.x(), at.y()) if at is not None else None), smooth)

    def pan_by(self, dx: float, dy: float, smooth: bool = False) -> None:
        """Move what is seen by logical pixels."""
        self._fitted = False
        self._go(panned(self._target(), dx, dy), smooth)

    def _target(self) -> View:
        return self._motion.target if self._motion.running else self._view

    def _go(self, view: View, smooth: bool) -> None:
        if smooth and self.isVisible():
            self._motion.go(self._view, view)
        else:
            self._motion.stop()
            self._show(view)

    def _show(self, view: View) -> None:
        if view == self._view:
            return
        self._view = view
        self._rest.start()
        self.update()
        self.view_changed.emit(view)
        if self._pointer is not None and not self._gestures.dragging and not self._motion.running:
            self.point_at(self._pointer)

    def _fitting(self) -> View:
        return fitted(self._view, self.grid.bounds)

    def _scales(self) -> tuple[float, float]:
        """The least and the largest scale one can zoom to."""
        whole = self._fitting().scale
        return _OUT * whole, max(2 * whole, min(_IN / max(self.scene.points.spacing, 1e-12), 1e5 * whole))

    def _follow(self) -> None:
        """Points are on their way: a fitted view goes with them."""
        if self._fitted:
            self._motion.stop()
            self._show(self._fitting())

    def _placed(self) -> None:
        bounds = self.grid.bounds
        if self._fitted or bounds is None or not overlaps(bounds, self._view.rect):
            self._fitted = True
            self._motion.stop()
            self._show(self._fitting())
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
        self._hover_at(self._find(at) if at is not None else None)
        self._rest.start()

    def pick(self, at: QPointF) -> None:
        """A click."""
        self.picked.emit(self._find(at))

    def open_pointed(self) -> None:
        """Take what is pointed at, or else the middle of the view, to the canvas."""
        middle = QPointF(self._view.width / 2, self._view.height / 2)
        self.opened.emit(self._hover or self._find(middle))

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

    def _find(self, at: QPointF) -> Hover:
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

    @property
    def drawing(self) -> bool:
        """Whether a region is being drawn."""
        return self._region is not None

    def draw_from(self, at: QPointF) -> None:
        """Begin a region at a pixel."""
        self._region = region.begun(self._tool, self._plane_point(at))
        self.counted, self._uncounted = 0, False
        self._hover_at(None)
        self._counter.start()

    def draw_on(self, at: QPointF, mode: str) -> None:
        """The region's hand goes on to a pixel."""
        assert self._region is not None
        self._pointer, self._mode, self._uncounted = at, mode, True
        self._region = region.grown(self._region, self._plane_point(at), 1 / self._view.scale)
        self.update()

    def finish_region(self, mode: str) -> None:
        """Let go: tell which points it holds."""
        done = self._region
        self.cancel_region()
        if done is not None:
            self.hints.used(self._tool)
            self.regioned.emit(region.chosen_by(done, self.grid, self.scene.matches), mode)

    def cancel_region(self) -> None:
        """Give the region up."""
        if self._region is not None:
            self._region = None
            self._counter.stop()
            self._gestures.cancel()
            self.update()

    def _count(self) -> None:
        if self._region is not None and self._uncounted:
            self._uncounted = False
            self.counted = int(region.chosen_by(self._region, self.grid, self.scene.matches).sum())
            self.update()

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
        if self._region is not None and self._pointer is not None:
            text = f"{region.SIGNS[self._mode]}{self.counted:,}"
            region.paint_region(painter, view, self._region, self._pointer, text)
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

    def _settle(self) -> None:
        if self._motion.running:
            self._rest.start()
            return
        self.hints.count(self.count)
        self.scene.draw_ahead(self._view)
        self.settled.emit()

    def _timer(self, interval: int, then: Callable[[], None], once: bool) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(once)
        timer.setInterval(interval)
        timer.timeout.connect(then)
        return timer

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
            self._resize()
        elif event.type() == QEvent.Type.DeferredDelete:
            self.scene.close()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.scene.dress()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._resize()
        super().resizeEvent(event)

    def _resize(self) -> None:
        self._motion.stop()
        view = resized(self._view, self.width(), self.height(), self.devicePixelRatioF())
        self._show(fitted(view, self.grid.bounds) if self._fitted else view)

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
            self.opened.emit(self._find(event.position()))

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
