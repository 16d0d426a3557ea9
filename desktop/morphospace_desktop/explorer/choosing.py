"""One of many: the chosen word with an arrow, and all of them in a menu, in groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QWidget

from morphospace_desktop import theme
from morphospace_desktop.panels.rows import SectionHead

_INLINE = 14
"""A group with more entries than this opens in a menu of its own."""
_ARROW = 12


class MenuChoice(QAbstractButton):
    """``chosen(key)`` when a person picks another; ``show_setting`` sets it without a signal.

    ``quiet`` stands in a section's head at the right; otherwise it is a sunken field of a row.
    """

    chosen = Signal(str)

    def __init__(self, quiet: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = quiet
        self._groups: dict[str, list[tuple[str, str]]] = {}
        self._current = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        width = QSizePolicy.Policy.Maximum if quiet else QSizePolicy.Policy.Expanding
        self.setSizePolicy(width, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_menu)

    def set_choices(self, groups: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Entries ``(key, title)`` under the titles of their groups; an empty title needs no head."""
        self._groups = {title: list(entries) for title, entries in groups.items() if entries}
        self._say()

    def keys(self) -> list[str]:
        """All there is to choose from, in order."""
        return [key for entries in self._groups.values() for key, _ in entries]

    def setting(self) -> str:
        """The chosen key."""
        return self._current

    def show_setting(self, key: str) -> None:
        """Show another choice without a signal."""
        self._current = key
        self._say()

    def show_words(self, text: str) -> None:
        """Show what is none of the choices."""
        self._current = ""
        self._say(text)

    def pick(self, key: str) -> None:
        """Choose as a person would: with a signal."""
        if key != self._current:
            self.show_setting(key)
            self.chosen.emit(key)

    def menu(self) -> QMenu:
        """All choices; large groups are menus of their own."""
        menu = QMenu(self)
        for number, (title, entries) in enumerate(self._groups.items()):
            into = menu
            if len(entries) > _INLINE and title:
                into = menu.addMenu(title)
            elif number:
                menu.addSeparator()
            for key, text in entries:
                action = into.addAction(text)
                action.setCheckable(True)
                action.setChecked(key == self._current)
                action.triggered.connect(lambda _=False, k=key: self.pick(k))
        return menu

    def open_menu(self) -> None:
        """Show the menu under the word."""
        menu = self.menu()
        menu.setMinimumWidth(min(self.width(), 240))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        keys = self.keys()
        if event.key() in steps and keys:
            at = keys.index(self._current) + steps[Qt.Key(event.key())] if self._current in keys else 0
            if 0 <= at < len(keys):
                self.pick(keys[at])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F4):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        font = theme.font("caption" if self._quiet else "small")
        width = QFontMetricsF(font).horizontalAdvance(self.text()) + _ARROW + (8 if self._quiet else 28)
        return QSize(round(width), 24 if self._quiet else theme.ROW)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(48, self.sizeHint().height())

    def _say(self, words: str = "none") -> None:
        titles = {key: title for entries in self._groups.values() for key, title in entries}
        self.setText(titles.get(self._current, words))
        self.setAccessibleDescription(self.text())
        self.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        lit = self.underMouse() or self.hasFocus()
        if not self._quiet or self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(Qt.BrushStyle.NoBrush if self._quiet else theme.color("well"))
            painter.drawRoundedRect(box, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        role = "text" if lit or not self._quiet else "secondary"
        painter.setPen(theme.color(role if self.isEnabled() else "faint"))
        painter.setFont(theme.font("caption" if self._quiet else "small"))
        inset = 2 if self._quiet else 9
        room = self.rect().adjusted(inset, 0, -(_ARROW + inset), 0)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if self._quiet else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | side, text)
        arrow = QRectF(self.width() - _ARROW - inset + 2, self.height() / 2 - 5, 10, 10)
        theme.paint_icon(painter, "caret-down", arrow, theme.color("text" if lit else "secondary"))


class ChoosingHead(QWidget):
    """A section's head with a choice at its right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = SectionHead(title, parent=self)
        self.choice = MenuChoice(quiet=True, parent=self)
        self.choice.setAccessibleName(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.head, 1)
        row.addWidget(self.choice)


class NarrowRow(QWidget):
    """A label and an editor beside it, for a panel in which the label's column is narrower."""

    LABEL = 72

    def __init__(self, title: str, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.editor = editor
        editor.setParent(self)
        editor.setAccessibleName(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(self.LABEL, 0, 0, 0)
        row.addWidget(editor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text" if self.isEnabled() else "faint"))
        painter.drawText(QRect(0, 0, self.LABEL, theme.ROW), Qt.AlignmentFlag.AlignVCenter, self._title)
