"""What to export a selection as, and where to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from morphospace.atlas.exporting.exports import FORMATS
from morphospace_desktop import theme
from morphospace_desktop.panels.role_label import RoleLabel

WIDTH = 480
_CARD = 52


@dataclass(frozen=True)
class Wanted:
    """What someone decided: a form of ``atlas.exports.FORMATS``, and where it goes."""

    form: str
    output: Path


@dataclass(frozen=True)
class _Kind:
    form: str
    icon: str
    title: str
    text: str


_KINDS = (
    _Kind("csv", "table", "Table for spreadsheets", "Names, files and attributes as CSV"),
    _Kind("parquet", "database", "Table for data frames", "Attributes and latents as Parquet"),
    _Kind("images", "folder", "Folder of pictures", "The pictures themselves, with their attributes"),
    _Kind("latents", "cube", "Latents", "Arrays with names as safetensors"),
)


class KindCard(QAbstractButton):
    """One form of export; the chosen one is outlined in the accent colour."""

    def __init__(self, kind: _Kind, owner: ExportDialog) -> None:
        super().__init__(owner)
        self.kind = kind
        self._owner = owner
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(_CARD)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(kind.title)
        self.setAccessibleDescription(kind.text)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, _CARD)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        if event.key() in steps:
            self._owner.step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.isChecked() or self.underMouse()
        painter.setPen(QPen(theme.color("accent"), 1.5) if self.isChecked() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("raised") if lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        ink = theme.color("accent" if self.isChecked() else "secondary")
        theme.paint_icon(painter, self.kind.icon, QRectF(16, (_CARD - 20) / 2, 20, 20), ink)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("body"))
        painter.drawText(QRect(52, 8, self.width() - 64, 20), Qt.AlignmentFlag.AlignVCenter, self.kind.title)
        painter.setPen(theme.color("secondary"))
        painter.setFont(theme.font("small"))
        painter.drawText(QRect(52, 26, self.width() - 64, 18), Qt.AlignmentFlag.AlignVCenter, self.kind.text)


class ExportDialog(QDialog):
    """``wanted`` holds the answer after it was accepted. ``folder``: where people export to."""

    changed = Signal()

    def __init__(self, count: int, name: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._folder = _plain(name), folder
        self._own_path = False
        self.ask_where: Callable[[str], str] = self._ask_where
        items = f"{count:,} items" if count != 1 else "1 item"
        self.setWindowTitle(f"Export {items}")
        self.cards = [KindCard(kind, self) for kind in _KINDS]
        self.path = QLineEdit(self)
        self.path.setAccessibleName("Where to")
        self.path.setFixedHeight(theme.BUTTON)
        self.note = RoleLabel("", "small", "secondary", self)
        self.export_button = QPushButton("Export", self)
        self._lay_out(items)
        for card in self.cards:
            card.toggled.connect(self._chosen)
        self.path.textEdited.connect(self._typed)
        self.cards[0].setChecked(True)
        self.cards[0].setFocus()

    @property
    def wanted(self) -> Wanted:
        """What is chosen now."""
        return Wanted(self.form, _expanded(self.path.text()))

    @property
    def form(self) -> str:
        """The chosen form."""
        return next((card.kind.form for card in self.cards if card.isChecked()), _KINDS[0].form)

    def choose(self, form: str) -> None:
        """Choose a form."""
        next(card for card in self.cards if card.kind.form == form).setChecked(True)

    def step(self, by: int) -> None:
        """Choose the next or the previous form, as the arrow keys do."""
        forms = [card.kind.form for card in self.cards]
        at = forms.index(self.form) + by
        if 0 <= at < len(forms):
            self.cards[at].setChecked(True)
            self.cards[at].setFocus()

    # ------------------------------------------------------------------ where to

    def _chosen(self, on: bool) -> None:
        if not on:
            return
        for card in self.cards:
            chosen = card.kind.form == self.form
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)
            if chosen and isinstance(self.focusWidget(), KindCard):
                card.setFocus()
        typed = Path(self.path.text().strip())
        path = typed if self._own_path and typed.name else self._folder / self._name
        bare = path.with_suffix("") if path.suffix in FORMATS.values() else path
        self.path.setText(str(bare.with_name(bare.name + FORMATS[self.form])))
        self._check()

    def _typed(self, _text: str) -> None:
        self._own_path = True
        self._check()

    def _check(self) -> None:
        """Say beforehand what would happen, or why it could not."""
        output = self.wanted.output
        trouble, said = "", ""
        if not self.path.text().strip() or not output.name:
            trouble = "Say where to: type a path or choose one."
        elif not output.parent.is_dir():
            trouble = f"There is no folder {output.parent}."
        elif self.form == "images" and output.exists() and (not output.is_dir() or any(output.iterdir())):
            trouble = "There is something of this name already: choose a new one."
        elif output.is_dir() and self.form != "images":
            trouble = "This is a folder: add a name to it."
        elif output.exists() and self.form != "images":
            said = "The file there now will be replaced."
        self.note.set_role("bad" if trouble else "secondary")
        self.note.setText(trouble or said)
        self.export_button.setEnabled(not trouble)
        self.changed.emit()

    def _browse(self) -> None:
        name = self.ask_where(self.form)
        if name:
            self._own_path = True
            suffix = FORMATS[self.form]
            path = Path(name)
            self.path.setText(name if path.suffix.lower() == suffix or not suffix else name + suffix)
            self._check()

    def _ask_where(self, form: str) -> str:
        pattern = f"{form} (*{FORMATS[form]})" if FORMATS[form] else ""
        name, _ = QFileDialog.getSaveFileName(
            self, "Export to", self.path.text(), pattern, options=QFileDialog.Option.DontConfirmOverwrite
        )
        return name

    # ------------------------------------------------------------------ layout

    def _lay_out(self, items: str) -> None:
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(4)
        column.addWidget(RoleLabel(f"Export {items}", "title", "text", self))
        column.addSpacing(theme.GAP)
        for card in self.cards:
            column.addWidget(card)
        column.addSpacing(theme.GAP)
        where = QHBoxLayout()
        browse = QPushButton("Choose…", self)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        where.addWidget(self.path, 1)
        where.addWidget(browse)
        column.addLayout(where)
        self.note.setFixedHeight(20)
        column.addWidget(self.note)
        column.addSpacing(theme.GAP)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        cancel = QPushButton("Cancel", self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.export_button.setProperty("kind", "accent")
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self.accept)
        buttons.addWidget(cancel)
        buttons.addWidget(self.export_button)
        column.addLayout(buttons)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), theme.color("panel"))


def _expanded(text: str) -> Path:
    """The path with a person's home for ``~``; as it is where there is nobody of that name."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def _plain(name: str) -> str:
    """A name that every file system takes."""
    kept = "".join(letter if letter.isalnum() or letter in " -_." else "-" for letter in name).strip(" .-")
    return kept[:60] or "selection"
