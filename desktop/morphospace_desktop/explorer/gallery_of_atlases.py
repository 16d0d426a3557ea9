"""The atlas in use, at the head of the left panel; a click opens the menu of all, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from morphospace_desktop.explorer.atlas_dialogs import ask_delete, ask_folder, ask_title
from morphospace_desktop.explorer.atlas_shelf import Building, Shelved
from morphospace_desktop.panels.card_button import CardButton, as_image

TEST_FACES = "faces:test"
_ICON = 28
_MARKS = {"gone": "model not installed", "changed": "model has changed"}


class AtlasPicker(CardButton):
    """``atlas_chosen(id)``, ``build_requested(source)``, ``add_requested(source)``, ``resume_requested(id)``,
    ``rename_requested(id, title)``, ``delete_requested(id)``, ``cancel_requested``.

    Folders, names and whether really to delete are asked for here.
    """

    icon_name = "map-trifold"

    atlas_chosen = Signal(str)
    build_requested = Signal(str)
    add_requested = Signal(str)
    resume_requested = Signal(str)
    rename_requested = Signal(str, str)
    delete_requested = Signal(str)
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf: tuple[Shelved, ...] = ()
        self._current = ""
        self._count: int | None = None
        self._building: Building | None = None
        self._show()

    def set_shelf(self, shelf: Sequence[Shelved]) -> None:
        """The atlases that there are."""
        self._shelf = tuple(shelf)
        self._show()

    def set_current(self, atlas: str, count: int | None = None) -> None:
        """Which is open, an empty text for none, and how many items it has by now."""
        self._current, self._count = atlas, count
        self._show()

    def set_building(self, building: Building | None) -> None:
        """What is being built."""
        self._building = building
        self._show()

    def menu(self) -> QMenu:
        """Every atlas, the open one ticked; then what can be done with it."""
        menu = QMenu(self)
        menu.setMinimumWidth(self.width())
        menu.setToolTipsVisible(True)
        for one in self._shelf:
            self._offer(menu, one)
        if self._shelf:
            menu.addSeparator()
        free = self._building is None
        new = menu.addMenu("New map")
        new.addAction("Of the 10,000 test faces", lambda: self.build_requested.emit(TEST_FACES))
        new.addAction("Of a folder of your pictures…", self.ask_new)
        new.setEnabled(free)
        current = self._chosen()
        add = menu.addAction("Add pictures…", self.ask_more)
        add.setEnabled(free and current is not None and current.model == "ready")
        unfinished = current is not None and not current.info.finished
        if unfinished and free:
            menu.addAction("Go on building", lambda: self.resume_requested.emit(self._current))
        if not free:
            menu.addAction("Stop building", self.cancel_requested.emit)
        menu.addSeparator()
        for words, action in (("Rename…", self._rename), ("Delete…", self._delete)):
            menu.addAction(words, action).setEnabled(current is not None and free)
        return menu

    def ask_new(self) -> None:
        """Ask for the folder of a new atlas."""
        if folder := ask_folder(self):
            self.build_requested.emit(str(folder))

    def ask_more(self) -> None:
        """Ask for a folder to add to the open atlas."""
        if folder := ask_folder(self):
            self.add_requested.emit(str(folder))

    def _offer(self, menu: QMenu, one: Shelved) -> None:
        info = one.info
        action = menu.addAction(f"{titled(info.title, info.count)}\t{line_of(one)}")
        if one.picture is not None:
            action.setIcon(_icon(one))
        action.setCheckable(one.picture is None)
        action.setToolTip(info.trouble or f"{info.model_title} · {info.folder}")
        action.setEnabled(not info.trouble)
        if info.id == self._current:
            face = action.font()
            face.setBold(True)
            action.setFont(face)
        action.triggered.connect(lambda _=False, id_=info.id: self._choose(id_))

    def _choose(self, atlas: str) -> None:
        if atlas != self._current:
            self.atlas_chosen.emit(atlas)

    def _rename(self) -> None:
        current = self._chosen()
        title = ask_title(self, current.info.title) if current is not None else None
        if current is not None and title and title != current.info.title:
            self.rename_requested.emit(current.info.id, title)

    def _delete(self) -> None:
        current = self._chosen()
        if current is not None and ask_delete(self, current.info.title, current.info.count):
            self.delete_requested.emit(current.info.id)

    def _chosen(self) -> Shelved | None:
        return next((one for one in self._shelf if one.info.id == self._current), None)

    def _show(self) -> None:
        current, building = self._chosen(), self._building
        here = building is not None and building.atlas == self._current
        if building is not None and (here or not self._current):
            count = self._count if here else None
            far = f"{building.done:,.0f} of {building.total:,.0f}" if building.total else building.text
            self.set_words(titled(building.title, count), far)
        elif current is not None:
            count = self._count if self._count is not None else current.info.count
            self.set_words(titled(current.info.title, count), line_of(current))
        else:
            self.set_words("No map", "Choose one or make one")
        self.set_thumbnail(current.picture if current is not None else None)
        self.set_share(building.share if building is not None else None)
        self.setAccessibleName(f"Map: {self.title}, {self.line}")
        self.setToolTip(f"{current.info.model_title} · {current.info.folder}" if current is not None else "")


def titled(title: str, count: int | None) -> str:
    """``Faces, 10,000``."""
    return f"{title}, {count:,}" if count else title


def line_of(one: Shelved) -> str:
    """What an atlas is of, or what there is to know of it first."""
    info = one.info
    if info.trouble:
        return "damaged"
    if one.model in _MARKS:
        return _MARKS[one.model]
    if not info.finished:
        return f"{info.count:,} of {info.total:,} · not finished"
    return info.line


def _icon(one: Shelved) -> QIcon:
    assert one.picture is not None
    return QIcon(QPixmap.fromImage(as_image(one.picture)).scaled(QSize(_ICON, _ICON)))
