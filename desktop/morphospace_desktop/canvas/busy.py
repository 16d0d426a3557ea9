"""Work under way, said quietly: a pill with a thin line and *Cancel*, shown only after 300 ms."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from morphospace_desktop import theme

PATIENCE = 300
"""Milliseconds before anything is shown: most work is done by then, and nothing may blink."""
STAYS = 350
"""Milliseconds it stays at least, once shown."""
_FRAME = 33


class BusyPill(QWidget):
    """What is going on, how far it is, and a way to stop it."""

    cancel_requested = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._progress: float | None = None
        self._clock = QElapsedTimer()
        self._label = QLabel()
        self._label.setFont(theme.font("small"))
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setProperty("kind", "link")
        self.cancel_button.setFont(theme.font("small"))
        self.cancel_button.clicked.connect(self.cancel_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 2, 8, 4)
        row.setSpacing(theme.GAP)
        row.addWidget(self._label)
        row.addWidget(self.cancel_button)
        self._wait = _single_shot(self, PATIENCE, self._appear)
        self._leave = _single_shot(self, STAYS, self._vanish)
        self._beat = QTimer(self)
        self._beat.setInterval(_FRAME)
        self._beat.timeout.connect(self.update)
        self.hide()

    def start(self, text: str, progress: float | None, can_cancel: bool) -> None:
        """Say what is going on; ``progress`` in [0, 1], or None where it cannot be told."""
        self._leave.stop()
        self._label.setText(text)
        self.setAccessibleName(text)
        self.cancel_button.setVisible(can_cancel)
        self._progress = progress
        if self.isVisible():
            self._settle()
        elif not self._wait.isActive():
            self._wait.start()

    def stop(self) -> None:
        """The work is over: nothing appears any more, and what is shown leaves without a flash."""
        self._wait.stop()
        if self.isVisible():
            self._leave.start(max(0, STAYS - int(self._clock.elapsed())))

    def _appear(self) -> None:
        self._clock.start()
        self._settle()
        self.show()
        self.raise_()

    def _settle(self) -> None:
        self.adjustSize()
        self.resized.emit()
        self._beat.stop() if self._progress is not None else self._beat.start()
        self.update()

    def _vanish(self) -> None:
        self._beat.stop()
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(theme.color("line"))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(body, theme.RADIUS_BUTTON, theme.RADIUS_BUTTON)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(body.left() + 14, body.bottom() - 5, body.width() - 28, 2)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(groove, 1, 1)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(self._live_part(groove), 1, 1)

    def _live_part(self, groove: QRectF) -> QRectF:
        if self._progress is not None:
            return QRectF(groove.topLeft(), QPointF(self._reached(groove), groove.bottom()))
        # A third of the line travels to and fro, slowing at the ends.
        turn = (self._clock.elapsed() % 2400) / 1200
        way = turn if turn <= 1 else 2 - turn
        eased = way * way * (3 - 2 * way)
        width = groove.width() / 3
        return QRectF(groove.left() + eased * (groove.width() - width), groove.top(), width, groove.height())

    def _reached(self, groove: QRectF) -> float:
        share = min(max(self._progress or 0.0, 0.0), 1.0)
        return groove.left() + max(share * groove.width(), 2.0)


def _single_shot(parent: QWidget, milliseconds: int, action: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(action)
    return timer
