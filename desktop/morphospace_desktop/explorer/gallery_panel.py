"""The drawer under the map: the gallery with a head that says of what, and closes it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from morphospace.atlas.exploration import Exploration
from morphospace_desktop import theme
from morphospace_desktop.explorer.selection_gallery import HEIGHT, SelectionGallery
from morphospace_desktop.panels.role_label import RoleLabel

_HEAD = 36


class GalleryPanel(QWidget):
    """``show_rows`` of a kept selection, or ``follow`` what is selected. ``closed``: someone closes it."""

    closed = Signal()
    export_requested = Signal(object)

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._name = ""
        self.gallery = SelectionGallery(exploration, self)
        self.title = RoleLabel("", "strong", "text", self)
        self.count = RoleLabel("", "small", "secondary", self)
        self.hint = RoleLabel("Shift-click takes out · double click opens", "small", "secondary", self)
        self.follow_button = _link("Follow the selection", self)
        self.export_button = _link("Export…", self)
        self.close_button = QToolButton(self)
        self._lay_out()
        self.follow_button.clicked.connect(self.follow)
        self.export_button.clicked.connect(lambda: self.export_requested.emit(self.rows))
        self.close_button.clicked.connect(self.closed)
        self.gallery.changed.connect(self._say)
        exploration.subscribe(self._explored)
        self._say()

    @property
    def rows(self) -> np.ndarray:
        """The items meant: those pinned, or those selected without what was taken out here."""
        return self.gallery.rows if self.gallery.pinned else np.flatnonzero(self._exploration.selected)

    def show_rows(self, rows: np.ndarray) -> None:
        """Show these items, which may be all that is selected now."""
        rows = np.asarray(rows, np.int64)
        kept = next((one.name for one in self._exploration.named if np.array_equal(one.rows, rows)), "")
        if not kept and np.array_equal(rows, np.flatnonzero(self._exploration.selected)):
            self.follow()
            return
        self._name = kept or "Some items"
        self.gallery.show_rows(rows)
        self._say()

    def follow(self) -> None:
        """Show whatever is selected from now on."""
        self._name = ""
        self.gallery.follow()
        self._say()

    def _explored(self, aspect: str) -> None:
        if aspect == "selection" and self.isVisible():
            self._say()

    def _say(self) -> None:
        pinned = self.gallery.pinned
        self.title.setText(self._name if pinned else "Selection")
        count = len(self.rows)
        self.count.setText(f"{count:,} items" if count != 1 else "1 item")
        self.count.setVisible(count > 0)
        self.hint.setVisible(count > 0)
        self.export_button.setVisible(count > 0)
        self.follow_button.setVisible(pinned)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(640, HEIGHT + _HEAD)

    def _lay_out(self) -> None:
        self.close_button.setIcon(theme.icon("x", "secondary"))
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setFixedSize(28, 28)
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip("Close the gallery")
        self.close_button.setAccessibleName("Close the gallery")
        head = QHBoxLayout()
        head.setContentsMargins(theme.PADDING, 4, theme.GAP, 0)
        head.setSpacing(theme.GAP)
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.hint)
        for button in (self.follow_button, self.export_button, self.close_button):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.gallery, 1)
        self.setFixedHeight(HEIGHT + _HEAD)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Gallery")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.fillRect(0, 0, self.width(), 1, theme.color("line"))


def _link(text: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setProperty("kind", "link")
    return button
