"""A card that says what is in use, with a picture and two lines; a click opens a menu of what else is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from morphospace_desktop import theme

HEIGHT = 62
THUMB = 44
_EDGE = 9


class CardButton(QAbstractButton):
    """``menu`` is for those who make one of it. ``icon_name`` stands where there is no picture."""

    icon_name = "cube"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = self._line = ""
        self._thumbnail: QImage | None = None
        self._share: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_menu)

    @property
    def title(self) -> str:
        """The upper line."""
        return self._title

    @property
    def line(self) -> str:
        """The lower line."""
        return self._line

    def set_words(self, title: str, line: str) -> None:
        """Both lines."""
        self._title, self._line = title, line
        self.update()

    def set_thumbnail(self, picture: np.ndarray | None) -> None:
        """A picture, uint8 ``(H, W, 3)``, or none."""
        self._thumbnail = None if picture is None else as_image(picture)
        self.update()

    def set_share(self, share: float | None) -> None:
        """How much is done of what is being made, 0 to 1, as a thin line below; None where nothing is."""
        self._share = share
        self.update()

    def menu(self) -> QMenu:
        """What a click offers."""
        return QMenu(self)

    def open_menu(self) -> None:
        """Show the menu under the card."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(232, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        edge = "accent" if self.hasFocus() else "line"
        painter.setPen(QPen(theme.color(edge), 1))
        painter.setBrush(theme.color("raised", 1.0 if self.underMouse() else 0.0))
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(body, theme.RADIUS_CARD, theme.RADIUS_CARD)
        self._paint_thumbnail(painter, QRectF(_EDGE, (HEIGHT - THUMB) / 2, THUMB, THUMB))
        self._paint_words(painter)
        arrow = QRectF(self.width() - 24, HEIGHT / 2 - 6, 12, 12)
        theme.paint_icon(painter, "caret-down", arrow, theme.color("secondary"))
        if self._share is not None:
            self._paint_share(painter)

    def _paint_thumbnail(self, painter: QPainter, box: QRectF) -> None:
        path = QPainterPath()
        path.addRoundedRect(box, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        if self._thumbnail is None:
            painter.fillPath(path, theme.color("well"))
            theme.paint_icon(
                painter, self.icon_name, box.adjusted(11, 11, -11, -11), theme.color("secondary")
            )
            return
        painter.save()
        painter.setClipPath(path)
        painter.drawImage(box, self._thumbnail)
        painter.restore()

    def _paint_words(self, painter: QPainter) -> None:
        left = _EDGE + THUMB + 12
        width = self.width() - left - 32
        for role, font, top, text in (
            ("text", "strong", 12, self._title),
            ("secondary", "small", 31, self._line),
        ):
            painter.setFont(theme.font(font))
            painter.setPen(theme.color(role if self.isEnabled() else "faint"))
            shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(left, top, width, 18), Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_share(self, painter: QPainter) -> None:
        left = _EDGE + THUMB + 12
        groove = QRectF(left, HEIGHT - 9, self.width() - left - 32, 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(groove, 1, 1)
        groove.setWidth(groove.width() * min(1.0, max(0.0, self._share or 0.0)))
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(groove, 1, 1)


def as_image(picture: np.ndarray) -> QImage:
    """A copy of uint8 ``(H, W, 3)`` as an image of its own."""
    pixels = np.ascontiguousarray(picture)
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
