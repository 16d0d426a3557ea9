"""The sheet of keyboard shortcuts: every command, its keys, and other keys for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from morphospace_desktop.actions import BY_ID, Actions, plain


class ShortcutsDialog(QDialog):
    """Click a row, press the new keys. Keys that another command holds are refused, naming it."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions, self._ids = actions, list(BY_ID)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(560, 640)
        self.table = QTableWidget(len(self._ids), 2, self)
        self.table.setHorizontalHeaderLabels(["Command", "Keys"])
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(32)
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.setColumnWidth(1, 180)
        self.keys = QKeySequenceEdit(self)
        self.keys.setMaximumSequenceLength(1)
        self.keys.setClearButtonEnabled(True)
        self.note = QLabel("Choose a command, click into the field and press the new keys.", self)
        self.note.setProperty("role", "secondary")
        self.note.setWordWrap(True)
        self._lay_out()
        self._show_keys()
        self.table.currentCellChanged.connect(lambda *_: self._edit())
        self.keys.editingFinished.connect(self._rebind)
        self.table.setCurrentCell(0, 0)

    def _lay_out(self) -> None:
        restore, close = QPushButton("Built-in keys", self), QPushButton("Close", self)
        for button in (restore, close):
            button.setAutoDefault(False)
        restore.clicked.connect(self._restore)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.keys, 1)
        row.addWidget(restore)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)
        layout.addLayout(row)

    def _current(self) -> str:
        return self._ids[max(0, self.table.currentRow())]

    def _show_keys(self) -> None:
        native = QKeySequence.SequenceFormat.NativeText
        for row, id_ in enumerate(self._ids):
            keys = ", ".join(QKeySequence.fromString(key).toString(native) for key in self._actions.keys(id_))
            self.table.setItem(row, 0, QTableWidgetItem(plain(BY_ID[id_].title)))
            self.table.setItem(row, 1, QTableWidgetItem(keys))

    def _edit(self) -> None:
        keys = self._actions.keys(self._current())
        self.keys.setKeySequence(QKeySequence.fromString(keys[0]) if keys else QKeySequence())

    def _rebind(self) -> None:
        id_, key = self._current(), self.keys.keySequence().toString()
        if (key,) == self._actions.keys(id_)[:1]:
            return
        holder = self._actions.holder(key, besides=id_) if key else None
        if holder:
            self.note.setText(f"{key} already belongs to “{plain(BY_ID[holder].title)}”: choose other keys.")
            self._edit()
            return
        self._actions.rebind(id_, (key,) if key else ())
        self.note.setText(f"“{plain(BY_ID[id_].title)}” is now {key or 'without keys'}.")
        self._show_keys()

    def _restore(self) -> None:
        self._actions.rebind(self._current(), None)
        self._show_keys()
        self._edit()
