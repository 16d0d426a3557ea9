"""Every command of the window as one table, and the rebindable ``QAction`` of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from morphospace_desktop.settings import Preferences


@dataclass(frozen=True)
class Command:
    """One thing a person can ask for. ``keys`` are in Qt's portable text; ``checkable`` ones are states."""

    id: str
    title: str
    menu: str
    keys: tuple[str, ...] = ()
    checkable: bool = False
    tip: str = ""


SEPARATOR = Command("", "", "")
RECENT = Command("file.recent", "Open &recent", "&File")

COMMANDS: tuple[Command, ...] = (
    Command("picture.new", "&New face", "&File", ("N",), tip="Draw a face nobody has seen"),
    Command("file.open", "&Open…", "&File", ("Ctrl+O",), tip="Open a picture or a project"),
    RECENT,
    SEPARATOR,
    Command("file.save", "&Save", "&File", ("Ctrl+S",), tip="Keep the picture with its history as a project"),
    Command("file.save_as", "Save &as…", "&File", ("Ctrl+Shift+S",)),
    Command(
        "file.export", "&Export PNG…", "&File", ("Ctrl+E",), tip="A picture that can be edited again here"
    ),
    SEPARATOR,
    Command("app.quit", "&Quit", "&File", ("Ctrl+Q",)),
    Command("edit.undo", "&Undo", "&Edit", ("Ctrl+Z",)),
    Command("edit.redo", "&Redo", "&Edit", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Command("edit.copy", "&Copy picture", "&Edit", ("Ctrl+C",)),
    Command("edit.paste", "&Paste picture", "&Edit", ("Ctrl+V",)),
    Command("edit.reset", "Re&set controls", "&Edit", ("R",), tip="Back to how the picture came"),
    Command("edit.cancel", "C&ancel what is running", "&Edit", ("Ctrl+.",)),
    Command("view.create", "&Create", "&View", ("Ctrl+1",), tip="The canvas"),
    Command("view.explore", "&Explore", "&View", ("Ctrl+2",), tip="The map of a latent space"),
    SEPARATOR,
    Command("view.palette", "Find any &command…", "&View", ("Ctrl+K",)),
    Command(
        "view.split", "Compare with the ori&ginal", "&View", ("S",), checkable=True, tip="Before and after"
    ),
    Command("view.original", "Show the &original", "&View", ("\\",), tip="Hold to see the original"),
    Command("view.fit", "&Fit the picture", "&View", ("0",), tip="The whole picture"),
    Command("view.actual", "Zoom to &100 %", "&View", ("1",)),
    Command("view.panels", "Show the &panels", "&View", ("Tab",), checkable=True),
    Command(
        "view.inset", "Show the &map on the canvas", "&View", ("M",), checkable=True, tip="Where it lives"
    ),
    Command("view.next_area", "Go to the ne&xt area", "&View", ("F6",)),
    Command("view.light", "&Light theme", "&View", (), checkable=True),
    Command("map.faces", "Map the test &faces", "M&ap", (), tip="10,000 faces as a landscape"),
    Command("map.folder", "Map a &folder…", "M&ap", (), tip="Your own pictures as a landscape"),
    Command("map.here", "Show this picture on the &map", "M&ap", ("Ctrl+M",), tip="Where the picture lives"),
    Command("map.similar", "Find &similar", "M&ap", ("Ctrl+F",), tip="What is most like the picture"),
    Command("map.slider", "Add a s&lider from a file…", "M&ap", (), tip="A direction that was made on a map"),
    SEPARATOR,
    Command("map.all", "Select &all that is shown", "M&ap", ("Ctrl+A",), tip="What the filter lets through"),
    Command("map.none", "Select &nothing", "M&ap", ("Ctrl+Shift+A",)),
    Command("map.keep", "&Keep the selection", "M&ap", ("Ctrl+G",), tip="As A, then as B, then by name"),
    Command("map.export", "&Export the selection…", "M&ap", ()),
    Command("models.plugins", "&Plugins and models…", "&Models", ()),
    Command("help.keys", "&Keyboard shortcuts…", "&Help", ("F1",)),
    Command("help.about", "&About Morphospace", "&Help", ()),
)

BY_ID = {command.id: command for command in COMMANDS if command not in (SEPARATOR, RECENT)}

# These two are handled by the window itself, as a key held or as a key of the canvas alone:
# a QAction would take Tab from everybody who walks the controls with it.
HANDLED_BY_WINDOW = frozenset({"view.original", "view.panels"})


def plain(title: str) -> str:
    """A menu title without its mnemonic."""
    return title.replace("&", "")


class Actions(QObject):
    """The actions by id, with the person's own shortcuts where there are some."""

    def __init__(self, owner: QWidget, preferences: Preferences) -> None:
        super().__init__(owner)
        self._preferences = preferences
        self._actions = {id_: self._make(owner, command) for id_, command in BY_ID.items()}
        for id_ in self._actions:
            self._apply(id_)

    def __getitem__(self, id_: str) -> QAction:
        return self._actions[id_]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())

    def on(self, id_: str, slot: Callable[[], object]) -> None:
        """Call ``slot`` when the command is asked for."""
        self._actions[id_].triggered.connect(lambda _checked=False: slot())

    def keys(self, id_: str) -> tuple[str, ...]:
        """The command's shortcuts in portable text: the person's own, else the built-in ones."""
        own = self._preferences.keys(id_)
        return BY_ID[id_].keys if own is None else own

    def rebind(self, id_: str, keys: tuple[str, ...] | None) -> None:
        """Give a command other shortcuts, kept for the next start; None returns to the built-in ones."""
        self._preferences.set_keys(id_, None if keys == BY_ID[id_].keys else keys)
        self._apply(id_)

    def holder(self, key: str, besides: str = "") -> str | None:
        """The id of the command that already has ``key``, or None."""
        wanted = QKeySequence.fromString(key)
        for id_ in self._actions:
            if id_ != besides and any(QKeySequence.fromString(one) == wanted for one in self.keys(id_)):
                return id_
        return None

    def fill(self, bar: QMenuBar) -> QMenu:
        """Build the menus into ``bar``; returns the menu of recent files, which its owner fills."""
        menus: dict[str, QMenu] = {}
        recent = QMenu(plain(RECENT.title), bar)
        for command in COMMANDS:
            menu = menus.get(command.menu) or (list(menus.values())[-1] if not command.id else None)
            if menu is None:
                menu = menus[command.menu] = bar.addMenu(command.menu)
            if not command.id:
                menu.addSeparator()
            elif command is RECENT:
                recent.setTitle(RECENT.title)
                menu.addMenu(recent)
            else:
                menu.addAction(self._actions[command.id])
        return recent

    def _make(self, owner: QWidget, command: Command) -> QAction:
        action = QAction(command.title, owner)
        action.setObjectName(command.id)
        action.setCheckable(command.checkable)
        action.setStatusTip(command.tip)
        # Every action belongs to the window too, so that its keys work while no menu was ever opened.
        owner.addAction(action)
        return action

    def _apply(self, id_: str) -> None:
        keys = self.keys(id_)
        action = self._actions[id_]
        if id_ in HANDLED_BY_WINDOW:
            # Shown in the menu after a tab, which Qt draws as a shortcut without taking the key.
            shown = (
                QKeySequence.fromString(keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
                if keys
                else ""
            )
            action.setText(f"{BY_ID[id_].title}\t{shown}" if shown else BY_ID[id_].title)
        else:
            action.setShortcuts([QKeySequence.fromString(key) for key in keys])
