"""One of a few colours: round swatches with a ring around the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from morphospace_desktop import theme

CELL = 28


class Swatch(QAbstractButton):
    """One colour, named for those who do not see it."""

    def __init__(self, name: str, colour: str, parent: Swatches) -> None:
        super().__init__(parent)
        self._choice = parent
        self.name = name
        self.colour = QColor("#" + colour.lstrip("#"))
        self.setCheckable(True)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setFixedSize(CELL, CELL)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def nextCheckState(self) -> None:  # noqa: N802
        """Who is chosen is the row's to say."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        if event.key() in steps:
            self._choice.step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        fill = QColor(self.colour)
        if not self.isEnabled():
            fill.setAlphaF(0.35)
        painter.setBrush(fill)
        # Black on a dark panel and white on a light one still need an edge.
        painter.setPen(QPen(theme.color("secondary", 0.55), 1))
        radius = 10.0 if self.underMouse() or self.isChecked() else 9.5
        painter.drawEllipse(middle, radius - 0.5, radius - 0.5)
        if self.isChecked():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            role = "text" if self.hasFocus() else "accent"
            painter.setPen(QPen(theme.color(role if self.isEnabled() else "faint"), 2))
            painter.drawEllipse(middle, 12.5, 12.5)


class Swatches(QWidget):
    """``chosen(value)`` when a person picks another colour; they wrap where the row is too narrow."""

    chosen = Signal(str)

    def __init__(
        self, choices: Sequence[str], colours: Sequence[str], current: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._swatches = [Swatch(name, colour, self) for name, colour in zip(choices, colours, strict=True)]
        for swatch in self._swatches:
            swatch.clicked.connect(lambda _=False, s=swatch: self.pick(s.name))
        # Not fixed: a fixed height would be that of the size hint, whatever the width asks for.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._current = ""
        self.show_setting(current)

    def setting(self) -> str:
        """The name of the chosen colour."""
        return self._current

    def show_setting(self, value: str) -> None:
        """Show another choice without a signal."""
        if value == self._current:
            return
        self._current = value
        for swatch in self._swatches:
            chosen = swatch.name == value
            swatch.setChecked(chosen)
            swatch.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.NoFocus)

    def pick(self, value: str) -> None:
        """Choose as a person would: with a signal."""
        if value != self._current:
            self.show_setting(value)
            self.chosen.emit(value)

    def step(self, by: int) -> None:
        """Choose the next or the previous colour, as the arrow keys do."""
        names = [swatch.name for swatch in self._swatches]
        at = names.index(self._current) + by if self._current in names else 0
        if 0 <= at < len(names):
            self.pick(names[at])
            self._swatches[at].setFocus()

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        super().setAccessibleName(name)
        for swatch in self._swatches:
            swatch.setAccessibleName(f"{name}: {swatch.name}")

    def fits(self, width: float) -> bool:
        """Whether all colours stand in one row of this width."""
        return width >= CELL * len(self._swatches) - 2

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return CELL * -(-len(self._swatches) // self._columns(width))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(CELL * len(self._swatches), CELL)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(CELL * 3, CELL)

    def _columns(self, width: int) -> int:
        return max(1, (width + 2) // CELL)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        columns = self._columns(self.width())
        for at, swatch in enumerate(self._swatches):
            # The first one's ring stands flush with the column.
            swatch.move(CELL * (at % columns) - 1, CELL * (at // columns))
