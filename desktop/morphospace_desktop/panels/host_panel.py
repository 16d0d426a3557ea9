"""The host in full, opened from its chip: memory, the models in it, running and waiting work, last words."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from morphospace.hosting.host import HostStatus, Resident
from morphospace.hosting.joblist import JobState
from morphospace_desktop import theme
from morphospace_desktop.panels.host_lines import Gauge, JobLine, ModelLine, Words
from morphospace_desktop.panels.role_label import RoleLabel
from morphospace_desktop.panels.rows import SectionHead
from morphospace_desktop.panels.wording import memory_text, since_text, size_text

WIDTH = 376
_TALLEST = 480
_LINK_INSET = 5
"""Padding and border of a link button: its words stand in line with all others."""

_TICK_MS = 1000
_STATES = {
    "starting": ("warm", "Starting…"),
    "ready": ("good", "Ready"),
    "restarting": ("warm", "Restarting…"),
    "failed": ("bad", "Stopped: the next request starts it again"),
    "closed": ("faint", "Closed"),
}


class HostPanel(QFrame):
    """Shows ``HostStatus`` and jobs; closes like a menu. See ``open_at``."""

    unload_requested = Signal(str)
    cancel_requested = Signal(int)
    plugins_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAccessibleName("Models and jobs")
        self.setFixedWidth(WIDTH)
        self._status = HostStatus()
        self._said, self._said_at = "", 0.0
        self.models: dict[tuple[str, str], ModelLine] = {}
        self.jobs: dict[int, JobLine] = {}
        self._build()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._age)
        self.set_status(self._status)
        self.set_jobs(())

    # ------------------------------------------------------------------ what it shows

    def set_status(self, status: HostStatus) -> None:
        """Show how the host is now. The last thing it said stays, with its age."""
        self._status = status
        role, word = _STATES.get(status.state, ("faint", status.state))
        self.device.say(status.device_name or status.device.upper() or "Models")
        self.state.setText(word)
        self.state.set_role(role if role != "good" else "secondary")
        share = status.used / status.budget if status.budget > 0 else 0.0
        self.memory.set_share(share, "warm" if share > 0.9 else "accent")
        self._memory.setVisible(bool(status.used))
        self.memory_words.setText(f"{memory_text(status.used, status.budget)} in use" if status.used else "")
        if status.message and status.message != self._said:
            self._said, self._said_at = status.message, time.time()
        self._show_models(status.resident)
        self._age()
        self._fit()

    def set_jobs(self, jobs: Sequence[JobState]) -> None:
        """Show the jobs that run or wait (see ``JobList``)."""
        for ticket in [ticket for ticket in self.jobs if ticket not in {job.ticket for job in jobs}]:
            _drop(self.jobs.pop(ticket))
        now = time.time()
        for job in jobs:
            if job.ticket in self.jobs:
                self.jobs[job.ticket].show_job(job, now)
            else:
                line = self.jobs[job.ticket] = JobLine(job)
                line.pressed.connect(lambda ticket=job.ticket: self.cancel_requested.emit(ticket))
                self._job_lines.addWidget(line)
        running = sum(job.running for job in jobs)
        self.no_jobs.setVisible(not jobs)
        self._jobs_head.set_note(f"{running} running, {len(jobs) - running} waiting" if jobs else "")
        self._fit()

    def open_at(self, anchor: QWidget) -> None:
        """Open below ``anchor``, their right edges in line, within the screen."""
        self._fit()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + theme.GRID))
        screen = anchor.screen().availableGeometry()
        self.move(max(screen.left() + theme.GRID, corner.x()), corner.y())
        self.show()
        self._plugins.setFocus(Qt.FocusReason.PopupFocusReason)

    # ------------------------------------------------------------------ its making

    def _build(self) -> None:
        self.device = Words("strong", "text")
        self.state = RoleLabel("", "caption", "secondary")
        self._memory = QWidget()
        self.memory = Gauge(6)
        self.memory_words = RoleLabel("", "caption", "secondary")
        gauge = QVBoxLayout(self._memory)
        gauge.setContentsMargins(0, theme.GRID, 0, 0)
        gauge.setSpacing(theme.GRID // 2)
        gauge.addWidget(self.memory)
        gauge.addWidget(self.memory_words)
        self._models_head, self._model_lines, self.no_models = _section(
            "In memory", "None yet: a model is loaded when it is first used."
        )
        self._jobs_head, self._job_lines, self.no_jobs = _section("Jobs", "Nothing runs in the background.")
        self.said = RoleLabel("", "caption", "secondary")
        self.said.setWordWrap(True)
        self._plugins = QPushButton("Plugins and models…")
        self._plugins.setProperty("kind", "link")
        self._plugins.clicked.connect(self._ask_for_plugins)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.GRID)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._memory)
        column.addSpacing(theme.PADDING)
        column.addWidget(self._body(), 1)
        column.addWidget(self.said)
        column.addSpacing(theme.GRID)
        foot = QHBoxLayout()
        foot.addSpacing(-_LINK_INSET)
        foot.addWidget(self._plugins, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(foot)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.GAP)
        head.addWidget(self.device, 1)
        head.addWidget(self.state)
        return head

    def _body(self) -> QScrollArea:
        """Models and jobs, which scroll where there are many."""
        self._content = QWidget()
        self._content.setAutoFillBackground(False)
        lines = QVBoxLayout(self._content)
        lines.setContentsMargins(0, 0, 0, theme.GRID)
        lines.setSpacing(0)
        for head, rows, empty in (
            (self._models_head, self._model_lines, self.no_models),
            (self._jobs_head, self._job_lines, self.no_jobs),
        ):
            lines.addWidget(head)
            lines.addWidget(empty)
            lines.addLayout(rows)
            lines.addSpacing(theme.GRID)
        lines.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setWidget(self._content)
        self._content.setAutoFillBackground(False)
        return self._scroll

    def _show_models(self, residents: Sequence[Resident]) -> None:
        wanted = {(one.worker, one.model): one for one in residents}
        for key in [key for key in self.models if wanted.get(key) != self.models[key].resident]:
            _drop(self.models.pop(key))
        for key, one in sorted(wanted.items(), key=lambda item: item[1].since):
            if key not in self.models:
                line = self.models[key] = ModelLine(one)
                line.pressed.connect(lambda model=one.model: self.unload_requested.emit(model))
                self._model_lines.addWidget(line)
        self.no_models.setVisible(not wanted)
        total = sum(one.bytes for one in residents)
        self._models_head.set_note(size_text(total) if residents else "")

    def _age(self) -> None:
        now = time.time()
        for model in self.models.values():
            model.tell(now)
        for job in self.jobs.values():
            job.show_job(job.job, now)
        ago = since_text(now - self._said_at)
        when = "Just now" if ago == "just now" else f"{ago} ago"
        self.said.setText(f"{when}: {self._said}" if self._said else "")
        self.said.setVisible(bool(self._said))

    def _fit(self) -> None:
        """As tall as what it holds, and no taller than is pleasant."""
        inner = WIDTH - 2 * theme.PADDING
        self._content.layout().activate()
        self._scroll.setFixedHeight(min(_TALLEST, _height(self._content, inner)))
        self.layout().activate()
        self.setFixedHeight(_height(self, WIDTH))

    def _ask_for_plugins(self) -> None:
        self.close()
        self.plugins_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._age()
            self._tick.start()
        elif event.type() == QEvent.Type.Hide:
            self._tick.stop()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.setPen(theme.color("line"))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


def _section(title: str, empty: str) -> tuple[SectionHead, QVBoxLayout, RoleLabel]:
    rows = QVBoxLayout()
    rows.setSpacing(0)
    words = RoleLabel(empty, "body", "secondary")
    words.setWordWrap(True)
    words.setContentsMargins(0, theme.GRID // 2, 0, theme.GRID // 2)
    return SectionHead(title), rows, words


def _height(widget: QWidget, width: int) -> int:
    """What its layout needs at this width."""
    layout = widget.layout()
    return (
        layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
    )


def _drop(line: QWidget) -> None:
    line.hide()
    line.setParent(None)
    line.deleteLater()
