"""The seed: a die that throws another one, and the number itself, to be typed or kept."""

from __future__ import annotations

import secrets

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIntValidator, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QToolButton, QWidget

from morphospace_desktop import theme

LARGEST = 2**31 - 1
THROWN_BELOW = 10_000
"""The die throws short numbers: they can be read aloud and typed again."""


class SeedEdit(QWidget):
    """``changed(seed)`` when the die is thrown or another number is typed."""

    changed = Signal(int)

    def __init__(self, seed: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seed = seed
        self.dice = QToolButton()
        self.dice.setIcon(theme.icon("dice-five"))
        self.dice.setIconSize(QSize(16, 16))
        self.dice.setFixedSize(26, 26)
        self.dice.setToolTip("Another seed")
        self.dice.setAccessibleName("Throw another seed")
        self.dice.clicked.connect(lambda: self._take(secrets.randbelow(THROWN_BELOW)))
        self.number = QLineEdit(str(seed))
        self.number.setValidator(QIntValidator(0, LARGEST, self))
        self.number.setFrame(False)
        self.number.setFont(theme.font("body"))
        self.number.setAccessibleName("Seed")
        self.number.setToolTip("The seed of the randomness: the same number gives the same picture")
        self.number.setStyleSheet("QLineEdit { background: transparent; border: none; padding: 0; }")
        self.number.editingFinished.connect(self._typed)
        self.number.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 0, 8, 0)
        row.setSpacing(0)
        row.addWidget(self.dice)
        row.addWidget(self.number)
        self.setFixedHeight(theme.BUTTON)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setting(self) -> int:
        """The seed."""
        return self._seed

    def show_setting(self, seed: int) -> None:
        """Show another seed without a signal."""
        self._seed = int(seed)
        self.number.setText(str(seed))
        self.number.setCursorPosition(0)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(92, theme.BUTTON)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(70, theme.BUTTON)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self._take(int(self.number.text() or self._seed))

    def _take(self, seed: int) -> None:
        if seed != self._seed:
            self.show_setting(seed)
            self.changed.emit(seed)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("accent") if self.number.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("raised"))
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(body, theme.RADIUS_BUTTON, theme.RADIUS_BUTTON)


class SeedRow(QWidget):
    """The foot of the panel: seed, *Reset* and the main action, *New face*."""

    seed_changed = Signal(int)
    reset_requested = Signal()
    new_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seed = SeedEdit()
        self.reset_button = QPushButton("Reset")
        self.reset_button.setToolTip("Give every control the value it had when the picture came")
        self.new_button = QPushButton("New face")
        self.new_button.setProperty("kind", "accent")
        self.seed.changed.connect(self.seed_changed)
        self.reset_button.clicked.connect(self.reset_requested)
        self.new_button.clicked.connect(self.new_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.seed, 3)
        row.addWidget(self.reset_button, 3)
        row.addWidget(self.new_button, 4)
