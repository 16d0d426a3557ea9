"""A labelled row of the panel, and the head of a section; a row too wide for its column stands below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from morphospace_desktop import theme
from morphospace_desktop.panels.slider_paint import paint_label

_COLUMN = theme.LABEL + theme.GAP
_BESIDE_NOTE = 8


class LabelledRow(QWidget):
    """Label in its column and the editor beside it, or below over the whole width where it needs that."""

    def __init__(self, title: str, editor: QWidget, stacked: bool = False, help_text: str = "") -> None:
        super().__init__()
        self.title = title
        self.editor = editor
        self._stacked = stacked
        self._help = help_text
        self._side_effects = ""
        editor.setParent(self)
        editor.setAccessibleName(title)
        editor.setToolTip(help_text)
        self.setToolTip(help_text)
        # Not fixed: a fixed height would be that of the size hint, whatever the width asks for.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        if self._below(width):
            return theme.ROW + self._editor_height(width)
        return max(theme.ROW, self._editor_height(width - _COLUMN))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(_COLUMN + 120, theme.ROW)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(_COLUMN + 72, theme.ROW)

    def _below(self, width: int) -> bool:
        fits = getattr(self.editor, "fits", None)
        return self._stacked or (fits is not None and not fits(width - _COLUMN) and fits(width))

    def _editor_height(self, width: int) -> int:
        if self.editor.hasHeightForWidth():
            return self.editor.heightForWidth(width)
        return self.editor.sizeHint().height()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        """Put the editor where it belongs at the row's present width."""
        below = self._below(self.width())
        left, top = (0, theme.ROW) if below else (_COLUMN, 0)
        room = self.width() - left
        fixed = self.editor.maximumWidth() < room
        width = self.editor.sizeHint().width() if fixed else room
        height = self._editor_height(width)
        if not below and height < theme.ROW:
            top = (theme.ROW - height) // 2
        self.editor.setGeometry(left, top, width, height)

    def set_side_effects(self, text: str) -> None:
        """Mark the row with what else its value changed; empty: no mark."""
        if text != self._side_effects:
            self._side_effects = text
            self.setToolTip("\n".join(part for part in (self._help, text) if part))
            self.editor.setAccessibleDescription(text)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.editor.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        marked = bool(self._side_effects)
        paint_label(QPainter(self), theme.ROW, self.title, self.isEnabled(), marked=marked)


class SectionHead(QWidget):
    """A section's name in small spaced capitals, with a quiet note at the right."""

    def __init__(self, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._note = note
        self.setAccessibleName(title)
        self.setFixedHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_title(self, title: str) -> None:
        """Change the name."""
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def set_note(self, note: str) -> None:
        """Change the note."""
        self._note = note
        self.update()

    def shown_title(self) -> str:
        """The name in capitals, cut where the note needs the room."""
        note = QFontMetricsF(theme.font("caption")).horizontalAdvance(self._note) + _BESIDE_NOTE
        room = self.width() - (note if self._note else 0)
        metrics = QFontMetricsF(theme.font("head"))
        return metrics.elidedText(self._title.upper(), Qt.TextElideMode.ElideRight, room)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(160, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        box = QRectF(self.rect())
        painter.setPen(theme.color("secondary"))
        painter.setFont(theme.font("head"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.shown_title())
        painter.setFont(theme.font("caption"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._note)
