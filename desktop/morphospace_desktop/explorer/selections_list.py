"""The selections: what is chosen now, and those that were kept, two of which make a direction."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from morphospace.atlas.exploration import Exploration, Named
from morphospace.atlas.naming import suggested_name
from morphospace.errors import MorphospaceError
from morphospace_desktop import theme
from morphospace_desktop.explorer.legend import INSET, mode_of
from morphospace_desktop.panels.role_label import RoleLabel
from morphospace_desktop.panels.value_edit import ValueEdit

ROW = 44
_SQUARE = 8
_LEFT = 24
_HINT = "Draw around points, or click a colour above. Shift adds, Alt takes away."


class SelectionRow(QAbstractButton):
    """One kept selection: its group's colour, name and count; its menu does the rest."""

    def __init__(self, named: Named, group: str, owner: SelectionsList) -> None:
        super().__init__(owner)
        self.named, self.group = named, group
        self._owner = owner
        self._edit: ValueEdit | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(ROW)
        said = f"{group}: {named.name}" if group else named.name
        self.setAccessibleName(f"{said}, {len(named):,} items")
        self.setToolTip("Click selects these again; a double click renames. A and B choose the group.")
        self.dots = QToolButton(self)
        self.dots.setIcon(theme.icon("dots-three", "secondary"))
        self.dots.setIconSize(QSize(18, 18))
        self.dots.setFixedSize(28, 28)
        self.dots.setAutoRaise(True)
        self.dots.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.dots.setAccessibleName(f"What to do with {named.name}")
        self.dots.clicked.connect(lambda: self._open_menu(self.dots.geometry().bottomLeft()))

    # ------------------------------------------------------------------ doing

    def menu(self) -> QMenu:
        """What can be done with it."""
        menu, name = QMenu(self), self.named.name
        menu.addAction("Select again").triggered.connect(lambda: self._select("replace"))
        menu.addAction("Show as a gallery").triggered.connect(
            lambda: self._owner.gallery_requested.emit(self.named.rows)
        )
        menu.addAction("Export…").triggered.connect(
            lambda: self._owner.export_requested.emit(self.named.rows)
        )
        menu.addSeparator()
        for group in ("A", "B"):
            action = menu.addAction(f"Make it {group}")
            action.setEnabled(self.group != group)
            action.triggered.connect(lambda _=False, g=group: self._owner.assign(name, g))
        if self.group:
            menu.addAction(f"No longer {self.group}").triggered.connect(lambda: self._owner.assign(name, ""))
        menu.addSeparator()
        menu.addAction("Rename").triggered.connect(self.rename)
        menu.addAction("Delete").triggered.connect(lambda: self._owner.forget(name))
        return menu

    def rename(self) -> None:
        """Turn the name into an editor."""
        if self._edit is not None:
            return
        self._edit = ValueEdit(self.named.name, True, self)
        self._edit.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._edit.setGeometry(QRect(_LEFT - 5, 8, self.width() - _LEFT - 3, 28))
        self._edit.setAccessibleName("Name of the selection")
        self._edit.finished.connect(self._renamed)
        self._edit.show()
        self._edit.setFocus()
        self.update()

    def _renamed(self, text: str) -> None:
        edit, self._edit = self._edit, None
        if edit is not None:
            edit.deleteLater()
        self.update()
        if text.strip() and text.strip() != self.named.name:
            self._owner.rename(self.named.name, text)

    def _select(self, mode: str) -> None:
        self._owner.select(self.named, mode)

    def _open_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(at))

    # ------------------------------------------------------------------ hands

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        inside = self.isDown() and self.rect().contains(event.position().toPoint())
        self.setDown(False)
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self._select(mode_of(event.modifiers()))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        self.rename()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        self._open_menu(event.pos())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._select(mode_of(event.modifiers()))
        elif key == Qt.Key.Key_F2:
            self.rename()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._owner.forget(self.named.name)
        elif key in (Qt.Key.Key_A, Qt.Key.Key_B):
            self._owner.assign(self.named.name, "A" if key == Qt.Key.Key_A else "B")
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------ paint

    def resizeEvent(self, _event: object) -> None:  # noqa: N802
        self.dots.move(self.width() - 32, (ROW - 28) // 2)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(160, ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(theme.color("accent"), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("raised") if lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        square = QRectF(INSET, (ROW - _SQUARE) / 2, _SQUARE, _SQUARE)
        if self.group:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("warm" if self.group == "A" else "accent"))
        else:
            painter.setPen(QPen(theme.color("faint"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(square, 2, 2)
        if self._edit is not None:
            return
        name = f"{self.group}: {self.named.name}" if self.group else self.named.name
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        room = self.width() - _LEFT - 36
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(_LEFT, 5, room, 18), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("secondary"))
        count = f"{len(self.named):,} items" if len(self.named) != 1 else "1 item"
        painter.drawText(QRect(_LEFT, 22, room, 16), Qt.AlignmentFlag.AlignVCenter, count)


class SelectionsList(QWidget):
    """Keeps, names and pairs selections. ``said(text, kind)``: what could not be done."""

    gallery_requested = Signal(object)
    export_requested = Signal(object)
    said = Signal(str, str)

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
            self.row(name).rename()

    def select(self, named: Named, mode: str = "replace") -> None:
        """Choose a kept selection again."""
        self._exploration.select_rows(named.rows, mode)

    def rename(self, name: str, new: str) -> None:
        """Give a kept selection another name, if it is free."""
        self._tried(lambda: self._exploration.rename(name, new))

    def forget(self, name: str) -> None:
        """Drop a kept selection; the keyboard goes to the one that takes its place."""
        at = next((at for at, row in enumerate(self._rows) if row.named.name == name), 0)
        focused = at < len(self._rows) and self._rows[at].hasFocus()
        self._exploration.forget(name)
        if focused and self._rows:
            self._rows[min(at, len(self._rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

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

    def _tried(self, work: object) -> bool:
        try:
            work()  # type: ignore[operator]
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
        if [(row.named, row.group) for row in self._rows] == wanted:
            return
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [SelectionRow(named, group, self) for named, group in wanted]
        for row in self._rows:
            self._kept.addWidget(row)

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
