"""The map as an inset on the canvas: where this picture lives, and which way each slider would push it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from morphospace.atlas.whereabouts import Arrow, Whereabouts
from morphospace_desktop import theme

WIDTH, HEIGHT = 192, 152
_HEAD = 24
_EDGE = 10
_DOT = 4.5
_LEAST_ARROW = 6.0
"""Pixels below which an arrow says nothing."""
_MOST = 20_000
"""So many points say as much in so few pixels as a million."""


class InsetMap(QAbstractButton):
    """Shows nothing and hides itself until it is given positions. ``clicked`` asks for the large map."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._positions: np.ndarray | None = None
        self._middle, self._scale = np.zeros(2), 1.0
        self._ground: tuple[str, QImage] | None = None
        self._now: Whereabouts | None = None
        self._active = ""
        self._title = ""
        self.wanted = True
        self.setFixedSize(WIDTH, HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName("Map of this picture")
        self.setToolTip("Where this picture lives, and where its sliders lead. Click for the large map.")
        self.hide()

    def set_map(self, positions: np.ndarray | None, title: str = "") -> None:
        """The positions ``(N, 2)`` of all items, or None for no map."""
        some = np.empty((0, 2)) if positions is None else positions[:: max(1, len(positions) // _MOST)]
        good = some[np.isfinite(some).all(1)]
        self._positions = good if len(good) > 1 else None
        self._middle, self._scale = _frame(good) if len(good) > 1 else (np.zeros(2), 1.0)
        self._title = title
        self._ground = None
        self._show()

    def set_whereabouts(self, now: Whereabouts | None) -> None:
        """Where the picture is; None where it has no place on this map."""
        self._now = now
        self._show()
        self.update()

    def set_active(self, name: str) -> None:
        """The slider that moves, or is about to."""
        if name != self._active:
            self._active = name
            self.update()

    def set_wanted(self, wanted: bool) -> None:
        """Whether a person wants to see it at all."""
        self.wanted = wanted
        self._show()

    def _show(self) -> None:
        self.setVisible(self.wanted and self._positions is not None and self._now is not None)

    # ------------------------------------------------------------------ geometry

    def to_screen(self, x: float, y: float) -> QPointF:
        """A place of the plane in the widget; y points up."""
        middle, scale = self._middle, self._scale
        at = QPointF(
            WIDTH / 2 + (x - middle[0]) * scale,
            _HEAD + (HEIGHT - _HEAD - _EDGE) / 2 - (y - middle[1]) * scale,
        )
        return QPointF(min(max(at.x(), _EDGE), WIDTH - _EDGE), min(max(at.y(), float(_HEAD)), HEIGHT - _EDGE))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(WIDTH, HEIGHT)

    # ------------------------------------------------------------------ painting

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._ground = None
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        edge = "accent" if self.hasFocus() else "line"
        painter.setPen(QPen(theme.color(edge), 1))
        painter.setBrush(theme.color("panel", 1.0 if self.underMouse() else 0.92))
        painter.drawRoundedRect(body, theme.RADIUS_CARD, theme.RADIUS_CARD)
        if self._positions is None or self._now is None:
            return
        painter.drawImage(0, 0, self._points())
        self._paint_head(painter)
        dot = self.to_screen(self._now.x, self._now.y)
        for arrow in self._now.arrows:
            if arrow.name != self._active:
                self._paint_arrow(painter, dot, arrow, "text", 0.5)
        active = self._now.arrow(self._active)
        if active is not None:
            self._paint_arrow(painter, dot, active, "accent", 1.0)
        painter.setPen(QPen(theme.color("panel"), 1.5))
        painter.setBrush(theme.color("warm"))
        painter.drawEllipse(dot, _DOT, _DOT)

    def _paint_head(self, painter: QPainter) -> None:
        active = self._now.arrow(self._active) if self._now is not None else None
        box = QRectF(_EDGE, 0, WIDTH - 2 * _EDGE, _HEAD + 2)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("secondary"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._title)
        if active is not None:
            painter.setPen(theme.color("accent"))
            align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(box, align, active.title)

    def _paint_arrow(self, painter: QPainter, dot: QPointF, arrow: Arrow, role: str, strength: float) -> None:
        tip = self.to_screen(arrow.x, arrow.y)
        way = tip - dot
        length = (way.x() ** 2 + way.y() ** 2) ** 0.5
        if length < _LEAST_ARROW:
            return
        along = way / length
        across = QPointF(-along.y(), along.x())
        ink = theme.color(role, strength)
        painter.setPen(QPen(ink, 1.5 if strength == 1.0 else 1.0))
        painter.drawLine(dot, tip - along * 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([tip, tip - along * 6 + across * 3, tip - along * 6 - across * 3]))

    def _points(self) -> QImage:
        """All items as a soft cloud, made once for a layout, a theme and a screen."""
        ratio = self.devicePixelRatioF()
        key = f"{theme.current().name} {ratio}"
        if self._ground is None or self._ground[0] != key:
            assert self._positions is not None
            self._ground = key, cloud(self._positions, self._middle, self._scale, ratio)
        return self._ground[1]


def _frame(positions: np.ndarray) -> tuple[np.ndarray, float]:
    """Middle of the map in plane units, and pixels per unit: nearly all points fit."""
    low, high = np.quantile(positions, [0.005, 0.995], axis=0)
    size = np.maximum(high - low, 1e-9)
    room = np.array([WIDTH - 2 * _EDGE, HEIGHT - _HEAD - _EDGE])
    return (low + high) / 2, float((room / size).min())


def cloud(positions: np.ndarray, middle: np.ndarray, scale: float, ratio: float) -> QImage:
    """Positions ``(N, 2)`` as a picture of the inset: more points in a pixel make it denser."""
    width, height = round(WIDTH * ratio), round(HEIGHT * ratio)
    x = (WIDTH / 2 + (positions[:, 0] - middle[0]) * scale) * ratio
    y = (_HEAD + (HEIGHT - _HEAD - _EDGE) / 2 - (positions[:, 1] - middle[1]) * scale) * ratio
    inside = (x >= 0) & (x < width) & (y >= _HEAD * ratio) & (y < height)
    cells = y[inside].astype(np.int64) * width + x[inside].astype(np.int64)
    counts = np.bincount(cells, minlength=width * height).reshape(height, width)
    strength = 1 - np.exp(-0.55 * counts)
    ink = theme.color("secondary")
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[..., :3] = ink.red(), ink.green(), ink.blue()
    pixels[..., 3] = np.rint(200 * strength)
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
    image.setDevicePixelRatio(ratio)
    return image
