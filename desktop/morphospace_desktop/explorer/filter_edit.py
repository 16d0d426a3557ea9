"""The filter's line: applied while it is typed, completed, and with a caret under what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QStringListModel, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QCompleter, QLineEdit, QVBoxLayout, QWidget

from morphospace.atlas.exploration import Exploration
from morphospace.atlas.filtering.completion import completions, example
from morphospace.errors import BadFilterError
from morphospace_desktop import theme
from morphospace_desktop.panels.role_label import RoleLabel

APPLY_MS = 140
"""The filter is applied when nothing was typed for so long ..."""
COMPLAIN_MS = 900
"""... and what is wrong with it said when nothing was typed for so long."""
_CARET = 9
_LANGUAGE = (
    "A column with = != < <= > >= and a value, or with in (a, b); a number's column alone means above 0. "
    "Join tests by and, or, not and brackets. What does not match stays, greyed."
)
_SMALL = frozenset({"and", "or", "=", "(", ")"})
_POPUPS_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape})
_POPUP = """
QListView {{ background: {panel}; color: {text}; border: 1px solid {line}; outline: none; }}
QListView::item {{ padding: 4px 8px; }}
QListView::item:selected {{ background: {raised}; color: {text}; }}
"""


class FilterLine(QLineEdit):
    """A line edit that offers words at the place where someone types."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._start = 0
        self._words = QStringListModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self)
        self._completer.activated.connect(self.take)
        self.textEdited.connect(lambda _text: self.offer())
        self._wipe = self.addAction(theme.icon("x", "secondary"), QLineEdit.ActionPosition.TrailingPosition)
        self._wipe.setToolTip("Show all")
        self._wipe.setVisible(False)
        self._wipe.triggered.connect(self.wipe)
        self.textChanged.connect(lambda text: self._wipe.setVisible(bool(text)))

    def offer(self, asked: bool = False) -> None:
        """Open the words that fit, if there are any; signs and joining words only when ``asked`` for."""
        atlas = self._exploration.atlas
        if atlas is None:
            return
        found = completions(self.text(), self.cursorPosition(), atlas.columns)
        self._start = found.start
        self._words.setStringList(list(found.words))
        popup = self._completer.popup()
        assert popup is not None
        begun = found.start < self.cursorPosition()
        if found.words and (begun or asked or found.words[0] not in _SMALL):
            popup.setStyleSheet(_POPUP.format(**vars(theme.current())))
            self._completer.complete(QRect(0, 0, self.width(), self.height() + 4))
            popup.setCurrentIndex(self._words.index(-1, 0))
        else:
            popup.hide()

    def wipe(self) -> None:
        """Take the filter away, as a person would."""
        self.clear()
        self.textEdited.emit("")

    def take(self, word: str) -> None:
        """Put a word in the place of what was begun."""
        rest = self.text()[self.cursorPosition() :]
        begun = self.text()[: self._start] + word + ("" if rest.startswith(" ") else " ")
        self.setText(begun + rest)
        self.setCursorPosition(len(begun))
        self.textEdited.emit(self.text())

    def place_of(self, position: int) -> float:
        """Where the letter at this position begins, in pixels from the left."""
        metrics = self.fontMetrics()
        at = self.cursorRect().center().x() - metrics.horizontalAdvance(self.text()[: self.cursorPosition()])
        return float(at + metrics.horizontalAdvance(self.text()[:position]))

    def event(self, event: QEvent) -> bool:
        # Tab takes the first word that is offered, as in a shell; the panel's next control has it else.
        tab = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab
        if tab and event.type() == QEvent.Type.KeyPress and self._take_offered():
            return True
        return super().event(event)

    def _take_offered(self) -> bool:
        popup, words = self._completer.popup(), self._words.stringList()
        if popup is None or not popup.isVisible() or not words:
            return False
        at = popup.currentIndex()
        popup.hide()
        self.take(words[max(0, at.row())])
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        popup = self._completer.popup()
        if popup is not None and popup.isVisible() and event.key() in _POPUPS_KEYS:
            if popup.currentIndex().isValid() or event.key() == Qt.Key.Key_Escape:
                event.ignore()  # the popup's
                return
            popup.hide()
        if event.key() == Qt.Key.Key_Down:
            self.offer(asked=True)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.wipe()
        else:
            super().keyPressEvent(event)


