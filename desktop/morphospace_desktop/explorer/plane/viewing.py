"""A widget through which a plane is seen: fitting, centring, zooming and panning it, at once or smoothly."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QTimer, Signal
from PySide6.QtWidgets import QWidget

from morphospace.atlas.drawing.grid import Rect
from morphospace_desktop.explorer.plane.view import View, between, fitted, overlaps, panned, resized, zoomed
from morphospace_desktop.motion import Motion

SETTLE = 120
"""Milliseconds after the last move that count as rest."""
_GLIDE = 140
"""Milliseconds a smooth motion takes."""
_OUT, _APART, _IN = 0.1, 4000.0, 1e5
"""How far one can zoom: out and in, in times of the fitted view, and in logical pixels between points."""


class Viewing(QWidget):
    """``view`` says what is seen; ``view_changed`` carries it, and ``settled`` comes when all is at rest."""

    view_changed = Signal(object)
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = View()
        self._fitted = True
        self._motion = Motion(self._show, between, _GLIDE, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SETTLE)
        self._rest.timeout.connect(self._settle)

    # ------------------------------------------------------------------ what those who see it say

    def content(self) -> Rect | None:
        """The rectangle of the plane in which there is something; None where there is nothing."""
        raise NotImplementedError

    def spacing(self) -> float:
        """Plane units between things: one can zoom in until they are far apart."""
        raise NotImplementedError

    def moved(self) -> None:
        """The view has changed."""

    def rested(self) -> None:
        """Nothing has moved for a while."""

    # ------------------------------------------------------------------ the view

    @property
    def view(self) -> View:
        """What is seen now."""
        return self._view

    def fit(self, smooth: bool = True) -> None:
        """Show everything, and go on doing so while the widget's size changes."""
        self._fitted = True
        self._go(fitted(self._view, self.content()), smooth)

    def centre_on(self, x: float, y: float, smooth: bool = True) -> None:
        """Bring a point of the plane to the middle."""
        self._fitted = False
        self._go(replace(self._target(), x=float(x), y=float(y)), smooth)

    def zoom(self, factor: float, at: QPointF | None = None, smooth: bool = True) -> None:
        """Enlarge about a pixel, or about the middle."""
        self._fitted = False
        target = self._target()
        whole = fitted(self._view, self.content()).scale
        most = max(2 * whole, min(_APART / max(self.spacing(), 1e-12), _IN * whole))
        factor = min(max(target.scale * factor, _OUT * whole), most) / target.scale
        self._go(zoomed(target, factor, (at.x(), at.y()) if at is not None else None), smooth)

    def pan_by(self, dx: float, dy: float, smooth: bool = False) -> None:
        """Move what is seen by logical pixels."""
        self._fitted = False
        self._go(panned(self._target(), dx, dy), smooth)

    def follow(self, whole: bool) -> None:
        """The content has changed: a fitted view goes with it, and with ``whole`` one that has lost it."""
        bounds = self.content()
        lost = bounds is None or not overlaps(bounds, self._view.rect)
        if self._fitted or (whole and lost):
            self._fitted = True
            self._motion.stop()
            self._show(fitted(self._view, bounds))

    def refit(self) -> None:
        """The widget has another size, or stands on another screen."""
        self._motion.stop()
        view = resized(self._view, self.width(), self.height(), self.devicePixelRatioF())
        self._show(fitted(view, self.content()) if self._fitted else view)

    @property
    def gliding(self) -> bool:
        """Whether the view is on its way to another."""
        return self._motion.running

    def stir(self) -> None:
        """Something has moved: rest is put off."""
        self._rest.start()

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
        self.stir()
        self.update()
        self.view_changed.emit(view)
        self.moved()

    def _settle(self) -> None:
        if self._motion.running:
            self.stir()
            return
        self.rested()
        self.settled.emit()
