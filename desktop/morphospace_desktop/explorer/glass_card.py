"""The card beside the pointer: the picture of the place, and what is known of it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from morphospace_desktop import theme

PICTURE = 144
_PADDING = 10.0
_BESIDE, _ABOVE = 16.0, 28.0
_EDGE = 8.0
_LINE = 17.0

Words = tuple[str, str]
"""A text and the role of its colour."""


class GlassCard(QWidget):
    """A child of the map, over everything; takes neither mouse nor keys. ``painted`` comes when a picture
    that was set is on the screen."""

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Under the pointer")
        self._image: QImage | None = None
        self._title = ""
        self._lines: list[list[Words]] = []
        self._unseen = False
        self.hide()

    def show_picture(self, image: QImage | None) -> None:
        """Another picture."""
        self._image = image
        self._unseen = image is not None
        self.update()

    def say(self, title: str, lines: list[list[Words]]) -> None:
        """What stands under the picture: a title, and lines of words in colours of roles."""
        if (title, lines) == (self._title, self._lines):
            return
        self._title, self._lines = title, lines
        self.resize(self.sizeHint())
        self.setAccessibleDescription(
            ". ".join([title, *("".join(word for word, _ in line) for line in lines)])
        )
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(PICTURE, round(PICTURE + 2 * _PADDING + _LINE * (1 + len(self._lines))))

    def stand_by(self, at: QPointF) -> None:
        """Beside a place of the parent, without covering it and within the parent's edges."""
        around = self.parentWidget()
        if around is None:
            return
        left = at.x() + _BESIDE
        if left + self.width() + _EDGE > around.width():
            left = at.x() - _BESIDE - self.width()
        top = min(max(at.y() - _ABOVE, _EDGE), max(_EDGE, around.height() - self.height() - _EDGE))
        self.move(round(max(_EDGE, left)), round(top))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(box, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        painter.fillPath(shape, theme.color("panel"))
        painter.save()
        painter.setClipPath(shape)
        picture = QRectF(0, 0, self.width(), PICTURE)
        if self._image is None:
            painter.fillRect(picture, theme.color("raised"))
        else:
            painter.drawImage(picture, self._image)
        painter.restore()
        painter.strokePath(shape, theme.color("line"))
        self._paint_words(painter)
        painter.end()
        if self._unseen:
            self._unseen = False
            self.painted.emit()

    def _paint_words(self, painter: QPainter) -> None:
        wide = self.width() - 2 * _PADDING
        top = PICTURE + _PADDING - 1
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.color("text"))
        title = QFontMetricsF(theme.font("strong")).elidedText(
            self._title, Qt.TextElideMode.ElideMiddle, wide
        )
        painter.drawText(QRectF(_PADDING, top, wide, _LINE), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(theme.font("small"))
        metrics = QFontMetricsF(theme.font("small"))
        for line in self._lines:
            top += _LINE
            left = _PADDING
            for words, role in line:
                painter.setPen(QColor(theme.color(role)))
                shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, _PADDING + wide - left)
                painter.drawText(
                    QRectF(left, top, _PADDING + wide - left + 2, _LINE), Qt.AlignmentFlag.AlignVCenter, shown
                )
                left += metrics.horizontalAdvance(words)
