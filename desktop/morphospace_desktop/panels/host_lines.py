"""The parts of the host's panel: a thin gauge, and a line for each model and each job."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from morphospace.hosting.host import Resident
from morphospace.hosting.joblist import JobState
from morphospace_desktop import theme
from morphospace_desktop.panels.role_label import RoleLabel
from morphospace_desktop.panels.wording import left_text, since_text, size_text

_WORKERS = {"jobs": "for jobs"}


class Gauge(QWidget):
    """A thin bar that is filled from the left; ``share`` None: as far as is not known."""

    def __init__(self, height: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = 0.0
        self._role = "accent"
        self.setFixedHeight(height)

    def set_share(self, share: float | None, role: str = "accent") -> None:
        """Fill it to ``share`` in [0, 1]."""
        self._share, self._role = share, role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(self.rect())
        round_ = groove.height() / 2
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(groove, round_, round_)
        if self._share is None:
            painter.setBrush(theme.color(self._role, 0.35))
        elif self._share > 0:
            groove.setWidth(max(groove.height(), groove.width() * min(1.0, self._share)))
            painter.setBrush(theme.color(self._role))
        else:
            return
        painter.drawRoundedRect(groove, round_, round_)


class Words(RoleLabel):
    """One line that ends in an ellipsis where it is too long; the tooltip then has all of it."""

    def __init__(self, font: str, role: str) -> None:
        super().__init__("", font, role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = ""

    @property
    def whole(self) -> str:
        """The text, whatever is cut off."""
        return self._whole

    def say(self, text: str) -> None:
        """Change the text."""
        self._whole = text
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip("" if shown == self._whole else self._whole)


class _Line(QWidget):
    """Two lines of words, and one small button at the right."""

    pressed = Signal()

    def __init__(self, title: str, icon: str, action: str) -> None:
        super().__init__()
        self.title, self.detail = Words("body", "text"), Words("caption", "secondary")
        self.title.say(title)
        self.button = QToolButton(self)
        self.button.setIcon(theme.icon(icon, "secondary"))
        self.button.setIconSize(QSize(16, 16))
        self.button.setFixedSize(theme.ROW, theme.ROW)
        self.button.setToolTip(action)
        self.button.setAccessibleName(f"{action}: {title}")
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.clicked.connect(self.pressed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.words = QVBoxLayout()
        self.words.setSpacing(2)
        self.words.addWidget(self.title)
        self.words.addWidget(self.detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.GRID // 2, 0, theme.GRID // 2)
        row.setSpacing(theme.GAP)
        row.addLayout(self.words, 1)
        row.addWidget(self.button)

    def say(self, detail: str) -> None:
        """Change the second line."""
        self.detail.say(detail)
        self.setAccessibleName(f"{self.title.whole}: {detail}")


class ModelLine(_Line):
    """A model in memory."""

    def __init__(self, resident: Resident) -> None:
        super().__init__(resident.title, "eject", "Unload")
        self.resident = resident
        self.tell(time.time())

    def tell(self, now: float) -> None:
        """How big, since when, where."""
        one = self.resident
        words = (size_text(one.bytes), since_text(now - one.since), one.device, _WORKERS.get(one.worker, ""))
        self.say(" · ".join(word for word in words if word))


class JobLine(_Line):
    """A job that runs or waits."""

    def __init__(self, job: JobState) -> None:
        super().__init__(job.title, "x", "Cancel")
        self.gauge = Gauge(4, self)
        self.words.addSpacing(2)
        self.words.addWidget(self.gauge)
        self.show_job(job, time.time())

    def show_job(self, job: JobState, now: float) -> None:
        """Words and bar as the job stands."""
        self.job = job
        self.button.setEnabled(not job.stopping)
        self.gauge.setVisible(job.running)
        if job.stopping:
            self.say("Stopping…")
        elif job.started is None:
            self.say("Waiting")
        else:
            left = left_text(job.done, job.total, now - job.started)
            self.say(" · ".join(word for word in (job.text or "Running", left) if word))
        self.gauge.set_share(job.done / job.total if job.total > 0 else None)
