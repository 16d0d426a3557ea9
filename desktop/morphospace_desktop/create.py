"""The workspace *Create*: rail, canvas with its strips, and controls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from morphospace_desktop import theme
from morphospace_desktop.actions import Actions, plain
from morphospace_desktop.canvas import Canvas
from morphospace_desktop.panels import ControlsPanel
from morphospace_desktop.strips import StripBar

RAIL_WIDTH = 48


class Rail(QFrame):
    """The canvas's own commands as a column of icons."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(RAIL_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 8, 6, 8)
        column.setSpacing(6)
        for name, id_ in (
            ("folder-open", "file.open"),
            ("dice-five", "picture.new"),
            ("square-half", "view.split"),
            ("frame-corners", "view.fit"),
        ):
            column.addWidget(_button(name, actions[id_], self))
        column.addStretch(1)


class CreateView(QWidget):
    """One picture and everything that changes it."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rail = Rail(actions, self)
        self.canvas = Canvas(self)
        self.strips = StripBar(self)
        self.controls = ControlsPanel(self)
        self.controls.setFixedWidth(theme.PANEL_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.canvas, 1)
        middle.addWidget(self.strips)
        edge = QFrame(self)
        edge.setObjectName("edge")
        edge.setFixedWidth(1)
        row.addWidget(self.rail)
        row.addLayout(middle, 1)
        row.addWidget(edge)
        row.addWidget(self.controls)

    def focus_control(self, name: str) -> None:
        """Give the keyboard to a control, scrolled into view."""
        self.controls.setVisible(True)
        row = self.controls.editor(name)
        target = getattr(row, "editor", row)
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_panels(self, shown: bool) -> None:
        """With panels hidden the picture has the whole window."""
        if not shown and self.focusWidget() is not None:
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        for panel in (self.rail, self.strips, self.controls):
            panel.setVisible(shown)


def _button(name: str, action: QAction, parent: QWidget) -> QToolButton:
    action.setIcon(theme.icon(name, "secondary"))
    action.setIconVisibleInMenu(False)
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setToolTip(action.statusTip() or plain(action.text()))
    button.setAccessibleName(plain(action.text()))
    button.setIconSize(QSize(18, 18))
    button.setFixedSize(36, 36)
    button.setAutoRaise(True)
    return button
