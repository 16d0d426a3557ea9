"""Words that condition a model: one line that grows to four; Return or leaving it releases them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from morphospace.controls import Prompt
from morphospace_desktop import theme

PAUSE = 250
"""Milliseconds after the last letter at which a draft is worth its while."""
_LINES = 4


class PromptEdit(QPlainTextEdit):
    """``edited(text, draft)``: a draft after a short pause in typing, the final text on Return."""

    edited = Signal(str, bool)
    grown = Signal()

    def __init__(self, control: Prompt, parent: QWidget | None = None) -> None:
        super().__init__(control.default, parent)
        self._longest = control.max_length
        self._sent = control.default
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(lambda: self.edited.emit(self.setting(), True))
        self.setPlaceholderText(control.placeholder)
        self.setAccessibleName(control.title)
        self.setTabChangesFocus(True)
        self.setFont(theme.font("body"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def setting(self) -> str:
        """The words, on one line and no longer than the control allows."""
        return " ".join(self.toPlainText().split())[: self._longest].rstrip()

    def show_setting(self, value: str) -> None:
        """Show other words without a signal."""
        self._sent = value
        if value != self.setting():
            self.blockSignals(True)
            self.setPlainText(value)
            self.blockSignals(False)
            self._grow()

    def _changed(self) -> None:
        self._pause.start()

    def _release(self) -> None:
        self._pause.stop()
        if self.setting() != self._sent:
            self._sent = self.setting()
            self.edited.emit(self._sent, False)

    def _grow(self) -> None:
        lines = min(_LINES, max(1, round(self.document().size().height())))
        height = lines * QFontMetrics(self.font()).lineSpacing() + 18
        if height != self.maximumHeight():
            self.setFixedHeight(height)
            self.grown.emit()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._release()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self._release()
