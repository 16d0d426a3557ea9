"""Put a palette on: Fusion, its QPalette, and one small style sheet for what Fusion cannot do."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from morphospace_desktop.theme.fonts import font
from morphospace_desktop.theme.sheet import sheet
from morphospace_desktop.theme.tokens import DARK, Palette

_current: Palette = DARK


def current() -> Palette:
    """The palette everything is painted in now."""
    return _current


def color(role: str, alpha: float = 1.0) -> QColor:
    """The colour a role has now, ``alpha`` in [0, 1]."""
    made = QColor(getattr(_current, role))
    if alpha < 1.0:
        made.setAlphaF(alpha)
    return made


def apply(app: QApplication, palette: Palette) -> None:
    """Dress the whole application; may be called again at any time to change the theme."""
    global _current
    _current = palette
    if app.style().objectName() not in {"fusion", ""} or not app.styleSheet():
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(font("body"))
    app.setPalette(_qpalette(palette))
    app.setStyleSheet(sheet(palette))
    for window in app.topLevelWidgets():
        for widget in (window, *window.findChildren(_widget_class())):
            widget.update()


@cache
def _widget_class() -> type:
    from PySide6.QtWidgets import QWidget

    return QWidget


def _qpalette(palette: Palette) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: palette.window,
        QPalette.ColorRole.Base: palette.window,
        QPalette.ColorRole.AlternateBase: palette.panel,
        QPalette.ColorRole.Button: palette.raised,
        QPalette.ColorRole.WindowText: palette.text,
        QPalette.ColorRole.Text: palette.text,
        QPalette.ColorRole.ButtonText: palette.text,
        QPalette.ColorRole.BrightText: palette.bad,
        QPalette.ColorRole.PlaceholderText: palette.secondary,
        QPalette.ColorRole.Highlight: palette.accent,
        QPalette.ColorRole.HighlightedText: palette.on_accent,
        QPalette.ColorRole.Accent: palette.accent,
        QPalette.ColorRole.Link: palette.accent,
        QPalette.ColorRole.LinkVisited: palette.accent,
        QPalette.ColorRole.ToolTipBase: palette.raised,
        QPalette.ColorRole.ToolTipText: palette.text,
        QPalette.ColorRole.Light: palette.raised,
        QPalette.ColorRole.Midlight: palette.raised,
        QPalette.ColorRole.Mid: palette.line,
        QPalette.ColorRole.Dark: palette.line,
        QPalette.ColorRole.Shadow: palette.window,
    }
    made = QPalette()
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(palette.faint))
    return made
