"""The small editor that a value turns into while someone types another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from morphospace_desktop import theme


class ValueEdit(QLineEdit):
    """``finished(text)`` once: the text on Return, Tab or leaving it, nothing on Escape."""

    finished = Signal(str)

    def __init__(self, text: str, select: bool, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._done = False
        self.setFont(theme.font("body"))
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setStyleSheet("padding: 0 4px;")
        if select:
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish(self.text())
        elif event.key() == Qt.Key.Key_Escape:
            self._finish("")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._finish(self.text())

    def _finish(self, text: str) -> None:
        if not self._done:
            self._done = True
            self.finished.emit(text)
