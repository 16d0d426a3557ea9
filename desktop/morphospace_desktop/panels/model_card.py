"""The model in use, at the head of the panel; a click opens the menu of all models."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from morphospace_desktop import theme
from morphospace_desktop.panels.wording import CardLike, model_line

HEIGHT = 62
_THUMB = 44


class ModelCardButton(QAbstractButton):
    """``model_chosen(id)`` when another model is picked from the menu."""

    model_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = "No model"
        self._line = "Install one to begin"
        self._current = ""
        self._models: list[CardLike] = []
        self._thumbnail: QImage | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Model")
        self.clicked.connect(self._open_menu)

    def set_model(self, card: CardLike) -> None:
        """Show this model as the one in use."""
        self._current = card.id
        self._title = card.title
        self._line = model_line(card)
        self.setAccessibleName(f"Model: {card.title}")
        self.setToolTip(card.summary)
        self.update()

    def set_models(self, cards: Sequence[CardLike]) -> None:
        """What the menu offers."""
        self._models = list(cards)
        self.update()

    def set_thumbnail(self, picture: np.ndarray | None) -> None:
        """A picture of the model's, uint8 ``(H, W, 3)``."""
        self._thumbnail = None if picture is None else as_image(picture)
        self.update()

    def menu(self) -> QMenu:
        """The menu of models, the one in use ticked."""
        menu = QMenu(self)
        menu.setMinimumWidth(self.width())
        for card in self._models:
            action = menu.addAction(f"{card.title}\t{model_line(card)}")
            action.setCheckable(True)
            action.setChecked(card.id == self._current)
            action.setToolTip(card.summary)
            action.triggered.connect(lambda _=False, id_=card.id: self._choose(id_))
        if not self._models:
            menu.addAction("No models installed").setEnabled(False)
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _choose(self, model: str) -> None:
        if model != self._current:
            self.model_chosen.emit(model)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_menu()
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
        self._paint_thumbnail(painter, QRectF(9, (HEIGHT - _THUMB) / 2, _THUMB, _THUMB))
        self._paint_words(painter)
        arrow = QRectF(self.width() - 24, HEIGHT / 2 - 6, 12, 12)
        theme.paint_icon(painter, "caret-down", arrow, theme.color("secondary"))

    def _paint_thumbnail(self, painter: QPainter, box: QRectF) -> None:
        path = QPainterPath()
        path.addRoundedRect(box, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        if self._thumbnail is None:
            painter.fillPath(path, theme.color("well"))
            theme.paint_icon(painter, "cube", box.adjusted(11, 11, -11, -11), theme.color("secondary"))
            return
        painter.save()
        painter.setClipPath(path)
        painter.drawImage(box, self._thumbnail)
        painter.restore()

    def _paint_words(self, painter: QPainter) -> None:
        left = 9 + _THUMB + 12
        width = self.width() - left - 32
        for role, font, top, text in (
            ("text", "strong", 12, self._title),
            ("secondary", "small", 31, self._line),
        ):
            painter.setFont(theme.font(font))
            painter.setPen(theme.color(role if self.isEnabled() else "faint"))
            shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(left, top, width, 18), Qt.AlignmentFlag.AlignVCenter, shown)


def as_image(picture: np.ndarray) -> QImage:
    """A copy of uint8 ``(H, W, 3)`` as an image of its own."""
    pixels = np.ascontiguousarray(picture)
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
