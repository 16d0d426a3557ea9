"""What plugins are there, what they bring, and which are broken and why; broken models likewise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from morphospace_desktop import theme
from morphospace_desktop.panels.role_label import RoleLabel
from morphospace_desktop.panels.rows import SectionHead

Entry = Mapping[str, Any]


class PluginEntry(QWidget):
    """One plugin or model: name and version, what it brings, or the sentence that says what is wrong."""

    def __init__(self, name: str, detail: str, error: str) -> None:
        super().__init__()
        self.error = error
        self._name = _label(name, "strong", "text")
        self._detail = _label(error or detail, "small", "text" if error else "secondary")
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(f"{name}: {'broken. ' + error if error else detail}")
        words = QVBoxLayout(self)
        words.setContentsMargins(30, 10, 0, 10)
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        name, role = ("warning-circle-fill", "bad") if self.error else ("check-circle", "good")
        theme.paint_icon(painter, name, QRectF(2, 11, 16, 16), theme.color(role))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.color("line"))


class PluginsDialog(QDialog):
    """Lists plugins as ``{name, version, families, error}`` and broken models as ``{name, error}``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Plugins")
        self.resize(560, 520)
        self._summary = _label("", "body", "secondary")
        self._list = QVBoxLayout()
        self._list.setContentsMargins(24, 0, 24, 8)
        self._list.setSpacing(0)
        holder = QWidget()
        holder.setLayout(self._list)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(holder)
        holder.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 20, 0, 16)
        column.setSpacing(8)
        column.addLayout(_inset(_label("Plugins", "title", "text"), self._summary))
        column.addWidget(scroll, 1)
        column.addLayout(self._make_foot())

    def set_plugins(self, plugins: Sequence[Entry], models: Sequence[Entry] = ()) -> None:
        """Show plugins, the broken first, and models that cannot be loaded."""
        self._clear()
        broken = [plugin for plugin in plugins if plugin.get("error")]
        working = [plugin for plugin in plugins if not plugin.get("error")]
        self._section("Broken", [_plugin_entry(plugin) for plugin in broken])
        self._section("Broken models", [_model_entry(model) for model in models])
        self._section("Working", [_plugin_entry(plugin) for plugin in working])
        self._list.addStretch(1)
        faults = len(broken) + len(models)
        self._summary.setText(
            "Everything works." if not faults else "What is broken is left out; everything else works."
        )

    def entries(self) -> list[PluginEntry]:
        """The rows shown, from top to bottom."""
        items = (self._list.itemAt(at) for at in range(self._list.count()))
        rows = (item.widget() for item in items if item is not None)
        return [row for row in rows if isinstance(row, PluginEntry)]

    def _section(self, title: str, entries: Sequence[PluginEntry]) -> None:
        if entries:
            self._list.addSpacing(theme.GAP)
            self._list.addWidget(SectionHead(title, str(len(entries))))
        for entry in entries:
            self._list.addWidget(entry)

    def _clear(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _make_foot(self) -> QHBoxLayout:
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 24, 0)
        foot.addStretch()
        foot.addWidget(close)
        return foot

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), theme.color("panel"))


def _plugin_entry(plugin: Entry) -> PluginEntry:
    families = plugin.get("families") or ()
    detail = ", ".join(str(family) for family in families) or "brings no model family"
    name = f"{plugin.get('name', '')} {plugin.get('version') or ''}".strip()
    return PluginEntry(name, detail, str(plugin.get("error") or ""))


def _model_entry(model: Entry) -> PluginEntry:
    return PluginEntry(str(model.get("name") or model.get("id") or ""), "", str(model.get("error") or ""))


def _label(text: str, font: str, role: str) -> RoleLabel:
    label = RoleLabel(text, font, role)
    label.setWordWrap(True)
    return label


def _inset(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(24, 0, 24, 4)
    column.setSpacing(4)
    for widget in widgets:
        column.addWidget(widget)
    return column
