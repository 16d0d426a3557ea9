"""Questions and sheets of the window: what to open, where to save, unsaved work, about."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from morphospace_desktop.topbar import Mark

PROJECT_SUFFIX = ".ora"
PICTURES = "*.png *.jpg *.jpeg *.webp *.bmp *.gif *.tif *.tiff"
OPEN_FILTER = f"Pictures and projects ({PICTURES} *{PROJECT_SUFFIX});;All files (*)"
SAVE_FILTER = f"Morphospace project (*{PROJECT_SUFFIX})"
EXPORT_FILTER = "PNG picture (*.png)"


def ask_open(parent: QWidget, folder: str) -> Path | None:
    """The file to open, or None."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open a picture or a project", folder, OPEN_FILTER)
    return Path(name) if name else None


def ask_save(parent: QWidget, suggestion: Path) -> Path | None:
    """Where to keep the project, with its suffix, or None."""
    name, _ = QFileDialog.getSaveFileName(parent, "Save the project", str(suggestion), SAVE_FILTER)
    return with_suffix(Path(name), PROJECT_SUFFIX) if name else None


def ask_export(parent: QWidget, suggestion: Path) -> Path | None:
    """Where to write the PNG, with its suffix, or None."""
    name, _ = QFileDialog.getSaveFileName(parent, "Export as PNG", str(suggestion), EXPORT_FILTER)
    return with_suffix(Path(name), ".png") if name else None


def with_suffix(path: Path, suffix: str) -> Path:
    """``path`` ending in ``suffix``; a name with another ending keeps it and gets ours behind it."""
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)


Answer = Literal["save", "discard", "cancel"]


def ask_unsaved(parent: QWidget, name: str) -> Answer:
    """What to do with work that was not saved."""
    dialog = UnsavedDialog(parent, name)
    dialog.exec()
    return dialog.answer


class UnsavedDialog(QDialog):
    """Save, Discard or Cancel; Return saves, Escape cancels."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.answer: Answer = "cancel"
        self.setWindowTitle("Unsaved work")
        self.setFixedWidth(420)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(_text(f"Save the changes to {name}?", "strong", self))
        layout.addWidget(
            _text("Without saving, what was done since the last save is lost.", "secondary", self)
        )
        layout.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._button("Discard", "discard"))
        row.addStretch(1)
        row.addWidget(self._button("Cancel", "cancel"))
        row.addWidget(self._button("Save", "save", main=True))
        layout.addLayout(row)

    def _button(self, words: str, answer: Answer, main: bool = False) -> QPushButton:
        button = QPushButton(words, self)
        button.setProperty("kind", "accent" if main else None)
        button.setAutoDefault(False)
        button.setDefault(main)
        if main:
            button.setFocus()
        button.clicked.connect(lambda: self._finish(answer))
        return button

    def _finish(self, answer: Answer) -> None:
        self.answer = answer
        self.accept()


class AboutDialog(QDialog):
    """Version, licences, and what it runs on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Morphospace")
        self.setFixedWidth(440)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Mark(24, self))
        head.addWidget(_text("Morphospace", "title", self))
        head.addStretch(1)
        layout.addLayout(head)
        layout.addWidget(
            _text("Create, edit and explore pictures through the latents of generative models.", "", self)
        )
        layout.addSpacing(8)
        layout.addWidget(_text(about_text(), "secondary", self))
        layout.addSpacing(8)
        close = QPushButton("Close", self)
        close.clicked.connect(self.accept)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


def about_text() -> str:
    """Versions and licences, a line each."""
    return "\n".join(
        (
            f"Version {_version('morphospace')}, MIT licence.",
            f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, "
            f"PySide6 {pyside_version} (LGPL 3), NumPy {_version('numpy')} (BSD).",
            f"Models run in a process of their own on PyTorch {_version('torch')} (BSD).",
            "The embedded faces are drawn in the avataaars style by Pablo Stanley.",
            "Icons: Phosphor (MIT).",
            f"Installed in {Path(sys.prefix)}",
        )
    )


def _version(package: str) -> str:
    """From the package's metadata: nothing is imported."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def _text(text: str, role: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
