"""The line at the bottom: what just happened, what undo would take back, and what is running."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from morphospace_desktop.panels.wording import left_text

HEIGHT = 28
PATIENCE_MS = 300
"""Work shorter than this shows no progress: a bar that flashes says nothing."""


class StatusLine(QFrame):
    """Left: the last edit and the undo step. Right: running work with cancel, models in memory, queue."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setFixedHeight(HEIGHT)
        self.said, self.undo = _label("said", self), _label("undo", self)
        self.resident, self.queue = _label("resident", self), _label("queue", self)
        self.task = _label("task", self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(96, 4)
        self.cancel = QPushButton("Cancel", self)
        self.cancel.setObjectName("linkButton")
        self.cancel.clicked.connect(self.cancel_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(24)
        row.addWidget(self.said)
        row.addWidget(self.undo)
        row.addStretch(1)
        right: tuple[QWidget, ...] = (self.task, self.bar, self.cancel, self.resident, self.queue)
        for widget in right:
            row.addWidget(widget)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(self._show_task)
        self._more = 0
        self._show_task(False)
        self.say("")

    def say(self, text: str) -> None:
        """What was just done."""
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def set_undo(self, label: str) -> None:
        """The edit that undo would take back; empty where there is none."""
        self.undo.setText(f"Undo: {label}" if label else "")

    def set_busy(
        self, text: str, done: float = 0, total: float = 0, since: float | None = None, more: int = 0
    ) -> None:
        """Work in progress, shown once it has run for 0.3 s; ``since`` as ``time.monotonic``. Empty: none.

        ``more``: how much else runs or waits.
        """
        if not text:
            self._waiting.stop()
            self._show_task(False)
            return
        self._more = more
        left = "" if since is None else left_text(done, total, time.monotonic() - since)
        self.task.setText(f"{text} · {left}" if left else text)
        self.bar.setRange(0, 1000 if total > 0 else 0)
        self.bar.setValue(round(1000 * min(1.0, done / total)) if total > 0 else 0)
        gone = 0.0 if since is None else 1000 * (time.monotonic() - since)
        if gone >= PATIENCE_MS:
            self._waiting.stop()
            self._show_task()
        elif not self._waiting.isActive() and self.task.isHidden():
            self._waiting.start(round(PATIENCE_MS - gone))

    def set_host(self, resident: int) -> None:
        """How many models are in memory."""
        self.resident.setText(f"{resident} model{'' if resident == 1 else 's'} resident")

    @property
    def busy_shown(self) -> bool:
        """Whether running work is on show."""
        return not self.task.isHidden()

    def _show_task(self, shown: bool = True) -> None:
        for widget in (self.task, self.bar, self.cancel):
            widget.setVisible(shown)
        self.queue.setText(f"{1 + self._more} running" if shown else "Queue empty")


def _label(name: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setProperty("role", "secondary")
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return label
