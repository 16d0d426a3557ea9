"""What the last edit changed besides, in one quiet line that keeps its height."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from morphospace.latents.readings import Change
from morphospace_desktop import theme
from morphospace_desktop.panels.rows import SectionHead

_MUCH = 0.1
_LEAST = 0.01
_BETWEEN = 14
_NONE = "nothing else, as the model reads it"


class SideEffectsLine(QWidget):
    """Head and line; hidden until there is something to tell of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = SectionHead("Side effects")
        self._line = _Line()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._line)
        self.hide()

    def show_of(self, title: str, changes: Sequence[Change]) -> None:
        """What ``title`` changed besides; without a title there is nothing to tell."""
        self.setVisible(bool(title))
        if not title:
            return
        self._head.set_note(f"of {title}")
        self._line.say([change for change in changes if change.share >= _LEAST] or None)

    def text(self) -> str:
        """What it says, for readers and tests."""
        return self._line.accessibleName()


class _Line(QWidget):
    """Attributes with how far they moved, as many as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[tuple[str, str, bool]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, changes: Sequence[Change] | None) -> None:
        """These; None where nothing else changed."""
        if changes is None:
            self._parts = [(_NONE, "", False)]
        else:
            self._parts = [(one.title, moved(one), one.share >= _MUCH) for one in changes]
        told = ", ".join(f"{title} {value}".strip() for title, value, _ in self._parts)
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(160, theme.ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setFont(theme.font("small"))
        metrics = QFontMetricsF(painter.font())
        left = 0.0
        for title, value, much in self._parts:
            title = f"{title} " if value else title
            wide = metrics.horizontalAdvance(title) + metrics.horizontalAdvance(value)
            if left and left + wide > self.width():
                break
            for text, role in ((title, "secondary"), (value, "warm" if much else "secondary")):
                box = QRectF(left, 0, self.width() - left, self.height())
                painter.setPen(theme.color(role))
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
                left += metrics.horizontalAdvance(text)
            left += _BETWEEN


def moved(change: Change) -> str:
    """How far: "+0.11", or the kind that it is now."""
    if not change.amount:
        return str(change.value).replace("_", " ")
    return f"{change.amount:+.2f}".replace("-", "−")


def sentence(changes: Sequence[Change]) -> str:
    """What a mark's tool tip says; empty for nothing."""
    told = ", ".join(f"{change.title.lower()} {moved(change)}" for change in changes)
    return f"Also changed: {told}" if told else ""
