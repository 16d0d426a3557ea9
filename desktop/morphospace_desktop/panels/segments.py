"""One of a few kinds: segments in one row, in two where one is too narrow, else a compact menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from morphospace_desktop import theme
from morphospace_desktop.panels.packing import pack

_INSET = 2
_AIR = 14
"""Space around a word within its segment, both sides together."""


class Segment(QAbstractButton):
    """One word of the row; the chosen one stands out and takes the keyboard."""

    def __init__(self, text: str, parent: SegmentedChoice) -> None:
        super().__init__(parent)
        self._choice = parent
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(round(word_width(self.text())), theme.ROW - 2 * _INSET)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        if event.key() in steps:
            self._choice.step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def nextCheckState(self) -> None:  # noqa: N802
        """Who is chosen is the row's to say."""

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.isChecked():
            edge = theme.color("accent") if self.hasFocus() else theme.color("line", 0.6)
            painter.setPen(QPen(edge, 1))
            painter.setBrush(theme.color("chosen"))
            painter.drawRoundedRect(body, 5, 5)
        lit = self.isChecked() or (self.underMouse() and self.isEnabled())
        painter.setPen(theme.color("faint" if not self.isEnabled() else "text" if lit else "secondary"))
        painter.setFont(theme.font("small"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


def word_width(text: str) -> float:
    """What a segment needs to show ``text`` uncut."""
    return QFontMetricsF(theme.font("small")).horizontalAdvance(text) + _AIR


class SegmentedChoice(QWidget):
    """``chosen(value)`` when a person picks another; ``show_setting`` sets it without a signal."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[str], current: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._current = ""
        self._segments = [Segment(choice, self) for choice in self._choices]
        for segment in self._segments:
            segment.clicked.connect(lambda _=False, s=segment: self._pick(s.text()))
        self._compact = CompactChoice(self)
        self._compact.hide()
        # Not fixed: a fixed height would be that of the size hint, whatever the width asks for.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_setting(current)

    @property
    def choices(self) -> tuple[str, ...]:
        """The kinds to choose from."""
        return self._choices

    def setting(self) -> str:
        """The chosen kind."""
        return self._current

    def show_setting(self, value: str) -> None:
        """Show another choice without a signal."""
        if value == self._current:
            return
        self._current = value
        for segment in self._segments:
            chosen = segment.text() == value
            segment.setChecked(chosen)
            segment.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.NoFocus)
        self._compact.setText(value)
        self.update()

    def step(self, by: int) -> None:
        """Choose the next or the previous one, as the arrow keys do."""
        at = self._choices.index(self._current) + by if self._current in self._choices else 0
        if 0 <= at < len(self._choices):
            self._pick(self._choices[at])
            target = self._segments[at] if self._compact.isHidden() else self._compact
            target.setFocus()

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        super().setAccessibleName(name)
        self._compact.setAccessibleName(name)
        for segment in self._segments:
            segment.setAccessibleName(f"{name}: {segment.text()}")

    def fits(self, width: float) -> bool:
        """Whether every word can be shown within ``width`` in two rows."""
        return pack(self._widths(), width - 2 * _INSET) is not None

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        rows = pack(self._widths(), width - 2 * _INSET)
        return theme.ROW if rows is None else len(rows) * (theme.ROW - 2 * _INSET) + 2 * _INSET

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(round(sum(self._widths())) + 2 * _INSET, theme.ROW)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(72, theme.ROW)

    def _widths(self) -> list[float]:
        return [word_width(choice) for choice in self._choices]

    def _pick(self, value: str) -> None:
        if value != self._current:
            self.show_setting(value)
            self.chosen.emit(value)

    def pick(self, value: str) -> None:
        """Choose as a person would: with a signal."""
        self._pick(value)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        rows = pack(self._widths(), self.width() - 2 * _INSET)
        self._compact.setVisible(rows is None)
        self._compact.setGeometry(self.rect())
        for segment in self._segments:
            segment.setVisible(rows is not None)
        height = theme.ROW - 2 * _INSET
        queue = iter(self._segments)
        for row, cells in enumerate(rows or []):
            left = float(_INSET)
            for cell in cells:
                box = QRect(round(left), _INSET + row * height, round(left + cell) - round(left), height)
                next(queue).setGeometry(box)
                left += cell

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("well"))
        painter.drawRoundedRect(self.rect(), theme.RADIUS_CONTROL + 1, theme.RADIUS_CONTROL + 1)


class CompactChoice(QAbstractButton):
    """The chosen word with an arrow, and all words in a menu."""

    def __init__(self, parent: SegmentedChoice) -> None:
        super().__init__(parent)
        self._choice = parent
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._open)

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setMinimumWidth(self.width())
        for choice in self._choice.choices:
            action = menu.addAction(choice)
            action.setCheckable(True)
            action.setChecked(choice == self._choice.setting())
            action.triggered.connect(lambda _=False, c=choice: self._choice.pick(c))
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in steps:
            self._choice.step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("small"))
        painter.drawText(self.rect().adjusted(10, 0, -24, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        arrow = QRectF(self.width() - 22, self.height() / 2 - 6, 12, 12)
        theme.paint_icon(painter, "caret-down", arrow, theme.color("secondary"))
