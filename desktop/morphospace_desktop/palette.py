"""The command palette: type a few letters, run any command or set any control."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from morphospace_desktop import theme
from morphospace_desktop.matching import rank

ROW, ROWS, WIDTH = 32, 10, 560


@dataclass(frozen=True)
class Entry:
    """One line of the palette: what it is called, what stands right of it, and what it does.

    A ``made`` entry was made of what was typed: it fits, and comes first.
    """

    title: str
    hint: str
    run: Callable[[], object]
    key: str = ""
    made: bool = False


Source = Callable[[str], Sequence[Entry]]
"""Entries for a query: those of a table whatever was typed, or those made of what was typed."""


def matches(query: str, sources: Sequence[Source]) -> list[Entry]:
    """All entries of all sources that fit the query, the best first."""
    entries = [entry for source in sources for entry in source(query)]
    made = [entry for entry in entries if entry.made]
    listed = [entry for entry in entries if not entry.made]
    return [*made, *rank(query, listed, lambda entry: f"{entry.title} {entry.hint}")]


class _Entries(QAbstractListModel):
    """The entries shown now."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:  # noqa: N802
        return len(self.entries)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        entry = self.entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (
                f"{entry.title}, {entry.hint}" if role == Qt.ItemDataRole.AccessibleTextRole else entry.title
            )
        return entry if role == Qt.ItemDataRole.UserRole else None


class _Row(QStyledItemDelegate):
    """Title on the left; hint and key, quieter, on the right."""

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(WIDTH, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = theme.current()
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.raised))
            painter.drawRoundedRect(option.rect.adjusted(4, 1, -4, -1), 6, 6)
        area = option.rect.adjusted(17, 0, -17, 0)
        area = self._key(painter, area, entry.key)
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.hint)
        room = area.width() - painter.fontMetrics().horizontalAdvance(entry.hint) - 16
        painter.setPen(QColor(tokens.text))
        title = painter.fontMetrics().elidedText(entry.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        painter.restore()

    def _key(self, painter: QPainter, area: QRect, key: str) -> QRect:
        """Draw the shortcut as a small cap at the right end; returns what is left of ``area``."""
        if not key:
            return area
        tokens = theme.current()
        width = painter.fontMetrics().horizontalAdvance(key) + 12
        cap = QRect(area.right() - width + 1, area.center().y() - 9, width, 19)
        painter.setPen(QColor(tokens.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        return area.adjusted(0, 0, -width - 12, 0)


class CommandPalette(QFrame):
    """A sheet over the window: a line to type in, and below it what fits."""

    def __init__(self, window: QWidget, sources: Sequence[Source]) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("commandPalette")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sources = list(sources)
        self._back: QWidget | None = None
        self.line = QLineEdit(self)
        self.line.setObjectName("commandLine")
        self.line.setPlaceholderText("Type a command, a control or a value: smile 0.7")
        self.line.setAccessibleName("Find a command")
        self.list = QListView(self)
        self.list.setAccessibleName("Commands that fit")
        self._entries = _Entries(self)
        self.list.setModel(self._entries)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self._none = QLabel("Nothing fits: try fewer letters.", self)
        self._none.setProperty("role", "secondary")
        self._none.setContentsMargins(17, 4, 17, 4)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(8)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        layout.addWidget(self._none)
        self.line.textChanged.connect(self._refresh)
        self.list.clicked.connect(self._run)
        self.line.installEventFilter(self)
        self.hide()

    def open_below(self, place: QRect) -> None:
        """Show the palette under ``place`` (in window coordinates), empty, with the keyboard in it."""
        window = self._window
        self._back = window.window().focusWidget()
        width = min(WIDTH, window.width() - 32)
        left = max(16, min(place.center().x() - width // 2, window.width() - width - 16))
        self.setGeometry(left, place.top(), width, self.height())
        self.line.clear()
        self._refresh()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Hide and give the keyboard back."""
        if not self.isVisible():
            return
        back, self._back = self._back, None
        self.hide()
        if back is not None and back.isVisible():
            back.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def entries(self) -> list[Entry]:
        """What is listed now."""
        return list(self._entries.entries)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if event.type() == QEvent.Type.FocusOut and not self.list.underMouse():
            self.dismiss()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        step = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: ROWS,
            Qt.Key.Key_PageUp: -ROWS,
        }.get(Qt.Key(event.key()))
        if step is not None:
            self._select(self.list.currentIndex().row() + step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            return False
        return True

    def _select(self, row: int) -> None:
        count = self._entries.rowCount()
        if count:
            self.list.setCurrentIndex(self._entries.index(max(0, min(row, count - 1))))

    def _refresh(self) -> None:
        self._entries.show(matches(self.line.text(), self._sources))
        self._select(0)
        rows = min(ROWS, self._entries.rowCount())
        self.list.setVisible(rows > 0)
        self._none.setVisible(rows == 0)
        self.list.setFixedHeight(max(1, rows) * ROW)
        self.resize(self.width(), self._column.sizeHint().height())

    def _run(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        entry = self._entries.entries[index.row()]
        self.dismiss()
        entry.run()
