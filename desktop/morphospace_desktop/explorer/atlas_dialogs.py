"""Questions about atlases: which folder, what name, and whether really to delete."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from morphospace_desktop.panels.role_label import RoleLabel

_WIDTH = 420


def ask_folder(parent: QWidget, start: str = "") -> Path | None:
    """The folder of pictures to map, or None."""
    name = QFileDialog.getExistingDirectory(parent, "Choose a folder of pictures", start)
    return Path(name) if name else None


def ask_title(parent: QWidget, title: str) -> str | None:
    """A new name for the atlas, or None."""
    dialog = TitleDialog(parent, title)
    return dialog.edit.text().strip() if dialog.exec() else None


def ask_delete(parent: QWidget, title: str, count: int) -> bool:
    """Whether an atlas is to be removed."""
    return bool(DeleteDialog(parent, title, count).exec())


class _Question(QDialog):
    """A sentence, what belongs to it, and two buttons; Return accepts, Escape does not."""

    def __init__(self, parent: QWidget | None, heading: str, accept: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.setFixedWidth(_WIDTH)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(8)
        self.column.addWidget(_text(heading, "strong", "text"))
        self.accept_button = QPushButton(accept)
        self.accept_button.setProperty("kind", "accent")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.accept)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(self.accept_button)

    def finish(self) -> None:
        """Put the buttons below what was added."""
        self.column.addSpacing(12)
        self.column.addLayout(self.buttons)


class TitleDialog(_Question):
    """A line to type a name into; an empty one cannot be accepted."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent, "Rename the map", "Rename")
        self.edit = QLineEdit(title)
        self.edit.setMinimumHeight(32)
        self.edit.setAccessibleName("Name of the map")
        self.edit.selectAll()
        self.edit.textChanged.connect(lambda text: self.accept_button.setEnabled(bool(text.strip())))
        self.column.addWidget(self.edit)
        self.finish()


class DeleteDialog(_Question):
    """Says what goes and what stays."""

    def __init__(self, parent: QWidget | None, title: str, count: int) -> None:
        super().__init__(parent, f"Delete the map {title}?", "Delete")
        pictures = f"{count:,} picture{'' if count == 1 else 's'}"
        what = f"To have it again, {pictures} must be encoded anew. Your pictures stay."
        self.column.addWidget(_text(what, "body", "secondary"))
        self.finish()


def _text(text: str, font: str, role: str) -> RoleLabel:
    label = RoleLabel(text, font, role)
    label.setWordWrap(True)
    return label