class FilterEdit(QWidget):
    """The line with what it comes to under it: how many match, or what is wrong and where."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._fault: int | None = None
        self._atlas = ""
        self._known = ""
        self.line = FilterLine(exploration, self)
        self.line.setAccessibleName("Filter")
        self.line.setToolTip(_LANGUAGE)
        self.line.setFixedHeight(theme.ROW)
        self.said = RoleLabel("", "caption", "secondary", self)
        self.said.setWordWrap(True)
        self._apply, self._complain = self._timer(APPLY_MS), self._timer(COMPLAIN_MS)
        self._apply.timeout.connect(lambda: self.apply(complain=False))
        self._complain.timeout.connect(self.apply)
        self._lay_out()
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self.apply)
        self.line.editingFinished.connect(self._left)
        exploration.subscribe(self._explored)
        self._teach()
        self._show_count()

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        return timer

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_CARET)
        column.addWidget(self.line)
        column.addWidget(self.said)

    # ------------------------------------------------------------------ typing

    def _typed(self, _text: str) -> None:
        self._mark(None)
        self._apply.start()
        self._complain.start()

    def _left(self) -> None:
        if self._apply.isActive() or self._complain.isActive():
            self.apply()

    def apply(self, complain: bool = True) -> None:
        """Filter by what is typed; ``complain``: say what is wrong with it."""
        self._apply.stop()
        text, before = self.line.text(), self._known
        if complain:
            self._complain.stop()
        try:
            if text.strip() != self._exploration.filter_text.strip():
                self._known = text
                self._exploration.filter_by(text)
            self._complain.stop()
            self._mark(None)
            self._show_count()
        except BadFilterError as error:
            self._known = before
            if complain:
                self._say(str(error), "bad")
                self._mark(error.position)

    # ------------------------------------------------------------------ telling

    def _explored(self, aspect: str) -> None:
        if aspect not in ("filter", "atlas"):
            return
        atlas = self._exploration.atlas
        opened = aspect == "atlas" and self._atlas != ("" if atlas is None else atlas.id)
        if opened:
            self._teach()
        # An atlas that grows filters anew: what is being typed stays.
        if opened or self._exploration.filter_text != self._known:
            self._known = self._exploration.filter_text
            self.line.setText(self._known)
            self.line.home(False)
            self._mark(None)
        if self._fault is None:
            self._show_count()

    def _teach(self) -> None:
        atlas = self._exploration.atlas
        self._atlas = "" if atlas is None else atlas.id
        self.line.setPlaceholderText("" if atlas is None else example(atlas.columns))

    def _show_count(self) -> None:
        matches = self._exploration.matches
        if matches is None:
            self._say("")
            return
        rest = "the rest stay, greyed" if not matches.all() else "none is greyed"
        self._say(f"{int(matches.sum()):,} of {len(matches):,} match; {rest}")

    def _say(self, text: str, role: str = "secondary") -> None:
        self.said.set_role(role)
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.line.setAccessibleDescription(text)

    def _mark(self, position: int | None) -> None:
        self._fault = position
        self.update()

    def fault_place(self) -> QPointF | None:
        """The tip of the caret under the fault, or None where nothing is wrong."""
        if self._fault is None:
            return None
        x = min(max(self.line.place_of(self._fault) + 3, 6.0), self.line.width() - 6.0)
        return QPointF(self.line.x() + x, self.line.geometry().bottom() + 3)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        tip = self.fault_place()
        if tip is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("bad"))
            painter.drawPolygon(QPolygonF([tip, tip + QPointF(4.5, 6), tip + QPointF(-4.5, 6)]))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self.line.setFocus(event.reason())
