"""The legend: what each colour means, how many items have it, and a click that chooses them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from morphospace.atlas.columns import Column
from morphospace.atlas.drawing import colours
from morphospace.atlas.drawing.colours import LegendEntry
from morphospace_desktop import theme
from morphospace_desktop.panels.role_label import RoleLabel

ROW = 22
_DOT = 4.5
INSET = 6
"""What is lit around a row stands out by so much, so that its dot is flush with the panel's other rows."""
_BAR = 12
_HINT = "Click chooses them, Shift adds, Alt takes away"


def mode_of(modifiers: Qt.KeyboardModifier) -> str:
    """What a click does to the selection: Shift adds, Alt takes away, neither replaces."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return "add"
    if modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
        return "subtract"
    return "replace"


class Entry(QAbstractButton):
    """One colour of the legend; ``picked(code, mode)``."""

    picked = Signal(int, str)

    def __init__(self, entry: LegendEntry, parent: QWidget) -> None:
        super().__init__(parent)
        self.colour = QColor()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_entry(entry)

    def set_entry(self, entry: LegendEntry) -> None:
        """Show another count."""
        self.entry = entry
        self.setToolTip(f"{entry.title}: {entry.count:,}. {_HINT}")
        self.setAccessibleName(f"{entry.title}, {entry.count:,} items")
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        inside = self.isDown() and self.rect().contains(event.position().toPoint())
        self.setDown(False)
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self.entry.code, mode_of(event.modifiers()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.entry.code, mode_of(event.modifiers()))
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class RowEntry(Entry):
    """Dot, title, and the count at the right."""

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(120, ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("raised"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setPen(QPen(theme.color("text", 0.25), 1))
        painter.setBrush(self.colour)
        painter.drawEllipse(QPointF(INSET + _DOT, self.height() / 2), _DOT, _DOT)
        painter.setFont(theme.font("body"))
        count = f"{self.entry.count:,}"
        right = painter.fontMetrics().horizontalAdvance(count) + INSET
        painter.setPen(theme.color("secondary"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(0, 0, -INSET, 0), middle | Qt.AlignmentFlag.AlignRight, count)
        painter.setPen(theme.color("text" if self.entry.count else "secondary"))
        room = self.rect().adjusted(24, 0, -right - 8, 0)
        title = painter.fontMetrics().elidedText(self.entry.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle, title)


class BarEntry(Entry):
    """One part of the colour bar."""

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(16, _BAR + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        lit = self.underMouse() or self.hasFocus()
        box = QRect(0, 4, self.width(), _BAR).adjusted(0, -3 if lit else 0, 0, 3 if lit else 0)
        painter.fillRect(box, self.colour)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("text"), 1))
            painter.drawRect(box.adjusted(0, 0, -1, -1))


class Legend(QWidget):
    """``picked(code, mode)`` when someone chooses all items of a colour."""

    picked = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column: Column | None = None
        self._entries: list[Entry] = []
        self._theme = ""
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.setAccessibleName("Legend")

    @property
    def entries(self) -> list[Entry]:
        """The colours shown, in order."""
        return list(self._entries)

    def show_column(self, column: Column | None) -> None:
        """The legend of a column, or nothing."""
        self._column = column
        if column is not None and self._recount(column):
            return
        self._clear()
        if column is not None:
            found = colours.legend(column)
            ramp = [one for one in found if one.code != colours.NEUTRAL]
            if colours.form(column) == "ramp" and ramp:
                self._add_bar(ramp)
                found = tuple(one for one in found if one.code == colours.NEUTRAL)
            for entry in found:
                self._rows.addWidget(self._made(RowEntry(entry, self)))
        self._tint()

    def _recount(self, column: Column) -> bool:
        """Whether only the counts are others, which then change in place: an atlas grows."""
        found = colours.legend(column)
        rows = [entry for entry in self._entries if isinstance(entry, RowEntry)]
        if len(rows) != len(self._entries) or colours.form(column) == "ramp":
            return False
        if [(row.entry.code, row.entry.title) for row in rows] != [(one.code, one.title) for one in found]:
            return False
        for row, entry in zip(rows, found, strict=True):
            row.set_entry(entry)
        self._tint()
        return True

    def _made(self, entry: Entry) -> Entry:
        entry.picked.connect(self.picked)
        self._entries.append(entry)
        return entry

    def _add_bar(self, entries: Sequence[LegendEntry]) -> None:
        bar, ends = QWidget(self), QWidget(self)
        row, words = QHBoxLayout(bar), QHBoxLayout(ends)
        row.setContentsMargins(INSET, 0, INSET, 0)
        row.setSpacing(0)
        words.setContentsMargins(INSET, 0, INSET, 0)
        for entry in entries:
            row.addWidget(self._made(BarEntry(entry, bar)))
        words.addWidget(RoleLabel(colours.written(entries[0].low), "caption", "secondary"))
        words.addStretch(1)
        words.addWidget(RoleLabel(colours.written(entries[-1].high), "caption", "secondary"))
        self._rows.addWidget(bar)
        self._rows.addWidget(ends)

    def _clear(self) -> None:
        self._entries.clear()
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _tint(self) -> None:
        """Give the entries the colours of the theme there is now."""
        self._theme = theme.current().name
        if self._column is None:
            return
        palette = colours.palette(self._column, self._theme)
        for entry in self._entries:
            entry.colour = QColor(*np.asarray(palette[entry.entry.code]).tolist())
            entry.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if self._theme != theme.current().name:
            self._tint()
        super().paintEvent(event)
