"""The bar on top: name, menus, workspaces, the line that finds commands, and the host's chip."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenuBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from morphospace_desktop import theme

HEIGHT = 48
SEARCH_WIDTH = 420


class Mark(QWidget):
    """The sign of Morphospace: one disc from the warm colour to the live one, by day and by night."""

    def __init__(self, size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(size, size))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        shade = QLinearGradient(QPointF(area.topLeft()), QPointF(area.bottomRight()))
        shade.setColorAt(0.15, QColor(theme.DARK.warm))
        shade.setColorAt(0.85, QColor(theme.DARK.accent))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawEllipse(area)


class SearchField(QPushButton):
    """Looks like a line to type in; a click opens the command palette over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchField")
        self.setAccessibleName("Find a command")
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(30)
        self.setMinimumWidth(180)
        self.setMaximumWidth(SEARCH_WIDTH)
        text = QLabel("Run a command or set a control", self)
        text.setObjectName("searchText")
        self._key = QLabel("", self)
        self._key.setObjectName("keyCap")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 8, 0)
        layout.addWidget(text, 1)
        layout.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        for label in (text, self._key):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_key(self, key: str) -> None:
        """Show the shortcut that opens the palette."""
        self._key.setText(key)
        self._key.setVisible(bool(key))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(SEARCH_WIDTH, 30)


class WorkspaceSwitch(QFrame):
    """One button a workspace; not shown while there is only one."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segments")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(2, 2, 2, 2)
        self._layout.setSpacing(2)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self.hide()

    def add(self, title: str) -> None:
        """Offer a further workspace; the first one added is chosen."""
        button: QAbstractButton = QPushButton(title, self)
        button.setCheckable(True)
        self._layout.addWidget(button)
        count = len(self._group.buttons())
        self._group.addButton(button, count)
        button.setChecked(count == 0)
        self.setVisible(count > 0)

    def show_chosen(self, index: int) -> None:
        """Mark a workspace as the one that is up, without a signal."""
        self._group.button(index).setChecked(True)


class TopBar(QFrame):
    """A 48-px row in three columns, so that the search field stands in the middle of the window."""

    search_requested = Signal()

    def __init__(self, chip: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setFixedHeight(HEIGHT)
        self.menus = QMenuBar(self)
        self.menus.setObjectName("topMenus")
        self.menus.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.workspaces = WorkspaceSwitch(self)
        self.search = SearchField(self)
        self.search.clicked.connect(self.search_requested)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 0, 16, 0)
        grid.setHorizontalSpacing(16)
        grid.addLayout(self._left(), 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.search, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(chip, 0, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)

    def _left(self) -> QHBoxLayout:
        name = QLabel("Morphospace", self)
        name.setObjectName("brand")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Mark(parent=self))
        row.addWidget(name)
        row.addSpacing(8)
        row.addWidget(self.menus)
        row.addWidget(self.workspaces)
        row.addStretch(1)
        return row
