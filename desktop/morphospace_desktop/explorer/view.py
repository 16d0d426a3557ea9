"""The workspace *Explore*: what to show on the left, the map in the middle, what is found on the right."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from morphospace_desktop import theme
from morphospace_desktop.panels.message_bar import MessageBar

LEFT_WIDTH = 264
RIGHT_WIDTH = 320
_EDGE = 24
_LEAST = (288, 240)
"""The least stage: with both panels it fits into the least window."""


class ExploreView(QWidget):
    """``stage`` is the middle, which ``set_stage`` fills; ``left`` and ``right`` are columns of parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = Stage(self)
        self.left = QFrame(self)
        self.left.setFixedWidth(LEFT_WIDTH)
        self.right = Column(self)
        self.right.setFixedWidth(RIGHT_WIDTH)
        self.drawer = QFrame(self)
        self.drawer.hide()
        self._edges = [_edge(self) for _ in range(2)]
        self._lay_out()

    def set_left(self, panel: QWidget) -> None:
        """The panel that says how the map is shown."""
        row = QHBoxLayout(self.left)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(panel)

    def set_drawer(self, widget: QWidget) -> None:
        """What slides in under the map: the gallery of a selection."""
        row = QHBoxLayout(self.drawer)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(widget)

    def show_panels(self, shown: bool) -> None:
        """With panels hidden the map has the whole window."""
        for widget in (self.left, self.right, *self._edges):
            widget.setVisible(shown)

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.stage, 1)
        middle.addWidget(self.drawer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.left)
        row.addWidget(self._edges[0])
        row.addLayout(middle, 1)
        row.addWidget(self._edges[1])
        row.addWidget(self.right)


class Stage(QWidget):
    """The map over its whole area, a sentence on its lower edge, and what teaches where there is no map."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plane: QWidget | None = None
        self._empty: QWidget | None = None
        self.messages = MessageBar(self)
        self.messages.resized.connect(self._arrange)
        self.setMinimumSize(*_LEAST)

    def fill(self, plane: QWidget, empty: QWidget) -> None:
        """Put the map and the empty state in."""
        for widget in (plane, empty):
            widget.setParent(self)
        self._plane, self._empty = plane, empty
        self.show_map(False)

    def show_map(self, there: bool) -> None:
        """The map, or what teaches how to get one."""
        if self._plane is not None and self._empty is not None:
            self._plane.setVisible(there)
            self._empty.setVisible(not there)
            self._arrange()

    def _arrange(self) -> None:
        area = QRect(0, 0, self.width(), self.height())
        for widget in (self._plane, self._empty):
            if widget is not None:
                widget.setGeometry(area)
        bar = self.messages
        bar.move((self.width() - bar.width()) // 2, self.height() - _EDGE - bar.height())
        bar.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self.messages.refit()
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), theme.color("surround"))


class Column(QWidget):
    """Parts under each other, as high as they need to be, scrolled where there are too many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = QWidget()
        self._body.setAutoFillBackground(False)
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        self._column.setSpacing(2 * theme.GAP)
        self._column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setWidget(self._body)
        self._body.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)

    def add(self, part: QWidget) -> None:
        """A further part below the others."""
        self._column.insertWidget(self._column.count() - 1, part)

    def reveal(self, part: QWidget) -> None:
        """Scroll to a part."""
        self._scroll.ensureWidgetVisible(part)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), theme.color("panel"))


def _edge(parent: QWidget) -> QFrame:
    edge = QFrame(parent)
    edge.setObjectName("edge")
    edge.setFixedWidth(1)
    return edge
