"""The look of the window: palettes, sizes, fonts, icons, and putting them on an application."""

from morphospace_desktop.theme.fonts import font
from morphospace_desktop.theme.icons import icon, paint_icon
from morphospace_desktop.theme.style import apply, color, current
from morphospace_desktop.theme.tokens import (
    BUTTON,
    DARK,
    GAP,
    GRID,
    LABEL,
    LIGHT,
    PADDING,
    PALETTES,
    PANEL_WIDTH,
    RADIUS_BUTTON,
    RADIUS_CARD,
    RADIUS_CONTROL,
    RADIUS_PICTURE,
    ROW,
    VALUE,
    Palette,
    contrast,
    readable_on,
)

__all__ = [
    "BUTTON",
    "DARK",
    "GAP",
    "GRID",
    "LABEL",
    "LIGHT",
    "PADDING",
    "PALETTES",
    "PANEL_WIDTH",
    "RADIUS_BUTTON",
    "RADIUS_CARD",
    "RADIUS_CONTROL",
    "RADIUS_PICTURE",
    "ROW",
    "VALUE",
    "Palette",
    "apply",
    "color",
    "contrast",
    "current",
    "font",
    "icon",
    "paint_icon",
    "readable_on",
]
