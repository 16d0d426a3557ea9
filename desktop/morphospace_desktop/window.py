"""The main window: the frame around the workspaces, its keys, its theme, and closing it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from morphospace_desktop import theme
from morphospace_desktop.actions import Actions
from morphospace_desktop.chrome import chrome
from morphospace_desktop.palette import CommandPalette, Source
from morphospace_desktop.panels import HostChip
from morphospace_desktop.settings import Preferences
from morphospace_desktop.statusline import StatusLine
from morphospace_desktop.topbar import TopBar

SIZE = (1440, 900)
SMALLEST = (880, 600)


class MainWindow(QMainWindow):
    """Top bar, workspaces, status line. What the commands do is for its owner to connect.

    ``may_close`` is asked before it closes. ``original_held`` follows the key that shows the original,
    ``stopped`` is Escape, ``panels_toggled`` Tab on the canvas.
    """

    original_held = Signal(bool)
    stopped = Signal()
    closed = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Morphospace[*]")
        self.setMinimumSize(*SMALLEST)
        self._preferences = preferences
        # Before there are widgets: dressing them one by one afterwards costs a tenth of a second.
        self._dress(preferences.theme)
        self.may_close: Callable[[], bool] = lambda: True
        self.actions_ = Actions(self, preferences)
        self.chip = HostChip(self)
        self.top = TopBar(self.chip, self)
        self.recent_menu = self.actions_.fill(self.top.menus)
        self.workspaces = QStackedWidget(self)
        self.status = StatusLine(self)
        self._lay_out()
        self.palette_: CommandPalette | None = None
        self.top.search_requested.connect(self.actions_["view.palette"].trigger)
        self.top.workspaces.chosen.connect(self.workspaces.setCurrentIndex)
        self.actions_["view.light"].setChecked(preferences.theme == "light")
        self._place()

    def _lay_out(self) -> None:
        ground = QFrame(self)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in ((self.top, 0), (self.workspaces, 1), (self.status, 0)):
            column.addWidget(widget, stretch)
        self.setCentralWidget(ground)

    def add_workspace(self, title: str, view: QWidget) -> None:
        """A further workspace; the switch in the top bar appears with the second."""
        self.workspaces.addWidget(view)
        self.top.workspaces.add(title)

    def show_workspace(self, index: int) -> None:
        """Bring a workspace up, in the order in which they were added."""
        self.top.workspaces.show_chosen(index)
        self.workspaces.setCurrentIndex(index)

    # ------------------------------------------------------------------ commands

    def offer_commands(self, sources: list[Source]) -> None:
        """What the command palette finds."""
        self.palette_ = CommandPalette(self, sources)
        self.refresh_keys()

    def open_palette(self) -> None:
        """Show the command palette over the search field."""
        if self.palette_ is not None:
            field = self.top.search
            self.palette_.open_below(QRect(field.mapTo(self, QPoint(0, 0)), field.size()))

    def refresh_keys(self) -> None:
        """Show the palette's present shortcut in the search field."""
        shown = self.actions_["view.palette"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.top.search.set_key(shown.replace("+", " "))

    def say_title(self, name: str, unsaved: bool) -> None:
        """What is open. Qt tells every widget and the window manager even of a title that is the same."""
        title = f"{name}[*] – Morphospace"
        if title != self.windowTitle():
            self.setWindowTitle(title)
        if unsaved != self.isWindowModified():
            self.setWindowModified(unsaved)

    # ------------------------------------------------------------------ look and place

    def dress(self, name: str) -> None:
        """Put the dark or the light theme on the whole application, and remember it."""
        if name != theme.current().name:
            self._dress(name)
        self._preferences.theme = name

    def _dress(self, name: str) -> None:
        palette = theme.PALETTES[name]
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, palette)
        self.setStyleSheet(chrome(palette))

    def _place(self) -> None:
        """Where it was last time, or a good size in the middle of the screen."""
        if self._preferences.geometry.isEmpty() or not self.restoreGeometry(self._preferences.geometry):
            room = self.screen().availableGeometry()
            size = (min(SIZE[0], room.width()), min(SIZE[1], room.height()))
            self.setGeometry(
                room.x() + (room.width() - size[0]) // 2, room.y() + (room.height() - size[1]) // 2, *size
            )

    # ------------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.stopped.emit()
        elif self._is(event, "view.original"):
            if not event.isAutoRepeat():
                self.original_held.emit(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if self._is(event, "view.original"):
            if not event.isAutoRepeat():
                self.original_held.emit(False)
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            # The key may be released over another window, which would not tell us.
            self.original_held.emit(False)
        super().changeEvent(event)

    def hide_panels_by_key(self, canvas: QWidget) -> None:
        """Let the panels' key work on the canvas, or the map: elsewhere Tab goes from control to control."""
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self._is(event, "view.panels")
        ):
            self.actions_["view.panels"].trigger()
            return True
        return False

    def _is(self, event: QKeyEvent, command: str) -> bool:
        pressed = QKeySequence(event.keyCombination())
        return any(QKeySequence.fromString(key) == pressed for key in self.actions_.keys(command))

    # ------------------------------------------------------------------ closing

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if not self.may_close():
            event.ignore()
            return
        self._preferences.geometry = self.saveGeometry()
        self._preferences.sync()
        event.accept()
        self.closed.emit()
