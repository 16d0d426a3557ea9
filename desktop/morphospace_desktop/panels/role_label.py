"""Text in the colour its role has at the moment it is painted, so that themes can change."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from morphospace_desktop import theme


class RoleLabel(QLabel):
    """Plain text in a font role and a colour role of the theme."""

    def __init__(
        self, text: str = "", font: str = "body", role: str = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._role = role
        self.setFont(theme.font(font))
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_role(self, role: str) -> None:
        """Change the colour role."""
        self._role = role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        ink = theme.color(self._role)
        if self.palette().windowText().color() != ink:
            palette = self.palette()
            palette.setColor(self.foregroundRole(), ink)
            self.setPalette(palette)
        super().paintEvent(event)
