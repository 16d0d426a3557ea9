"""What stands on the canvas, painted: the picture with its shadow, the split, chips and the drop frame."""

from __future__ import annotations

from functools import cache
from itertools import product

from PIL import Image, ImageDraw, ImageFilter
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPixmap, QRegion

from morphospace_desktop import theme
from morphospace_desktop.canvas.resample import Picture

_BLUR = 20
_SPREAD = 56
"""How far the shadow reaches, in logical pixels, and how large the corners of its nine parts are."""
_DROP = 10
KNOB = 15.0


def paint_picture(painter: QPainter, picture: Picture, box: QRectF, clip: QRectF | None = None) -> None:
    """The picture in ``box`` with rounded corners; ``clip`` shows a part of it."""
    ratio = painter.device().devicePixelRatioF()
    image = picture.image(box.width() * ratio / picture.size[0])
    rounded = QPainterPath()
    rounded.addRoundedRect(box, theme.RADIUS_PICTURE, theme.RADIUS_PICTURE)
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    if clip is not None:
        painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
    painter.setClipPath(rounded, Qt.ClipOperation.IntersectClip)
    painter.drawImage(box, image, QRectF(image.rect()))
    painter.restore()


@cache
def _shadow(dark: bool) -> QPixmap:
    """A blurred square whose corners and edges, stretched, make the shadow of any rectangle."""
    side = 4 * _SPREAD
    mask = Image.new("L", (side, side))
    strength = 150 if dark else 84
    ImageDraw.Draw(mask).rounded_rectangle(
        (_SPREAD, _SPREAD, side - _SPREAD - 1, side - _SPREAD - 1), theme.RADIUS_PICTURE, fill=strength
    )
    blurred = mask.filter(ImageFilter.GaussianBlur(_BLUR))
    image = Image.merge("RGBA", (Image.new("L", mask.size),) * 3 + (blurred,))
    return QPixmap.fromImage(
        QImage(image.tobytes(), side, side, side * 4, QImage.Format.Format_RGBA8888).copy()
    )


def paint_ground(painter: QPainter, dirty: QRectF, box: QRectF | None) -> None:
    """The surround and the picture's shadow, wherever the picture itself will not cover them.

    The rounded corners count as uncovered: painted over again and again, their half-transparent edge
    would turn hard.
    """
    region = QRegion(dirty.toAlignedRect())
    if box is not None:
        whole = box.toRect()
        for inset in ((theme.RADIUS_PICTURE, 0), (0, theme.RADIUS_PICTURE)):
            region -= QRegion(whole.adjusted(inset[0], inset[1], -inset[0], -inset[1]))
    if region.isEmpty():
        return
    painter.setClipRegion(region)
    painter.fillRect(dirty, theme.color("surround"))
    if box is not None:
        _paint_shadow(painter, box)
    painter.setClipping(False)


def _paint_shadow(painter: QPainter, box: QRectF) -> None:
    """A soft shadow a little below ``box``: corners and edges, for the middle is covered."""
    shadow = _shadow(theme.current().name == "dark")
    outer = box.adjusted(-_SPREAD, -_SPREAD, _SPREAD, _SPREAD).translated(0, _DROP)
    corner = min(2.0 * _SPREAD, outer.width() / 2, outer.height() / 2)
    xs = (outer.left(), outer.left() + corner, outer.right() - corner, outer.right())
    ys = (outer.top(), outer.top() + corner, outer.bottom() - corner, outer.bottom())
    side, half = float(shadow.width()), 2.0 * _SPREAD
    us = (0.0, half, side - half, side)
    for row, column in product(range(3), range(3)):
        target = QRectF(xs[column], ys[row], xs[column + 1] - xs[column], ys[row + 1] - ys[row])
        if target.isEmpty() or (row == column == 1):
            continue
        # The parts between corners are stretched from one pixel.
        source = QRectF(us[column], us[row], 1 if column == 1 else half, 1 if row == 1 else half)
        painter.drawPixmap(target, shadow, source)


def paint_chip(painter: QPainter, text: str, at: QPointF, align: Qt.AlignmentFlag) -> QRectF:
    """A small label on a picture, its corner at ``at``; ``align`` says which one (left or right)."""
    font = theme.font("small")
    width = QFontMetricsF(font).horizontalAdvance(text) + 20
    left = at.x() if align == Qt.AlignmentFlag.AlignLeft else at.x() - width
    chip = QRectF(left, at.y(), width, 24)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("chip", 0.72))
    painter.drawRoundedRect(chip, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
    painter.setPen(theme.color("on_chip"))
    painter.setFont(font)
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
    return chip


def paint_split(painter: QPainter, box: QRectF, x: float, lit: bool) -> None:
    """The line of a split at ``x`` with its knob; ``lit`` while it is under the pointer or dragged."""
    y = box.center().y()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(x - 2, box.top(), 4, box.height()), QColor(0, 0, 0, 40))
    painter.fillRect(QRectF(x - 1, box.top(), 2, box.height()), QColor(255, 255, 255))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 46))
    painter.drawEllipse(QPointF(x, y + 1), KNOB + 2, KNOB + 2)
    painter.setBrush(QColor(255, 255, 255))
    painter.drawEllipse(QPointF(x, y), KNOB, KNOB)
    pen = QPen(theme.color("accent") if lit else QColor("#3c4048"), 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for side in (-1, 1):
        tip = QPointF(x + side * 7, y)
        painter.drawPolyline([QPointF(x + side * 4, y - 3), tip, QPointF(x + side * 4, y + 3)])
    painter.restore()


def paint_drop_frame(painter: QPainter, view: QRectF, text: str) -> None:
    """A frame around the whole canvas that says what a drop would do."""
    frame = view.adjusted(10, 10, -10, -10)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(view, theme.color("surround", 0.6))
    painter.setBrush(theme.color("accent", 0.10))
    painter.setPen(QPen(theme.color("accent"), 2))
    painter.drawRoundedRect(frame, theme.RADIUS_CARD, theme.RADIUS_CARD)
    font = theme.font("strong")
    width = QFontMetricsF(font).horizontalAdvance(text) + 40
    pill = QRectF(view.center().x() - width / 2, view.center().y() - 18, width, 36)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    painter.drawRoundedRect(pill, 18, 18)
    painter.setPen(theme.color("on_accent"))
    painter.setFont(font)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
