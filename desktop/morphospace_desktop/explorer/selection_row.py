"""One kept selection: its group's colour, its name, how many it holds, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QToolButton

from morphospace.atlas.exploration import Named
from morphospace_desktop import theme
from morphospace_desktop.explorer.legend import INSET, mode_of
from morphospace_desktop.panels.value_edit import ValueEdit

if TYPE_CHECKING:
    from morphospace_desktop.explorer.selections_list import SelectionsList

ROW = 44
_SQUARE = 8
_LEFT = 24


class SelectionRow(QAbstractButton):
    """One kept selection: its group's colour, name and count; its menu does the rest."""

    def __init__(self, named: Named, letter: str, owner: SelectionsList) -> None:
        super().__init__(owner)
        self.named, self.letter = named, letter
        self._owner = owner
        self._edit: ValueEdit | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(ROW)
        said = f"{letter}: {named.name}" if letter else named.name
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
            action.setEnabled(self.letter != group)
            action.triggered.connect(lambda _=False, g=group: self._owner.assign(name, g))
        if self.letter:
            menu.addAction(f"No longer {self.letter}").triggered.connect(lambda: self._owner.assign(name, ""))
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
        self._edit.setGeometry(QRect(_LEFT - 5, 8, self.width() - _LEFT + 5 - 36, 28))
        self._edit.setAccessibleName("Name of the selection")
        self._edit.finished.connect(self._renamed)
        self._edit.show()
        self._edit.setFocus()
        self.update()

    def _renamed(self, text: str) -> None:
        edit, self._edit = self._edit, None
        if edit is not None:
            if edit.hasFocus():  # hidden, it would hand the keyboard to any control of the window
                self.setFocus()
            edit.hide()
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

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
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
        if self.letter:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("warm" if self.letter == "A" else "accent"))
        else:
            painter.setPen(QPen(theme.color("faint"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(square, 2, 2)
        if self._edit is not None:
            return
        name = f"{self.letter}: {self.named.name}" if self.letter else self.named.name
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        room = self.width() - _LEFT - 36
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(_LEFT, 5, room, 18), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("secondary"))
        count = f"{len(self.named):,} items" if len(self.named) != 1 else "1 item"
        painter.drawText(QRect(_LEFT, 22, room, 16), Qt.AlignmentFlag.AlignVCenter, count)
