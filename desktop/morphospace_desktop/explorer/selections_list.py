"""The selections: what is chosen now, and those that were kept, two of which make a direction."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from morphospace.atlas.exploration import Exploration, Named
from morphospace.atlas.naming import suggested_name
from morphospace.errors import MorphospaceError
from morphospace_desktop.explorer.legend import INSET
from morphospace_desktop.explorer.selection_row import SelectionRow
from morphospace_desktop.panels.role_label import RoleLabel

_HINT = "Draw around points, or click a colour above. Shift adds, Alt takes away."


class SelectionsList(QWidget):
    """Keeps, names and pairs selections. ``said(text, kind)``: what could not be done."""

    gallery_requested = Signal(object)
    export_requested = Signal(object)
    said = Signal(str, str)
    kept = Signal(object)
    """The row of a selection that was kept just now."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._rows: list[SelectionRow] = []
        self.hint = RoleLabel(_HINT, "caption", "secondary", self)
        self.hint.setWordWrap(True)
        self.count = RoleLabel("", "body", "text", self)
        self.keep_button = _link("Keep", "Keep this selection under a name", self)
        self.more_button = _link("More", "Gallery, export, take back, clear", self)
        self._lay_out()
        self.keep_button.clicked.connect(self.keep)
        self.more_button.clicked.connect(self._open_menu)
        self.setAccessibleName("Selections")
        exploration.subscribe(self._explored)
        self._show_named()
        self._show_count()

    @property
    def rows(self) -> list[SelectionRow]:
        """The kept selections as they are shown."""
        return list(self._rows)

    def row(self, name: str) -> SelectionRow:
        """The row of a kept selection. Raises ``KeyError``."""
        for row in self._rows:
            if row.named.name == name:
                return row
        raise KeyError(name)

    # ------------------------------------------------------------------ doing

    def keep(self) -> None:
        """Keep what is chosen under a name that says what it is, and let it be typed over."""
        name = suggested_name(self._exploration)
        if self._tried(lambda: self._exploration.keep(name)):
            row = self.row(name)
            row.rename()
            self.kept.emit(row)

    def select(self, named: Named, mode: str = "replace") -> None:
        """Choose a kept selection again."""
        self._exploration.select_rows(named.rows, mode)

    def rename(self, name: str, new: str) -> None:
        """Give a kept selection another name, if it is free."""
        self._tried(lambda: self._exploration.rename(name, new))

    def forget(self, name: str) -> None:
        """Drop a kept selection."""
        self._exploration.forget(name)

    def assign(self, name: str, group: str) -> None:
        """Make a kept selection ``A`` or ``B``, or neither; who was it before changes places with it."""
        a, b = self._exploration.a, self._exploration.b
        if group == "A":
            a, b = name, (a if b == name else b)
        elif group == "B":
            a, b = (b if a == name else a), name
        else:
            a, b = (None if one == name else one for one in (a, b))
        self._exploration.pair(a, b)

    def menu(self) -> QMenu:
        """What can be done with the present selection."""
        menu, exploration = QMenu(self), self._exploration
        rows = np.flatnonzero(exploration.selected)
        menu.addAction("Show as a gallery").triggered.connect(lambda: self.gallery_requested.emit(rows))
        menu.addAction("Export…").triggered.connect(lambda: self.export_requested.emit(rows))
        menu.addSeparator()
        if exploration.matches is not None:
            menu.addAction("Only those that match").triggered.connect(
                lambda: exploration.select(exploration.selected & exploration.matches)
            )
        menu.addAction("All others").triggered.connect(lambda: exploration.select(~exploration.selected))
        back = menu.addAction("Take back")
        back.setEnabled(exploration.can_undo)
        back.triggered.connect(exploration.undo)
        menu.addAction("Select nothing").triggered.connect(
            lambda: exploration.select(np.zeros_like(exploration.selected))
        )
        return menu

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height() + 2)))

    def _tried(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except MorphospaceError as error:
            self.said.emit(str(error), "error")
            return False
        return True

    # ------------------------------------------------------------------ showing

    def _explored(self, aspect: str) -> None:
        if aspect in ("named", "atlas"):
            self._show_named()
        if aspect in ("selection", "named", "atlas"):
            self._show_count()

    def _show_count(self) -> None:
        count = int(np.count_nonzero(self._exploration.selected))
        self.count.setText(f"{count:,} selected")
        for widget in (self.count, self.keep_button, self.more_button):
            widget.setVisible(count > 0)
        self.hint.setVisible(not count and not self._rows)

    def _show_named(self) -> None:
        groups = {self._exploration.a: "A", self._exploration.b: "B"}
        wanted = [(one, groups.get(one.name, "")) for one in self._exploration.named]
        if [(row.named, row.letter) for row in self._rows] == wanted:
            return
        held = next((at for at, row in enumerate(self._rows) if row.hasFocus()), None)
        name = "" if held is None else self._rows[held].named.name
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [SelectionRow(named, letter, self) for named, letter in wanted]
        for row in self._rows:
            self._kept.addWidget(row)
            row.show()
        if held is not None and self._rows:
            same = (at for at, row in enumerate(self._rows) if row.named.name == name)
            at = next(same, min(held, len(self._rows) - 1))
            self._rows[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        now = QHBoxLayout()
        now.setContentsMargins(INSET, 0, 0, 0)
        now.setSpacing(0)
        now.addWidget(self.count, 1)
        now.addWidget(self.keep_button)
        now.addWidget(self.more_button)
        self._kept = QVBoxLayout()
        self._kept.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.hint.setContentsMargins(INSET, 0, INSET, 0)
        column.addWidget(self.hint)
        column.addLayout(now)
        column.addLayout(self._kept)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)


def _link(text: str, tip: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setProperty("kind", "link")
    button.setToolTip(tip)
    button.setAccessibleDescription(tip)
    return button
